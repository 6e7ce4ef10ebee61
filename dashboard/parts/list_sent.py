"""What is said once a list was sent: what became of it, its receipt, and where to follow the families."""

from collections.abc import Mapping
from typing import Any

from campaigns.model.codes import Role
from dashboard.desk import Desk
from dashboard.parts.equation import row_equation
from dashboard.parts.fetch_links import fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.notices import NOTICE
from dashboard.parts.page_links import link_to
from dashboard.parts.receipt_links import receipt_link
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

Report = Mapping[str, Any]


def show_sent(desk: Desk, report: Report, file_name: str) -> None:
    """Confirm a list that was sent."""
    _ = desk.words
    page_header(_("Votre liste est envoyée"), sent_sentence(report, _))
    row_equation(report["counts"], _)
    show_next(report, _)
    if "known_later" in report:
        text = report["known_later"][desk.language]
        draw(fragment(NOTICE, tone="waiting", title=_("Familles connues ailleurs : réponse plus tard"), text=text))
    label = _("Télécharger le reçu : votre tableau, avec ce qu'est devenue chaque ligne")
    fetch_links("submit_receipt", [receipt_link(desk, report["list_id"], report["format"]["kind"], file_name, label)])
    absent = report["counts"].get("absent", 0)
    if absent and desk.actor.role is Role.PARTNER:
        title = _.plural("{n} famille n'est plus dans cette liste", "{n} familles ne sont plus dans cette liste", absent,
                         n=number(absent, desk.language))  # fmt: skip
        text = _("Leur demande reste comptée tant que vous ne dites pas qu'elle est à retirer.")
        draw(fragment(NOTICE, tone="need", title=title, text=text))
        link_to(desk, "demandes", _("Dire si elles sont encore concernées"), icon=":material/help:", vue="retirees")
    if report["counts"]["rejected"] and desk.actor.role is Role.PARTNER:
        link_to(desk, "demandes", _("Corriger ces lignes ici"), icon=":material/edit:", vue="corriger")
    link_to(desk, "demandes", _("Suivre mes demandes"), icon=":material/family_restroom:")
    link_to(desk, "listes", _("Voir les listes reçues"), icon=":material/inbox:")


def sent_sentence(report: Report, words: Words) -> str:
    """Say what became of the good rows."""
    _ = words
    if "already_received" in report:
        return str(report["already_received"][words.language])
    counts = report["counts"]
    good = counts["accepted"] + counts["warned"]
    if report["state"] != "accepted":
        return _.plural(
            "{n} ligne attend la relecture de la coordination.", "{n} lignes attendent la relecture de la coordination.",
            good, n=number(good, words.language),
        )  # fmt: skip
    n = {name: number(counts[name], words.language) for name in ("new", "corrected", "unchanged")}
    said = _("Prises en compte. Nouvelles : {new}, corrigées : {corrected}, déjà connues : {unchanged}.", **n)
    known = counts.get("known", 0)
    if not known:
        return said
    elsewhere = _.plural(
        "{n} famille est connue d'une autre structure : elle n'est servie qu'une fois.",
        "{n} familles sont connues d'une autre structure : elles ne sont servies qu'une fois.",
        known, n=number(known, words.language),
    )  # fmt: skip
    return f"{said} {elsewhere}"


def show_next(report: Report, words: Words) -> None:
    """Say what to do with the rows that were held back, and why a list waits."""
    _ = words
    held = report["counts"]["rejected"]
    if report["breaker"]:
        text = report["breaker"][words.language]
        draw(fragment(NOTICE, tone="need", title=_("Relecture avant acceptation"), text=text))
    if held:
        title = _.plural("{n} ligne attend votre correction", "{n} lignes attendent votre correction", held, n=number(held, words.language))  # fmt: skip
        text = _(
            "Corrigez-les ici, dans votre tableau ou dans le reçu. Un fichier renvoyé entier ne fait pas de doublon."
        )
        draw(fragment(NOTICE, tone="gap", title=title, text=text))
