"""One household opened: what is known without a name, who asked for it, its score part by part, and why it was served or not."""

from typing import Any

import streamlit as st

from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.header import page_header
from dashboard.parts.household_hands import show_hands
from dashboard.parts.household_history import show_history
from dashboard.parts.household_steps import show_steps
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import close_button
from dashboard.parts.why_card import show_why
from dashboard.wording.coordination import household_reference
from dashboard.wording.labels import label
from dashboard.wording.needs import needs_words
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.planning.explain import explain_request
from pipelines.reporting.views import household_card

KEY = "one_household"


def show_household(desk: Desk, household_id: str) -> None:
    """Show the card of a household that the reader may see."""
    _ = desk.words
    close_button("foyer", _("Tous les foyers"))
    show_told(desk, KEY)
    card = household_card(desk.office, desk.actor, desk.campaign_id, household_id)
    if isinstance(card, Refusal):
        show_refusal(card, _)
        return
    requests = card["requests"]
    page_header(
        _("Foyer {reference}", reference=household_reference(household_id)), origin_sentence(requests, _),
        note=_("Les noms ne s'affichent que pour la structure qui les a donnés."),
    )  # fmt: skip
    st.subheader(_("Pourquoi cette décision ?"))
    why = explain_request(desk.office, desk.actor, desk.campaign_id, requests[0]["request_id"])
    if isinstance(why, Refusal):
        show_refusal(why, _)
    else:
        show_why(why, _)
    show_steps(desk, KEY, household_id, None if isinstance(why, Refusal) else why)
    st.subheader(_("Les demandes de ce foyer"))
    show_requests(desk, requests)
    show_hands(desk, KEY, household_id, requests)
    show_history(desk, household_id)


def origin_sentence(requests: list[dict[str, Any]], words: Words) -> str:
    """Say how many requests, from which structures."""
    _ = words
    names = ", ".join(sorted({row["partner_name"] for row in requests}))
    count = len(requests)
    return _.plural("{n} demande, envoyée par {names}.", "{n} demandes, envoyées par {names}.", count,
                    n=number(count, words.language), names=names)  # fmt: skip


def show_requests(desk: Desk, requests: list[dict[str, Any]]) -> None:
    """Show what each structure said."""
    _ = desk.words
    columns = (
        Column("partner_name", _("Structure")),
        Column("received_at", _("Reçue le"), "day"),
        Column("needs", _("Besoins")),
        Column("commune", _("Commune")),
        Column("housing", _("Logement")),
        Column("device", _("Appareils")),
        Column("connection", _("Connexion")),
        Column("students_count", _("Élèves"), "number"),
    )
    rows = [request_line(desk, row) for row in requests]
    paged_table(listed(rows, columns), columns, _, key="demandes_du_foyer", searchable=False)


def request_line(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    """Return a request in words."""
    _ = desk.words
    commune = desk.office.territories.commune(row["commune_code"])
    codes = (("housing", HousingKind, "housing_kind"), ("device", DeviceSituation, "device_situation"),
             ("connection", ConnectionSituation, "connection_situation"))  # fmt: skip
    said = {key: label(kind(row[name]), _) if row[name] else None for key, kind, name in codes}
    return row | said | {"commune": commune.name if commune else None, "needs": needs_words(row, _)}
