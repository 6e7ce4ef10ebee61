"""Opens a campaign: a code, a name, dates, and the policy to start from. It can be changed later by a new version."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.reporting.view_policy import policy_templates

USUAL_DAYS = 90


def page(desk: Desk) -> None:
    """Show the form, and open the campaign that it describes."""
    _ = desk.words
    page_header(
        _("Quelle campagne ouvrir ?"),
        _("Une campagne rassemble les listes reçues, le stock, le plan et la carte d'une même crise."),
        note=_("Les structures et les sites sont communs à toutes les campagnes."),
    )
    asked = campaign_form(desk)
    if asked is None:
        return
    made = create_campaign(desk.office, desk.actor, **asked)
    if isinstance(made, Refusal):
        show_refusal(made, _)
        return
    # The link carries the campaign: the frame opens it at the next drawing.
    st.query_params["campaign"] = made["code"]
    st.query_params["accueil"] = "travail"
    st.session_state["told_home"] = (
        _("Campagne « {name} » ouverte. Importez maintenant les structures, puis le stock.", name=asked["name"]),
        ("listes", _("Importer les structures")),
    )
    st.rerun()


def campaign_form(desk: Desk) -> dict[str, Any] | None:
    """Return what the form asks for, once it is sent."""
    _ = desk.words
    templates = {row["code"]: row for row in policy_templates()}
    today = desk.office.clock().date()
    with st.form("new_campaign"):
        left, right = st.columns(2)
        name = left.text_input(_("Nom de la campagne"), placeholder=_("Confinement de printemps"), max_chars=120)
        code = right.text_input(
            _("Code court, pour les liens et les fichiers"), placeholder="printemps-2020", max_chars=40
        )
        policy = st.selectbox(
            _("Règles de départ"), list(templates), format_func=lambda chosen: templates[chosen][f"name_{desk.language}"],
            help=_("Elles se modifient ensuite dans la page Règles, avec leur effet montré avant l'adoption."),
        )  # fmt: skip
        dates = st.columns(2)
        starts_on = dates[0].date_input(_("Du"), today, format="DD/MM/YYYY")
        ends_on = dates[1].date_input(_("Au"), today + timedelta(days=USUAL_DAYS), format="DD/MM/YYYY")
        sent = st.form_submit_button(_("Ouvrir la campagne"), type="primary")
    if not sent:
        return None
    return complete(desk, name.strip(), code.strip(), templates[policy]["text"], starts_on, ends_on)


def complete(desk: Desk, name: str, code: str, text: str, starts_on: date, ends_on: date) -> dict[str, Any] | None:
    """Return the campaign asked for, or say what the form still needs."""
    _ = desk.words
    if not name or not code:
        st.warning(_("Donnez un nom et un code à la campagne, puis recommencez. Rien n'a été créé."))
        return None
    return {"name": name, "code": code, "policy_text": text, "starts_on": starts_on, "ends_on": ends_on}
