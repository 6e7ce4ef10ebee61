"""The partners' lists as real files: CSV and workbooks, titles and totals included.

It must never change a cell: what is written comes from `cells` and `faults`.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from pipelines.sample.cells import ListView, view_of_list, written_columns
from pipelines.sample.faults import spoil
from pipelines.sample.partners import SamplePartner
from pipelines.sample.sample import Sample
from pipelines.sample.styles import Cell, Style

KEPT_ON_A_COPY = "row_number"
COUNTS_ONLY = {"households_count": 30, "need_laptop": 12, "need_tablet": 8, "need_connection": 20}


@dataclass(frozen=True)
class WrittenList:
    """A list ready to be received."""

    path: Path
    partner_code: str
    received_on: date


def write_lists(folder: Path, sample: Sample) -> tuple[WrittenList, ...]:
    """Write all lists of a sample, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    nominative = [_write_nominative(folder, sample, number) for number in range(len(sample.senders))]
    first = len(nominative)
    counts = [_write_counts(folder, sample, partner, first + i) for i, partner in enumerate(sample.counts_only)]
    return (*nominative, *counts)


def list_file_name(sample: Sample, number: int) -> str:
    """Return the file name of a nominative list."""
    return _file_name(number, sample.senders[number], sample.styles[number])


def _file_name(number: int, partner: SamplePartner, style: Style) -> str:
    return f"{number + 1:02d}_{partner.style}_{partner.code}.{style.format}"


def _write_nominative(folder: Path, sample: Sample, number: int) -> WrittenList:
    style, received_on = sample.styles[number], sample.received_on[number]
    path = folder / list_file_name(sample, number)
    _write_rows(path, style, _sheet_rows(style, received_on, finished_rows(view_of_list(sample, number))), received_on)
    return WrittenList(path, sample.senders[number].code, received_on)


def _write_counts(folder: Path, sample: Sample, partner: SamplePartner, number: int) -> WrittenList:
    """Write the request of a partner that gives counts only: so many devices for so many families."""
    style, received_on = sample.words.named(partner.style), sample.received_on[number]
    row = [partner.name if field == "partner_name" else COUNTS_ONLY[field] for field in style.fields]
    path = folder / _file_name(number, partner, style)
    _write_rows(path, style, _sheet_rows(style, received_on, [row]), received_on)
    return WrittenList(path, partner.code, received_on)


def finished_rows(view: ListView) -> list[list[Cell]]:
    """Write the rows of one list, faults included, in file order."""
    columns = written_columns(view)
    asked, first = view.sample.asked, int(view.rows[0]) if view.rows.size else 0
    for at, row in enumerate(view.rows):
        if asked.fault[row]:
            cells = {field: column[at] for field, column in columns.items()}
            spoil(cells, str(asked.fault[row]), int(row), view.sample.today)
            _put(columns, at, cells)
    for at, row in enumerate(view.rows):
        if asked.copy_of[row] >= 0:
            source = int(asked.copy_of[row]) - first
            _put(columns, at, {field: column[source] for field, column in columns.items() if field != KEPT_ON_A_COPY})
    return [list(cells) for cells in zip(*columns.values(), strict=True)]


def _put(columns: dict[str, list[Cell]], at: int, cells: dict[str, Cell]) -> None:
    for field, cell in cells.items():
        columns[field][at] = cell


def _sheet_rows(style: Style, received_on: date, rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Put titles, a blank row and headers above the rows, and a total below."""
    for title in style.titles:
        yield [title.format(received_on=f"{received_on:%d/%m/%Y}")]
    if style.titles:
        yield []
    yield style.headers
    yield from rows
    if style.total:
        yield ["TOTAL", f"{len(rows)} ménages"]


def _write_rows(path: Path, style: Style, rows: Iterable[Sequence[Cell]], received_on: date) -> None:
    if style.format == "csv":
        with path.open("w", encoding=style.encoding, newline="") as file:
            csv.writer(file, delimiter=style.separator).writerows(rows)
    else:
        _write_workbook(path, style.sheet, rows, received_on)


def _write_workbook(path: Path, sheet: str, rows: Iterable[Sequence[Cell]], received_on: date) -> None:
    """Write a workbook of the same bytes each time: its date of creation is that of the list."""
    with xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties({"created": datetime(received_on.year, received_on.month, received_on.day)})  # noqa: DTZ001
        day_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        page = workbook.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for position, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, position, cell, day_format)
                elif isinstance(cell, int):
                    page.write_number(at, position, cell)
                elif cell:
                    page.write_string(at, position, cell)
