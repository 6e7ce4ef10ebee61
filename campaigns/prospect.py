"""Whom a policy would serve with the stock of today, against another policy, and how much that hangs on its weights.

Only places in the order change from one try to the next: types, stock and options are built once. It changes no plan, and
chooses nothing for anyone.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import integers, places
from campaigns.allocation.numbering import numbers_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import served_flags
from campaigns.allocation.twins import gathered
from campaigns.model.criteria import MICRO
from campaigns.model.policy import Policy
from campaigns.robustness import SPREAD, Weighing, drawn_factors

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Grain: one household that one of two policies ranks. Key: household_id. Lines asked and served under each; null where a policy
# does not rank it.
STANDING_SCHEMA = pa.schema(
    [
        ("household_id", pa.string()),
        ("tier_before", pa.int64()),
        ("tier_after", pa.int64()),
        ("rank_before", pa.int64()),
        ("rank_after", pa.int64()),
        ("lines_before", pa.int64()),
        ("lines_after", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Sway:
    """What moving one weight does: households whose being served changes when it is a fifth lower, or a fifth higher."""

    name: str
    lower_count: int
    higher_count: int


class Prospect:
    """A policy on the stock and requests of a campaign."""

    def __init__(self, policy: Policy, facts: pa.Table, ranked: pa.Table, lines: pa.Table, problem: Problem) -> None:
        """Prepare what every try shares.

        Parameters
        ----------
        facts
            Key household_id: the columns of `FACTS_SCHEMA`.
        ranked
            What `rank_households` returns for them.
        lines
            Key line_id: `LINES_SCHEMA`, at least those of the problem.
        problem
            The problem built from these lines.
        """
        self.policy, self.ranked = policy, ranked
        self._weighing = Weighing(policy, facts)
        self._numbers = numbers_of(problem)
        if not policy.chosen_by_use and self._numbers.same_site is None:
            # Only ranks decide who is served: twins are put together once for all tries.
            self._numbers = gathered(self._numbers).numbers
        ids = self.household_ids = self._weighing.household_ids
        own = lines.take(pc.index_in(problem.lines["line_id"], value_set=lines["line_id"].combine_chunks()))
        self._home = places(own["household_id"].combine_chunks(), pa.array(ids, pa.string()))
        self._unit = integers(own["unit_no"].combine_chunks().cast(pa.int64()))

    def lines_served(self, factors_micro: Ints | None = None) -> Ints:
        """Count the lines served of each household, in the order of `household_ids`, its weights being multiplied so."""
        place = self._weighing.order(factors_micro).argsort()
        order = np.lexsort((np.arange(len(self._home)), place[self._home], self._unit))
        numbers = replace(self._numbers, line_type=self._numbers.line_type[order])
        if self.policy.chosen_by_use:
            keys = np.stack([self._unit, self._weighing.levels(factors_micro)[self._home]])[:, order]
            numbers = replace(numbers, line_level=np.unique(keys, axis=1, return_inverse=True)[1].ravel())
        homes = self._home[order][served_flags(numbers)]
        return np.bincount(homes, minlength=len(self.household_ids)).astype(np.int64)

    def served_shares(self, draws_count: int, seed: str = "", tick: Callable[[], None] | None = None) -> Floats:
        """Compute the share of the draws of weights (±20 %) in which each household is served, in the order of `household_ids`.

        Parameters
        ----------
        seed
            Empty: the policy's lottery seed.
        tick
            Called after each draw; what it raises stops the work.
        """
        served = np.zeros(len(self.household_ids), dtype=np.int64)
        for factors in drawn_factors(self.policy, draws_count, seed):
            served += self.lines_served(factors) > 0
            if tick is not None:
                tick()
        return np.asarray(served / max(draws_count, 1), dtype=np.float64)

    def sways(self, tick: Callable[[], None] | None = None) -> list[Sway]:
        """Move each weight alone by a fifth, down then up, and count the households whose being served changes."""
        base = self.lines_served() > 0
        found = []
        for place, criterion in enumerate(self.policy.criteria):
            counts = []
            for share in (1 - SPREAD, 1 + SPREAD):
                factors = np.full(len(self.policy.criteria), MICRO, dtype=np.int64)
                factors[place] = round(MICRO * share)
                counts.append(int(((self.lines_served(factors) > 0) != base).sum()))
                if tick is not None:
                    tick()
            found.append(Sway(criterion.name, counts[0], counts[1]))
        return found


def standings(before: Prospect, after: Prospect) -> pa.Table:
    """Put where each household stands under two policies side by side: `STANDING_SCHEMA`, in the order of their ids."""
    ids = pa.array(sorted({*before.household_ids, *after.household_ids}), pa.string())
    columns: dict[str, pa.Array | pa.ChunkedArray] = {"household_id": ids}
    for name, prospect in (("before", before), ("after", after)):
        rows = pc.index_in(ids, value_set=prospect.ranked["household_id"].combine_chunks())
        columns |= {
            f"{column}_{name}": prospect.ranked[column].take(rows).cast(pa.int64()) for column in ("tier", "rank")
        }
        known = pc.index_in(ids, value_set=pa.array(prospect.household_ids, pa.string()))
        columns[f"lines_{name}"] = pa.array(prospect.lines_served()).take(known)
    return pa.table([columns[field.name] for field in STANDING_SCHEMA], schema=STANDING_SCHEMA)


def moves(standing: dict[str, int | None]) -> str:
    """Say how a household moves between two policies: `gain`, `lose`, `more`, `fewer` (lines), or `same`."""
    first, second = standing["lines_before"] or 0, standing["lines_after"] or 0
    if (first > 0) != (second > 0):
        return "gain" if second else "lose"
    return "same" if first == second else "more" if second > first else "fewer"


def grouped_moves(rows: list[dict[str, object]], before: str, after: str) -> list[dict[str, object]]:
    """Count by group the households served under each policy, and those that gain or lose.

    Parameters
    ----------
    rows
        Households with `served_before`, `served_after` (whether at least one line is).
    before, after
        The columns that hold a household's group under each policy. A gain counts in the group of after, a loss in that
        of before: by tier, the two may differ.

    Returns
    -------
    list of dict
        `code, before, after, gain, lose`, by code; a group that is not known is None and comes last.
    """
    counts: Counter[tuple[object, str]] = Counter()
    for row in rows:
        first, second = bool(row["served_before"]), bool(row["served_after"])
        counts[row[before], "before"] += first
        counts[row[after], "after"] += second
        counts[row[before], "lose"] += first and not second
        counts[row[after], "gain"] += second and not first
    codes = sorted({code for code, _ in counts}, key=lambda code: (code is None, code))
    return [
        {"code": code} | {name: counts[code, name] for name in ("before", "after", "gain", "lose")} for code in codes
    ]
