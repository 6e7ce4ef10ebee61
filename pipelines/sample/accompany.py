"""Plays the accompaniment of the sample campaign: its table of workshops comes in, families are sent there, who came is noted.

Each step is an ordinary command, given on the day on which it is said to have happened. It must never write to the store by itself.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.help.referrals import list_referrals, record_referral, refer_families
from pipelines.help.workshops import import_workshops
from pipelines.office import Office
from pipelines.sample.calibration import HelpShares, load_calibration
from pipelines.sample.workshops import drawn_outcomes
from pipelines.store.port import Row

MORNING, EVENING = time(10), time(18)


def accompanied(office: Office, actor: Actor, campaign_id: str, table: Path, seed: int) -> Row | Refusal:
    """Import the workshops, send families there on the days of the calibration, and note who came on the first of them.

    Returns
    -------
    dict or Refusal
        `workshop_days, referred, noted` (families whose outcome was noted).
    """
    shares, today = load_calibration().help, office.clock().date()
    known = import_workshops(
        on_day(office, today, shares.referral_days[0]), actor, campaign_id, table.read_bytes(), table.name
    )
    if isinstance(known, Refusal):
        return known
    counts = {"workshop_days": known["added"], "referred": 0, "noted": 0}
    for days in shares.referral_days:
        if days > shares.noted_day and not counts["noted"]:
            noted = outcomes_noted(office, actor, campaign_id, seed, shares)
            if isinstance(noted, Refusal):
                return noted
            counts["noted"] = noted
        made = refer_families(on_day(office, today, days), actor, campaign_id)
        if isinstance(made, Refusal):
            return made
        counts["referred"] += made["referred"]
    return counts


def outcomes_noted(office: Office, actor: Actor, campaign_id: str, seed: int, shares: HelpShares) -> int | Refusal:
    """Note what became of every family awaited on the day of which it is known; returns how many."""
    today = office.clock().date()
    held_on = today + timedelta(days=shares.noted_day)
    then = on_day(office, today, shares.noted_day, EVENING)
    rows = list_referrals(office, actor, campaign_id)
    if isinstance(rows, Refusal):
        return rows
    awaited = [row["referral_id"] for row in rows if row["held_on"] == held_on]
    for referral_id, state in zip(awaited, drawn_outcomes(seed, len(awaited), shares), strict=True):
        noted = record_referral(then, actor, campaign_id, referral_id, state)
        if isinstance(noted, Refusal):
            return noted
    return len(awaited)


def on_day(office: Office, today: date, days: int, at: time = MORNING) -> Office:
    """Return the same office on a day counted from the day of the campaign, at the latest now."""
    moment = min(datetime.combine(today + timedelta(days=days), at), office.clock())
    return replace(office, clock=lambda: moment)
