"""Makes lists of the trade with their truth, from banks of headers and writings: `python -m tests.golden.trade_generator.generate FOLDER
BANK SEED [HOW MANY]`, then `python -m tests.golden.score FOLDER`.

Rows are planted with the faults that a campaign sees; the truth has the shape of `tests/golden/lists/*.truth.json`.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from geo.territories import load_territories
from tests.golden.trade_generator.cells import NEEDS, Column, Row, day, written
from tests.golden.trade_generator.families import invented_family
from tests.golden.trade_generator.hands import MERGED
from tests.golden.trade_generator.layouts import AGES, Layout, drawn_layout
from tests.golden.trade_generator.messes import around

Cells = list[Any]
Truth = dict[str, Any]
WARNINGS = {"invalid_phone", "missing_contact"}
IDENTITY = ("_name", "birth_date", "phone_1", "phone_2", "email", "partner_reference", "line_to_recharge")
COUNTS = ("household_size", "children_count")
CONTACTS = ("phone_1", "phone_2", "email")
BAD_DAYS = {"iso": "2014-04-31", "dashes": "31-02-2015", "dots": "31.04.1989"}
ELSEWHERE = ("31000", "80000", "69003", "54000", "29200", "34000")
FAULT_SHARE = 0.6


def generate(folder: Path, bank: str, seed: int, count: int) -> None:
    """Write so many lists into a folder, each with its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        layout = drawn_layout(number, bank, seed)
        table = list(drawn_rows(layout))
        write_list(layout, table, folder)


def drawn_rows(layout: Layout) -> Iterator[tuple[Cells, Truth]]:
    """Invent the rows of a list, some of them faulty; a repeated row follows its first."""
    rng = layout.rng
    rows = people_of(layout, rng.randrange(40, 121))
    faults = [fault for fault in possible_faults(layout) if rng.random() < FAULT_SHARE]
    for row, fault in zip(rng.sample(rows[5:], len(faults)), faults, strict=True):
        row.fault = fault
    for row in rows:
        cells, truth = drawn_row(layout, row)
        yield cells, truth
        if row.fault == "duplicate_in_file":
            yield cells, truth | {"expect": "reject", "reasons": [*truth["reasons"], row.fault]}


def people_of(layout: Layout, count: int) -> list[Row]:
    """Invent whom the rows are about: a child each in a school's list, sometimes two of a family."""
    rows: list[Row] = []
    seen: set[tuple[str, str]] = set()
    asked = {NEEDS[name] for name in layout.fields & NEEDS.keys()} or set(NEEDS.values())
    while len(rows) < count:
        family = invented_family(layout.rng, layout.home, AGES.get(layout.kind, (3, 17)), is_student=layout.is_student)
        if (family.last, family.first) in seen or (layout.is_school and not family.kids):
            continue
        seen.add((family.last, family.first))
        if not any(family.needs[item] for item in asked):
            family.needs["laptop" if "laptop" in asked else min(asked)] = 1
        many = 1 if layout.is_sideways else layout.rng.choice([1, 1, 2])
        kids = family.kids[:many] if layout.is_school else [None]
        named = {kid.first: kid for kid in kids if kid is not None and kid.level}
        rows += [
            Row(family, kid, len(rows) + at, layout.rng)
            for at, kid in enumerate(named.values() if layout.is_school else kids)
        ]
    return rows[:count]


def possible_faults(layout: Layout) -> list[str]:
    """Return the faults that the columns of a list can show."""
    needs = {
        "invalid_phone": {"phone_1"}, "unknown_postcode": {"postcode", "commune"}, "commune_mismatch": {"postcode", "commune"},
        "information_not_given": {"information_given"}, "missing_identity": set(), "missing_need": set(), "duplicate_in_file": set(),
    }  # fmt: skip
    found = [fault for fault, columns in needs.items() if columns <= layout.fields]
    if any(name.endswith("birth_date") for name in layout.fields):
        found += ["invalid_date", "future_date"]
    if any(column.field in COUNTS and column.manner in {"number", "text"} for column in layout.columns):
        found.append("absurd_count")
    return found


def drawn_row(layout: Layout, row: Row) -> tuple[Cells, Truth]:
    """Write one row: its cells, and what the truth says of it."""
    if row.family.phone is None and row.fault in {"invalid_phone", "duplicate_in_file"}:
        row.fault = ""
    cells: Cells = []
    values: dict[str, Any] = {}
    for column in layout.columns:
        cell, said = written(column, row)
        cells.append(cell)
        values |= {} if column.others else said
    reasons = plant(layout, row, cells, values)
    by = dict(zip((column.field for column in layout.columns), cells, strict=True))
    may = ["missing_contact"] if {"missing_identity", "invalid_phone"} & set(reasons) else []
    if not may and not any(by.get(name) for name in CONTACTS):
        reasons.append("missing_contact")
    truth: Truth = {"expect": outcome(reasons), "reasons": reasons, "household": None, "may_also": may}
    truth |= placed(layout, row, values)
    return cells, truth


def outcome(reasons: list[str]) -> str:
    """Return what becomes of a row."""
    return "accept" if not reasons else "warn" if set(reasons) <= WARNINGS else "reject"


def plant(layout: Layout, row: Row, cells: Cells, values: dict[str, Any]) -> list[str]:
    """Put a row's fault into its cells; return its reasons."""
    fault, rng = row.fault, row.rng
    if fault in {"", "duplicate_in_file"}:
        return []
    for at, column in faulty(layout, fault, rng):
        values.pop(column.field, None)
        cells[at] = None
        if fault == "invalid_date":
            cells[at] = BAD_DAYS.get(column.manner, "31/02/2015")
        elif fault == "future_date":
            when = date(rng.randrange(2030, 2056), rng.randrange(1, 13), rng.randrange(1, 28))
            cells[at] = day(when, "slashes" if column.manner == "short" else column.manner)
            values |= {} if column.field.startswith("child") else {column.field: when.isoformat()}
        elif fault == "absurd_count":
            cells[at] = values[column.field] = rng.choice([150, 99, 200, -1, -2])
        elif fault == "invalid_phone":
            cells[at] = rng.choice(["0612", "061234567890", "06 12 34"])
        elif fault == "information_not_given":
            cells[at], values[column.field] = "Non", "non"
        elif fault == "unknown_postcode":
            cells[at] = "99999"
        elif fault == "commune_mismatch":
            home = row.family.town["department_code"]
            cells[at] = values[column.field] = next(code for code in ELSEWHERE if code[:2] != home)
    if fault == "missing_need":
        for name in NEEDS:
            values.pop(name, None)
    return [fault]


def faulty(layout: Layout, fault: str, rng: Any) -> list[tuple[int, Column]]:
    """Return the columns that a fault changes, with their places."""
    wanted = {
        "missing_identity": IDENTITY, "missing_need": (*NEEDS, "need_text"), "invalid_date": ("birth_date",), "future_date": ("birth_date",),
        "absurd_count": COUNTS, "invalid_phone": ("phone_1",), "information_not_given": ("information_given",),
        "unknown_postcode": ("postcode",), "commune_mismatch": ("postcode",),
    }[fault]  # fmt: skip
    found = [(at, column) for at, column in enumerate(layout.columns) if column.field.endswith(wanted)]
    if fault == "absurd_count":
        found = [(at, column) for at, column in found if column.manner in {"number", "text"}]
    return found if fault.startswith("missing") else [rng.choice(found)]


def placed(layout: Layout, row: Row, values: dict[str, Any]) -> Truth:
    """Return the values, with the commune's code where the cells name one commune only; of a city, its district or itself."""
    values.pop("_town", None)
    town = row.family.town
    if (
        "commune_code" not in layout.fields
        and "commune" in layout.fields
        and row.fault not in {"unknown_postcode", "commune_mismatch"}
    ):
        answer = load_territories().resolve_commune(town["name"], row.family.postcode, None)
        values |= {"commune_code": town["commune_code"]} if answer.commune_code == town["commune_code"] else {}
    city = {"75": "75056", "13": "13055", "69": "69123"}.get(town["department_code"])
    others = {"any_of": {"commune_code": [city]}} if "Arrondissement" in town["name"] and city else {}
    return {"values": values, **others}


def write_list(layout: Layout, table: list[tuple[Cells, Truth]], folder: Path) -> None:
    """Write a list's file and its truth."""
    width = len(layout.columns)
    blank: Cells = [None] * width
    sheet = [[line or None, *blank[1:]] for line in layout.above]
    others = [{"row": at, "kind": "title"} for at, line in enumerate(layout.above, 1) if line]
    bands = [column.header.rpartition(" > ")[0] for column in layout.columns]
    if any(bands):
        sheet.append([None if at and band == bands[at - 1] else band or None for at, band in enumerate(bands)])
        others.append({"row": len(sheet), "kind": "band"})
    sheet.append([column.header.rpartition(" > ")[2] for column in layout.columns])
    header_row = len(sheet)
    rows: list[Truth] = []
    blanks = {"blank": 0, "trailing": 0}
    for cells, said in around(layout.messes, layout, table):
        sheet.append(cells)
        if isinstance(said, dict):
            rows.append(said | {"row": len(sheet)})
        elif said in blanks:
            blanks[said] += 1
        else:
            others.append({"row": len(sheet), "kind": said})
    if layout.file["format"] == "xlsx":
        write_workbook(folder / layout.name, sheet, layout)
    else:
        write_text(folder / layout.name, sheet, layout.file, rows)
    truth = {
        "file": layout.name, "kind": "nominative", "partner": {"kind": layout.kind}, **layout.file, "header_row": header_row,
        "columns": [{"col": at, "header": c.header, "canonical": c.field} for at, c in enumerate(layout.columns, 1)],
        "mapping_any_of": {column.header: list(column.others) for column in layout.columns if column.others},
        "physical_rows": len(sheet), "data_rows": len(rows), "trailing_blank_rows": blanks["trailing"], "non_data_rows": others, "rows": rows,
    }  # fmt: skip
    path = (folder / layout.name).with_suffix(".truth.json")
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


def write_text(path: Path, sheet: list[Cells], file: Truth, rows: list[Truth]) -> None:
    """Write a text file; what its encoding lacks becomes `?`, in the truth as well."""
    text, encoding = io.StringIO(), file["encoding"]
    csv.writer(text, delimiter=file["separator"], lineterminator=file.get("newline", "\r\n")).writerows(
        [["" if cell is None else str(cell) for cell in cells] for cells in sheet]
    )
    path.write_bytes(text.getvalue().encode(encoding, errors="replace"))
    for row in rows:
        row["values"] = {
            name: value.encode(encoding, errors="replace").decode(encoding)
            if encoding in {"cp1252", "mac_roman"} and isinstance(value, str)
            else value
            for name, value in row["values"].items()
        }


def write_workbook(path: Path, sheet: list[Cells], layout: Layout) -> None:
    """Write a workbook, days as days; beside the list, if its author has them, a readme, a hidden sheet and hidden rows."""
    messes = layout.messes
    with Workbook(
        str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, "date_1904": "1904" in messes}
    ) as book:
        page = book.add_worksheet("Feuil1")
        for at, cells in enumerate(sheet):
            page.write_row(at, 0, [None if cell is MERGED else cell for cell in cells])
        for first, last, at in merged_ranges(sheet):
            page.merge_range(first, at, last, at, sheet[first][at])
        for at, last in band_ranges(layout) if "merged" in messes else ():
            page.merge_range(len(layout.above), at, len(layout.above), last, sheet[len(layout.above)][at])
        if "sheets" in messes:
            book.add_worksheet("Mode d'emploi").write(0, 0, "Une ligne par famille, ne pas fusionner les cellules")
            lists = book.add_worksheet("Listes")
            lists.write_column(0, 0, ["Oui", "Non"])
            lists.hide()
        for at in range(20, len(sheet), 17) if "hidden" in messes else ():
            page.set_row(at, None, None, {"hidden": True})


def band_ranges(layout: Layout) -> Iterator[tuple[int, int]]:
    """Give first and last column of each band that spans several."""
    bands = [column.header.rpartition(" > ")[0] for column in layout.columns]
    first = 0
    for at in range(1, len(bands) + 1):
        if at == len(bands) or bands[at] != bands[first]:
            if bands[first] and at - first > 1:
                yield first, at - 1
            first = at


def merged_ranges(sheet: list[Cells]) -> Iterator[tuple[int, int, int]]:
    """Give first row, last row and column of each run of merged cells."""
    for at in range(len(sheet[-1])):
        first = 0
        for row in range(1, len(sheet) + 1):
            if row < len(sheet) and sheet[row][at] is MERGED:
                continue
            if row - first > 1:
                yield first, row - 1, at
            first = row


if __name__ == "__main__":
    generate(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 30)
