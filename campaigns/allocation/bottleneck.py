"""What stands between a line and a unit: the stock it could draw on, through exchanges, and the ranks that hold it.

It reads a plan that was already computed, says ranks and never a household, and decides nothing.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import integers, places
from campaigns.allocation.columns import Ints
from campaigns.allocation.explain import reachable_cells
from campaigns.allocation.numbering import Numbers, SideNumbers, numbers_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.residual import Residual
from campaigns.model.codes import Side


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One side's stock within reach of a line.

    `granted_count` of the `unit_count` units in `cell_ids` went to lines ranked `best_rank` to `worst_rank`
    (None when nothing was granted there); the line is refused there only if all of them rank before it.
    """

    side: Side
    cell_ids: tuple[str, ...]
    unit_count: int
    granted_count: int
    best_rank: int | None
    worst_rank: int | None


class Bottlenecks:
    """A plan's exchanges, prepared once for any number of lines."""

    def __init__(self, problem: Problem, grants: pa.Table) -> None:
        """Read the grants table (`line_id, side, cell_id`) of a solution of this problem."""
        self._problem = problem
        self._numbers = numbers_of(problem)
        self._ranks = integers(problem.lines["rank"].combine_chunks())
        self._held = {side: _held(problem, self._numbers, grants, side) for side in Side}
        self._residuals = {side: self._residual(side) for side in Side}

    def of_line(self, line_id: str) -> list[Bottleneck]:
        """Describe the stock within reach of a line, one entry for each side it needs; none for an unknown line."""
        place = pc.index(self._problem.lines["line_id"], line_id).as_py()
        if place < 0:
            return []
        type_ = int(self._numbers.line_type[place])
        return [self._of_type(type_, side) for side in Side if self._numbers.sides[side].needed[type_]]

    def _of_type(self, type_: int, side: Side) -> Bottleneck:
        numbers = self._numbers.sides[side]
        cells = np.array(reachable_cells(self._residuals[side], type_), dtype=np.int64)
        line_places, line_cells = self._held[side]
        ranks = self._ranks[line_places[np.isin(line_cells, cells)]]
        names = self._problem.cells["cell_id"].take(pa.array(numbers.cell_row[cells]))
        return Bottleneck(
            side=side,
            cell_ids=tuple(names.to_pylist()),
            unit_count=int(numbers.quantity[cells].sum()),
            granted_count=len(ranks),
            best_rank=int(ranks.min()) if len(ranks) else None,
            worst_rank=int(ranks.max()) if len(ranks) else None,
        )

    def _residual(self, side: Side) -> Residual:
        numbers, (line_places, line_cells) = self._numbers.sides[side], self._held[side]
        return Residual(numbers, self._numbers.line_count, _used(numbers, self._numbers, line_places, line_cells))


def _held(problem: Problem, numbers: Numbers, grants: pa.Table, side: Side) -> tuple[Ints, Ints]:
    """Places of the lines granted a unit of this side, and the cell (within the side) each holds."""
    kept = grants.filter(pc.equal(grants["side"], side.value))
    line_places = places(kept["line_id"].combine_chunks(), problem.lines["line_id"].combine_chunks())
    rows = places(kept["cell_id"].combine_chunks(), problem.cells["cell_id"].combine_chunks())
    return line_places, np.searchsorted(numbers.sides[side].cell_row, rows).astype(np.int64)


def _used(side: SideNumbers, numbers: Numbers, line_places: Ints, line_cells: Ints) -> Ints:
    """Units on each option; options are sorted by type, then cell."""
    width = len(side.quantity) + 1
    keys = side.option_type * width + side.option_cell
    taken = np.searchsorted(keys, numbers.line_type[line_places] * width + line_cells)
    return np.bincount(taken, minlength=len(keys)).astype(np.int64)
