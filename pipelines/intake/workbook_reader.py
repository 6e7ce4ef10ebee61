"""Reads one sheet of a workbook (XLSX, ODS, XLS) as rows of text, through calamine, after its archive was checked.

Runs in the limited child only. Hidden rows count; hidden sheets are told and left. It must never evaluate a formula.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from pipelines.intake.archive import checked_archive
from pipelines.intake.messages import file_notice, refuse
from pipelines.intake.ods_scan import scan_ods
from pipelines.intake.reading_parts import Choices, FileKind, Grid, RowIssue
from pipelines.intake.sheet_scan import (
    MOST_AREA,
    MOST_COLUMNS,
    MOST_ROWS,
    SheetExtent,
    check_small_parts,
    date_system,
    scan_sheet,
    sheet_entries,
)

Cells = tuple[str, ...]
MOST_RANGES = 6


@dataclass
class Scan:
    """What is known of a workbook before its cells are read."""

    extents: dict[str, SheetExtent] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    date_system: int = 1900


def read_workbook(data: bytes, kind: FileKind, choices: Choices) -> list[Grid]:
    """Read the sheets of a workbook that may hold the list.

    Returns
    -------
    list of Grid
        The chosen sheet, or every visible sheet that is not empty, in workbook order.

    Raises
    ------
    ListRefused
        Locked, damaged, built to deceive, too large, or without any visible sheet that holds cells.
    """
    scan = scanned(data, kind)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            hidden = hidden_sheets(book, scan)
            names = [name for name in book.sheet_names if name not in hidden]
            if choices.sheet is not None:
                names = chosen_sheet(choices.sheet, book.sheet_names)
            sheets = tuple((name, name in hidden) for name in book.sheet_names)
            grids = [sheet_grid(book.get_sheet_by_name(name), name, kind, scan) for name in names]
    except PasswordError as error:
        raise refuse("password") from error
    except CalamineError as error:
        raise refuse("damaged") from error
    filled = [grid for grid in grids if any(any(cells) for cells in grid.rows)]
    if not filled:
        raise refuse("empty_workbook")
    notices = tuple(sheet_notices([name for name in hidden if name != choices.sheet]))
    return [
        replace(
            grid,
            sheets=sheets,
            left=hidden_rows(scan, grid) if choices.skip_hidden else frozenset(),
            notices=grid.notices + notices + tuple(row_notices(hidden_rows(scan, grid), choices.skip_hidden)),
        )
        for grid in filled
    ]


def hidden_rows(scan: Scan, grid: Grid) -> frozenset[int]:
    """Return the hidden rows of a sheet that hold something, 0-based."""
    extent = scan.extents.get(grid.sheet or "")
    return frozenset(extent.hidden_rows) if extent else frozenset()


def scanned(data: bytes, kind: FileKind) -> Scan:
    """Check the archive and stream its sheets; an old XLS has no archive to check."""
    if kind == "xls":
        return Scan()
    with checked_archive(data) as archive:
        check_small_parts(archive)
        if kind == "ods":
            extents, hidden = scan_ods(archive)
            return Scan(extents, hidden)
        entries = sheet_entries(archive)
        known = set(archive.namelist())
        if any(entry not in known for entry in entries.values()):
            raise refuse("damaged")
        sheets = {name: entry for name, entry in entries.items() if "worksheets/" in entry}
        return Scan({name: scan_sheet(archive, entry) for name, entry in sheets.items()}, [], date_system(archive))


def hidden_sheets(book: CalamineWorkbook, scan: Scan) -> list[str]:
    """Return the names of the sheets that are not shown."""
    unseen = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    return unseen + [name for name in scan.hidden if name not in unseen]


def chosen_sheet(name: str, names: list[str]) -> list[str]:
    """Return the chosen sheet, if the workbook has it."""
    if name not in names:
        raise refuse("bad_choice", detail_fr=f"il n'a pas de feuille « {name} »", detail_en=f"it has no sheet “{name}”")
    return [name]


def sheet_grid(sheet: CalamineSheet, name: str, kind: FileKind, scan: Scan) -> Grid:
    """Read one sheet as text, padded to the rows that the scan counted."""
    extent = scan.extents.get(name)
    check_area(sheet)
    rows = (
        [tuple(cell_text(cell) for cell in cells) for cells in sheet.to_python(skip_empty_area=False)]
        if sheet.end
        else []
    )
    physical = extent.physical_rows() if extent else len(rows)
    rows += [()] * (physical - len(rows))
    return Grid(
        kind=kind,
        rows=tuple(rows),
        physical_count=max(physical, last_filled(rows)),
        sheet=name,
        date_system=scan.date_system,
        merges=merged_areas(sheet, extent),
        uncached=frozenset(extent.uncached) if extent else frozenset(),
    )


def merged_areas(sheet: CalamineSheet, extent: SheetExtent | None) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged areas of a sheet: calamine tells those of Excel, the scan those of LibreOffice."""
    told = tuple((first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ())
    return told or (tuple(extent.merges) if extent else ())


def last_filled(rows: list[Cells]) -> int:
    """Return the number of the last row that holds something."""
    return max((number for number, cells in enumerate(rows, start=1) if any(cells)), default=0)


def check_area(sheet: CalamineSheet) -> None:
    """Refuse a sheet (of an old workbook too) that is larger than a list can be."""
    if sheet.end is None:
        return
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > MOST_ROWS or height * width > MOST_AREA:
        raise refuse("too_many_rows", limit=MOST_ROWS)
    if width > MOST_COLUMNS:
        raise refuse("too_many_columns", count=width, row=1, limit=MOST_COLUMNS)


def cell_text(cell: Any) -> str:
    """Return what a cell shows, as text: whole numbers without decimals, days as DD/MM/YYYY."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return time_text(cell) if isinstance(cell, (date, time, timedelta)) else str(cell)


def time_text(cell: date | time | timedelta) -> str:
    """Return a day or an hour as text."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M:%S}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def sheet_notices(hidden: list[str]) -> list[RowIssue]:
    """Tell which sheets were left because they are hidden."""
    return [
        file_notice(
            "hidden_sheet",
            f"La feuille masquée « {name} » n'a pas été lue. Si la liste s'y trouve, choisissez cette feuille.",
            f"The hidden sheet “{name}” was not read. If the list is there, choose that sheet.",
        )
        for name in hidden
    ]


def row_notices(rows: frozenset[int], are_left: bool) -> list[RowIssue]:
    """Tell which rows are hidden, and ask whether they belong to the list."""
    if not rows:
        return []
    shown = row_ranges(sorted(row + 1 for row in rows))
    if are_left:
        return [
            file_notice(
                "hidden_rows_left",
                f"Les lignes masquées ({shown}) n'ont pas été lues, comme demandé.",
                f"The hidden rows ({shown}) were not read, as asked.",
            )
        ]
    return [
        file_notice(
            "hidden_rows",
            f"Des lignes masquées ont été lues comme les autres (lignes {shown}). Si elles n'en font pas partie, choisissez de les laisser.",
            f"Hidden rows were read like the others (rows {shown}). If they are not part of it, choose to leave them.",
            "warn",
        )
    ]


def row_ranges(numbers: Sequence[int]) -> str:
    """Return row numbers as a reader likes them: « 4, 7–9, 12… »."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:MOST_RANGES]]
    return ", ".join(shown) + ("…" if len(ranges) > MOST_RANGES else "")
