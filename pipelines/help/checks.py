"""Counts the places of workshops again, and holds every referral against its request, its day and what was noted of it.

It trusts no counter and must never repair: `pipelines.verify` asks it.
"""

import json
from collections import Counter

from campaigns.model.help_codes import ReferralState
from campaigns.referrals import HOLDING
from pipelines.store.port import Row, Session

STATES = frozenset(state.value for state in ReferralState)


def referral_faults(session: Session, campaign_id: str) -> list[str]:
    """Return what is wrong with places and referrals, by ids and counts."""
    named = {"campaign_id": campaign_id}
    referrals = session.rows("referral/check", named)
    days = session.rows("referral/workshops", named)
    return place_faults(days, referrals) + standing_faults(referrals) + noted_faults(session, campaign_id, referrals)


def place_faults(days: list[Row], referrals: list[Row]) -> list[str]:
    """Count who holds a place on each day: as many as are taken, and never more than there are."""
    held = Counter((row["code"], row["held_on"]) for row in referrals if row["state"] in HOLDING)
    faults = []
    for day in days:
        families = held[day["code"], day["held_on"]]
        if families != day["taken"]:
            faults.append(
                f"workshop {day['code']} on {day['held_on']}: places taken: {day['taken']}, families: {families}"
            )
        if families > day["places"]:
            faults.append(f"workshop {day['code']} on {day['held_on']}: families: {families}, places: {day['places']}")
    return faults


def standing_faults(referrals: list[Row]) -> list[str]:
    """Check that each referral stands on a request and a day that exist, and that whoever is awaited can still come, to one day only."""
    faults = []
    for row in referrals:
        name = f"referral {row['referral_id']}"
        if row["request_state"] is None:
            faults.append(f"{name}: its request does not exist")
        elif row["state"] == ReferralState.REFERRED and row["request_state"] != "active":
            faults.append(f"{name}: awaited, but its request is {row['request_state']}")
        if row["places"] is None:
            faults.append(f"{name}: its day does not exist")
        if row["state"] not in STATES:
            faults.append(f"{name}: {row['state']} is no state")
    awaited = Counter(row["request_id"] for row in referrals if row["state"] == ReferralState.REFERRED)
    return faults + [
        f"request {request}: days on which it is awaited: {days}"
        for request, days in sorted(awaited.items())
        if days > 1
    ]


def noted_faults(session: Session, campaign_id: str, referrals: list[Row]) -> list[str]:
    """Hold the referrals against the journal: as many were made as are kept, each in the state that was noted last.

    Where retention cut the beginning of the journal, what was noted then is not known any more.
    """
    if session.rows("retention/checkpoint", {"campaign_id": campaign_id}):
        return []
    entries = session.rows("referral/noted", {"campaign_id": campaign_id})
    details = [(row["action"], row["object_id"], json.loads(row["detail"])) for row in entries]
    made = sum(detail["referred"] for action, _, detail in details if action == "referral.make")
    noted = {name: detail["state"] for action, name, detail in details if action == "referral.record"}
    faults = [] if made == len(referrals) else [f"{made} referrals were made, {len(referrals)} are kept"]
    for row in referrals:
        last = noted.get(row["referral_id"], ReferralState.REFERRED.value)
        # A place is given back for a family that asks no longer, and nobody notes that one by one.
        left = last == ReferralState.REFERRED and row["state"] == ReferralState.WITHDRAWN
        if row["state"] != last and not left:
            faults.append(f"referral {row['referral_id']}: {row['state']}, but {last} was noted last")
    return faults
