"""The partner's own file back, with four more columns: received, state, reason, next action.

Same family of format, same rows in the same order. Text stays text: no cell can become a formula. What must not be
stored stands as « retiré ». This module must never add a row of data or change an order.
"""

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from pipelines.intake.reading_parts import REFUSE, ListReading, OtherRow
from pipelines.intake.row_kinds import is_equation
from pipelines.intake.values_places import FORMULA_START, own_text
from pipelines.intake.vocabulary import WITHDRAWN

ADDED = ("reçu", "état", "motif", "prochaine action")
ADDED_BAND = "suivi"
FORMULA = re.compile(FORMULA_START)
E164 = re.compile(r"^\+[1-9]\d{6,14}$")
FALLBACK_ENCODING = "utf-8-sig"
LARGEST_CELL = 32_767
SHEET_NAME_SIGNS = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class ReceiptLine:
    """What is added to one row."""

    received: str
    state: str
    reason: str
    next_action: str

    def cells(self) -> tuple[str, str, str, str]:
        """Return the four added cells."""
        return (self.received, self.state, self.reason, self.next_action)


def write_receipt(reading: ListReading, file_name: str, statuses: Mapping[int, ReceiptLine], equation: str) -> bytes:
    """Write the receipt of a list.

    Parameters
    ----------
    reading
        The list as read; its cells are the partner's own.
    file_name
        The name of the received file: the title of the sheet when the workbook's own is not known.
    statuses
        Row number -> what to add; rows without one get empty cells.
    equation
        The row equation in words, printed under the table.

    Returns
    -------
    bytes
        CSV for a CSV (its separator, and its encoding where that can carry the text), XLSX for any workbook.
    """
    rows = receipt_rows(reading, statuses, equation)
    if reading.format.kind == "csv":
        return csv_bytes(rows, reading)
    return workbook_bytes(rows, reading, file_name)


def receipt_rows(reading: ListReading, statuses: Mapping[int, ReceiptLine], equation: str) -> list[tuple[str, ...]]:
    """Return every row of the receipt, in the order of the file; what an earlier receipt added is added anew."""
    places = own_places(reading)
    others = own_other_rows(reading)
    refused = {column.position - 1 for column in reading.columns if column.target == REFUSE}
    hidden = {at for at, place in enumerate(places) if place in refused}
    rows = {number: other_row(kind, cells, places) for number, kind, cells in others}
    for row in reading.rows:
        line = statuses.get(row.row)
        added = line.cells() if line else ("",) * len(ADDED)
        rows[row.row] = data_row(cells_at(row.cells, places), hidden) + added
    ordered = [rows[number] for number in sorted(rows)]
    return [*ordered, (), (equation,)]


def own_places(reading: ListReading) -> list[int]:
    """Return the places of the partner's own columns, without those of an earlier receipt sent again."""
    width = max(
        [
            len(reading.columns),
            *(len(row.cells) for row in reading.rows),
            *(len(cells) for _, _, cells in reading.other_rows),
        ]
    )
    start = earlier_receipt(reading.header_cells)
    added = range(0) if start is None else range(start, start + len(ADDED))
    return [place for place in range(width) if place not in added]


def earlier_receipt(header_cells: Sequence[str]) -> int | None:
    """Return where the four columns of an earlier receipt stand, or None."""
    titles = [own_text(cell) for cell in header_cells]
    starts = range(len(titles) - len(ADDED) + 1)
    return next((at for at in starts if tuple(titles[at : at + len(ADDED)]) == ADDED), None)


def own_other_rows(reading: ListReading) -> list[OtherRow]:
    """Return the rows that are no request, without the equation of an earlier receipt and the blank line before it."""
    equations = {number for number, _, cells in reading.other_rows if is_equation(cells)}
    return [
        (number, kind, cells)
        for number, kind, cells in reading.other_rows
        if number not in equations and not (kind == "blank" and number + 1 in equations)
    ]


def cells_at(cells: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """Return the cells at some places, empty beyond the end of the row."""
    return tuple(cells[place] if place < len(cells) else "" for place in places)


def other_row(kind: str, cells: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """Return a row that is no request: the header gets the added titles, the others stay as they are."""
    if kind in {"header", "repeated_header"}:
        return (*cells_at(cells, places), *ADDED)
    # A band reaches to the next one: ours must not fall under the partner's last.
    if kind == "band":
        return (*cells_at(cells, places), ADDED_BAND)
    return cells_at(cells, [place for place in places if place < len(cells)])


def data_row(cells: tuple[str, ...], refused: set[int]) -> tuple[str, ...]:
    """Return a request's own cells, those of refused columns withdrawn."""
    return tuple(WITHDRAWN if at in refused else cell for at, cell in enumerate(cells))


def csv_bytes(rows: Sequence[tuple[str, ...]], reading: ListReading) -> bytes:
    """Return rows as a delimited text that no spreadsheet can take for formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=reading.format.separator or ";", lineterminator="\r\n")
    is_announced = any(kind == "sep" for _, kind, _ in reading.other_rows)
    for at, cells in enumerate(rows):
        if at == 0 and is_announced:
            text.write(f"sep={reading.format.separator}\r\n")
        else:
            writer.writerow([guarded(cell) for cell in cells])
    return encoded(text.getvalue(), reading.format.encoding or FALLBACK_ENCODING)


def guarded(cell: str) -> str:
    """Return a cell that shows as text: an apostrophe goes before a formula sign, except before an E.164 number."""
    return f"'{cell}" if FORMULA.match(cell) and not E164.match(cell) else cell


def encoded(text: str, encoding: str) -> bytes:
    """Return the text in the partner's encoding, or in UTF-8 with its mark when that one lacks a sign."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode(FALLBACK_ENCODING)
    if encoding in {"utf-16-le", "utf-16-be"}:
        return (codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE) + data
    # Plain ASCII was read as UTF-8: the mark lets every spreadsheet show the accents that we add.
    return text.encode(FALLBACK_ENCODING) if encoding == "utf-8" else data


def workbook_bytes(rows: Sequence[tuple[str, ...]], reading: ListReading, file_name: str) -> bytes:
    """Return rows as a workbook of text cells, under the bands and the day count of the partner's own."""
    output = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
        # A day number that was typed as a number means a day only under the partner's own count.
        "date_1904": reading.format.date_system == 1904,
    }  # fmt: skip
    with Workbook(output, options) as book:
        sheet = book.add_worksheet(sheet_name(reading.format.sheet or file_name))
        strong, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "num_format": "@"})
        for first, last in band_merges(reading):
            row = reading.format.header_row - 2
            sheet.merge_range(row, first, row, last, "", strong)
        for at, cells in enumerate(rows):
            shown = strong if at + 1 == reading.format.header_row else wrapped
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(at, place, cell[:LARGEST_CELL], shown)
        sheet.set_column(0, max(map(len, rows), default=1), 18)
        sheet.freeze_panes(reading.format.header_row, 0)
    return output.getvalue()


def band_merges(reading: ListReading) -> list[tuple[int, int]]:
    """Return the first and last place of each band of a two-line header that reaches over several columns."""
    band = next((cells for _, kind, cells in reading.other_rows if kind == "band"), ())
    found: list[tuple[int, int]] = []
    for at, column in enumerate(reading.columns):
        text = band[at] if at < len(band) else ""
        if own_text(text):
            found.append((at, at))
        elif found and found[-1][1] == at - 1 and column.header.startswith(f"{band[found[-1][0]]} > "):
            found[-1] = (found[-1][0], at)
    return [(first, last) for first, last in found if last > first]


def sheet_name(name: str) -> str:
    """Return a name that a sheet may have."""
    return SHEET_NAME_SIGNS.sub(" ", name).strip("' ")[:LONGEST_SHEET_NAME] or "Liste"
