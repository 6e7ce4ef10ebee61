"""What would change a decision: a problem with one thing changed, solved again whole, and who would gain or lose.

Everything said here is true by replay: the changed plan is computed anew, never estimated. It changes no plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import integers
from campaigns.allocation.numbering import numbers_of
from campaigns.allocation.passes import LEVEL_SCHEMA
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import served_flags
from campaigns.model.outcome import Refusal


@dataclass(frozen=True, slots=True)
class MoreUnits:
    """`units` more (or fewer, below zero) in one cell."""

    cell_id: str
    units: int


@dataclass(frozen=True, slots=True)
class RankedBefore:
    """One line ranked just before another rank, as a higher score would have it."""

    line_id: str
    rank: int


@dataclass(frozen=True, slots=True)
class OtherOptions:
    """One line that accepts other cells: `options` holds (side, cell_id, penalty), and replaces those of its type."""

    line_id: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class WithoutLine:
    """One line taken out: a family withdraws, or its partner does."""

    line_id: str


Change = MoreUnits | RankedBefore | OtherOptions | WithoutLine


@dataclass(frozen=True, slots=True)
class Replayed:
    """Lines served after the change and not before, and the other way round; ids in rank order."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def served_lines(problem: Problem) -> list[str]:
    """Return the ids of the lines that a plan of this problem serves, in rank order."""
    flags = served_flags(numbers_of(problem))
    return [str(name) for name in problem.lines["line_id"].filter(pa.array(flags)).to_pylist()]


def changed(problem: Problem, changes: Sequence[Change]) -> Problem | Refusal:
    """Return the problem with these changes, checked again whole."""
    for change in changes:
        if isinstance(change, MoreUnits):
            problem = _with_units(problem, change)
        elif isinstance(change, RankedBefore):
            problem = _ranked_before(problem, change)
        elif isinstance(change, OtherOptions):
            problem = _with_options(problem, change)
        else:
            kept = pc.not_equal(problem.lines["line_id"], change.line_id)
            problem = replace(problem, lines=problem.lines.filter(kept))
    return problem_from_tables(
        problem.lines, problem.options, problem.cells, problem.sites, problem.passes, problem.quotas, problem.openings,
        problem.levels, problem.same_site,
    )  # fmt: skip


def replayed(problem: Problem, before: Sequence[str], changes: Sequence[Change]) -> Replayed | Refusal:
    """Solve the changed problem and compare who is served.

    Parameters
    ----------
    before
        Ids of the lines served now.
    """
    after = changed(problem, changes)
    if isinstance(after, Refusal):
        return after
    now, then = served_lines(after), set(before)
    return Replayed(
        tuple(name for name in now if name not in then), tuple(name for name in before if name not in set(now))
    )


def units_needed(problem: Problem, line_id: str, cell_id: str, at_most: int) -> int | None:
    """Return the fewest units more in a cell that would serve a line, up to `at_most`; None when they would not.

    The number is looked for by doubling, then halving. Where one more unit never un-serves anyone (single kits, no site
    limit, no quota) it is the least; elsewhere it is enough, which the last replay proves.
    """
    low, high = 0, 1
    while high < at_most and not _serves(problem, line_id, MoreUnits(cell_id, high)):
        low, high = high, high * 2
    high = min(high, at_most)
    if high < 1 or not _serves(problem, line_id, MoreUnits(cell_id, high)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _serves(problem, line_id, MoreUnits(cell_id, middle)) else (middle, high)
    return high


def _serves(problem: Problem, line_id: str, change: Change) -> bool:
    after = changed(problem, [change])
    return not isinstance(after, Refusal) and line_id in set(served_lines(after))


def _with_units(problem: Problem, change: MoreUnits) -> Problem:
    here = pc.equal(problem.cells["cell_id"], change.cell_id)
    more = pc.if_else(here, pc.add(problem.cells["quantity"], change.units), problem.cells["quantity"])
    return replace(problem, cells=problem.cells.set_column(3, "quantity", more))


def _ranked_before(problem: Problem, change: RankedBefore) -> Problem:
    """Double all ranks, so that there is room just before any of them."""
    doubled = 2 * integers(problem.lines["rank"].combine_chunks())
    here = np.asarray(pc.equal(problem.lines["line_id"], change.line_id).to_numpy(), dtype=np.bool_)
    ranks = pa.array(np.where(here, 2 * change.rank - 1, doubled))
    changed_lines = problem.lines.set_column(1, "rank", ranks)
    if not problem.levels.num_rows:
        return replace(problem, lines=changed_lines)
    # Before the first line of a level is before the whole level: the line then stands in one of its own.
    starts = {2 * start for start in problem.levels["first_rank"].to_pylist()}
    earlier = [rank for rank in problem.lines["rank"].to_pylist() if rank < change.rank]
    if not earlier or any(2 * max(earlier) < start <= 2 * change.rank for start in starts):
        starts |= {2 * change.rank - 1, 2 * change.rank}
    return replace(problem, lines=changed_lines, levels=pa.table([pa.array(sorted(starts))], schema=LEVEL_SCHEMA))


def _with_options(problem: Problem, change: OtherOptions) -> Problem:
    """Give the line a type of its own, which joins in the same passes as the one it had."""
    own = f"{change.line_id} (what if)"
    here = pc.equal(problem.lines["line_id"], change.line_id)
    former = problem.lines.filter(here)["type_id"][0].as_py()
    types = pc.if_else(here, own, problem.lines["type_id"])
    rows = [{"type_id": own, "side": side, "cell_id": cell, "penalty": cost} for side, cell, cost in change.options]
    more = pa.Table.from_pylist(rows, schema=problem.options.schema)
    entries = problem.passes.filter(pc.fill_null(pc.equal(problem.passes["type_id"], former), False))
    entries = entries.set_column(1, "type_id", pa.array([own] * entries.num_rows, pa.string()))
    return replace(
        problem,
        lines=problem.lines.set_column(2, "type_id", types),
        options=pa.concat_tables([problem.options, more]),
        passes=pa.concat_tables([problem.passes, entries]),
    )
