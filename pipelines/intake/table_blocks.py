"""The rows of a table in file order, some thousands at a time, as they may be kept: refused columns blanked, forbidden
numbers withdrawn.

This module must never read a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pyarrow as pa

from pipelines.intake.forbidden import scrubbed, scrubbed_column
from pipelines.intake.reading_parts import REFUSE, ColumnMatch, Grid
from pipelines.intake.table_shape import Header

# Some megabytes at a time on both sides of the socket.
BLOCK_ROWS = 10_000

Cells = tuple[str, ...]


@dataclass
class RawBlock:
    """Some rows of a table below its header: `start` is the 0-based physical place of the first.

    Columns are cells by place, padded to the widest row; made when asked for.
    """

    start: int
    rows: Sequence[Cells]
    refused: frozenset[int]
    width: int
    made: list[pa.Array] = field(default_factory=list)
    kept: dict[int, pa.Array] = field(default_factory=dict)

    def column(self, place: int) -> pa.Array:
        """Return the kept cells of one column."""
        if place not in self.kept:
            if place in self.refused or place >= self.width:
                self.kept[place] = pa.array([""] * len(self.rows), pa.string())
            else:
                self.kept[place] = scrubbed_column(self.parted()[place])
        return self.kept[place]

    def raw_column(self, place: int) -> pa.Array | None:
        """Return the cells of one column as they came, None for a refused one: to tell which are blank."""
        return None if place in self.refused else self.parted()[place]

    def parted(self) -> list[pa.Array]:
        """Return the cells by column."""
        if not self.made:
            rows = [
                cells if len(cells) == self.width else cells + ("",) * (self.width - len(cells)) for cells in self.rows
            ]
            self.made = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
        return self.made

    def kept_cells(self, at: int) -> Cells:
        """Return one row as it may be kept, with its own length."""
        return kept_row(self.rows[at], self.refused)

    def taken(self, places: Sequence[int]) -> "RawBlock":
        """Return a block of some of the rows only, for columns; row numbers are then the caller's."""
        chosen = pa.array(places, pa.int64())
        made = [column.take(chosen) for column in self.made]
        kept = {place: column.take(chosen) for place, column in self.kept.items()}
        return RawBlock(self.start, [self.rows[at] for at in places], self.refused, self.width, made, kept)


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
