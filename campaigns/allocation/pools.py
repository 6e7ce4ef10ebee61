"""Pools: parts of a problem that share no stock, so that each may be solved by itself, wherever there is room.

Who is served, why not the others, the cutoffs and what one more unit would do are those of the whole: nothing that decides them
crosses from one pool to another. It never divides what passes, levels or one-site kits bind together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import places, plain
from campaigns.allocation.columns import Bools, Ints, whole
from campaigns.allocation.problem import Problem
from campaigns.allocation.same_site import SECONDS
from campaigns.allocation.solve import Solution, solve
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class Pools:
    """The parts of a problem, in the order of their best-ranked lines, and the part of each line in rank order."""

    parts: tuple[Problem, ...]
    part_of_line: Ints

    def earlier(self, problem: Problem, earlier: pa.Table | None, part: int) -> pa.Table | None:
        """Return the grants of an earlier draft that speak of the lines of a part."""
        if earlier is None or len(self.parts) == 1:
            return earlier
        place = places(whole(earlier["line_id"]), whole(problem.lines["line_id"]))
        return earlier.filter(pa.array(np.append(self.part_of_line, -1)[place] == part))


def pools(problem: Problem) -> Pools:
    """Divide a problem; one part where everything is bound together."""
    alone = Pools((problem,), np.zeros(problem.lines.num_rows, dtype=np.int64))
    if problem.passes.num_rows or problem.levels.num_rows or problem.same_site.num_rows:
        return alone
    type_ids = plain(pc.unique(whole(problem.lines["type_id"])))
    line_type = places(whole(problem.lines["type_id"]), type_ids)
    label = _labels(problem, type_ids)
    drawing = label[line_type] > 0
    if not drawing.any():
        return alone
    # Lines that nothing could serve go with the best-ranked of the others: they alone are no pool.
    label = np.where(label > 0, label, label[line_type[np.argmax(drawing)]])
    of_line = label[line_type]
    # Parts in the order in which the ranking meets them.
    met, first = np.unique(of_line, return_index=True)
    order = met[np.argsort(first)]
    if len(order) < 2:
        return alone
    number = np.full(int(label.max()) + 1, -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    part_of_line = number[of_line]
    return Pools(tuple(_parts(problem, type_ids, number[label], part_of_line, len(order))), part_of_line)


def _labels(problem: Problem, type_ids: pa.Array) -> Ints:
    """Say of each type in which pool it is, 0 for one without any option: types that draw on one cell, or behind one gate, are in one."""
    of_type = places(whole(problem.options["type_id"]), type_ids)
    cell = places(whole(problem.options["cell_id"]), whole(problem.cells["cell_id"]))
    of_type, cell = of_type[of_type >= 0], cell[of_type >= 0]
    gate = _gates(problem)
    label = np.arange(1, len(type_ids) + 1)
    label[np.setdiff1d(np.arange(len(type_ids)), of_type)] = 0
    while True:
        before = label.copy()
        least = np.full(problem.cells.num_rows, len(label) + 1)
        np.minimum.at(least, cell, label[of_type])
        behind = np.full(problem.sites.num_rows + 1, len(label) + 1)
        np.minimum.at(behind, gate, least)
        least = np.where(gate >= 0, np.minimum(least, behind[gate]), least)
        np.minimum.at(label, of_type, least[cell])
        if (label == before).all():
            return label


def _gates(problem: Problem) -> Ints:
    """Return the limited site at which each device cell is, -1 where nothing limits it."""
    limited = problem.sites.filter(pc.is_valid(problem.sites["capacity"]))
    gate = places(whole(problem.cells["site_id"]), whole(limited["site_id"]))
    return np.where(_is_device(problem), gate, -1)


def _is_device(problem: Problem) -> Bools:
    return np.asarray(
        pc.equal(plain(whole(problem.cells["side"])), Side.DEVICE.value).to_numpy(zero_copy_only=False), dtype=np.bool_
    )


def _parts(problem: Problem, type_ids: pa.Array, part_of_type: Ints, part_of_line: Ints, count: int) -> list[Problem]:
    """Cut the tables; a cell on which nobody draws goes with the last part, each site where its cells are."""
    of_option = np.append(part_of_type, -1)[places(whole(problem.options["type_id"]), type_ids)]
    cell = places(whole(problem.options["cell_id"]), whole(problem.cells["cell_id"]))
    of_cell = np.full(problem.cells.num_rows, -1, dtype=np.int64)
    np.maximum.at(of_cell, cell, of_option)
    gate = _gates(problem)
    behind = np.full(problem.sites.num_rows + 1, -1, dtype=np.int64)
    np.maximum.at(behind, gate[gate >= 0], of_cell[gate >= 0])
    of_cell = np.where((of_cell < 0) & (gate >= 0), behind[gate], of_cell)
    of_cell = np.where(of_cell < 0, count - 1, of_cell)
    parts = []
    for part in range(count):
        cells = problem.cells.filter(pa.array(of_cell == part))
        here = pc.is_in(problem.sites["site_id"], value_set=pc.unique(whole(cells["site_id"])))
        parts.append(
            Problem(
                problem.lines.filter(pa.array(part_of_line == part)),
                problem.options.filter(pa.array(of_option == part)),
                cells,
                problem.sites.filter(here),
                problem.passes, problem.quotas, problem.openings, problem.levels, problem.same_site,
            )
        )  # fmt: skip
    return parts


def solve_in_pools(
    problem: Problem,
    tick: Callable[[float], None] | None = None,
    earlier: pa.Table | None = None,
    seconds: float = SECONDS,
) -> Solution:
    """Solve each pool of a problem, one after the other, and put the answers together; see `solve`."""
    cut = pools(problem)
    if len(cut.parts) == 1:
        return solve(problem, tick, earlier, seconds)
    found, done, total = [], 0, problem.lines.num_rows
    for number, part in enumerate(cut.parts):
        found.append(
            solve(part, _share(tick, done / total, part.lines.num_rows / total), cut.earlier(problem, earlier, number))
        )
        done += part.lines.num_rows
    return put_together(problem, found)


def _share(tick: Callable[[float], None] | None, begun: float, width: float) -> Callable[[float], None] | None:
    return None if tick is None else lambda share: tick(begun + width * share)


def put_together(problem: Problem, found: Sequence[Solution]) -> Solution:
    """Return the solution of a problem from those of its pools, in any order."""
    lines, cells = whole(problem.lines["line_id"]), whole(problem.cells["cell_id"])
    return Solution(
        grants=_in_order([one.grants for one in found], "line_id", lines),
        unserved=_in_order([one.unserved for one in found], "line_id", lines),
        values=_in_order([one.values for one in found], "cell_id", cells),
        entries=found[0].entries,
        witness=found[0].witness,
        bounds=found[0].bounds,
        duals=found[0].duals,
        served=sum(one.served for one in found),
        bound=sum(one.bound for one in found),
        objective=sum(one.objective for one in found),
    )


def _in_order(tables: list[pa.Table], key: str, ids: pa.Array) -> pa.Table:
    """Put rows in the order of their ids in the whole problem; rows of one id keep theirs."""
    table = pa.concat_tables(tables).combine_chunks()
    place = places(whole(table[key]), ids)
    return table.take(pa.array(np.argsort(place, kind="stable")))
