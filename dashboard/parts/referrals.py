"""The families sent to a workshop: where, when, what became of it; and a form to note who came or gives the place up."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import Role
from campaigns.model.help_codes import ReferralState
from campaigns.referrals import BEFORE
from campaigns.statuses import REFERRAL_WORDS
from dashboard.desk import Desk
from dashboard.parts.listed import listed
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import tell
from dashboard.wording.labels import label
from dashboard.wording.numbers import day
from pipelines.help.referrals import record_referral

KEY = "referrals"
NOTED = (ReferralState.ATTENDED, ReferralState.ABSENT, ReferralState.DECLINED)
Row = dict[str, Any]


def show_referrals(desk: Desk, rows: list[Row], names: dict[str, str]) -> None:
    """Show referrals by day, and the form where the visitor may note.

    Parameters
    ----------
    names
        request_id -> what the visitor calls the family.
    """
    _ = desk.words
    st.subheader(_("Familles orientées"))
    columns = (
        Column("family", _("Famille")),
        Column("held_on", _("Jour"), "day"),
        Column("hours", _("Horaires")),
        Column("place", _("Lieu")),
        Column("km", _("Distance"), "kilometres"),
        Column("word", _("État")),
        Column("next", _("À faire")),
        Column("partner_name", _("Structure")),
    )
    shown = [
        row
        | {"family": names.get(row["request_id"], ""), "word": label(ReferralState(row["state"]), _)}
        | {"next": next_step(desk, ReferralState(row["state"]))}
        for row in rows
    ]
    paged_table(listed(shown, columns), columns, _, key="referrals", file_name="orientations")
    noted = [row for row in shown if choices(desk, row)]
    if noted:
        with st.expander(_("Noter qui est venu, ou rendre une place"), icon=":material/edit:"):
            note_form(desk, noted)


def next_step(desk: Desk, state: ReferralState) -> str:
    """Say what the visitor does next for a family in this state."""
    words = REFERRAL_WORDS[state]
    return desk.words.of(words.partner_next if desk.actor.role is Role.PARTNER else words.coordinator_next)


def choices(desk: Desk, row: Row) -> list[ReferralState]:
    """Return what may be noted of a referral, today and by this visitor."""
    if not can(desk.actor, "referral.record", Scope(row["partner_id"], row["department_code"])):
        return []
    held = row["held_on"] <= desk.office.clock().date()
    return [state for state in NOTED if row["state"] in BEFORE[state] and (held or state is ReferralState.DECLINED)]


def note_form(desk: Desk, rows: list[Row]) -> None:
    """Choose a family and what became of its place."""
    _ = desk.words
    by_id = {row["referral_id"]: row for row in rows}

    def words_of(name: str) -> str:
        row = by_id[name]
        return f"{row['family'] or row['partner_name']} · {day(row['held_on'], desk.language)} · {row['place']}"

    name = str(st.selectbox(_("Famille"), list(by_id), format_func=words_of, key="referral_one"))
    states = {str(state): label(state, _) for state in choices(desk, by_id[name])}
    state = st.selectbox(
        _("Ce qui s'est passé"), list(states), format_func=lambda one: states[one], key="referral_state"
    )
    st.caption(_("Une place rendue va à une autre famille, et ne revient pas à celle-ci."))
    if st.button(_("Noter"), key="referral_note"):
        tell(
            desk, KEY,
            lambda: record_referral(desk.office, desk.actor, desk.campaign_id, name, ReferralState(str(state))),
            lambda answer: _("Noté : {state}.", state=label(ReferralState(answer["state"]), _)),
        )  # fmt: skip
