"""The rows of a table in file order, some thousands at a time, as they may be kept: refused columns blanked, forbidden
numbers withdrawn.

This module must never read a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipelines.intake.forbidden import scrubbed, scrubbed_cells
from pipelines.intake.reading_parts import REFUSE, ColumnMatch, Grid
from pipelines.intake.table_shape import Header

BLOCK_ROWS = 20_000

Cells = tuple[str, ...]


@dataclass
class RawBlock:
    """Some rows of a table below its header: `start` is the 0-based physical place of the first.

    `columns` are the kept cells by place, padded to the widest row; made when asked for.
    """

    start: int
    rows: Sequence[Cells]
    refused: frozenset[int]
    width: int
    made: dict[int, list[str]] = field(default_factory=dict)
    kept: dict[int, list[str]] = field(default_factory=dict)

    def column(self, place: int) -> list[str]:
        """Return the kept cells of one column."""
        if not self.made:
            self.made = dict(enumerate(self.parted()))
        if place not in self.kept:
            cells = self.made.get(place)
            if cells is None or place in self.refused:
                self.kept[place] = [""] * len(self.rows)
            else:
                self.kept[place] = scrubbed_cells(cells)
        return self.kept[place]

    def raw_column(self, place: int) -> list[str] | None:
        """Return the cells of one column as they came, None for a refused one: to tell which are blank."""
        if not self.made:
            self.made = dict(enumerate(self.parted()))
        return None if place in self.refused else self.made[place]

    def parted(self) -> list[list[str]]:
        """Return the cells by column."""
        rows = [cells if len(cells) == self.width else cells + ("",) * (self.width - len(cells)) for cells in self.rows]
        return [list(cells) for cells in zip(*rows, strict=True)]

    def kept_cells(self, at: int) -> Cells:
        """Return one row as it may be kept, with its own length."""
        return kept_row(self.rows[at], self.refused)

    def taken(self, places: Sequence[int]) -> "RawBlock":
        """Return a block of some of the rows only, for columns; row numbers are then the caller's."""
        return RawBlock(self.start, [self.rows[at] for at in places], self.refused, self.width)


def kept_row(cells: Cells, refused: frozenset[int]) -> Cells:
    """Return a row as it may be kept."""
    return tuple("" if place in refused else scrubbed(cell) for place, cell in enumerate(cells))


def refused_places(columns: Sequence[ColumnMatch]) -> frozenset[int]:
    """Return the 0-based places of the refused columns."""
    return frozenset(column.position - 1 for column in columns if column.target == REFUSE)


def raw_blocks(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> Iterator[RawBlock]:
    """Give the rows below the header, block by block."""
    refused = refused_places(columns)
    rows, start = islice(iter(grid.rows), header.row + 1, None), header.row + 1
    while taken := list(islice(rows, BLOCK_ROWS)):
        yield RawBlock(start, taken, refused, max(len(columns), max(map(len, taken))))
        start += len(taken)
