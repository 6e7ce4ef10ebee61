"""A site closes once nothing is left there: its stock is transferred first. It may open again."""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, Handler, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.store.port import Row, Session


def close_site(office: Office, actor: Actor, site_code: str) -> Row | Refusal:
    """Close a site, for all campaigns.

    Returns
    -------
    dict or Refusal
        `site_id`. Refused while units are there, on the way to it or from it, or a lot is announced for it.
    """

    def write(session: Session) -> Effect | Refusal:
        site = found_site(session, site_code)
        if isinstance(site, Refusal):
            return site
        left = session.rows("stock/at_site", {"site_id": site["site_id"]})[0]
        if left["units"] or left["coming"] or left["lots"]:
            return not_empty(site["name"], left)
        session.run("site/set_closed", {"site_id": site["site_id"], "closed_at": office.clock()})
        return Effect({"site_id": site["site_id"]}, site["site_id"])

    return changed(office, actor, "site.close", site_code, write)


def reopen_site(office: Office, actor: Actor, site_code: str) -> Row | Refusal:
    """Open a closed site again."""

    def write(session: Session) -> Effect | Refusal:
        site = found_site(session, site_code)
        if isinstance(site, Refusal):
            return site
        session.run("site/set_closed", {"site_id": site["site_id"], "closed_at": None})
        return Effect({"site_id": site["site_id"]}, site["site_id"])

    return changed(office, actor, "site.reopen", site_code, write)


def changed(office: Office, actor: Actor, action: str, site_code: str, write: Handler) -> Row | Refusal:
    """Carry a change of a site out as a command of the organisation."""
    key = f"{action}:{site_code}:{new_id(office.clock())}"
    return perform(office, Command(action, actor, ORGANISATION, key, {"site_code": site_code}), write)


def found_site(session: Session, site_code: str) -> Row | Refusal:
    """Return the site of that code."""
    return next((row for row in session.rows("site/all") if row["code"] == site_code), None) or Refusal(
        "unknown_site",
        Sentence(
            f"Le site « {site_code} » n'est pas dans la liste des sites. Rien n'a été modifié.",
            f"Site “{site_code}” is not in the list of sites. Nothing was changed.",
        ),
    )


def not_empty(name: str, left: Row) -> Refusal:
    """Say what has to leave a site before it closes."""
    return Refusal(
        "site_not_empty",
        Sentence(
            f"Le site « {name} » ne peut pas fermer (unités qui y sont : {left['units']}, en chemin vers lui : {left['coming']}, "
            f"lots annoncés : {left['lots']}). Rien n'a été modifié ; transférez ou redirigez-les d'abord.",
            f"Site “{name}” cannot close (units there: {left['units']}, on the way to it: {left['coming']}, "
            f"lots announced: {left['lots']}). Nothing was changed; transfer or redirect them first.",
        ),
    )
