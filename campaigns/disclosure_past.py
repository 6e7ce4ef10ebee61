"""What earlier releases showed, and whether a new one could be subtracted from them to less than the threshold.

Each release shows some counts; what a whole shows minus its shown parts gives the sum of its hidden ones. Two releases give
the difference of whatever both know: a count that both show, or the smallest sets of parts that both can add up. Every
such difference must be nothing, or the threshold at least. Hidden counts of two days are never the same unknown, because
a release shows the counts of its own day only; so nothing else ties two releases together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
# need, served, gap as one release showed them; None where hidden.
Shown = tuple[int | None, int | None, int | None]
NOBODY: Shown = (0, 0, 0)


class Part(Protocol):
    """A territory of today: its code and its true counts."""

    @property
    def code(self) -> str: ...
    @property
    def counts(self) -> tuple[int, int, int]: ...


@dataclass(frozen=True)
class GroupPast:
    """One whole and its parts (n) over the earlier releases (r), for the three measures.

    `known` tells what a release showed (r, n, 3), `moves` how far today's true count is from it (0 where not known);
    `whole_known` and `whole_moves` (r, 3) say the same of the whole.
    """

    known: Flags
    moves: Counts
    whole_known: Flags
    whole_moves: Counts

    def moved_little(self, hidden: Sequence[Sequence[bool]], whole_shown: Sequence[bool], threshold: int) -> int | None:
        """Return the first measure of which some common sum moved by 1 to threshold - 1, or None.

        Parameters
        ----------
        hidden
            For each part, whether need, served and gap would be hidden today.
        whole_shown
            Whether the whole would show its need, served and gap.
        """
        if not self.known.size:
            return None
        now = np.asarray(hidden, dtype=np.bool_)[None, :, :]
        meet = (~self.known & now).any(axis=1)
        shown_twice = self.whole_moves - (self.moves * (self.known & ~now)).sum(axis=1)
        # Where no part is hidden on both days, what each day hides can be added up on the other.
        then_hidden = self.whole_moves - (self.moves * self.known).sum(axis=1)
        now_hidden = (self.moves * now).sum(axis=1)
        together = is_little(shown_twice, threshold)
        apart = is_little(then_hidden, threshold) | is_little(now_hidden, threshold)
        bad = np.where(meet, together, apart) & self.whole_known & np.asarray(whole_shown, dtype=np.bool_)
        found = np.flatnonzero(bad.any(axis=0))
        return int(found[0]) if found.size else None


class Past:
    """The earlier releases of one table."""

    def __init__(self, releases: Sequence[Mapping[str, Shown]], threshold: int) -> None:
        self.releases, self.threshold = releases, threshold

    def moved_little(self, code: str, counts: tuple[int, int, int]) -> tuple[bool, bool, bool]:
        """Tell for need, served and gap whether some release showed a count less than the threshold away, but another."""
        found = [False, False, False]
        for shown in self.releases:
            for place, old in enumerate(shown.get(code, NOBODY)):
                found[place] |= old is not None and 0 < abs(counts[place] - old) < self.threshold
        return found[0], found[1], found[2]

    def group(self, whole_counts: tuple[int, int, int], whole_code: str, parts: Sequence[Part]) -> GroupPast:
        """Return what earlier releases showed of a whole and its parts."""
        size = (len(self.releases), len(parts), 3)
        known, moves = np.zeros(size, np.bool_), np.zeros(size, np.int64)
        whole_known, whole_moves = np.zeros((size[0], 3), np.bool_), np.zeros((size[0], 3), np.int64)
        for r, shown in enumerate(self.releases):
            _note(whole_known[r], whole_moves[r], shown.get(whole_code, NOBODY), whole_counts)
            for n, part in enumerate(parts):
                _note(known[r, n], moves[r, n], shown.get(part.code, NOBODY), part.counts)
        return GroupPast(known, moves, whole_known, whole_moves)


def _note(known: Flags, moves: Counts, then: Shown, now: tuple[int, int, int]) -> None:
    for place, old in enumerate(then):
        if old is not None:
            known[place], moves[place] = True, now[place] - old


def is_little(moves: Counts, threshold: int) -> Flags:
    """Tell which moves are some, but less than the threshold."""
    size = np.abs(moves)
    return np.asarray((size > 0) & (size < threshold), dtype=np.bool_)
