"""Published tables as one workbook, a sheet each; texts are written as texts, never as formulas or links."""

import io
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter

from pipelines.reporting.cells import plain_cell
from pipelines.store.port import Row

OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}  # fmt: skip


def workbook_bytes(tables: Mapping[str, Sequence[Row]]) -> bytes:
    """Return the workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            if not rows:
                continue
            sheet.write_row(0, 0, list(rows[0]), bold)
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(row.values()):
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(line, column, plain_cell(value))
                    elif value is not None:
                        sheet.write_number(line, column, value)
            sheet.autofit()
    return content.getvalue()
