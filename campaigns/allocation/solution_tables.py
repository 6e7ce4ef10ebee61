"""The tables of a solution, in the ids and ranks of its problem: from places and options to lines, cells and passes.

It decides nothing: who is served, with what, and why not the others is given.
"""

import numpy as np
import pyarrow as pa

from campaigns.allocation.coded import integers
from campaigns.allocation.columns import Bools, Ints, whole
from campaigns.allocation.explain import NOBODY, Explained
from campaigns.allocation.numbering import Numbers
from campaigns.allocation.problem import Problem
from campaigns.allocation.serve import Served
from campaigns.allocation.twins import Gathered, units_apart
from campaigns.model.codes import Side

# For each side: places of lines, and the option that each of them gets.
Handed = dict[Side, tuple[Ints, Ints]]
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


def grants_table(problem: Problem, numbers: Numbers, handed: Handed) -> pa.Table:
    """Return what is handed out, one row a unit, in rank order: `line_id, side` (key), `cell_id`."""
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


def unserved_table(problem: Problem, numbers: Numbers, served: Bools, explained: Explained) -> pa.Table:
    """Return the lines that are not served, in rank order: `line_id` (key), `reason`, `cutoff_rank` (null: no rank would do)."""
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


def values_table(problem: Problem, numbers: Numbers, explained: Explained) -> pa.Table:
    """Return, for every cell, the rank of the first line that one more unit would newly serve: `cell_id` (key), `best_rank`."""
    gains = np.full(problem.cells.num_rows, NOBODY, dtype=np.int64)
    for side in Side:
        gains[numbers.sides[side].cell_row] = explained.best_gain[side]
    return pa.table({"cell_id": problem.cells["cell_id"], "best_rank": _ranks_at(problem, gains)})


def entries_table(problem: Problem, served: Served) -> pa.Table:
    """Return the declared pass in which each served line joined: `line_id` (key), `pass_no`; nothing without declared passes."""
    pass_nos = _pass_nos(problem)
    kept = served.stages if pass_nos else []
    lines = [np.flatnonzero(stage.lines) for stage in kept]
    joined = np.concatenate([np.zeros(0, dtype=np.int64), *lines])
    numbers = [np.full(len(found), pass_no) for found, pass_no in zip(lines, pass_nos, strict=True)]
    joined_in = np.concatenate([np.zeros(0, dtype=np.int64), *numbers])
    order = np.argsort(joined, kind="stable")
    ids = whole(problem.lines["line_id"]).take(pa.array(joined[order]))
    return pa.table([ids, pa.array(joined_in[order])], schema=ENTRY_SCHEMA)


def witness_table(problem: Problem, numbers: Numbers, together: Gathered, served: Served) -> pa.Table:
    """Return a way to supply those who had joined by the end of each pass but the last: the columns of `WITNESS_SCHEMA`."""
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
