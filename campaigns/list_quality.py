"""How good the lists of a structure are, measure by measure, and the one thing that would help most.

Counts in, shares and sentences out. A structure is helped, never graded: there is no ranking here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from campaigns.model.outcome import Sentence


class Measure(StrEnum):
    """What is measured of a list, the most useful to a family first."""

    PHONES = "phones"
    ACCEPTED = "accepted"
    ADDRESSES = "addresses"
    DUPLICATES = "duplicates"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of some rows: shares from 0 to 1 of all rows; days None while no held row got in."""

    row_count: int
    accepted: float
    phones: float
    addresses: float
    duplicates: float
    days: float | None
    held_count: int
    mended_count: int


@dataclass(frozen=True, slots=True)
class Tip:
    """The weakest measure, and what to do about it."""

    measure: Measure
    sentence: Sentence


COUNTS = (
    "row_count", "accepted_count", "duplicate_count", "phone_count", "address_count", "held_count", "mended_count", "mended_days",
)  # fmt: skip
# Fewer rows than these say nothing about how a structure works.
ENOUGH_ROWS = 5
# What a careful list reaches; below it, the shortfall counts. Chosen by us: there is no published norm.
GOALS = {Measure.PHONES: 0.95, Measure.ACCEPTED: 0.95, Measure.ADDRESSES: 0.90, Measure.DUPLICATES: 0.02}
# A row that comes back within a week is in time for the next plan; a month late weighs as much as a whole missing share.
GOAL_DAYS, LATEST_DAYS = 7, 30


def quality_of(counts: Mapping[str, int]) -> Quality:
    """Return the measures of some counts (`COUNTS`, summed over as many lists as wanted; row_count above zero)."""
    rows, mended = counts["row_count"], counts["mended_count"]
    return Quality(
        row_count=rows,
        accepted=counts["accepted_count"] / rows,
        phones=counts["phone_count"] / rows,
        addresses=counts["address_count"] / rows,
        duplicates=counts["duplicate_count"] / rows,
        days=counts["mended_days"] / mended if mended else None,
        held_count=counts["held_count"],
        mended_count=mended,
    )


def shortfalls(quality: Quality) -> dict[Measure, float]:
    """Return how far each measure is from its goal, 0 where it is reached."""
    late = max(0.0, (quality.days or 0.0) - GOAL_DAYS) / LATEST_DAYS
    return {
        Measure.PHONES: max(0.0, GOALS[Measure.PHONES] - quality.phones),
        Measure.ACCEPTED: max(0.0, GOALS[Measure.ACCEPTED] - quality.accepted),
        Measure.ADDRESSES: max(0.0, GOALS[Measure.ADDRESSES] - quality.addresses),
        Measure.DUPLICATES: max(0.0, quality.duplicates - GOALS[Measure.DUPLICATES]),
        Measure.DAYS: min(1.0, late),
    }


def one_tip(quality: Quality) -> Tip | None:
    """Return what would help most, or None where every goal is reached or too few rows were sent.

    Of equal shortfalls, the first measure: the most useful to a family.
    """
    missing = shortfalls(quality)
    weakest = max(Measure, key=lambda measure: (missing[measure], -list(Measure).index(measure)))
    if quality.row_count < ENOUGH_ROWS or not missing[weakest]:
        return None
    return Tip(weakest, said(weakest, quality))


def said(measure: Measure, quality: Quality) -> Sentence:
    """Say how a measure stands, and what to do."""
    if measure is Measure.PHONES:
        share = percent(1 - quality.phones)
        return Sentence(
            f"{share} % de vos lignes n'ont pas de téléphone : demandez aussi un second numéro, celui d'un proche par exemple.",
            f"{share}% of your rows have no phone: ask for a second number too, a relative's for instance.",
        )
    if measure is Measure.ACCEPTED:
        share = percent(1 - quality.accepted)
        return Sentence(
            f"{share} % de vos lignes n'ont pas pu être prises du premier coup : le tableau à remplir et ses listes de choix "
            "évitent la plupart des fautes.",
            f"{share}% of your rows could not be taken at first: the table to fill and its lists avoid most faults.",
        )
    if measure is Measure.ADDRESSES:
        share = percent(1 - quality.addresses)
        return Sentence(
            f"{share} % de vos lignes n'ont pas d'adresse : ajoutez une colonne « Adresse » ; le numéro et la rue suffisent.",
            f"{share}% of your rows have no address: add a column “Adresse”; number and street are enough.",
        )
    if measure is Measure.DUPLICATES:
        share = percent(quality.duplicates)
        return Sentence(
            f"{share} % de vos lignes en répètent une autre : triez votre tableau par nom avant de l'envoyer.",
            f"{share}% of your rows repeat another: sort your table by name before sending it.",
        )
    days = round(quality.days or 0)
    return Sentence(
        f"Vos lignes à corriger reviennent tard (jours en moyenne : {days}) : renvoyées dans la semaine, elles seraient dans "
        "le plan suivant.",
        f"Your rows to correct come back late (days on average: {days}): sent back within the week, they would be in the next plan.",
    )


def percent(share: float) -> int:
    """Return a share as a whole percentage, at least 1: nobody is told of « 0 % »."""
    return max(1, round(100 * share))
