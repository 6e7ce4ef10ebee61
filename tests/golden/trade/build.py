"""Builds partner lists and their truth from specs that say both side by side: `NOM | => value`.

A spec is one text file: settings, columns with their field, then rows. A cell is what the partner wrote; after ` => `
stands what it means (`~`: open to judgement, not scored). The truth has the shape of `tests/golden/lists/*.truth.json`.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from xlsxwriter import Workbook

SPECS = Path(__file__).parent
WARNINGS = frozenset({"invalid_phone", "missing_contact"})
TEXTS = frozenset(
    {
        "partner_reference", "guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name",
        "address", "commune", "need_text", "note", "postcode", "commune_code", "email",
    }
)  # fmt: skip
COUNTS = frozenset(
    {
        "children_count", "students_count", "household_size", "households_count", "need_laptop", "need_tablet", "need_smartphone",
        "need_phone", "need_connection",
    }
)  # fmt: skip
OTHER_KINDS = frozenset({"title", "band", "sep", "section", "total", "note", "repeated_header"})


@dataclass
class Spec:
    """One list as its spec says it; `lines` are (kind, cells, reasons, may also, extra values)."""

    settings: dict[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    targets: list[list[str]] = field(default_factory=list)
    lines: list[tuple[str, list[str], list[str], list[str], dict[str, str]]] = field(default_factory=list)


def read_spec(text: str) -> Spec:
    """Read a spec: `key: value` lines, one `columns:` line, then one line a row."""
    spec = Spec()
    for line in text.splitlines():
        if not line.strip() or line.startswith("//"):
            continue
        if spec.headers:
            spec.lines.append(spec_line(line))
            continue
        key, _, value = line.partition(": ")
        if key == "columns":
            for pair in value.split(" | "):
                header, _, target = pair.rpartition(" = ")
                spec.headers.append(header.strip().replace("\\n", "\n"))
                spec.targets.append(target.split("/"))
            spec.lines.append(("header", spec.headers, [], [], {}))
        elif key in OTHER_KINDS or key == "blank":
            spec.lines.append((key, [cell.strip() for cell in value.split("|")], [], [], {}))
        else:
            spec.settings[key] = value
    return spec


def spec_line(line: str) -> tuple[str, list[str], list[str], list[str], dict[str, str]]:
    """Read one row of a spec: `cells !! reasons ?? may also {field=value}`."""
    if found := re.match(r"#(\w+)(?: (.*))?$", line):
        return found[1], [cell.strip() for cell in (found[2] or "").split("|")], [], [], {}
    extras: dict[str, str] = {}
    if found := re.search(r"\{(.*)\}\s*$", line):
        extras = dict(pair.split("=", 1) for pair in found[1].split(","))
        line = line[: found.start()]
    line, _, also = line.partition(" ??")
    line, _, reasons = line.partition(" !!")
    cells = [cell.strip() for cell in line.split("|")]
    return "data", cells, reasons.replace(",", " ").split(), also.replace(",", " ").split(), extras


def parted(cell: str) -> tuple[str, str | None]:
    """Part a cell from its meaning."""
    if cell.startswith("=> "):
        return "", cell[3:]
    written, mark, meaning = cell.partition(" => ")
    return written, meaning if mark else None


def meant(target: str, written: str, meaning: str | None) -> Any:
    """Return the value that the truth states, or None."""
    if meaning == "~" or (not written and meaning is None):
        return None
    if meaning is not None:
        if target in COUNTS:
            return int(meaning)
        return {"true": True, "false": False}[meaning] if target == "exam_year" else meaning
    if written.startswith(("n:", "d:")):
        written = written[2:]
    if target in TEXTS:
        return written
    if target in COUNTS and written.isdigit():
        return int(written)
    if target.endswith("birth_date") and (found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", written)):
        return real_day(f"{found[3]}-{found[2]}-{found[1]}")
    if target.endswith("birth_date") and re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return written
    if target in {"phone_1", "phone_2", "line_to_recharge"} and re.fullmatch(r"0[1-79](\d{8}|( \d\d){4})", written):
        return "+33" + written.replace(" ", "")[1:]
    return None


def real_day(written: str) -> str | None:
    """Return a day of the calendar, None for one that it does not have."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


def truth_of(spec: Spec) -> dict[str, Any]:
    """Return the truth of a spec."""
    kinds = [kind for kind, *_ in spec.lines]
    header_row = kinds.index("header") + 1
    rows = [row_truth(spec, number, line) for number, line in enumerate(spec.lines, start=1) if line[0] == "data"]
    blanks = len(kinds) - len("".join("x" for kind in kinds if kind != "blank"))
    trailing = len(kinds) - max(at for at, kind in enumerate(kinds, start=1) if kind != "blank")
    return {
        "file": spec.settings["file"],
        "partner": {"kind": spec.settings.get("kind", "association")},
        "header_row": header_row,
        "columns": [
            {"col": at, "header": header, "canonical": target[0]}
            for at, (header, target) in enumerate(zip(spec.headers, spec.targets, strict=True), start=1)
        ],
        "mapping_any_of": {h: t[1:] for h, t in zip(spec.headers, spec.targets, strict=True) if len(t) > 1},
        "physical_rows": len(kinds),
        "blank_rows": blanks,
        "trailing_blank_rows": trailing,
        "non_data_rows": [
            {"row": number, "kind": kind} for number, kind in enumerate(kinds, start=1) if kind in OTHER_KINDS
        ],
        "rows": rows,
    }


def row_truth(
    spec: Spec, number: int, line: tuple[str, list[str], list[str], list[str], dict[str, str]]
) -> dict[str, Any]:
    """Return the truth of one data row."""
    _, cells, reasons, also, extras = line
    values: dict[str, Any] = {}
    for target, cell in zip(spec.targets, cells, strict=False):
        value = meant(target[0], *parted(cell)) if target[0] not in {"ignore", "refuse"} else None
        if value is not None:
            values.setdefault(target[0], value)
    values |= {name: meant(name, "x", value) for name, value in extras.items()}
    held = bool(set(reasons) - WARNINGS)
    return {
        "row": number,
        "reasons": reasons,
        "may_also": also,
        "expect": "reject" if held else "warn" if reasons else "accept",
        "values": values,
    }


def file_of(spec: Spec) -> bytes:
    """Return the list as the partner would send it."""
    width = len(spec.headers)
    table = [
        [parted(cell)[0].replace("\\n", "\n") for cell in cells] + [""] * (width - len(cells))
        for _, cells, *_ in spec.lines
    ]
    name = spec.settings["file"]
    if name.endswith(".xlsx"):
        return workbook(table, spec.settings)
    return open_document(table, spec.settings) if name.endswith(".ods") else text_file(table, spec.settings)


def text_file(table: list[list[str]], settings: Mapping[str, str]) -> bytes:
    """Return a delimited text."""
    output = io.StringIO(newline="")
    separator = settings.get("separator", ";").replace("\\t", "\t")
    end = settings.get("newline", "\\r\\n").encode().decode("unicode_escape")
    writer = csv.writer(output, delimiter=separator, lineterminator=end)
    for cells in table:
        if cells[0].startswith("sep="):
            output.write(cells[0] + end)
        else:
            writer.writerow(cells)
    return output.getvalue().encode(settings.get("encoding", "utf-8"))


def workbook(table: list[list[str]], settings: Mapping[str, str]) -> bytes:
    """Return an XLSX workbook: `n:12` is a number, `d:2014-03-01` a day, `merge: 1 1 1 3` a merged area (1-based)."""
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True, "date_1904": settings.get("epoch") == "1904"}) as book:
        if first := settings.get("sheet_before"):
            book.add_worksheet(first).write(0, 0, "Merci de remplir la feuille suivante")
        sheet = book.add_worksheet(settings.get("sheet", "Feuil1"))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, cells in enumerate(table):
            for place, cell in enumerate(cells):
                if cell.startswith("n:"):
                    sheet.write_number(at, place, float(cell[2:]))
                elif cell.startswith("d:"):
                    sheet.write_datetime(at, place, date.fromisoformat(cell[2:]), day)  # type: ignore[arg-type]
                elif cell:
                    sheet.write_string(at, place, cell)
        for area in filter(None, settings.get("merge", "").split(";")):
            top, left, bottom, right = (int(number) - 1 for number in area.split())
            sheet.merge_range(top, left, bottom, right, table[top][left])
        if hidden := settings.get("hidden_sheet"):
            book.add_worksheet(hidden).hide()
    return output.getvalue()


def open_document(table: list[list[str]], settings: Mapping[str, str]) -> bytes:
    """Return a small ODS workbook of text and number cells."""
    hidden = set(settings.get("hidden_rows", "").split())
    rows = "".join(
        ('<table:table-row table:visibility="filter">' if str(number) in hidden else "<table:table-row>")
        + "".join(open_cell(cell) for cell in cells)
        + "</table:table-row>"
        for number, cells in enumerate(table, start=1)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(settings.get('sheet', 'Feuille1'))}>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return output.getvalue()


def open_cell(cell: str) -> str:
    """Return one ODS cell."""
    if not cell:
        return "<table:table-cell/>"
    if cell.startswith("n:"):
        return f'<table:table-cell office:value-type="float" office:value={quoteattr(cell[2:])}/>'
    text = cell.replace("&", "&amp;").replace("<", "&lt;")
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def build(specs: Path, folder: Path) -> None:
    """Write every list of a folder of specs, with its truth, into another folder."""
    for path in sorted(specs.glob("*.txt")):
        spec = read_spec(path.read_text(encoding="utf-8"))
        (folder / spec.settings["file"]).write_bytes(file_of(spec))
        truth = json.dumps(truth_of(spec), ensure_ascii=False, indent=1)
        (folder / f"{path.stem}.truth.json").write_text(truth, encoding="utf-8")
