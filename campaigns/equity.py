"""How evenly a plan treats departments: rates served, the lowest of them, and their Gini coefficient.

It measures; it never decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Equity:
    """Rates are served / asked over the groups that asked something; None where nobody asked."""

    lowest_rate: float | None
    gini: float | None


def equity(asked: Sequence[int], served: Sequence[int]) -> Equity:
    """Measure the equity between groups, each counting for as many as it asked.

    The Gini coefficient is that of the rates weighted by what was asked: half the mean absolute difference between two
    requests drawn at random, over the mean rate (0: all alike).

    >>> equity([10, 10], [5, 5])
    Equity(lowest_rate=0.5, gini=0.0)
    >>> equity([10, 10], [10, 0])
    Equity(lowest_rate=0.0, gini=0.5)
    """
    pairs = sorted((got / want, want) for want, got in zip(asked, served, strict=True) if want)
    total = sum(want for _, want in pairs)
    if not total:
        return Equity(None, None)
    mean = sum(rate * want for rate, want in pairs) / total
    if mean == 0:
        return Equity(0.0, 0.0)
    # Lorenz curve over requests in order of their rate: Gini = 1 - twice the area below it.
    below, area = 0.0, 0.0
    for rate, want in pairs:
        above = below + rate * want
        area += want * (below + above) / 2
        below = above
    return Equity(pairs[0][0], max(0.0, round(1 - 2 * area / (total * below), 12)))
