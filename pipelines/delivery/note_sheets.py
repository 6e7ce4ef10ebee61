"""A delivery note as CSV and XLSX, to be filled and sent back. No cell can run as a formula."""

import csv
import io

import xlsxwriter

from campaigns.statuses import DESK_WORDS
from pipelines.delivery.note import Note
from pipelines.reporting.cells import plain_cell

HEADER = (
    "référence",
    "votre référence",
    "famille",
    "matériel",
    "site",
    "statut",
    "date",
    "numéro de série",
    "signature",
)
STATUS_COLUMN, STATUS_ROWS = 5, 3


def note_csv(note: Note) -> bytes:
    """Return a note as CSV for French spreadsheets (`;`, UTF-8 with BOM)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([plain_cell(cell) for cell in row] for row in note.rows)
    return text.getvalue().encode("utf-8-sig")


def note_xlsx(note: Note) -> bytes:
    """Return a note as a workbook that prints on A4, with a list of statuses to choose from."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("Bon de livraison")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, f"Bon de livraison {note.reference} : {note.site_name} → {note.partner_name}", bold)
    for place, title in enumerate(HEADER):
        sheet.write_string(2, place, title, bold)
    for number, row in enumerate(note.rows, start=3):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    last = STATUS_ROWS - 1 + max(len(note.rows), 1)
    sheet.data_validation(
        STATUS_ROWS, STATUS_COLUMN, last, STATUS_COLUMN, {"validate": "list", "source": list(DESK_WORDS)}
    )
    for place, width in enumerate((16, 16, 28, 26, 24, 18, 12, 18, 22)):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return sink.getvalue()
