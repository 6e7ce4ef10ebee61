"""The units that the files which leave the house tell, counted from the bytes of each file and not from what wrote it."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from campaigns.model.codes import HandOverKind
from campaigns.statuses import REPORTS
from pipelines.delivery.note import Note
from pipelines.delivery.note_pdf import totals
from pipelines.delivery.note_sheets import STATUS_COLUMN, STATUS_ROWS, note_csv, note_xlsx

HANDED = {word for word, report in REPORTS.items() if report.kind is HandOverKind.HANDED_OVER}
LABEL_COLUMN = 3
Table = list[dict[str, Any]]


def csv_rows(content: bytes) -> Table:
    """Read a CSV for French spreadsheets."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheet_rows(content: bytes, sheet: str | int = 0) -> list[list[Any]]:
    """Read one sheet of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = book.get_sheet_by_index(sheet) if isinstance(sheet, int) else book.get_sheet_by_name(sheet)
    return found.to_python(skip_empty_area=False)


def note_counts(notes: Iterable[Note], sides: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Count (side, `on_note` or `handed_over`) over the CSV of these notes; their XLSX and the totals of their PDF must say the same."""
    counts: Counter[tuple[str, str]] = Counter()
    for note in notes:
        sheet = csv_rows(note_csv(note))
        book = sheet_rows(note_xlsx(note))[STATUS_ROWS:]
        assert [(row["matériel"], row["statut"]) for row in sheet] == [
            (row[LABEL_COLUMN], row[STATUS_COLUMN]) for row in book
        ]
        assert dict(totals(note.units)) == Counter(row["matériel"] for row in sheet)
        named = {row["référence"]: row for row in sheet}
        assert len(named) == len(sheet) == len(note.units), "a unit is on its note once"
        for unit in note.units:
            counts[sides[unit.item], "on_note"] += 1
            counts[sides[unit.item], "handed_over"] += named[unit.reference]["statut"] in HANDED
    return counts


def exact_units(folder: Path) -> dict[str, dict[str, int]]:
    """Read the exact quantities that a coordinator exports."""
    return dict(json.loads((folder / "chiffres.json").read_text("utf-8"))["units"])


def published_units(publication: Path) -> dict[tuple[str, str], int]:
    """Read the quantities of a publication that are told; the CSV and the workbook must tell the same ones."""
    sheet = csv_rows((publication / "quantites.csv").read_bytes())
    told = {(row["side"], row["quantity"]): int(row["units"]) for row in sheet if row["units"]}
    header, *rows = sheet_rows((publication / "chiffres.xlsx").read_bytes(), "quantites")
    assert header == ["side", "quantity", "units"]
    assert {(side, quantity): int(units) for side, quantity, units in rows if units != ""} == told
    return told
