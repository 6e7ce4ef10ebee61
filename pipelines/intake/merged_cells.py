"""Gives each row of a sheet what a cell merged over several rows says: a family's name, phone and address, written once.

Only what is a family's, and only into rows that hold something of their own. A need is never repeated: it would be counted
once a row. A text file has no merged cells, and nothing is guessed there. It must never touch a header or a row above it.
"""

from collections.abc import Sequence
from dataclasses import replace

from campaigns.model.row import NEED_FIELDS
from pipelines.intake.edits import RewrittenRows
from pipelines.intake.messages import file_notice
from pipelines.intake.reading_parts import IGNORE, REFUSE, ColumnMatch, Grid, RowIssue
from pipelines.intake.row_kinds import own_texts
from pipelines.intake.table_shape import Header
from pipelines.intake.workbook_reader import row_ranges

NEVER_REPEATED = frozenset({*NEED_FIELDS, "need_text", "child_first_name", "child_birth_date", IGNORE, REFUSE})
# Areas that lie over one another are no spreadsheet's work: beyond, nothing is repeated.
MOST_REPEATED = 1_000_000
Area = tuple[int, int, int, int]
Cells = tuple[str, ...]


def repeated(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> Grid:
    """Return the table in which each row says what merged cells say of it, with a remark that tells which rows.

    Parameters
    ----------
    columns
        What each column was taken for: needs, a child's own names and what is not kept are left as they are.
    """
    areas = family_areas(grid, header, columns)
    if not areas or sum(last - first for first, _, last, _ in areas) > MOST_REPEATED:
        return grid
    fresh: dict[int, Cells] = {}
    for first, at, last, _ in areas:
        text = grid.rows[first][at] if at < len(grid.rows[first]) else ""
        for row in range(first + 1, min(last, len(grid.rows) - 1) + 1) if text.strip() else ():
            before = grid.rows[row]
            if any(own_texts(before)) and not (at < len(before) and before[at].strip()):
                fresh[row] = with_text(fresh.get(row, before), at, text)
    if not fresh:
        return grid
    return replace(grid, rows=RewrittenRows(grid.rows, fresh), notices=(*grid.notices, notice(sorted(fresh))))


def family_areas(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> list[Area]:
    """Return the areas below the header that reach over several rows of a column to repeat."""
    told = {column.position - 1 for column in columns if column.target not in NEVER_REPEATED}
    return [area for area in grid.merges if area[0] > header.row and area[2] > area[0] and area[1] in told]


def with_text(cells: Cells, at: int, text: str) -> Cells:
    """Return a row with a text at a place."""
    cells = cells + ("",) * (at + 1 - len(cells))
    return (*cells[:at], text, *cells[at + 1 :])


def notice(rows: Sequence[int]) -> RowIssue:
    """Tell which rows (0-based) were read with what a merged cell above says."""
    shown = row_ranges([row + 1 for row in rows])
    return file_notice(
        "merged_cells",
        f"Des cellules fusionnées ont été lues pour chaque ligne qu'elles couvrent (lignes {shown}) : nom, téléphone, adresse. "
        "Les besoins, eux, ne sont comptés qu'une fois.",
        f"Merged cells were read for each row that they cover (rows {shown}): name, phone, address. "
        "Needs are only counted once.",
    )
