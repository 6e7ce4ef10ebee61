"""Takes places of a workshop's days and gives them back, inside somebody else's transaction.

A place is taken by a guarded count on its day: two people never give the last one twice.
"""

from datetime import date

from campaigns.model.help_codes import ReferralState
from campaigns.referrals import HOLDING
from pipelines.store.port import GuardRefused, Row, Session


def take(session: Session, campaign_id: str, code: str, held_on: date, places: int) -> None:
    """Take places of a day, or give them back (less than zero)."""
    session.run("referral/take", {"campaign_id": campaign_id, "code": code, "held_on": held_on, "places": places})


def move(session: Session, campaign_id: str, row: Row, state: ReferralState) -> None:
    """Change the state of a referral that is still as it was found; a place given up goes back to its day."""
    changed = session.run(
        "referral/set_state",
        {"campaign_id": campaign_id, "referral_id": row["referral_id"], "state": state.value, "found": row["state"]},
    )
    if not changed:
        raise GuardRefused("referral")
    if state not in HOLDING:
        take(session, campaign_id, row["code"], row["held_on"], -1)


def drop_withdrawn(session: Session, campaign_id: str) -> int:
    """Give back the places of requests that are no longer active; returns how many.

    Whatever ends a request calls it in the same transaction: nobody is awaited who will not come.
    """
    gone = session.rows("referral/gone", {"campaign_id": campaign_id})
    for row in gone:
        move(session, campaign_id, row, ReferralState.WITHDRAWN)
    return len(gone)
