"""Which family is sent to which day of a workshop: in the order of ranks, to the nearest that still has a place.

Distances come with the problem. This module must never know who a family is, nor what day it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaigns.lifecycle import TRANSITIONS
from campaigns.model.help_codes import NoReferralReason, ReferralState

# Further than this, a family without a car does not come: it is told so rather than sent there.
REACH_KM: Final = 20.0


# From what each answer may be noted: the steps of the life of a referral, read backwards.
BEFORE: Final = {
    state: tuple(before for before, ways in TRANSITIONS["referral"].items() if state in ways.values())
    for state in ReferralState
}
# Who holds a place; the others gave it back.
HOLDING: Final = frozenset({ReferralState.REFERRED, ReferralState.ATTENDED, ReferralState.ABSENT})

Day = tuple[str, date]


@dataclass(frozen=True)
class Asking:
    """A family that asks for help, where it lives, and the days it already gave up or missed."""

    request_id: str
    commune_code: str
    missed: frozenset[Day] = frozenset()


@dataclass(frozen=True)
class Offer:
    """One day of a workshop and the places still free."""

    code: str
    held_on: date
    commune_code: str
    free: int

    @property
    def day(self) -> Day:
        """Return what names this day."""
        return self.code, self.held_on


@dataclass(frozen=True)
class Referred:
    """A family sent to one day."""

    request_id: str
    day: Day
    km: float


@dataclass(frozen=True)
class Referrals:
    """Who is sent where, and why the others are not."""

    made: tuple[Referred, ...]
    left: Mapping[str, NoReferralReason]


def refer(
    families: Sequence[Asking], offers: Sequence[Offer], km: Mapping[tuple[str, str], float], reach_km: float = REACH_KM
) -> Referrals:
    """Send each family to the nearest day with a free place; of equally near ones, to the earliest, then by code.

    Parameters
    ----------
    families
        By rank: whoever comes first chooses first.
    km
        (commune of the family, commune of the workshop) -> kilometres; a pair that is absent is out of reach.
    """
    free = {offer.day: offer.free for offer in offers}
    ways: dict[str, list[tuple[float, date, str]]] = {}
    for home in sorted({family.commune_code for family in families}):
        near = [(km.get((home, offer.commune_code)), offer) for offer in offers]
        ways[home] = sorted(
            (far, offer.held_on, offer.code) for far, offer in near if far is not None and far <= reach_km
        )
    made: list[Referred] = []
    left: dict[str, NoReferralReason] = {}
    for family in families:
        near_days = [way for way in ways[family.commune_code] if (way[2], way[1]) not in family.missed]
        chosen = next((way for way in near_days if free[way[2], way[1]] > 0), None)
        if chosen is None:
            left[family.request_id] = NoReferralReason.ALL_FULL if near_days else NoReferralReason.NONE_IN_REACH
            continue
        day = (chosen[2], chosen[1])
        free[day] -= 1
        made.append(Referred(family.request_id, day, chosen[0]))
    return Referrals(tuple(made), left)
