"""Refusals whose reason has gone, found again by themselves whenever something in the campaign has changed."""

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.go_buttons import go_button
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from pipelines.planning.follow_up import refusals_to_review
from pipelines.reporting.view_work import changes_count

# What the last look found, and the state of the campaign in which it did: the session's own.
KEPT = "servable_again"
FREED = (
    "<div class='cu-figure cu-on-action' style='display:flex;gap:1.25rem;align-items:center'>"
    "<span style='min-width:6rem;text-align:right'><b>{families}</b><small>{unit}</small></span><span>{said}</span></div>"
)


def show_rechecked(desk: Desk) -> int:
    """Say how many refused families could be served now, with the way to them; returns how many."""
    _ = desk.words
    if not can(desk.actor, "plan.propose", Scope()):
        return 0
    families = servable_again(desk)
    if not families:
        return 0
    said = _(
        "Refusées par le dernier plan, elles demandent ce qui est maintenant libre à leur portée. Proposez un plan : il sert par rang."
    )
    left, right = st.columns([4, 2], vertical_alignment="center")
    with left:
        draw(fragment(FREED, families=number(families, desk.language), unit=_("familles"), said=said))
    with right:
        go_button(desk, "stock", _("Voir ces refus"), key="go_recheck", vue_stock="alertes")
    return families


def servable_again(desk: Desk) -> int:
    """Return the families refused that free units could serve; looked at again when something changed, or on another day."""
    _ = desk.words
    state = (desk.campaign_id, changes_count(desk.office, desk.campaign_id), desk.office.clock().date())
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != state:
        with st.spinner(_("Nouvel examen des refus…")):
            found = refusals_to_review(desk.office, desk.actor, desk.campaign_id)
        kept = st.session_state[KEPT] = (state, 0 if isinstance(found, Refusal) else int(found["households"]))
    return int(kept[1])
