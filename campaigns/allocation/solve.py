"""Solve one allocation problem: who is served, with what and from where, and why not the others.

Its phases are `serve` (who), `assign` (what and where) and `explain`; it decides nothing of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from campaigns.allocation.assign import assign, bound
from campaigns.allocation.coded import integers, places
from campaigns.allocation.columns import Bools, Ints, whole
from campaigns.allocation.digest import digest
from campaigns.allocation.explain import NOBODY, Explained, explain
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
from campaigns.allocation.twins import Gathered, each_alone, explained_apart, gathered, units_apart
from campaigns.model.codes import Side

ENTRY_SCHEMA = pa.schema([("line_id", pa.string()), ("pass_no", pa.int64())])
WITNESS_SCHEMA = pa.schema(
    [
        ("pass_no", pa.int64()),
        ("type_id", pa.string()),
        ("side", pa.string()),
        ("cell_id", pa.string()),
        ("units", pa.int64()),
    ]
)


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
    if numbers.line_level is None:
        served = serve(together.numbers, tick)
        handed = assign(numbers, served.lines, held)
    elif has_passes(numbers):
        served = serve_levels_in_passes(numbers, tick)
        handed = assign(numbers, served.lines, held)
    else:
        lines = serve_by_levels(numbers, tick)
        handed = assign(numbers, lines, held)
        served = Served(lines, [stage_of(numbers, lines, {side: options for side, (_, options) in handed.items()})])
    explained = explained_apart(explain(together.numbers, served), together)
    if numbers.line_level is not None and numbers.coupled.any():
        used = {side: served.stages[-1].used(side, own) for side, own in numbers.sides.items()}
        explained = replace(explained, best_gain=level_gains(numbers, served.lines, used))
    return Solution(
        grants=_grants(problem, numbers, handed),
        unserved=_unserved(problem, numbers, served.lines, explained),
        values=_values(problem, numbers, explained),
        entries=_entries(problem, served),
        witness=_witness(problem, numbers, together, served),
        bounds=BOUND_SCHEMA.empty_table(),
        duals=DUAL_SCHEMA.empty_table(),
        served=int(served.lines.sum()),
        bound=bound(together.numbers),
        objective=sum(int(numbers.sides[side].penalty[options].sum()) for side, (_, options) in handed.items()),
    )


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
        grants=_grants(problem, numbers, handed),
        unserved=_unserved(problem, numbers, plan.lines, explained),
        values=_values(problem, numbers, explained),
        entries=ENTRY_SCHEMA.empty_table(),
        witness=WITNESS_SCHEMA.empty_table(),
        bounds=bound_table(problem, plan),
        duals=dual_table(problem, numbers, plan),
        served=int(plan.lines.sum()),
        bound=plan.goals[-1].bound,
        objective=sum(int(numbers.sides[side].penalty[options].sum()) for side, (_, options) in handed.items()),
    )


def _grants(problem: Problem, numbers: Numbers, handed: dict[Side, tuple[Ints, Ints]]) -> pa.Table:
    parts = [(place, numbers.sides[side], option) for side, (place, option) in handed.items()]
    line = np.concatenate([place for place, _, _ in parts])
    cell = np.concatenate([side.cell_row[side.option_cell[option]] for _, side, option in parts])
    sides = np.repeat([side.value for side in handed], [len(place) for place, _, _ in parts])
    order = np.argsort(line, kind="stable")  # device before data within a line
    return pa.table(
        {
            "line_id": whole(problem.lines["line_id"]).take(pa.array(line[order])),
            "side": pa.array(sides[order].tolist(), pa.string()),
            "cell_id": problem.cells["cell_id"].combine_chunks().take(pa.array(cell[order])),
        }
    )


def _unserved(problem: Problem, numbers: Numbers, served: Bools, explained: Explained) -> pa.Table:
    out = np.flatnonzero(~served)
    types = numbers.line_type[out]
    # A type without any option keeps the open cutoff: no rank would serve it either.
    has_option = numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed
    cutoff = np.where(has_option, explained.cutoff, NOBODY)[types]
    reasons = np.array([reason.value for reason in explained.reasons], dtype=object)
    return pa.table(
        {
            "line_id": whole(problem.lines["line_id"]).take(pa.array(out)),
            "reason": pa.array(reasons[types], pa.string()),
            "cutoff_rank": _ranks_at(problem, cutoff),
        }
    )


def _values(problem: Problem, numbers: Numbers, explained: Explained) -> pa.Table:
    gains = np.full(problem.cells.num_rows, NOBODY, dtype=np.int64)
    for side in Side:
        gains[numbers.sides[side].cell_row] = explained.best_gain[side]
    return pa.table({"cell_id": problem.cells["cell_id"], "best_rank": _ranks_at(problem, gains)})


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


def _entries(problem: Problem, served: Served) -> pa.Table:
    pass_nos = _pass_nos(problem)
    kept = served.stages if pass_nos else []
    lines = [np.flatnonzero(stage.lines) for stage in kept]
    joined = np.concatenate([np.zeros(0, dtype=np.int64), *lines])
    numbers = [np.full(len(found), pass_no) for found, pass_no in zip(lines, pass_nos, strict=True)]
    joined_in = np.concatenate([np.zeros(0, dtype=np.int64), *numbers])
    order = np.argsort(joined, kind="stable")
    ids = whole(problem.lines["line_id"]).take(pa.array(joined[order]))
    return pa.table([ids, pa.array(joined_in[order])], schema=ENTRY_SCHEMA)


def _witness(problem: Problem, numbers: Numbers, together: Gathered, served: Served) -> pa.Table:
    pass_nos = _pass_nos(problem)[:-1]
    cells = problem.cells["cell_id"].combine_chunks()
    parts = [WITNESS_SCHEMA.empty_table()]
    joined = np.zeros(len(numbers.line_count), dtype=np.int64)
    for pass_no, stage in zip(pass_nos, served.stages, strict=False):
        joined += np.bincount(numbers.line_type[stage.lines], minlength=len(joined))
        for side in Side:
            own, whole = numbers.sides[side], together.numbers.sides[side]
            used = units_apart(numbers, together, side, stage.used(side, whole), joined)
            held = np.flatnonzero(used)
            columns = [
                pa.array(np.full(len(held), pass_no)),
                numbers.type_ids.take(pa.array(own.option_type[held])),
                pa.array([side.value] * len(held), pa.string()),
                cells.take(pa.array(own.cell_row[own.option_cell[held]])),
                pa.array(used[held]),
            ]
            parts.append(pa.table(columns, schema=WITNESS_SCHEMA))
    return pa.concat_tables(parts).combine_chunks()


def _pass_nos(problem: Problem) -> list[int]:
    return sorted(set(problem.passes["pass_no"].to_pylist()))


def _ranks_at(problem: Problem, at: Ints) -> pa.Array:
    """Ranks of the lines at these places, null for `NOBODY`."""
    ranks = np.append(integers(whole(problem.lines["rank"])), 0)
    return pa.array(ranks[at], mask=at == NOBODY)
