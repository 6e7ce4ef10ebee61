"""The verifier's own reading of a problem: the same tables, numbered anew by plain dictionaries.

It repeats on purpose what the solver's numbering does, by other means, so that a row which one of them loses is missed by the
other. It must never import the solver nor its numbering.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import whole
from campaigns.allocation.problem import Problem
from campaigns.model.codes import Side

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Account:
    """One side: its options (type, cell within the side, penalty), its cells (row in the problem, units, limited site).

    `gate_sites` are the ids of the limited sites.
    """

    option_type: Ints
    option_cell: Ints
    penalty: Ints
    cell_row: Ints
    quantity: Ints
    cell_gate: Ints
    gate_capacity: Ints
    needed: Bools
    gate_sites: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """One declared pass: who may join, the group of each type (-1: none), its quota and the pass from which it counts,
    and the cells open on each side.
    """

    pass_no: int
    admitted: Bools
    group: Ints
    quota: Ints
    from_pass: Ints
    is_open: dict[Side, Bools]


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """A whole problem in integers; lines stand in rank order. `line_level` is None where each stands alone."""

    line_ids: pa.Array
    cell_row: dict[str, int]
    type_number: dict[str, int]
    ranks: Ints
    line_type: Ints
    line_count: Ints
    sides: dict[Side, Account]
    rounds: tuple[Round, ...]
    line_level: Ints | None

    def line_places(self) -> "Places":
        """Look lines up by their ids; made anew at each call, to be let go when the looking up is done."""
        return Places(self.line_ids)

    @property
    def has_option(self) -> Bools:
        """Tell for each type whether anything could ever serve it."""
        return self.sides[Side.DEVICE].needed | self.sides[Side.DATA].needed

    @property
    def coupled(self) -> Bools:
        """Tell for each type whether its lines need both sides."""
        return self.sides[Side.DEVICE].needed & self.sides[Side.DATA].needed


def read_ledger(problem: Problem) -> Ledger:
    """Number a problem."""
    lines = problem.lines
    if not np.all(np.diff(lines["rank"].to_numpy()) > 0):
        lines = lines.sort_by("rank")
    type_number = numbered(lines["type_id"].unique().to_pylist())
    cell_row = numbered(problem.cells["cell_id"].to_pylist())
    line_type = found_in(lines["type_id"], type_number)
    sides = {side: _account(problem, side, type_number, cell_row) for side in Side}
    return Ledger(
        whole(lines["line_id"]), cell_row, type_number, array(lines["rank"].to_pylist()), line_type,
        np.bincount(line_type, minlength=len(type_number)).astype(np.int64), sides,
        _rounds(problem, type_number, sides), _levels(problem, lines["rank"].to_pylist()),
    )  # fmt: skip


def _levels(problem: Problem, ranks: list[int]) -> Ints | None:
    """Level of each line: how many levels began by its rank, then numbered without gaps."""
    starts = set(problem.levels["first_rank"].to_pylist())
    if not starts:
        return None
    begun = _begun(starts, ranks)
    known = {count: i for i, count in enumerate(sorted(set(begun)))}
    return array([known[count] for count in begun])


def _begun(starts: set[int], ranks: list[int]) -> list[int]:
    """For each rank, in order, how many of the starts are not after it."""
    waiting, count, found = sorted(starts, reverse=True), 0, []
    for rank in ranks:
        while waiting and waiting[-1] <= rank:
            waiting.pop()
            count += 1
        found.append(count)
    return found


def numbered(names: Sequence[str]) -> dict[str, int]:
    """Return the position of each name."""
    return {name: i for i, name in enumerate(names)}


def array(values: Sequence[int]) -> Ints:
    """Return whole numbers as an array."""
    return np.array(values, dtype=np.int64)


def found(names: Sequence[str | None], known: dict[str, int]) -> Ints:
    """Return the number of each name, -1 where it is not known."""
    return array([-1 if name is None else known.get(name, -1) for name in names])


# Names of a column made into text at a time.
BLOCK_ROWS = 1 << 16


class Places:
    """Where each name of a long column stands, at sixteen bytes a name: a dictionary of a million names weighs a hundred and fifty each.

    Names are looked up by Python's own hash of them, then compared; where two names share a hash, or one comes twice, by a dictionary.
    """

    def __init__(self, names: pa.Array | pa.ChunkedArray) -> None:
        """Number the names in their order; of a name that comes twice, the last place counts."""
        self.names = names
        hashes = _hashes(names)
        self.order = np.argsort(hashes, kind="stable")
        self.hashes = hashes[self.order]
        self.plain = numbered(names.to_pylist()) if (np.diff(self.hashes) == 0).any() else None

    def of(self, column: pa.ChunkedArray) -> Ints:
        """Return the place of each name of a column; -1 where it is not known."""
        parts = [self._of(column[start : start + BLOCK_ROWS]) for start in range(0, len(column), BLOCK_ROWS)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def _of(self, column: pa.ChunkedArray) -> Ints:
        if self.plain is not None or not len(self.hashes):
            return found(column.to_pylist(), self.plain or {})
        asked = _hashes(column)
        at = np.searchsorted(self.hashes, asked).clip(max=len(self.hashes) - 1)
        place = np.where(self.hashes[at] == asked, self.order[at], -1)
        same = pc.equal(self.names.take(pa.array(np.maximum(place, 0))), column)
        return np.where(np.asarray(pc.fill_null(same, False).to_numpy(zero_copy_only=False)), place, -1)


def _hashes(names: pa.Array | pa.ChunkedArray) -> Ints:
    blocks = (names[start : start + BLOCK_ROWS].to_pylist() for start in range(0, len(names), BLOCK_ROWS))
    return np.fromiter((hash(name) for block in blocks for name in block), dtype=np.int64, count=len(names))


def found_in(column: pa.ChunkedArray, known: dict[str, int]) -> Ints:
    """Return the number of each name of a column, each name being looked up once; -1 where it is blank or not known."""
    told = whole(column).dictionary_encode()
    names = [*told.dictionary.to_pylist(), None]
    places = np.asarray(told.indices.fill_null(len(names) - 1).to_numpy(), dtype=np.int64)
    return found(names, known)[places]


def _account(problem: Problem, side: Side, type_number: dict[str, int], cell_row: dict[str, int]) -> Account:
    cells = problem.cells.to_pydict()
    rows = [i for i, name in enumerate(cells["side"]) if name == side.value]
    within = np.full(problem.cells.num_rows, -1, dtype=np.int64)
    within[rows] = np.arange(len(rows))
    limited = {
        site: capacity
        for site, capacity in zip(*problem.sites.to_pydict().values(), strict=True)
        if capacity is not None and side is Side.DEVICE
    }
    gates = numbered(list(limited))
    of_type, of_cell = (
        found_in(problem.options[name], own) for name, own in (("type_id", type_number), ("cell_id", cell_row))
    )
    kept = (found_in(problem.options["side"], {side.value: 0}) == 0) & (of_type >= 0)
    option_type = of_type[kept]
    return Account(
        option_type, within[of_cell[kept]], problem.options["penalty"].to_numpy()[kept], array(rows),
        array([cells["quantity"][row] for row in rows]), found([cells["site_id"][row] for row in rows], gates),
        array(list(limited.values())), np.bincount(option_type, minlength=len(type_number)) > 0,
        tuple(limited),
    )  # fmt: skip


def with_open_cells(own: Account, is_open: Bools) -> Account:
    """Return a side whose closed cells hold nothing."""
    return replace(own, quantity=np.where(is_open, own.quantity, 0))


def _rounds(problem: Problem, type_number: dict[str, int], sides: dict[Side, Account]) -> tuple[Round, ...]:
    entries = problem.passes.to_pylist()
    pass_nos = sorted({row["pass_no"] for row in entries}) or [0]
    opens_at = {row["cell_id"]: row["pass_no"] for row in problem.openings.to_pylist()}
    first_open = array([opens_at.get(name, pass_nos[0]) for name in problem.cells["cell_id"].to_pylist()])
    rounds = []
    for pass_no in pass_nos:
        limits = [row for row in problem.quotas.to_pylist() if row["pass_no"] == pass_no]
        quotas = {row["group_id"]: row["quota"] for row in limits}
        named = {row["type_id"]: row["group_id"] for row in entries if row["pass_no"] == pass_no}
        others = (not entries) or None in named
        group_of = [named.get(name, named.get(None)) for name in type_number]
        rounds.append(
            Round(
                pass_no, np.array([name in named or others for name in type_number], dtype=np.bool_),
                found(group_of, numbered(list(quotas))), array(list(quotas.values())),
                array([row["from_pass"] for row in limits]),
                {side: first_open[own.cell_row] <= pass_no for side, own in sides.items()},
            )
        )  # fmt: skip
    return tuple(rounds)
