"""Gives a cell that says « idem » what the cell above it says: a brother or a sister under the first child of a family.

Only marks that mean nothing else are followed anywhere; « // », which some write for nothing at all, only in a row that says
so of a person's name. A child's own first name and what is not kept are left as they are, and the rows are told. It must never
touch a header or a row above it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.intake.edits import RewrittenRows
from pipelines.intake.messages import file_notice
from pipelines.intake.reading_parts import IGNORE, REFUSE, ColumnMatch, Grid, RowIssue
from pipelines.intake.table_shape import Header
from pipelines.intake.workbook_reader import row_ranges

LONGEST_MARK = 24
# « idem », « Id. », « -id- », « idem ci-dessus », « same as above », « " ».
SURE = re.compile(
    r"^\W*(?:idem|id\.|(?<=-)id(?=-)|ditto|(?:same )?as above|(?:voir )?ci[- ]dessus)"
    r"(?:\W+(?:que\s+)?(?:ci[- ]?dessus|au[- ]dessus|plus haut|(?:la )?ligne pr[ée]c[ée]dente|as above|above))?\W*$"
    r"|^[-–—\s]*(?:\"|''|´´|``|〃|»|“|”|ˮ)[-–—\s]*$",
    re.IGNORECASE,
)
UNSURE = re.compile(r"^[-–—\s]*(?:/\s?/|=)[-–—\s]*$")
NEVER_CARRIED = frozenset({"child_first_name", IGNORE, REFUSE})
NAMES = ("_last_name", "_first_name", "_full_name")
# A list that never says so in its first rows is made by a machine, and is not gone through once more.
LOOKED_AT = 10_000
STARTS = frozenset("iIdDsSaAvVcC-–—\"'´`〃»“”ˮ/= ")
Cells = tuple[str, ...]


def spelled_out(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> Grid:
    """Return the table in which « idem » is spelled out, with a remark that tells which rows.

    Parameters
    ----------
    columns
        What each column was taken for.
    """
    first = header.row + 1
    targets = {column.position - 1: column.target for column in columns if column.target not in NEVER_CARRIED}
    if not any(fresh_rows(grid.rows[first : first + LOOKED_AT], targets)):
        return grid
    fresh = {first + at: cells for at, cells in fresh_rows(below(grid.rows, first), targets)}
    return replace(grid, rows=RewrittenRows(grid.rows, fresh), notices=(*grid.notices, notice(sorted(fresh))))


def below(rows: Sequence[Cells], first: int) -> Iterator[Cells]:
    """Give the rows from one on."""
    return (cells for at, cells in enumerate(rows) if at >= first)


def fresh_rows(rows: Iterable[Cells], targets: Mapping[int, str]) -> Iterator[tuple[int, Cells]]:
    """Give each row with such a mark, spelled out, with its place."""
    above: Cells = ()
    for at, cells in enumerate(rows):
        marked = marked_places(cells, targets)
        if marked:
            told = {place: above[place] for place in marked if place < len(above) and above[place].strip()}
            if told:
                cells = tuple(told.get(place, cell) for place, cell in enumerate(cells))
                yield at, cells
        if any(cells):
            above = cells


def marked_places(cells: Cells, targets: Mapping[int, str]) -> list[int]:
    """Return the places of a row whose cells say « as above »."""
    short = [
        place
        for place, cell in enumerate(cells)
        if 0 < len(cell) <= LONGEST_MARK and cell[0] in STARTS and place in targets
    ]
    unsure = [place for place in short if "/" in cells[place] or "=" in cells[place]]
    unsure = [place for place in unsure if UNSURE.match(cells[place])]
    sure = [place for place in short if SURE.match(cells[place])]
    of_names = any(targets[place].endswith(NAMES) for place in unsure)
    return sure + unsure if of_names and len(sure) + len(unsure) > 1 else sure


def spelled_sample(rows: Sequence[Cells]) -> Sequence[Cells]:
    """Return the rows by which columns are recognised, spelled out whatever their columns are."""
    fresh = dict(fresh_rows(rows, dict.fromkeys(range(max(map(len, rows), default=0)), "")))
    return [fresh.get(at, cells) for at, cells in enumerate(rows)] if fresh else rows


def notice(rows: Sequence[int]) -> RowIssue:
    """Tell which rows (0-based) were read with what stands above them."""
    shown = row_ranges([row + 1 for row in rows])
    return file_notice(
        "ditto_marks",
        f"« idem » a été lu comme la case du dessus (lignes {shown}). Vérifiez ces lignes si la liste a été triée.",
        f"“idem” was read as the cell above it (rows {shown}). Check these rows if the list was sorted.",
    )
