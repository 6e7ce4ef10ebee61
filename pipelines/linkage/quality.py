"""Measures the automatic band on pairs that people decided, and suggests where it should begin for a stated cost. Pure."""

from collections.abc import Iterable, Sequence
from math import log2, sqrt
from typing import Any, NamedTuple

from pipelines.linkage.clustering import Bands

# Two-sided 95 % (Wilson's interval, which holds for small counts and for shares near 0 or 1).
Z = 1.96
# Where joining begins is looked for by half bits, on the pairs of two bits, up to what nothing exceeds.
STEP, WINDOW, HIGHEST = 0.5, 2.0, 40.0
# Fewer decisions than this move nothing.
FEWEST = 10


class Labelled(NamedTuple):
    """A pair's weight in bits and what people decided."""

    weight: float
    is_same: bool


def quality(labelled: Sequence[Labelled], bands: Bands) -> dict[str, Any]:
    """Return `labelled`, `precision` and `recall`, each `(value, low, high)` or None where nothing was decided.

    These are shares of the pairs that were decided: people are mostly asked about doubtful ones, so both are lower than on all.
    """
    joined = [pair for pair in labelled if pair.weight >= bands.auto]
    same = [pair for pair in labelled if pair.is_same]
    right = sum(pair.is_same for pair in joined)
    return {"labelled": len(labelled), "precision": share(right, len(joined)), "recall": share(right, len(same))}


def share(good: int, total: int) -> tuple[float, float, float] | None:
    """Return a share with its 95 % interval (Wilson 1927)."""
    if total == 0:
        return None
    p, spread = good / total, Z * Z / total
    middle = (p + spread / 2) / (1 + spread)
    half = Z * sqrt(p * (1 - p) / total + spread / (4 * total)) / (1 + spread)
    return p, max(0.0, middle - half), min(1.0, middle + half)


def bands_for_cost(wrong_refusals_cost: float, review_cost: float = 0.2) -> Bands:
    """Return the bands that cost least when one wrongly refused family is worth so many double kits.

    A pair of weight w is of one household with the odds 2^w. Joining it costs `wrong_refusals_cost` when wrong; leaving it apart
    costs 1 (a double kit) when wrong; asking costs `review_cost` always.

    Raises
    ------
    ValueError
        When asking costs as much as a mistake: nobody would be asked.
    """
    if not 0 < review_cost < min(1.0, wrong_refusals_cost):
        raise ValueError("asking must cost less than a mistake")
    auto = log2(wrong_refusals_cost / review_cost - 1) if wrong_refusals_cost > review_cost else 0.0
    review = log2(review_cost / (1 - review_cost))
    return Bands(round(max(auto, review), 2), round(review, 2))


def suggested_auto(
    labelled: Sequence[Labelled], wrong_refusals_cost: float, review: float, review_cost: float = 0.2
) -> float:
    """Return from how many bits joining costs less than asking, for a stated cost, corrected by what people decided.

    The weights alone say where (`bands_for_cost`). Where the pairs decided in the two bits above show, at 95 %, that too few are one
    family, it moves up; where those in the two bits below show that enough are, it moves down.
    """
    needed = 1 - review_cost / wrong_refusals_cost
    auto = bands_for_cost(wrong_refusals_cost, review_cost).auto

    def interval(low: float) -> tuple[float, float]:
        there = [pair.is_same for pair in labelled if low <= pair.weight < low + WINDOW]
        found = share(sum(there), len(there)) if len(there) >= FEWEST else None
        return (0.0, 1.0) if found is None else (found[1], found[2])

    while auto < HIGHEST and interval(auto)[1] < needed:
        auto += STEP
    while auto - STEP >= review and interval(auto - WINDOW)[0] >= needed:
        auto -= STEP
    return round(auto, 2)


def tripped(questions: int, new_requests: int, most_per_thousand: float = 100.0, fewest: int = 100) -> bool:
    """Tell whether a list raises so many questions that somebody should look at the list first."""
    return questions >= fewest and questions * 1000 > most_per_thousand * max(new_requests, 1)


def calibration(labelled: Iterable[Labelled], width: float = 2.0) -> list[tuple[float, int, int]]:
    """Return `(lower bound of the band in bits, pairs, pairs of one household)` for each band of weights, lowest first."""
    found: dict[float, list[int]] = {}
    for pair in labelled:
        counts = found.setdefault(pair.weight // width * width, [0, 0])
        counts[0] += 1
        counts[1] += pair.is_same
    return [(low, total, same) for low, (total, same) in sorted(found.items())]
