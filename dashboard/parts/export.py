"""The same rows as a file. A cell that a spreadsheet would run as a formula is written so that it cannot.

Nothing is chosen here: columns and rows are those of the view.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = object
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"

# A telephone in its international form is no formula; a quote before it would spoil it.
TELEPHONE = re.compile(r"\+\d{6,15}")
FORMULA_STARTS = "=+-@|"


def harmless(value: Cell) -> Cell:
    """Put a quote before a text that a spreadsheet could take for a formula; leave the rest as it is."""
    if not isinstance(value, str) or TELEPHONE.fullmatch(value):
        return value
    return f"'{value}" if _starts_a_formula(value) else value


def _starts_a_formula(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n"):
        return True
    # Full-width signs become plain ones in some programs, and what is invisible before a sign protects from nothing.
    for character in unicodedata.normalize("NFKC", text):
        if character.isspace() or character in "\"'" or unicodedata.category(character)[0] == "C":
            continue
        return character in FORMULA_STARTS
    return False


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV that French Excel opens with a double click: semicolons, UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(title) for title in titles])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, its titles frozen; texts are written as texts, never as formulas or links."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                       "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
                                       "remove_timezone": True}) as book:  # fmt: skip
        sheet = book.add_worksheet("Connexion d'urgence")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [harmless(title) for title in titles], bold)
        sheet.freeze_panes(1, 0)
        for index, row in enumerate(rows, start=1):
            sheet.write_row(index, 0, [harmless(cell) for cell in row])
        sheet.autofit()
    return content.getvalue()
