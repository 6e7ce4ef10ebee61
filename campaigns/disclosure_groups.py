"""Chooses, territory by territory, what a published table must hide so that no hidden count can be worked out.

A territory has three counts tied by need = served + gap, and children that add up to it. It is shown whole (`SHOWN`),
shows its need alone (`PARTS` hidden), or shows nothing (`ALL` hidden). This module never rounds or changes a count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum


class Pattern(IntEnum):
    """How much of a territory is hidden, from least to most."""

    SHOWN = 0
    PARTS = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory's counts; `leaves` is how many of its smallest parts have a need at all (so need >= leaves)."""

    code: str
    need: int
    served: int
    gap: int
    leaves: int

    def is_small(self, threshold: int) -> bool:
        """Tell whether even the need says too much of its parts."""
        return self.need < threshold or (self.leaves > 1 and self.need - self.leaves < threshold)


def patterns(root: Territory, children: Mapping[str, Sequence[Territory]], threshold: int) -> dict[str, Pattern]:
    """Choose a pattern for the root and everything below it.

    Parameters
    ----------
    children
        Code of a territory -> its parts, whose counts add up to it.

    Returns
    -------
    dict
        Code -> pattern. A part never shows what its whole hides.
    """
    chosen = {root.code: _alone(root, threshold)}
    waiting = [root.code]
    while waiting:
        code = waiting.pop()
        parts = children.get(code, ())
        chosen |= _group(parts, chosen[code], threshold)
        waiting += [part.code for part in parts]
    return chosen


def _alone(territory: Territory, threshold: int) -> Pattern:
    """Return what a territory must hide for its own sake; nobody in need is said openly."""
    if territory.need == 0:
        return Pattern.SHOWN
    if territory.is_small(threshold):
        return Pattern.ALL
    return Pattern.PARTS if min(territory.served, territory.gap) < threshold else Pattern.SHOWN


def _group(parts: Sequence[Territory], whole: Pattern, threshold: int) -> dict[str, Pattern]:
    """Choose for the parts of one whole, hiding more of the smallest until nothing can be subtracted."""
    chosen = {part.code: max(_alone(part, threshold), whole) if part.need else Pattern.SHOWN for part in parts}
    ordered = sorted((part for part in parts if part.need), key=lambda part: (part.need, part.code))
    while True:
        wider = _next_to_hide(ordered, chosen, whole, threshold)
        if wider is None:
            return chosen
        code, pattern = wider
        chosen[code] = pattern


def _next_to_hide(
    ordered: Sequence[Territory], chosen: Mapping[str, Pattern], whole: Pattern, threshold: int
) -> tuple[str, Pattern] | None:
    """Return one more thing to hide, or None when every hidden count has room enough.

    Room, given the totals that the whole shows: a hidden need lies between its own leaves and what the other hidden needs
    leave it, an interval as wide as the sum of (need - leaves) over the hidden ones; one alone has none, because it was
    hidden for being small. A hidden served count lies between what the hidden gaps force on it and what its need and the
    hidden served counts allow: as wide as the smallest of its need, the sum of the hidden served counts and that of the
    hidden gaps. When every part is hidden these sums are the whole's own, so there is always one more to hide.
    """
    hidden = [part for part in ordered if chosen[part.code] is Pattern.ALL]
    if hidden and whole is not Pattern.ALL and sum(part.need - part.leaves for part in hidden) < threshold:
        return next((part.code, Pattern.ALL) for part in ordered if chosen[part.code] is not Pattern.ALL)
    tied = [part for part in ordered if chosen[part.code] is not Pattern.SHOWN]
    if not tied or whole is not Pattern.SHOWN:
        return None
    if min(sum(part.served for part in tied), sum(part.gap for part in tied)) >= threshold:
        return None
    return next((part.code, Pattern.PARTS) for part in ordered if chosen[part.code] is Pattern.SHOWN)
