"""Which release a page shows: the newest, or an earlier one on a line of dates kept in the link.

Whoever may publish does it here; what is published stays as it is.
"""

from datetime import date

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import kept, seeded
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told, tell
from dashboard.wording.numbers import day
from pipelines.reporting.releases import Release, publish_figures, release, releases

TOLD = "publication"


def chosen_release(desk: Desk) -> Release | None:
    """Show the line of dates and return the release chosen; None where there is none, and say what to do."""
    show_told(desk, TOLD)
    known = releases(desk.office, desk.actor, desk.campaign_id)
    if isinstance(known, Refusal):
        show_refusal(known, desk.words)
        return None
    if not known:
        show_nothing_published(desk)
        return None
    codes = [str(row["position"]) for row in known]
    chosen = (
        chosen_position(desk, {str(row["position"]): row["as_of"] for row in known}) if len(codes) > 1 else codes[0]
    )
    picked = next(row for row in known if str(row["position"]) == chosen)
    found = release(desk.office, desk.actor, desk.campaign_id, picked["release_id"])
    if isinstance(found, Refusal):
        show_refusal(found, desk.words)
        return None
    return found


def chosen_position(desk: Desk, days: dict[str, date]) -> str:
    """Show the dates from the first to the newest, and return the place of the one chosen."""
    _ = desk.words
    codes = list(days)
    chosen = st.select_slider(
        _("Chiffres publiés le"), codes[::-1], key=seeded("publication", codes),
        format_func=lambda code: day(days[code], desk.language),
    )  # fmt: skip
    return kept("publication", chosen, codes[0])


def publish_button(desk: Desk) -> None:
    """Let whoever may publish the figures of today."""
    _ = desk.words
    if not can(desk.actor, "figures.publish", Scope()):
        return
    if st.button(_("Publier les chiffres d'aujourd'hui"), icon=":material/publish:", key="publish"):
        publish(desk)


def publish(desk: Desk) -> None:
    """Publish, and say what may be shown."""
    _ = desk.words
    st.query_params.pop("publication", None)
    with st.spinner(_("Calcul et protection des chiffres…")):
        tell(desk, TOLD, lambda: publish_figures(desk.office, desk.actor, desk.campaign_id),
             lambda answer: _("Chiffres publiés. Montrés : {shown}, masqués : {hidden}.", **answer))  # fmt: skip


def show_nothing_published(desk: Desk) -> None:
    """Say that no figure is published, and who can do it."""
    _ = desk.words
    may = can(desk.actor, "figures.publish", Scope())
    state = EmptyState(
        title=_("Aucun chiffre publié pour l'instant"),
        purpose=_("Cette page montre des chiffres datés, protégés et qui ne changent plus : personne ne peut y reconnaître une famille."),
        next_step="" if may else _("La coordination les publie, d'ordinaire une fois par semaine."),
        action=_("Publier les chiffres d'aujourd'hui") if may else "",
    )  # fmt: skip
    if show_empty(state, key="publish_first"):
        publish(desk)
