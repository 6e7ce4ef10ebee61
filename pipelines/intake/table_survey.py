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
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.row import IDENTITY_FIELDS
from geo.resolution import CommuneAnswer
from pipelines.intake.arrow_texts import bits, joined_texts, plain_texts
from pipelines.intake.field_column import FILLED, SPLIT, FieldCells, FieldColumn
from pipelines.intake.plain_shapes import LETTERS
from pipelines.intake.reading_parts import ColumnMatch, Grid, OtherKind, OtherRow
from pipelines.intake.row_kinds import (
    TableLook,
    is_header_like,
    is_total_like,
    own_texts,
    row_kind,
    table_look,
    total_letters,
)
from pipelines.intake.row_places import Place, different_places, place_of, resolved_places
from pipelines.intake.row_values import draft_row, field_positions
from pipelines.intake.table_blocks import Cells, RawBlock, kept_row, raw_blocks, refused_places
from pipelines.intake.table_shape import Header
from pipelines.intake.values import CellReader
from pipelines.intake.values_places import own_text
from pipelines.intake.vocabulary import plain

PLACE_FIELDS = ("commune", "postcode", "commune_code")
# Part of what a row says, and read from their own cells alone.
TELLING = ("guardian_birth_date", "child_birth_date", "email", "address")
MOST_TELLING = 2
BEGINS_WITH_TEXT = f"^[0-9{LETTERS}]"
# A cell without outer spaces that begins with a letter or a digit.
PLAIN_START = "^[0-9A-Za-z](?:[ -~]*[!-~])?$"
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
    known: dict[str, tuple[RawBlock, FieldCells]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = CellReader(self.today, self.grid.date_system)
        self.positions = field_positions(self.columns)
        self.fields = {name: FieldColumn(name, self.reader) for name in self.positions}

    def blocks(self) -> Iterator[RawBlock]:
        """Give the rows below the header."""
        return raw_blocks(self.grid, self.header, self.columns)

    def telling(self) -> list[str]:
        """Return the fields by which rows of equal names are told apart."""
        return [name for name in TELLING if name in self.positions][:MOST_TELLING]

    def read(self, name: str, block: RawBlock) -> FieldCells:
        """Read the kept cells of a field."""
        known = self.known.get(name)
        if known is None or known[0] is not block:
            self.known[name] = known = (block, self.fields[name].read(block.column(self.positions[name])))
        return known[1]


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
        if cells is not None:
            counts += has_own_text(cells)
    return counts


def has_own_text(cells: pa.Array) -> np.ndarray:
    """Tell which cells hold something of their own."""
    filled = bits(pc.match_substring_regex(cells, BEGINS_WITH_TEXT))
    odd = ~filled & bits(pc.not_equal(cells, ""))
    if odd.any():
        filled[odd] = [bool(own_text(cell)) for cell in cells.filter(pa.array(odd)).to_pylist()]
    return filled


def sure_starts(block: RawBlock, look: TableLook, opening: dict[str, bool]) -> np.ndarray:
    """Tell which rows begin with a cell that opens neither a header said again nor a total."""
    cells = block.column(0)
    starts = pc.ascii_lower(pc.utf8_slice_codeunits(cells, 0, 2))
    sure = bits(pc.match_substring_regex(cells, PLAIN_START))
    sure &= ~bits(pc.is_in(starts, pa.array(sorted(look.header_signs), pa.string())))
    sure &= ~bits(pc.is_in(pc.utf8_slice_codeunits(starts, 0, 1), pa.array(sorted(total_letters()), pa.string())))
    if sure.all():
        return sure
    others = cells.filter(pa.array(~sure)).to_pylist()
    for cell in set(others).difference(opening):
        text = own_text(cell)
        opening[cell] = bool(text) and not is_header_like(text, look) and not is_total_like(text)
    sure[~sure] = [opening[cell] for cell in others]
    if len(opening) > len(cells):
        opening.clear()
    return sure


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
    return name in table.positions and bool((table.read(name, block).states & FILLED).any())


def block_identities(table: Table, block: RawBlock) -> np.ndarray:
    """Return a number for each row, as `identity_number` does for its values."""
    count = len(block.rows)
    names = [plain_texts(table.read(name, block).values) for name in IDENTITY_FIELDS if name in table.positions]
    telling = [plain_texts(table.read(name, block).values) for name in table.telling()]
    texts = pc.binary_join_element_wise(joined_texts(names, " ", count), joined_texts(telling, " ", count), "|")
    return np.fromiter(map(hash, texts.to_pylist()), dtype=np.int64, count=count)


def identity_number(values: Mapping[str, Any], telling: Sequence[str]) -> int:
    """Return a number that two rows share when one repeats the other: of their names and of some fields that no other cell changes.

    Equal contents have equal numbers; few others have.
    """
    return hash("|".join(plain_values(values, names) for names in (IDENTITY_FIELDS, telling)))


def plain_values(values: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return what some fields of a row say, plain."""
    return " ".join(filter(None, (plain(str(values.get(name, ""))) for name in names)))


def block_places(table: Table, block: RawBlock) -> Counter[Place]:
    """Count the places of the rows; a row whose postcode stands elsewhere than in its cell is read whole."""
    count = len(block.rows)
    there = {name: table.read(name, block) for name in PLACE_FIELDS if name in table.positions}
    doubt, filled = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for cells in there.values():
        doubt |= (cells.states & SPLIT) > 0
        filled |= (cells.states & FILLED) > 0
    if "address" in table.positions and not filled.all():
        doubt |= ~filled & ((table.read("address", block).states & SPLIT) > 0)
    found, which = different_places([there[name].values if name in there else None for name in PLACE_FIELDS], count)
    times = np.bincount(which[~doubt], minlength=len(found)).tolist()
    places = Counter({place: time for place, time in zip(found, times, strict=True) if time})
    for at in np.flatnonzero(doubt).tolist():
        places[place_of(draft_row(0, block.kept_cells(at), table.positions, table.reader).values)] += 1
    return places


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
            identities[at] = identity_number(values, table.telling())
            found.places[place_of(values)] += 1
            found.named = found.named or any(name.endswith("_name") for name in values)
        else:
            others.append((start + at + 1, kind, cells))
    _, place, times = np.unique(identities[is_data], return_inverse=True, return_counts=True)
    is_twin = np.zeros(len(is_data), dtype=bool)
    is_twin[is_data] = times[place] > 1
    return Survey(is_data, is_twin, tuple(others), resolved_places(found.places), found.named)
