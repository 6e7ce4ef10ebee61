"""Chooses, territory by territory, what a published table must hide so that no hidden count can be worked out.

A territory has three counts tied by need = served + gap, and parts that add up to it. What may be hidden together: nothing,
served and gap (`PARTS`), need and gap (`NOT_SERVED`: served alone is shown), or all three; one count alone would follow
from the two others. This module never rounds or changes a count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag

from campaigns.disclosure_past import GroupPast, Past


class Pattern(IntFlag):
    """Which counts of a territory are hidden."""

    SHOWN = 0
    NEED = 1
    SERVED = 2
    GAP = 4
    PARTS = SERVED | GAP
    NOT_SERVED = NEED | GAP
    ALL = NEED | PARTS


BITS = (Pattern.NEED, Pattern.SERVED, Pattern.GAP)


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory's counts; `leaves` is how many of its smallest parts have a need at all (so need >= leaves).

    `forced` is hidden whatever its size: a count that moved too little since a release, or that one structure dominates.
    `says_nobody` tells that a served count of 0 points at no one, and is said.
    """

    code: str
    need: int
    served: int
    gap: int
    leaves: int
    forced: Pattern = Pattern.SHOWN
    says_nobody: bool = False

    def is_small(self, threshold: int) -> bool:
        """Tell whether even the need says too much of its parts."""
        return self.need < threshold or (self.leaves > 1 and self.need - self.leaves < threshold)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return need, served and gap."""
        return self.need, self.served, self.gap


@dataclass(frozen=True, slots=True)
class Wider:
    """One more thing to hide: in a part, or (no code) in the whole, when its parts have no room left."""

    code: str | None
    pattern: Pattern


Parts = Sequence[Territory]
Chosen = dict[str, Pattern]


def patterns(
    root: Territory, children: Mapping[str, Parts], threshold: int, past: Past | None = None
) -> dict[str, Pattern]:
    """Choose a pattern for the root and everything below it.

    Parameters
    ----------
    children
        Code of a territory -> its parts, whose counts add up to it.
    past
        What earlier releases showed; none by default.

    Returns
    -------
    dict
        Code -> pattern. A part never shows what its whole hides.
    """
    known = past or Past((), threshold)
    everything = {root.code: root} | {part.code: part for parts in children.values() for part in parts}
    parent_of = {part.code: code for code, parts in children.items() for part in parts}
    forced = {code: territory.forced for code, territory in everything.items()}
    groups: dict[tuple[str, Pattern], Chosen | Pattern] = {}
    while True:
        chosen = {root.code: closed(alone(root, threshold) | forced[root.code])}
        failing = _descend(root, everything, children, chosen, forced, known, threshold, groups)
        if failing is None:
            return chosen
        code, pattern = failing
        # So does each new start.
        assert pattern & ~forced[code]
        forced[code] |= pattern
        for key in [key for key in groups if key[0] == parent_of.get(code)]:
            del groups[key]


def _descend(
    root: Territory,
    everything: Mapping[str, Territory],
    children: Mapping[str, Parts],
    chosen: Chosen,
    forced: Mapping[str, Pattern],
    past: Past,
    threshold: int,
    groups: dict[tuple[str, Pattern], Chosen | Pattern],
) -> tuple[str, Pattern] | None:
    """Choose group after group from the top; return a whole that must hide more itself, or None."""
    waiting = [root.code]
    while waiting:
        code = waiting.pop()
        parts = children.get(code, ())
        key = (code, chosen[code])
        if key not in groups:
            whole = everything[code]
            room = Group(whole, parts, chosen[code], past.group(whole.counts, code, parts), threshold)
            groups[key] = room.choose(forced)
        found = groups[key]
        if isinstance(found, Pattern):
            return code, found
        chosen |= found
        waiting += [part.code for part in parts]
    return None


def alone(territory: Territory, threshold: int) -> Pattern:
    """Return what a territory must hide for its own sake; nobody in need is said openly."""
    if territory.need == 0:
        return Pattern.SHOWN
    if territory.is_small(threshold):
        return Pattern.ALL
    counts = [territory.gap] if territory.says_nobody and not territory.served else [territory.served, territory.gap]
    return Pattern.PARTS if min(counts) < threshold else Pattern.SHOWN


def closed(pattern: Pattern) -> Pattern:
    """Return the smallest pattern that may be used and hides at least that.

    >>> closed(Pattern.GAP).name, closed(Pattern.NEED).name, closed(Pattern.NEED | Pattern.SERVED).name
    ('PARTS', 'NOT_SERVED', 'ALL')
    """
    allowed = (Pattern.SHOWN, Pattern.PARTS, Pattern.NOT_SERVED, Pattern.ALL)
    return next(each for each in allowed if pattern & ~each == 0)


class Group:
    """The parts of one whole, of which more is hidden until nothing can be subtracted."""

    def __init__(self, whole: Territory, parts: Parts, hides: Pattern, past: GroupPast, threshold: int) -> None:
        self.whole, self.hides, self.past, self.threshold = whole, hides, past, threshold
        self.parts = parts
        # The smallest are hidden first: they cost the least; then by code, so that the order of rows changes nothing.
        self.ordered = sorted((part for part in parts if part.need), key=lambda part: (part.need, part.code))

    def choose(self, forced: Mapping[str, Pattern]) -> Chosen | Pattern:
        """Return a pattern for each part, or what the whole must hide too because its parts have no room left."""
        chosen = {
            part.code: closed(alone(part, self.threshold) | self.hides | forced[part.code]) if part.need else Pattern.SHOWN
            for part in self.parts
        }  # fmt: skip
        while (wider := self._next_to_hide(chosen) or self._moved_little(chosen)) is not None:
            if wider.code is None:
                return wider.pattern
            more = closed(chosen[wider.code] | wider.pattern)
            # Each turn hides more, or the choice would never end.
            assert more != chosen[wider.code]
            chosen[wider.code] = more
        return chosen

    def _next_to_hide(self, chosen: Chosen) -> Wider | None:
        """Return one more thing to hide, or None when every hidden count has room enough on this day.

        Room, given the totals that the whole shows. A hidden need lies between its own leaves and what the other hidden
        needs leave it: as wide as the sum of (need - leaves) over the parts hidden whole. A hidden served count lies between
        what the hidden gaps force on it and what its need and the hidden served counts allow: as wide as the smallest of its
        need, the sum of the hidden served counts and that of the hidden gaps. Where served alone is shown, need and gap
        trade together: as wide as the sum of (gap - leaves) over the parts that hide both. One alone never has room.
        """
        hidden = [part for part in self.ordered if chosen[part.code] is Pattern.ALL]
        if not self.hides & Pattern.NEED and self._is_tight(hidden, [part.need - part.leaves for part in hidden]):
            return self._widen(chosen, Pattern.ALL)
        tied = [part for part in self.ordered if chosen[part.code] & Pattern.SERVED]
        if not self.hides & Pattern.SERVED:
            sums = [[part.served for part in tied], [part.gap for part in tied]]
            if any(self._is_tight(tied, counts) for counts in sums if any(counts) or not self.whole.says_nobody):
                return self._widen(chosen, Pattern.PARTS)
        if not self.hides & Pattern.GAP and any(chosen[part.code] is Pattern.NOT_SERVED for part in self.ordered):
            pool = [part for part in self.ordered if chosen[part.code] & Pattern.NEED]
            if self._is_tight(pool, [max(part.gap - part.leaves, 0) for part in pool]):
                return self._widen(chosen, Pattern.NOT_SERVED)
        return None

    def _is_tight(self, pool: Parts, rooms: Sequence[int]) -> bool:
        return len(pool) == 1 or (len(pool) > 1 and sum(rooms) < self.threshold)

    def _moved_little(self, chosen: Chosen) -> Wider | None:
        """Return one more thing to hide where what is hidden, taken together, moved too little since some release."""
        measure = self._little_measure(chosen)
        if measure is None:
            return None
        pattern = Pattern.NOT_SERVED if BITS[measure] is Pattern.NEED else Pattern.PARTS
        for part in self.ordered:
            if pattern & ~chosen[part.code]:
                tried = chosen | {part.code: closed(chosen[part.code] | pattern)}
                if self._little_measure(tried) is None:
                    return Wider(part.code, pattern)
        return self._widen(chosen, pattern)

    def _little_measure(self, chosen: Chosen) -> int | None:
        now = [[bool(chosen[part.code] & bit) for bit in BITS] for part in self.parts]
        return self.past.moved_little(now, [not self.hides & bit for bit in BITS], self.threshold)

    def _widen(self, chosen: Chosen, pattern: Pattern) -> Wider:
        """Return the smallest part that does not hide all that yet, else the whole."""
        free = (part.code for part in self.ordered if pattern & ~chosen[part.code])
        return Wider(next(free, None), pattern)
