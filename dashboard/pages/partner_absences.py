"""The families that a structure's latest version of a list no longer has: still there, or withdrawn? One answer each."""

from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told, tell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words
from pipelines.delivery.notes import family_name
from pipelines.intake.absences import KEPT, WITHDRAWN, answer_absences, open_absences

KEY = "absences"
FAMILIES_A_PAGE = 25


def show_absences(desk: Desk) -> None:
    """Ask about the families that disappeared, and record the answers."""
    _ = desk.words
    partner_id = desk.actor.partner_id or ""
    families = open_absences(desk.office, desk.actor, desk.campaign_id, partner_id)
    if isinstance(families, Refusal):
        show_refusal(families, _)
        return
    page_header(
        _("Ces familles sont-elles encore concernées ?"),
        absences_sentence(families, _),
        note=absences_note(families, _),
    )
    show_told(desk, KEY)
    if not families:
        return
    with st.form("absences_form", border=False):
        answers = {row["request_id"]: ask(row, _) for row in families[:FAMILIES_A_PAGE]}
        sent = st.form_submit_button(_("Enregistrer mes réponses"), type="primary", icon=":material/check:")
    said = {request: answer for request, answer in answers.items() if answer is not None}
    if sent and not said:
        st.caption(_("Choisissez une réponse pour au moins une famille."))
    elif sent:
        tell(
            desk, KEY, lambda: answer_absences(desk.office, desk.actor, desk.campaign_id, partner_id, said),
            lambda answer: answered_sentence(answer, _),
        )  # fmt: skip


def ask(row: dict[str, Any], words: Words) -> str | None:
    """Show one family, and return what is said of it."""
    _ = words
    values = row["values"]
    name = family_name(values) or str(values.get("partner_reference") or _("Famille sans nom"))
    place = _("ligne {row} de la liste d'avant, absente depuis le {when}", row=row["row_no"], when=moment(row["asked_at"], words.language))  # fmt: skip
    draw(fragment("<p style='margin:.5rem 0 0 0'><strong>{name}</strong> · {place}</p>", name=name, place=place))
    labels = {KEPT: _("Toujours concernée"), WITHDRAWN: _("À retirer")}
    answer: str | None = st.radio(
        name, list(labels), index=None, format_func=lambda code: labels[code], horizontal=True,
        key=f"absence_{row['request_id']}", label_visibility="collapsed",
    )  # fmt: skip
    return answer


def absences_sentence(families: list[dict[str, Any]], words: Words) -> str:
    """Say how many families are asked about."""
    _ = words
    count = len(families)
    if not count:
        return _("Aucune question : toutes les familles de vos listes d'avant sont encore dans les dernières.")
    return _.plural(
        "{n} famille n'est plus dans votre dernière liste.", "{n} familles ne sont plus dans votre dernière liste.", count,
        n=number(count, words.language),
    )  # fmt: skip


def absences_note(families: list[dict[str, Any]], words: Words) -> str:
    """Say what happens until there is an answer."""
    _ = words
    return (
        _("Tant que vous ne répondez pas, leur demande reste comptée. Rien n'est retiré sans votre accord.")
        if families
        else ""
    )


def answered_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what the answers did."""
    _ = words
    return _(
        "C'est noté. Demandes gardées : {kept} ; demandes retirées : {withdrawn}.",
        kept=number(answer[KEPT], words.language), withdrawn=number(answer[WITHDRAWN], words.language),
    )  # fmt: skip
