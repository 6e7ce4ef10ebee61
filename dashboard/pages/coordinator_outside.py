"""The form of a hand-over that no plan granted: an emergency, an exchange, something given before the follow-up began."""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.model.codes import OutsideReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.partner_families import item_labels
from dashboard.parts.told import tell
from dashboard.wording.labels import label
from dashboard.wording.translation import Words
from pipelines.delivery.outside import Outside, record_outside
from pipelines.partners import list_partners, list_sites


def offer_outside(desk: Desk, key: str) -> None:
    """Show the form, and record what it says.

    Parameters
    ----------
    key
        Name of the page that says what was recorded.
    """
    _ = desk.words
    partners = {row["partner_id"]: row["name"] for row in list_partners(desk.office, desk.actor)}
    found = list_sites(desk.office, desk.actor)
    sites = {} if isinstance(found, Refusal) else {row["code"]: row["name"] for row in found}
    items = item_labels(desk)
    with st.form("outside_form", border=False):
        partner = st.selectbox(_("Structure"), list(partners), format_func=lambda code: partners[code])
        item = st.selectbox(_("Article"), list(items), format_func=lambda code: items[code])
        reason = st.selectbox(_("Motif"), list(OutsideReason), format_func=lambda code: label(code, _))
        site = st.selectbox(
            _("Pris dans le stock de"), ["", *sites], format_func=lambda code: sites.get(code, _("aucun de nos sites"))
        )
        on = st.date_input(_("Jour de la remise"), value=desk.office.clock().date(), format="DD/MM/YYYY")
        serial = st.text_input(_("Numéro de série (s'il est sur l'étiquette)"))
        instead = st.text_input(_("À la place de (référence, pour un échange)"))
        sent = st.form_submit_button(_("Noter cette remise"), icon=":material/add:")
    if sent and partner and item and reason and isinstance(on, date):
        given = Outside(partner, item, OutsideReason(reason), on, site, serial, instead)
        tell(
            desk, key, lambda: record_outside(desk.office, desk.actor, desk.campaign_id, given),
            lambda answer: outside_sentence(answer, _),
        )  # fmt: skip


def outside_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what was recorded."""
    _ = words
    if answer["from_stock"]:
        return _("Remise hors plan notée ; une unité libre est sortie du stock du site.")
    return _("Remise hors plan notée ; aucun stock n'a bougé.")
