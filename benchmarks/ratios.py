"""Medians over runs, ratios ours/rival, and who is ahead: the arithmetic of the page and of the check."""

import statistics
from dataclasses import dataclass

from benchmarks.records import HIGHER, OURS, Record


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the median of each who, and how many runs it is of."""

    name: str
    unit: str
    better: str
    medians: dict[str, float]
    runs: int

    def ratio(self, rival: str) -> float | None:
        """Return ours/rival; 1 where both are nought, None where it says nothing (a rival at nought, or one of the two missing).

        >>> Figure("area/name", "s", "lower", {"ours": 3.0, "them": 2.0}, 1).ratio("them")
        1.5
        """
        ours, theirs = self.medians.get(OURS), self.medians.get(rival)
        if ours is None or theirs is None:
            return None
        if ours == theirs:
            return 1.0
        return ours / theirs if theirs else None

    def ahead(self) -> tuple[str, ...]:
        """Return who has the best median, all of them where several have it; nobody where there is nothing to compare."""
        if not self.better or len(self.medians) < 2:
            return ()
        best = (max if self.better == HIGHER else min)(self.medians.values())
        return tuple(who for who, value in self.medians.items() if value == best)


def figures(records: list[Record]) -> list[Figure]:
    """Return one figure a name, in the order in which the names first come; a name has one unit and one direction."""
    kept: dict[str, list[Record]] = {}
    for record in records:
        kept.setdefault(record.figure, []).append(record)
    return [_figure(name, same) for name, same in kept.items()]


def _figure(name: str, same: list[Record]) -> Figure:
    if len({(record.unit, record.better) for record in same}) > 1:
        raise ValueError(f"{name} is told in two units or two directions")
    values: dict[str, list[float]] = {}
    for record in same:
        values.setdefault(record.who, []).append(record.value)
    medians = {who: statistics.median(found) for who, found in values.items()}
    return Figure(name, same[0].unit, same[0].better, medians, len({record.run for record in same}))
