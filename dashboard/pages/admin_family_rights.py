"""The rights of one family: found by a whole contact, then opened, given what is kept of it, taken out, or erased."""

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.family_rights import show_family
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.views_of_page import list_or_one
from dashboard.wording.coordination import household_reference
from dashboard.wording.privacy import state_words
from pipelines.privacy.person import family_rows
from pipelines.privacy.search import search_person

FOUND = "families_found"


def page(desk: Desk) -> None:
    """Show the search, or in its place the family that the link opens."""
    asked = st.query_params.get("famille", "")
    known = {asked} if asked and family_rows(desk.office, desk.campaign_id, asked) else set()
    found = st.session_state.get(FOUND) or []
    known |= {subject_of(row) for row in found}
    list_or_one("famille", known, lambda: show_search(desk), lambda subject: show_family(desk, subject))


def subject_of(row: dict[str, str | None]) -> str:
    """Return by what a request's family is opened: its household, or itself while it has none."""
    return str(row["household_id"] or row["request_id"])


def show_search(desk: Desk) -> str | None:
    """Ask for a contact and list the requests that have it; returns the family picked."""
    _ = desk.words
    page_header(
        _("Une famille exerce ses droits"), _("Cherchez-la par le téléphone ou le courriel qu'elle vous donne, en entier."),
        note=_("Ce que vous écrivez n'est gardé nulle part ; la recherche et son nombre de résultats sont notés au journal."),
    )  # fmt: skip
    with st.form("person_search", border=False):
        typed = st.text_input(_("Téléphone ou courriel"), placeholder="06 12 34 56 78", autocomplete="off")
        if st.form_submit_button(_("Chercher"), type="primary", icon=":material/search:"):
            st.session_state[FOUND] = None
            answer = search_person(desk.office, desk.actor, desk.campaign_id, typed)
            if isinstance(answer, Refusal):
                show_refusal(answer, _)
                return None
            st.session_state[FOUND] = answer
    found = st.session_state.get(FOUND)
    if found is None:
        return None
    if not found:
        nobody = EmptyState(
            _("Aucune demande de cette campagne n'a ce contact."),
            _("Vérifiez chaque chiffre, ou essayez l'autre contact de la famille."),
        )
        show_empty(nobody)
        return None
    columns = (
        Column("reference", _("Foyer"), sortable=False), Column("partner_name", _("Structure"), sortable=False),
        Column("received_at", _("Reçue le"), "day", sortable=False),
        Column("state", _("État"), sortable=False),
    )  # fmt: skip
    rows = [
        row | {"reference": household_reference(subject_of(row)), "state": state_words(row["state"], _)}
        for row in found
    ]
    chosen = paged_table(listed(rows, columns), columns, _, key="families_found", searchable=False, opens=True)
    return subject_of(dict(chosen)) if chosen is not None else None
