"""Tells the contacts that many families share (a shelter's desk, a secretary's phone) from a family's own. Pure.

A spelling is not a family: surnames that share a word or sound alike count once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import JaroWinkler

# A contact seen with more surnames than this belongs to a structure (research of record linkage, 5.2).
HUB_SURNAMES = 3
ALIKE = 0.8


class Naming(NamedTuple):
    """How one request names the family behind a contact."""

    surnames: frozenset[str]
    first: str | None
    born: str | None


def hubs_among(candidates: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the `(kind, value)` contacts seen with more than three families of surnames.

    Parameters
    ----------
    candidates
        Rows `kind, value, surnames, first, born`: skeletons of one request's surnames, the guardian's first name and birth date.
    """
    seen: dict[tuple[str, str], list[Naming]] = defaultdict(list)
    for row in candidates:
        seen[row["kind"], row["value"]].append(Naming(frozenset(row["surnames"]), row["first"], row["born"]))
    return sorted(contact for contact, namings in seen.items() if families(namings) > HUB_SURNAMES)


def families(namings: Sequence[Naming]) -> int:
    """Count the groups of namings that may be one family's; stops counting past what makes a hub of a crowd."""
    groups: list[list[Naming]] = []
    for naming in namings:
        near = [group for group in groups if any(alike(naming, other) for other in group)]
        merged = [naming, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near] + [merged]
    return len(groups)


def alike(left: Naming, right: Naming) -> bool:
    """Tell whether two namings share a surname however spelled, exchange first name and surname, or share a birth date."""
    if left.surnames & right.surnames or left.first in right.surnames or right.first in left.surnames:
        return True
    if left.born is not None and left.born == right.born:
        return True
    return any(sound_alike(one, other) for one in left.surnames for other in right.surnames)


def sound_alike(left: str, right: str) -> bool:
    """Tell whether two skeletons may spell one surname."""
    return min(len(left), len(right)) > 2 and JaroWinkler.similarity(left, right) >= ALIKE
