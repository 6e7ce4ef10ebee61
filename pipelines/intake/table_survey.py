"""The first look at a whole table: which rows are requests, where most of them live, which identities stand twice.

Only what needs every row is found here; values are read afterwards, block by block. It must never keep a row of a request.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from campaigns.model.row import IDENTITY_FIELDS
from geo.resolution import CommuneAnswer
from pipelines.intake.field_column import FILLED, SPLIT, FieldColumn
from pipelines.intake.reading_parts import ColumnMatch, Grid, OtherKind, OtherRow
from pipelines.intake.row_kinds import TableLook, is_header_like, is_total_like, own_texts, row_kind, table_look
from pipelines.intake.row_places import Place, place_of, resolved_places
from pipelines.intake.row_rules import identity_key
from pipelines.intake.row_values import draft_row, field_positions
from pipelines.intake.table_blocks import Cells, RawBlock, kept_row, raw_blocks, refused_places
from pipelines.intake.table_shape import Header
from pipelines.intake.values import CellReader
from pipelines.intake.values_places import own_text
from pipelines.intake.vocabulary import plain

PLACE_FIELDS = ("commune", "postcode", "commune_code")
SURE_CELLS = 3


@dataclass
class Table:
    """A table whose header and columns are known, with one reader for each field."""

    grid: Grid
    header: Header
    columns: Sequence[ColumnMatch]
    today: date
    reader: CellReader = field(init=False)
    positions: dict[str, int] = field(init=False)
    fields: dict[str, FieldColumn] = field(init=False)

    def __post_init__(self) -> None:
        self.reader = CellReader(self.today, self.grid.date_system)
        self.positions = field_positions(self.columns)
        self.fields = {name: FieldColumn(name, self.reader) for name in self.positions}

    def blocks(self) -> Iterator[RawBlock]:
        """Give the rows below the header."""
        return raw_blocks(self.grid, self.header, self.columns)

    def learnt(self, name: str, block: RawBlock) -> tuple[FieldColumn, list[str]]:
        """Return the reader of a field with the kept cells that it has learnt."""
        cells, column = block.column(self.positions[name]), self.fields[name]
        column.learn(cells)
        return column, cells


@dataclass
class Survey:
    """What the first look found; `is_data` and `is_twin` follow the physical rows below the header.

    A twin has the names of another row: only such rows can repeat one another.
    """

    is_data: np.ndarray
    is_twin: np.ndarray
    others: tuple[OtherRow, ...]
    answers: Mapping[Place, CommuneAnswer]
    named: bool


@dataclass
class Gathering:
    """What is gathered while the rows go by."""

    sure: list[np.ndarray] = field(default_factory=list)
    filled: list[np.ndarray] = field(default_factory=list)
    unsure: dict[int, Cells] = field(default_factory=dict)
    identities: list[np.ndarray] = field(default_factory=list)
    places: Counter[Place] = field(default_factory=Counter)
    named: bool = False


def survey(table: Table) -> Survey:
    """Look at every row once."""
    found = Gathering()
    look = table_look(table.header, table.columns, [])
    opening: dict[str, bool] = {}
    for block in table.blocks():
        filled = filled_counts(block)
        sure = (filled >= SURE_CELLS) & sure_starts(block, look, opening)
        sure[[row - block.start for row in table.grid.left if 0 <= row - block.start < len(sure)]] = False
        found.filled.append(filled)
        found.sure.append(sure)
        for at in np.flatnonzero(~sure).tolist():
            found.unsure[block.start + at] = block.kept_cells(at)
        gather(table, block, sure, found)
    return settled(table, look, found)


def filled_counts(block: RawBlock) -> np.ndarray:
    """Count the cells of each row that hold something of their own."""
    counts = np.zeros(len(block.rows), dtype=np.int16)
    for place in range(block.width):
        cells = block.raw_column(place)
        if cells is None:
            continue
        blank = {cell for cell in set(cells) if not cell or (not cell[0].isalnum() and not own_text(cell))}
        if not blank:
            counts += 1
        else:
            counts += ~np.fromiter(map(blank.__contains__, cells), dtype=bool, count=len(cells))
    return counts


def sure_starts(block: RawBlock, look: TableLook, opening: dict[str, bool]) -> np.ndarray:
    """Tell which rows begin with a cell that opens neither a header said again nor a total."""
    cells = block.column(0)
    for cell in set(cells).difference(opening):
        text = own_text(cell)
        opening[cell] = bool(text) and not is_header_like(text, look) and not is_total_like(text)
    known = np.fromiter(map(opening.__getitem__, cells), dtype=bool, count=len(cells))
    if len(opening) > len(cells):
        opening.clear()
    return known


def gather(table: Table, block: RawBlock, sure: np.ndarray, found: Gathering) -> None:
    """Gather the identities and places of rows that are surely requests; the others wait, their identities zero."""
    identities = np.zeros(len(block.rows), dtype=np.int64)
    found.identities.append(identities)
    if not sure.all():
        block = block.taken(np.flatnonzero(sure).tolist())
    if not block.rows:
        return
    identities[sure] = block_identities(table, block)
    found.named = found.named or any(filled_anywhere(table, name, block) for name in IDENTITY_FIELDS)
    found.places.update(block_places(table, block))


def filled_anywhere(table: Table, name: str, block: RawBlock) -> bool:
    """Tell whether some row has a value in a field."""
    if name not in table.positions:
        return False
    column, cells = table.learnt(name, block)
    return bool((column.states(cells) & FILLED).any())


def block_identities(table: Table, block: RawBlock) -> np.ndarray:
    """Return a number for the names of each row: equal names have equal numbers, whatever their case and accents."""
    names = []
    for name in IDENTITY_FIELDS:
        if name in table.positions:
            column, cells = table.learnt(name, block)
            spelt = {cell: plain(column.value[cell] or "") for cell in set(cells)}
            names.append(map(spelt.__getitem__, cells))
    keys = map(joined, zip(*names, strict=True)) if names else iter([""] * len(block.rows))
    return np.fromiter(map(hash, keys), dtype=np.int64, count=len(block.rows))


def joined(parts: tuple[str, ...]) -> str:
    """Join the parts of a name that are there."""
    return " ".join(filter(None, parts))


def block_places(table: Table, block: RawBlock) -> Iterator[Place]:
    """Give the place of each row; a row whose postcode stands elsewhere than in its cell is read whole."""
    columns: list[list[Any]] = []
    doubt = np.zeros(len(block.rows), dtype=bool)
    filled = doubt.copy()
    for name in PLACE_FIELDS:
        if name not in table.positions:
            columns.append([None] * len(block.rows))
            continue
        column, cells = table.learnt(name, block)
        columns.append(column.values(cells))
        states = column.states(cells)
        doubt |= (states & SPLIT) > 0
        filled |= (states & FILLED) > 0
    if "address" in table.positions:
        column, cells = table.learnt("address", block)
        doubt |= ~filled & ((column.states(cells) & SPLIT) > 0)
    for at in np.flatnonzero(doubt).tolist():
        place = place_of(draft_row(0, block.kept_cells(at), table.positions, table.reader).values)
        for column_values, part in zip(columns, place, strict=True):
            column_values[at] = part
    return zip(*columns, strict=True)


def rows_above(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> list[OtherRow]:
    """Return the rows down to the header, with their kinds; what stands above a refused column is kept."""
    refused, upper = refused_places(columns), {header.row, header.band}
    # A title is one even where its text stands above a refused column, and is not kept.
    return [
        (at + 1, row_above(at, cells, header, grid), kept_row(cells, frozenset() if at in upper else refused))
        for at, cells in enumerate(islice(grid.rows, header.row + 1))
    ]


def row_above(at: int, cells: Cells, header: Header, grid: Grid) -> OtherKind:
    """Return the kind of a row down to the header."""
    if at == header.row:
        return "header"
    if at == header.band:
        return "band"
    if at == 0 and grid.sep_line:
        return "sep"
    return "title" if any(own_texts(cells)) else "blank"


def settled(table: Table, look: TableLook, found: Gathering) -> Survey:
    """Tell the kind of each row that was not sure, now that the usual width of a row is known."""
    counts = np.concatenate(found.filled) if found.filled else np.zeros(0, dtype=np.int16)
    is_data = np.concatenate(found.sure) if found.sure else np.zeros(0, dtype=bool)
    wide = counts[counts > 1]
    look = replace(look, usual_filled=int(np.sort(wide)[(len(wide) - 1) // 2]) if len(wide) else 0)
    last_wide = int(np.flatnonzero(counts > 1)[-1]) if len(wide) else -1
    start, uncached = table.header.row + 1, {row for row, _ in table.grid.uncached}
    others = rows_above(table.grid, table.header, table.columns)
    identities = np.concatenate(found.identities) if found.identities else np.zeros(0, dtype=np.int64)
    for at in np.flatnonzero(~is_data).tolist():
        cells = found.unsure.pop(start + at)
        kind: OtherKind | None = (
            "hidden" if start + at in table.grid.left else row_kind(own_texts(cells), look, at < last_wide)
        )
        if kind is None or (kind == "blank" and start + at in uncached):
            is_data[at] = True
            values = draft_row(0, cells, table.positions, table.reader).values
            identities[at] = hash(identity_key(values))
            found.places[place_of(values)] += 1
            found.named = found.named or any(name.endswith("_name") for name in values)
        else:
            others.append((start + at + 1, kind, cells))
    _, place, times = np.unique(identities[is_data], return_inverse=True, return_counts=True)
    is_twin = np.zeros(len(is_data), dtype=bool)
    is_twin[is_data] = times[place] > 1
    return Survey(is_data, is_twin, tuple(others), resolved_places(found.places), found.named)
