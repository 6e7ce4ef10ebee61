"""One list opened: its row equation, its rows with the issues first, and the decision where it waits for one."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import ListState, RowOutcome
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.badges import badge, show_badges
from dashboard.parts.equation import row_equation
from dashboard.parts.header import page_header
from dashboard.parts.kept_list_cards import kept_list_cards
from dashboard.parts.listed import listed
from dashboard.parts.notices import show_partial, show_read_only
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.parts.views_of_page import close_button
from dashboard.wording.coordination import BREAKERS, CHANGES, REFUSE_REASONS, who
from dashboard.wording.needs import needs_words
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words
from pipelines.intake.lists import accept_list, refuse_list
from pipelines.reporting.view_lists import list_for_review, list_repairs

KEY = "one_list"


def show_list(desk: Desk, list_id: str) -> None:
    """Show a list, and decide on it."""
    _ = desk.words
    close_button("liste", _("Toutes les listes"))
    found = list_for_review(desk.office, desk.actor, desk.campaign_id, list_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    card = found["card"]
    page_header(card["partner_name"], ready_sentence(card, _), note=origin_note(card, _))
    show_badges([badge(ListState(card["state"]), _)])
    show_told(desk, KEY)
    row_equation(found["counts"], _)
    if card["breaker"]:
        show_partial(desk.words(BREAKERS[card["breaker"]]), _)
    if card["state"] == ListState.IN_REVIEW:
        show_decision(desk, card)
    elif card["state"] == ListState.REFUSED:
        reason = desk.words(REFUSE_REASONS.get(card["refuse_reason"], card["refuse_reason"] or ""))
        show_read_only(_("Liste refusée : {reason}. Aucune de ses lignes n'est devenue une demande.", reason=reason), _)
    show_repairs(desk, card)
    show_rows(desk, found["rows"])


def show_repairs(desk: Desk, card: dict[str, Any]) -> None:
    """Let a coordinator put a row right in the structure's place, by telephone for instance."""
    _ = desk.words
    scope = Scope(card["partner_id"], card["department_code"])
    if card["state"] not in (ListState.IN_REVIEW, ListState.ACCEPTED) or not can(desk.actor, "list.correct", scope):
        return
    with st.expander(_("Corriger des lignes à la place de la structure")):
        found = list_repairs(desk.office, desk.actor, desk.campaign_id, card["list_id"])
        if isinstance(found, Refusal):
            show_refusal(found, _)
        elif not found["repairs"]:
            st.caption(_("Rien n'est à corriger dans cette liste."))
        else:
            kept_list_cards(desk, found["card"], found["repairs"], KEY)


def ready_sentence(card: dict[str, Any], words: Words) -> str:
    """Say how many rows are good, and how many the structure has to correct."""
    _ = words
    good, wrong = card["accepted_count"] + card["warned_count"], card["rejected_count"]
    ready = _.plural("{n} ligne prête", "{n} lignes prêtes", good, n=number(good, words.language))
    return _("{ready} ; à corriger par la structure : {wrong}.", ready=ready, wrong=number(wrong, words.language))


def origin_note(card: dict[str, Any], words: Words) -> str:
    """Say when and by whom the list came, and who decided."""
    _ = words
    received = _("Reçue le {at}, déposée par {name}.", at=moment(card["received_at"], words.language),
                 name=who(card["received_by"], words))  # fmt: skip
    if not card["decided_at"]:
        return received
    decided = _(
        "Décidée le {at} par {name}.",
        at=moment(card["decided_at"], words.language),
        name=who(card["decided_by"], words),
    )
    return f"{received} {decided}"


def show_decision(desk: Desk, card: dict[str, Any]) -> None:
    """Accept the good rows, or refuse the list with a reason; say who can where the reader may not."""
    _ = desk.words
    if not can(desk.actor, "list.accept", Scope(card["partner_id"], card["department_code"])):
        show_read_only(_("La coordination décide de cette liste."), _)
        return
    good = card["accepted_count"] + card["warned_count"]
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        text = _.plural("Accepter {n} ligne", "Accepter {n} lignes", good, n=number(good, desk.language))
        if st.button(text, type="primary", icon=":material/check:", disabled=not good, key="accept_list"):
            tell(
                desk, KEY, lambda: accept_list(desk.office, desk.actor, desk.campaign_id, card["list_id"], card["version"]),
                lambda answer: accepted_sentence(answer["counts"], _), ("foyers", _("Reconnaître les foyers")),
            )  # fmt: skip
        st.caption(_("Les lignes à corriger restent chez la structure. Une liste acceptée ne se refuse plus."))
    with right:
        show_refuse(desk, card)


def show_refuse(desk: Desk, card: dict[str, Any]) -> None:
    """Refuse the whole list; the structure reads why."""
    _ = desk.words
    reason = st.selectbox(
        _("Motif lu par la structure"), list(REFUSE_REASONS), format_func=lambda code: desk.words(REFUSE_REASONS[code]), index=None,
        placeholder=_("Choisir un motif"), key="refuse_reason",
    )  # fmt: skip
    if st.button(_("Refuser la liste"), icon=":material/block:", disabled=reason is None, key="refuse_list"):
        tell(
            desk, KEY,
            lambda: refuse_list(desk.office, desk.actor, desk.campaign_id, card["list_id"], str(reason), card["version"]),
            lambda answer: _("Liste refusée. La structure lit le motif et peut envoyer une autre liste."),
        )  # fmt: skip


def accepted_sentence(counts: dict[str, int], words: Words) -> str:
    """Say what the rows accepted became."""
    _ = words
    n = {name: number(count, words.language) for name, count in counts.items()}
    return _("Demandes nouvelles : {new}, corrigées : {corrected}, inchangées : {unchanged}.", **n)


def show_rows(desk: Desk, rows: list[dict[str, Any]]) -> None:
    """Show the rows, issues first, without a name."""
    _ = desk.words
    st.subheader(_("Les lignes, celles à corriger d'abord"))
    columns = (
        Column("row_no", _("Ligne"), "number"),
        Column("outcome", _("État"), "badge"),
        Column("said", _("Ce qu'il faut corriger ou vérifier")),
        Column("partner_reference", _("Référence")),
        Column("commune", _("Commune")),
        Column("needs", _("Besoins")),
        Column("change", _("Devenue")),
    )
    paged_table(listed([row_line(desk, row) for row in rows], columns), columns, _, key="lignes", file_name="lignes")


def row_line(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in words."""
    _ = desk.words
    commune = desk.office.territories.commune(row["commune_code"])
    return {
        "row_no": row["row_no"],
        "outcome": RowOutcome(row["outcome"]),
        "said": " ".join(issue[desk.language] for issue in row["issues"]),
        "partner_reference": row["partner_reference"] or "",
        "commune": commune.name if commune else row["postcode"] or "",
        "needs": needs_words(row, _),
        "change": desk.words(CHANGES[row["change"]]) if row["change"] else "",
    }
