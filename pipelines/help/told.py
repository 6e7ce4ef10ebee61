"""What a family is told of the help it asked for: where and when, or why not yet, in words that anybody reads.

This module must never change anything.
"""

from datetime import date

from campaigns.model.help_codes import NoReferralReason, ReferralState
from campaigns.model.outcome import Refusal, Sentence
from campaigns.referrals import REACH_KM, Asking
from pipelines.help.referrals import referrals_of, waiting_families
from pipelines.office import Office

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FAR = Sentence(
    f"Vous voulez de l'aide pour vous servir de votre appareil. Il n'y a pas encore d'atelier à moins de {REACH_KM:.0f} km de chez vous.",
    f"You want help to use your device. There is no workshop within {REACH_KM:.0f} km of your home yet.",
)
FULL = Sentence(
    "Vous voulez de l'aide pour vous servir de votre appareil. Les ateliers près de chez vous sont complets : vous êtes sur la liste.",
    "You want help to use your device. The workshops near your home are full: you are on the list.",
)
SOON = Sentence(
    "Vous voulez de l'aide pour vous servir de votre appareil. Un atelier est possible près de chez vous : votre structure vous dira quand.",
    "You want help to use your device. A workshop is possible near your home: your structure will tell you when.",
)


def help_of_family(office: Office, campaign_id: str, household_id: str) -> Sentence | None:
    """Return what to tell a household of the help it asked for, or None where it did not ask or has already come."""
    with office.store.reading() as session:
        rows = session.rows("referral/all", {"campaign_id": campaign_id})
        own = [row for row in rows if row["household_id"] == household_id]
        coming = [
            row for row in own if row["state"] == ReferralState.REFERRED and row["held_on"] >= office.clock().date()
        ]
        if coming:
            return place_kept(coming[0]["place"], coming[0]["held_on"], coming[0]["hours"])
        asking = session.rows("referral/asking", {"campaign_id": campaign_id, "now": office.clock()})
        requests = {row["request_id"] for row in asking if row["household_id"] == household_id}
        if not requests:
            return None
        waiting = waiting_families(office, session, campaign_id)
        if isinstance(waiting, Refusal):
            return None
        # As if it were alone: whether others come first is not known until families are sent.
        families: list[Asking] = [family for family in waiting.families if family.request_id in requests]
        if not families:
            return None
        reasons = set(referrals_of(office, session, campaign_id, families).left.values())
    if NoReferralReason.NONE_IN_REACH in reasons:
        return FAR
    return FULL if reasons else SOON


def place_kept(place: str, held_on: date, hours: str) -> Sentence:
    """Say where and when a place is kept."""
    at = f", {hours}" if hours else ""
    first = "1er" if held_on.day == 1 else str(held_on.day)
    return Sentence(
        f"Une place est gardée pour vous à l'atelier : {place}, le {first} {MONTHS[held_on.month - 1]} {held_on.year}{at}. On vous y "
        "aidera à vous servir de votre appareil. Vous ne pouvez pas venir ? Dites-le à votre structure.",
        f"A place is kept for you at the workshop: {place}, on {held_on.day} {MONTHS_EN[held_on.month - 1]} {held_on.year}{at}. People "
        "there will help you use your device. You cannot come? Tell your structure.",
    )
