"""Solve one allocation problem: who is served, with what and from where, and why not the others.

Its phases are `serve` (who), `assign` (what and where) and `explain`; it decides nothing of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from campaigns.allocation.assign import assign, bound
from campaigns.allocation.coded import places
from campaigns.allocation.columns import Bools, Ints, whole
from campaigns.allocation.digest import digest
from campaigns.allocation.explain import Explained, explain
from campaigns.allocation.level_gains import level_gains
from campaigns.allocation.levels import serve_by_levels, stage_of
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.pass_levels import has_passes, serve_levels_in_passes
from campaigns.allocation.problem import Problem
from campaigns.allocation.same_site import SECONDS, serve_from_one_site
from campaigns.allocation.same_site_fill import handed_out
from campaigns.allocation.same_site_told import (
    BOUND_SCHEMA,
    DUAL_SCHEMA,
    bound_table,
    dual_table,
    explained_from_one_site,
)
from campaigns.allocation.serve import Served, serve
from campaigns.allocation.solution_tables import (
    ENTRY_SCHEMA,
    WITNESS_SCHEMA,
    Handed,
    entries_table,
    grants_table,
    unserved_table,
    values_table,
    witness_table,
)
from campaigns.allocation.twins import Gathered, each_alone, explained_apart, gathered
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class Solution:
    """A plan for one problem.

    Attributes
    ----------
    grants
        `line_id, side` (key), `cell_id`: one row a unit granted, in rank order.
    unserved
        `line_id` (key), `reason` (`UnservedReason`), `cutoff_rank` int64: the line would be served if it ranked
        before it; null when no rank would do. In rank order.
    values
        `cell_id` (key, every cell), `best_rank` int64: rank of the first line that one more unit there would newly
        serve; null when it would serve nobody.
    entries
        `line_id` (key), `pass_no`: the declared pass in which each served line joined. Empty without declared passes.
    witness
        `pass_no, type_id, side, cell_id` (key), `units`: a way to supply those who had joined by the end of each pass
        but the last, from the cells then open, so that anyone can check who was refused there. Empty likewise.
    bounds, duals
        Where kits must come from one site: each goal with what was reached and its bound, and the multipliers that prove
        it (`same_site_told`). Empty otherwise.
    served, bound
        Lines served, and the most that any plan could serve whatever the ranks.
    objective
        Sum of the penalties of the grants.
    """

    grants: pa.Table
    unserved: pa.Table
    values: pa.Table
    entries: pa.Table
    witness: pa.Table
    bounds: pa.Table
    duals: pa.Table
    served: int
    bound: int
    objective: int

    def digest(self, problem: Problem) -> str:
        """Fingerprint of the problem and this result."""
        return digest(problem, self)


def solve(
    problem: Problem,
    tick: Callable[[float], None] | None = None,
    earlier: pa.Table | None = None,
    seconds: float = SECONDS,
) -> Solution:
    """Find the plan that serves in strict rank order, pass by pass, then uses the stock best.

    The result depends on the problem alone, never on the order of its rows.

    Parameters
    ----------
    tick
        Called now and then with the share of the search that is done; what it raises stops the work.
    earlier
        Grants of an earlier draft, `line_id, side, cell_id`: who is served is the same with or without them; among the
        cheapest ways to serve them, the one that changes fewest units is taken. Not where kits must come from one site.
    seconds
        Time for the search of kits from one site, which is ended then with a plan that may not be the best; its `bounds` tell.

    Raises
    ------
    CannotGoOn
        When the flow solver finds no optimum.
    """
    numbers = numbers_of(problem)
    if numbers.same_site is not None:
        return _from_one_site(problem, numbers, tick, seconds)
    held = None if earlier is None else _held(problem, numbers, earlier)
    together = gathered(numbers) if numbers.line_level is None else each_alone(numbers)
    served, handed = _chosen(numbers, together, held, tick)
    explained = _explained(numbers, together, served)
    return Solution(
        grants=grants_table(problem, numbers, handed),
        unserved=unserved_table(problem, numbers, served.lines, explained),
        values=values_table(problem, numbers, explained),
        entries=entries_table(problem, served),
        witness=witness_table(problem, numbers, together, served),
        bounds=BOUND_SCHEMA.empty_table(),
        duals=DUAL_SCHEMA.empty_table(),
        served=int(served.lines.sum()),
        bound=bound(together.numbers),
        objective=_penalty(numbers, handed),
    )


def _chosen(
    numbers: Numbers, together: Gathered, held: dict[Side, Ints] | None, tick: Callable[[float], None] | None
) -> tuple[Served, Handed]:
    """Choose who is served and with what: strictly by rank, or level by level, in one pass or in several."""
    if numbers.line_level is not None and not has_passes(numbers):
        lines = serve_by_levels(numbers, tick)
        handed = assign(numbers, lines, held)
        used = {side: options for side, (_, options) in handed.items()}
        return Served(lines, [stage_of(numbers, lines, used)]), handed
    served = serve(together.numbers, tick) if numbers.line_level is None else serve_levels_in_passes(numbers, tick)
    return served, assign(numbers, served.lines, held)


def _explained(numbers: Numbers, together: Gathered, served: Served) -> Explained:
    """Say why the others are not served; where kits share levels, one more unit is counted by what it gains a level."""
    explained = explained_apart(explain(together.numbers, served), together)
    if numbers.line_level is None or not numbers.coupled.any():
        return explained
    used = {side: served.stages[-1].used(side, own) for side, own in numbers.sides.items()}
    return replace(explained, best_gain=level_gains(numbers, served.lines, used))


def _penalty(numbers: Numbers, handed: Handed) -> int:
    """Add up the penalties of what is handed out."""
    return sum(int(numbers.sides[side].penalty[options].sum()) for side, (_, options) in handed.items())


def served_flags(numbers: Numbers) -> Bools:
    """Tell for each line, in rank order, whether the plan of this problem serves it; nothing more is computed."""
    if numbers.same_site is not None:
        return serve_from_one_site(numbers).lines
    if numbers.line_level is None:
        return serve(gathered(numbers).numbers).lines
    return serve_levels_in_passes(numbers).lines if has_passes(numbers) else serve_by_levels(numbers)


def _from_one_site(
    problem: Problem, numbers: Numbers, tick: Callable[[float], None] | None, seconds: float
) -> Solution:
    assert numbers.same_site is not None
    plan = serve_from_one_site(numbers, tick, seconds)
    handed = handed_out(numbers, numbers.same_site.bound, plan.lines, plan.units)
    explained = explained_from_one_site(numbers, plan, {side: options for side, (_, options) in handed.items()})
    return Solution(
        grants=grants_table(problem, numbers, handed),
        unserved=unserved_table(problem, numbers, plan.lines, explained),
        values=values_table(problem, numbers, explained),
        entries=ENTRY_SCHEMA.empty_table(),
        witness=WITNESS_SCHEMA.empty_table(),
        bounds=bound_table(problem, plan),
        duals=dual_table(problem, numbers, plan),
        served=int(plan.lines.sum()),
        bound=plan.goals[-1].bound,
        objective=_penalty(numbers, handed),
    )


def _held(problem: Problem, numbers: Numbers, earlier: pa.Table) -> dict[Side, Ints]:
    """Option that each line held before, -1 where it held none or may no longer hold it."""
    line = places(earlier["line_id"].combine_chunks(), whole(problem.lines["line_id"]))
    row = places(earlier["cell_id"].combine_chunks(), problem.cells["cell_id"].combine_chunks())
    held = {}
    for side in Side:
        own = numbers.sides[side]
        known = (line >= 0) & (row >= 0) & np.isin(row, own.cell_row)
        cell = np.searchsorted(own.cell_row, row[known])
        width = len(own.quantity) + 1
        option = places(
            pa.array(numbers.line_type[line[known]] * width + cell), pa.array(own.option_type * width + own.option_cell)
        )
        held[side] = np.full(len(numbers.line_type), -1, dtype=np.int64)
        held[side][line[known]] = option
    return held
