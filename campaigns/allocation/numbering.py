"""Ids become dense integers, side by side, so that solver and verifier can work on arrays.

It only renames what a problem holds; it never decides anything.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import integers, places, plain
from campaigns.allocation.columns import Bools, Ints, whole
from campaigns.allocation.passes import EVERY_KIT
from campaigns.allocation.problem import Problem
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class SideNumbers:
    """One side of a problem.

    Attributes
    ----------
    option_type, option_cell, penalty
        One entry an option of a type that has lines, in canonical order; cells are numbered within the side.
    cell_row, quantity
        Row of each cell in `problem.cells`, and its units.
    cell_gate, gate_capacity
        Limited site of each cell (-1: no limit), and the device units that site may hand out.
    needed
        For each type, whether its lines need a unit of this side.
    """

    option_type: Ints
    option_cell: Ints
    penalty: Ints
    cell_row: Ints
    quantity: Ints
    cell_gate: Ints
    gate_capacity: Ints
    needed: Bools


@dataclass(frozen=True, eq=False, slots=True)
class PassNumbers:
    """One declared pass.

    Attributes
    ----------
    admitted
        For each type, whether its lines may join in this pass.
    group, quota, since
        Group of each type (-1: none); a group has room while its lines that joined since that pass (its number in order,
        from 0) are fewer than its quota.
    is_open
        For each side, whether each cell is open by this pass.
    """

    admitted: Bools
    group: Ints
    quota: Ints
    since: Ints
    is_open: dict[Side, Bools]


@dataclass(frozen=True, eq=False, slots=True)
class SameSite:
    """Types whose lines need both units from one site, and the site of each cell of each side (-1: at none)."""

    bound: Bools
    cell_site: dict[Side, Ints]


@dataclass(frozen=True, eq=False, slots=True)
class Numbers:
    """A problem in integers: types are numbered in the order of their ids, lines by their place in rank order.

    `line_level` says which lines share a level (0 the best), where the problem declares levels; None: each line stands alone.
    `same_site` says which types need both units from one site, where some do.
    """

    type_ids: pa.Array
    line_type: Ints
    line_count: Ints
    sides: dict[Side, SideNumbers]
    passes: tuple[PassNumbers, ...]
    line_level: Ints | None = None
    same_site: SameSite | None = None

    @property
    def coupled(self) -> Bools:
        """Tell for each type whether its lines need both sides."""
        return self.sides[Side.DEVICE].needed & self.sides[Side.DATA].needed


def numbers_of(problem: Problem) -> Numbers:
    """Number the types, lines, cells and gates of a problem."""
    types = whole(problem.lines["type_id"])
    type_ids = plain(pc.unique(types))
    type_ids = type_ids.take(pc.sort_indices(type_ids))
    line_type = places(types, type_ids)
    line_count = np.bincount(line_type, minlength=len(type_ids)).astype(np.int64)
    sides = {side: _side(problem, side, type_ids) for side in Side}
    passes = _passes(problem, sides, type_ids)
    return Numbers(
        type_ids, line_type, line_count, sides, passes, _levels(problem), _same_site(problem, sides, type_ids)
    )


def _same_site(problem: Problem, sides: dict[Side, SideNumbers], type_ids: pa.Array) -> SameSite | None:
    """Which types are bound to one site, `*` standing for all of them; only those that need both sides can be."""
    named = problem.same_site["type_id"].combine_chunks()
    if not len(named):
        return None
    both = sides[Side.DEVICE].needed & sides[Side.DATA].needed
    bound = both & (True if EVERY_KIT in named.to_pylist() else places(type_ids, named) >= 0)
    site = places(problem.cells["site_id"].combine_chunks(), problem.sites["site_id"].combine_chunks())
    return SameSite(bound, {side: site[own.cell_row] for side, own in sides.items()})


def _levels(problem: Problem) -> Ints | None:
    """Level of each line in rank order; a line before the first declared level stands in one of its own."""
    if not problem.levels.num_rows:
        return None
    starts = integers(problem.levels["first_rank"].combine_chunks())
    found = np.searchsorted(starts, integers(whole(problem.lines["rank"])), side="right")
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _side(problem: Problem, side: Side, type_ids: pa.Array) -> SideNumbers:
    cells = problem.cells["cell_id"].combine_chunks()
    cell_row = np.flatnonzero(_is_side(problem.cells, side)).astype(np.int64)
    kept = problem.options.filter(pa.array(_is_side(problem.options, side)))
    option_type = places(whole(kept["type_id"]), type_ids)
    kept, option_type = kept.filter(pa.array(option_type >= 0)), option_type[option_type >= 0]
    cell_gate, gate_capacity = _gates(problem, side, cell_row)
    return SideNumbers(
        option_type=option_type,
        option_cell=np.searchsorted(cell_row, places(whole(kept["cell_id"]), cells)).astype(np.int64),
        penalty=integers(whole(kept["penalty"])),
        cell_row=cell_row,
        quantity=integers(problem.cells["quantity"].combine_chunks())[cell_row],
        cell_gate=cell_gate,
        gate_capacity=gate_capacity,
        needed=np.bincount(option_type, minlength=len(type_ids)) > 0,
    )


def _gates(problem: Problem, side: Side, cell_row: Ints) -> tuple[Ints, Ints]:
    """Only device units count against a site's capacity, and only where it is limited."""
    limited = problem.sites.filter(pc.is_valid(problem.sites["capacity"]))
    if side is Side.DATA:
        limited = limited.slice(0, 0)
    gate = places(problem.cells["site_id"].combine_chunks(), limited["site_id"].combine_chunks())
    return gate[cell_row], integers(limited["capacity"].combine_chunks())


def _passes(problem: Problem, sides: dict[Side, SideNumbers], type_ids: pa.Array) -> tuple[PassNumbers, ...]:
    pass_nos = sorted(pc.unique(problem.passes["pass_no"]).to_pylist())
    if not pass_nos:
        everyone, nobody = np.ones(len(type_ids), dtype=np.bool_), np.full(len(type_ids), -1, dtype=np.int64)
        doors = {side: np.ones(len(own.quantity), dtype=np.bool_) for side, own in sides.items()}
        none = np.zeros(0, dtype=np.int64)
        return (PassNumbers(everyone, nobody, none, none, doors),)
    opening = places(problem.cells["cell_id"].combine_chunks(), problem.openings["cell_id"].combine_chunks())
    opens_at = np.append(integers(problem.openings["pass_no"].combine_chunks()), pass_nos[0])[opening]
    doors_of = {side: opens_at[own.cell_row] for side, own in sides.items()}
    return tuple(_pass(problem, pass_nos, pass_no, type_ids, doors_of) for pass_no in pass_nos)


def _pass(
    problem: Problem, pass_nos: list[int], pass_no: int, type_ids: pa.Array, doors_of: dict[Side, Ints]
) -> PassNumbers:
    rows = problem.passes.filter(pc.equal(problem.passes["pass_no"], pass_no))
    limits = problem.quotas.filter(pc.equal(problem.quotas["pass_no"], pass_no))
    named = rows["type_id"].combine_chunks()
    row = places(type_ids, named)
    # A blank type stands for all that the pass does not name.
    blank = int(pc.index(pc.is_null(named), True).as_py())
    row = np.where(row < 0, blank, row)
    group_of_row = places(rows["group_id"].combine_chunks(), limits["group_id"].combine_chunks())
    group = np.append(group_of_row, -1)[row]
    quota = integers(limits["quota"].combine_chunks())
    since = np.searchsorted(pass_nos, integers(limits["from_pass"].combine_chunks())).astype(np.int64)
    return PassNumbers(row >= 0, group, quota, since, {side: at <= pass_no for side, at in doors_of.items()})


def _is_side(table: pa.Table, side: Side) -> Bools:
    return np.asarray(pc.equal(table["side"], side.value).to_numpy(), dtype=np.bool_)
