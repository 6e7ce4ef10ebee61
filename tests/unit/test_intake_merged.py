"""Cells merged over the rows of a family: what they say counts for each of its rows, its needs once."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from pipelines.intake.reading import read_list
from pipelines.intake.reading_parts import ListReading

TODAY = date(2026, 11, 23)
HEADER = ["Nom", "Prénom", "Téléphone", "Ville", "Prénom enfant", "Classe", "PC", "Clé 4G"]
ROWS: list[list[str | int | None]] = [
    ["DIALLO", "Awa", "06 12 34 56 78", "Lille", "Moussa", "CM2", 1, 1],
    [None, None, None, None, "Fatou", "6e", 1, None],
    [None, None, None, None, "Issa", "CP", 1, None],
    ["MARTIN", "Paul", "06 99 88 77 66", "Lille", "Léa", "CE1", 1, None],
    [None] * 8,
    ["KONÉ", "Ali", None, "Lille", "Bob", "CE2", 1, None],
    [None, None, None, None, "Zoé", "CP", 1, None],
]
# (first row, column, rows): the first family over three rows, its key too; the second over a row that holds nothing.
MERGED = [(1, column, 3) for column in (0, 1, 2, 3, 7)] + [(4, column, 2) for column in (0, 1, 2, 3)]


def workbook(merged: list[tuple[int, int, int]]) -> bytes:
    book = Workbook()
    for cells in [HEADER, *ROWS]:
        book.active.append(cells)
    for row, column, rows in merged:
        book.active.merge_cells(start_row=row + 1, end_row=row + rows, start_column=column + 1, end_column=column + 1)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def open_document(merged: list[tuple[int, int, int]]) -> bytes:
    spans = {(row, column): rows for row, column, rows in merged}
    covered = {(row + down, column) for row, column, rows in merged for down in range(1, rows)}
    lines = []
    for at, cells in enumerate([HEADER, *ROWS]):
        shown = ""
        for column, cell in enumerate(cells):
            name = "covered-table-cell" if (at, column) in covered else "table-cell"
            span = f' table:number-rows-spanned="{spans[at, column]}"' if (at, column) in spans else ""
            text = "" if cell is None else f"<text:p>{escape(str(cell))}</text:p>"
            kind = "" if cell is None else ' office:value-type="string"'
            shown += f"<table:{name}{span}{kind}>{text}</table:{name}>"
        lines.append(f"<table:table-row>{shown}</table:table-row>")
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Feuille1">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def read(data: bytes, name: str) -> ListReading:
    found = read_list(data, name, today=TODAY)
    assert isinstance(found, ListReading)
    return found


@pytest.mark.parametrize(("name", "make"), [("liste.xlsx", workbook), ("liste.ods", open_document)])
def test_a_family_written_once_counts_for_each_of_its_rows(name: str, make) -> None:
    reading = read(make(MERGED), name)
    families = [(row.row, row.values.get("guardian_last_name"), row.values.get("phone_1")) for row in reading.rows]
    assert families == [
        (2, "DIALLO", "+33612345678"), (3, "DIALLO", "+33612345678"), (4, "DIALLO", "+33612345678"),
        (5, "MARTIN", "+33699887766"), (7, "KONÉ", None), (8, None, None),
    ]  # fmt: skip
    # One key for the family; the row that its name covers, and that holds nothing else, is no request.
    assert [row.values.get("need_connection") for row in reading.rows[:3]] == [1, None, None]
    assert (6, "blank") in [(number, kind) for number, kind, _ in reading.other_rows]
    # A row below that nothing is merged with is never guessed.
    assert reading.rows[-1].reasons == ("missing_contact",)
    told = [issue for issue in reading.issues if issue.code == "merged_cells"]
    assert len(told) == 1 and "lignes 3–4" in told[0].message.fr and "rows 3–4" in told[0].message.en


def test_without_merged_cells_nothing_is_repeated_nor_told() -> None:
    reading = read(workbook([]), "liste.xlsx")
    assert [row.values.get("guardian_last_name") for row in reading.rows] == [
        "DIALLO",
        None,
        None,
        "MARTIN",
        "KONÉ",
        None,
    ]
    assert "merged_cells" not in {issue.code for issue in reading.issues}


def test_only_the_merged_column_is_repeated() -> None:
    reading = read(open_document([(1, 0, 3)]), "liste.ods")
    assert [row.values.get("guardian_first_name") for row in reading.rows[:3]] == ["Awa", None, None]
    assert [row.values.get("guardian_last_name") for row in reading.rows[:3]] == ["DIALLO"] * 3


def test_an_area_that_says_to_reach_far_below_the_list_repeats_nothing() -> None:
    data = io.BytesIO(open_document([(1, 0, 3)]))
    with zipfile.ZipFile(data) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b'rows-spanned="3"', b'rows-spanned="99999999"')
    far = io.BytesIO()
    with zipfile.ZipFile(far, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    reading = read(far.getvalue(), "liste.ods")
    assert [row.values.get("guardian_last_name") for row in reading.rows[:3]] == ["DIALLO", None, None]
