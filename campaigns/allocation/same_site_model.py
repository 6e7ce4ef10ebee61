"""Kits from one site as a linear model: units on each option, lines that join, and what binds them.

A line that needs both units from one site couples the two sides, so the problem is no network any more: rows are laid here,
and `same_site` has them solved. Every row is linear with whole coefficients; nothing here chooses.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, SameSite
from campaigns.model.codes import Side

# The kinds of rows, by what they say: units given equal lines joined (a type, on one side), as many devices as data from one
# site (a type), no more than there is (a cell), no more than may be handed out (a site), lines of a level.
DEVICE, DATA, PAIR, CELL, GATE, LEVEL = "device", "data", "pair", "cell", "site", "level"


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """A block of rows: the first one's number, and for each what it speaks of (-1: nothing of that kind)."""

    kind: str
    first: int
    type_: Ints
    site: Ints
    cell: Ints
    level: Ints


class KitModel:
    """Columns are the groups of lines (one type in one level), then the options of each side; all are whole and not negative.

    Attributes
    ----------
    most
        The most that each column may be.
    penalty
        Points of each column.
    group_type, group_level, group_count
        What each group is, and its lines.
    option_column
        For each side, the column of each option, -1 for an option that no kit can use.
    row, column, factor
        The entries of the rows.
    limit
        What each row may reach; equalities reach 0, those of levels nothing yet.
    """

    def __init__(self, numbers: Numbers, same_site: SameSite, *, by_line: bool = False) -> None:
        """Lay the rows of a problem; `by_line`: each line is a group of its own, in rank order."""
        assert numbers.line_level is not None
        self.numbers, self.same_site = numbers, same_site
        width = int(numbers.line_level.max(initial=-1)) + 1
        groups, counts = np.unique(numbers.line_type * width + numbers.line_level, return_counts=True)
        self.group_type, self.group_level, self.level_count = groups // width, groups % width, width
        self.group_count = counts.astype(np.int64)
        if by_line:
            self.group_type, self.group_level = numbers.line_type, numbers.line_level
            self.group_count = np.ones_like(numbers.line_type)
        self.usable = usable_options(numbers, same_site)
        self._blocks: list[Rows] = []
        self._entries: list[tuple[Ints, Ints, Ints]] = []
        self._limits: list[Ints] = []
        self._row_count = 0
        self._lay()
        self.row, self.column, self.factor = (np.concatenate([part[i] for part in self._entries]) for i in range(3))
        self.limit = np.concatenate(self._limits)
        self.is_equal = np.isin(self.row_kind, [DEVICE, DATA, PAIR])

    @property
    def blocks(self) -> list[Rows]:
        """Return the blocks of rows in their order."""
        return self._blocks

    @property
    def row_kind(self) -> npt.NDArray[np.str_]:
        """Return the kind of each row."""
        return np.concatenate([np.full(len(block.type_), block.kind) for block in self._blocks])

    def level_row(self, level: int) -> int:
        """Return the number of the row that counts the lines of a level."""
        return self._blocks[-1].first + level

    def goal_of_level(self, level: int) -> Ints:
        """Return what each column brings to the number of lines of a level."""
        goal = self.goal_of_all()
        goal[: len(self.group_level)] *= self.group_level == level
        return goal

    def goal_of_all(self) -> Ints:
        """Return what each column brings to the number of lines."""
        goal = np.zeros(self.column_count, dtype=np.int64)
        goal[: len(self.group_type)] = 1
        return goal

    def _lay(self) -> None:
        numbers, groups = self.numbers, len(self.group_type)
        has_option = numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed
        most = [np.where(has_option[self.group_type], self.group_count, 0)]
        penalty, self.option_column = [np.zeros(groups, dtype=np.int64)], {}
        self.column_count = groups
        types = np.arange(len(numbers.line_count))
        pairs = self._pair_rows()
        for side, kind in ((Side.DEVICE, DEVICE), (Side.DATA, DATA)):
            own, kept = numbers.sides[side], np.flatnonzero(self.usable[side])
            type_, cell = own.option_type[kept], own.option_cell[kept]
            columns = self.column_count + np.arange(len(kept))
            self.option_column[side] = np.full(len(own.option_type), -1, dtype=np.int64)
            self.option_column[side][kept] = columns
            self.column_count += len(kept)
            most.append(np.minimum(numbers.line_count[type_], own.quantity[cell]))
            penalty.append(own.penalty[kept])
            need = self._block(kind, np.zeros(len(types), dtype=np.int64), type_=types)
            self._enter(need + type_, columns, 1)
            mine = np.flatnonzero(own.needed[self.group_type])
            self._enter(need + self.group_type[mine], mine, -1)
            self._enter(self._block(CELL, own.quantity, cell=own.cell_row) + cell, columns, 1)
            gates = own.cell_gate[cell]
            self._enter((self._block(GATE, own.gate_capacity, site=self._gate_sites(side)) + gates)[gates >= 0], columns[gates >= 0], 1)  # fmt: skip
            keys = self._pair_keys(side)[kept]
            bound = self.same_site.bound[type_]
            self._enter(
                (pairs[1] + np.searchsorted(pairs[0], keys))[bound], columns[bound], 1 if side is Side.DEVICE else -1
            )
        self.most, self.penalty = np.concatenate(most), np.concatenate(penalty)
        levels = self._block(LEVEL, np.full(self.level_count, -1, dtype=np.int64), level=np.arange(self.level_count))
        self._enter(levels + self.group_level, np.arange(groups), 1)

    def _pair_rows(self) -> tuple[Ints, int]:
        """One row for each type and site that both sides share; returns its keys and the first row."""
        width = self._site_width
        keys = np.unique(self._pair_keys(Side.DEVICE)[self.usable[Side.DEVICE] & self._bound(Side.DEVICE)])
        return keys, self._block(PAIR, np.zeros(len(keys), dtype=np.int64), type_=keys // width, site=keys % width)

    @property
    def _site_width(self) -> int:
        return 1 + max(int(site.max(initial=-1)) for site in self.same_site.cell_site.values())

    def _bound(self, side: Side) -> Bools:
        return self.same_site.bound[self.numbers.sides[side].option_type]

    def _pair_keys(self, side: Side) -> Ints:
        return pair_keys(self.numbers, self.same_site, side)

    def _gate_sites(self, side: Side) -> Ints:
        own = self.numbers.sides[side]
        site = np.full(len(own.gate_capacity), -1, dtype=np.int64)
        gated = own.cell_gate >= 0
        site[own.cell_gate[gated]] = self.same_site.cell_site[side][gated]
        return site

    def _block(self, kind: str, limit: Ints, **what: Ints) -> int:
        nothing = np.full(len(limit), -1, dtype=np.int64)
        parts = {"type_": nothing, "site": nothing, "cell": nothing, "level": nothing} | what
        self._blocks.append(Rows(kind, self._row_count, **parts))
        self._limits.append(np.asarray(limit, dtype=np.int64))
        self._row_count += len(limit)
        return self._row_count - len(limit)

    def _enter(self, rows: Ints, columns: Ints, factor: int) -> None:
        self._entries.append((np.asarray(rows, dtype=np.int64), columns, np.full(len(columns), factor, dtype=np.int64)))


def pair_keys(numbers: Numbers, same_site: SameSite, side: Side) -> Ints:
    """Return for each option of a side its type and site as one number; meaningless where it is at no site."""
    width = 1 + max(int(site.max(initial=-1)) for site in same_site.cell_site.values())
    own = numbers.sides[side]
    return np.asarray(own.option_type * width + same_site.cell_site[side][own.option_cell])


def usable_options(numbers: Numbers, same_site: SameSite) -> dict[Side, Bools]:
    """Tell for each option whether a line can use it: that of a bound type only where its site has an option of the other side."""
    found = {}
    keys, placed = {}, {}
    for side in Side:
        own = numbers.sides[side]
        keys[side] = pair_keys(numbers, same_site, side)
        placed[side] = same_site.cell_site[side][own.option_cell] >= 0
    for side in Side:
        other = Side.DATA if side is Side.DEVICE else Side.DEVICE
        shared = placed[side] & np.isin(keys[side], keys[other][placed[other]])
        found[side] = shared | ~same_site.bound[numbers.sides[side].option_type]
    return found
