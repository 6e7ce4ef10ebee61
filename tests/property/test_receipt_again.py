"""A receipt sent again says what the list said: nothing new, nothing corrected; a cell put right changes its row alone."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from campaigns.model.outcome import Refusal
from pipelines.intake.accounting import equation_text
from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.receipt import ADDED, ReceiptLine, write_receipt
from tests.golden.score import LISTS, PARTNER_KINDS

TODAY = date(2026, 11, 23)
FILES = sorted(
    path
    for path in LISTS.iterdir()
    if path.suffix in {".csv", ".xlsx", ".ods"} and path.with_name(f"{path.stem}.truth.json").exists()
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "mac_roman", "cp850", "utf-16", "utf-16-le")
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=16) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "-2 enfants",
        "+33612345678",
        '="01004"',
        "_x000D_",
        "a\nb",
        "« retiré »",
        "12/03/2015",
        "612345678",
    ]
)
HEADERS = ("Nom", "Prénom", "Né(e) le", "Tél", "CP", "Ville", "Nb enfants", "Besoin", "Remarques", "Religion", "Blabla")
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADERS)), min_size=1, max_size=6)


def read(data: bytes, name: str, kind: str | None = None) -> ListReading:
    """Read a list that can be read."""
    found = read_list(data, name, today=TODAY, partner_kind=kind)
    assert isinstance(found, ListReading), found
    return found


def receipt(found: ListReading, name: str) -> bytes:
    """Write a receipt with every remark that the reading made."""
    motives: dict[int, str] = {}
    for issue in found.issues:
        motives[issue.row] = f"{motives.get(issue.row, '')} ; {issue.message.fr}"
    lines = {
        row.row: ReceiptLine("03/04/2026 14:05", "à corriger", motives.get(row.row, ""), "Corrigez la ligne.")
        for row in found.rows
    }
    return write_receipt(found, name, lines, equation_text(found.counts).fr)


def receipt_name(found: ListReading) -> str:
    """Return a file name of the receipt's own format."""
    return "recu.csv" if found.format.kind == "csv" else "recu.xlsx"


def said(found: ListReading) -> list[tuple[object, ...]]:
    """Return what each row says and what became of it."""
    return [(row.row, dict(row.values), row.reasons, row.outcome) for row in found.rows]


def kind_of(path: Path) -> str | None:
    """Return the kind of a partner by the name of its file."""
    return next((kind for word, kind in PARTNER_KINDS.items() if word in path.name.lower()), None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_receipt_of_a_golden_list_reads_as_the_list(path: Path) -> None:
    first = read(path.read_bytes(), path.name, kind_of(path))
    data = receipt(first, path.name)
    again = read(data, receipt_name(first), kind_of(path))
    assert said(again) == said(first)
    assert [column.target for column in again.columns] == [*(c.target for c in first.columns), *["ignore"] * 4]
    # The receipt of a receipt is the same table: nothing is added twice.
    twice = read(receipt(again, receipt_name(first)), receipt_name(first), kind_of(path))
    assert said(twice) == said(first)
    assert twice.header_cells == again.header_cells and len(twice.other_rows) == len(again.other_rows)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".csv"][::3], ids=lambda path: path.name)
def test_no_encoding_changes_what_a_receipt_says(path: Path, encoding: str) -> None:
    first = read(path.read_bytes(), path.name, kind_of(path))
    text = path.read_bytes().decode(first.format.encoding or "utf-8").removeprefix("\ufeff")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode(encoding, errors="ignore")
    before = read(data, path.name, kind_of(path))
    assert said(read(receipt(before, path.name), "recu.csv", kind_of(path))) == said(before)


def workbook(rows: list[list[str]], date_1904: bool = False) -> bytes:
    """Make a workbook of texts."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(output, options | {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet("Liste")
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(at, place, cell)
    return output.getvalue()


@given(TABLES)
@example([["+3210000000"], ["+3210000000"], ["+3210000000", "0", "0"]])
def test_no_text_of_a_workbook_is_lost_in_its_receipt(rows: list[list[str]]) -> None:
    first = read_list(workbook([list(HEADERS), *rows]), "liste.xlsx", today=TODAY)
    if isinstance(first, Refusal):
        return
    assert said(read(receipt(first, "liste.xlsx"), "liste.xlsx")) == said(first)


@pytest.mark.parametrize("date_1904", [False, True])
def test_days_and_day_numbers_of_a_workbook_stay_the_same_days(date_1904: bool) -> None:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True, "date_1904": date_1904}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Nom", "Né(e) le", "Téléphone", "Ordinateur"])
        sheet.write_row(1, 0, ["BENALI", 41000, 612345678, 1])
        sheet.write_row(2, 0, ["DURAND", "", 33612345679, 1])
        sheet.write_datetime(2, 1, date(2014, 5, 6), book.add_format({"num_format": "dd/mm/yyyy"}))  # type: ignore[arg-type]
    first = read(output.getvalue(), "liste.xlsx")
    dates = [row.values["guardian_birth_date"] for row in first.rows]
    assert dates == [date(2016, 4, 2) if date_1904 else date(2012, 4, 1), date(2014, 5, 6)]
    assert said(read(receipt(first, "liste.xlsx"), "liste.xlsx")) == said(first)


BANDS = [["Responsable", "", "Enfant", "", "", ""], ["Nom", "Prénom", "Nom", "Prénom", "Classe", "Ordinateur"]]
FAMILY = ["BENALI", "Awa", "BENALI", "Sami", "4e", "1"]


def banded(merged: bool) -> bytes:
    """Make a workbook whose header has two lines, its bands merged or not."""
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        for at, cells in enumerate([*BANDS, FAMILY]):
            sheet.write_row(at, 0, cells)
        if merged:
            sheet.merge_range(0, 0, 0, 1, "Responsable")
            sheet.merge_range(0, 2, 0, 4, "Enfant")
    return output.getvalue()


@pytest.mark.parametrize(("name", "data"), [
    ("liste.xlsx", banded(True)), ("liste.xlsx", banded(False)),
    ("liste.csv", "\n".join(";".join(cells) for cells in [*BANDS, FAMILY]).encode()),
])  # fmt: skip
def test_bands_over_the_titles_keep_their_reach(name: str, data: bytes) -> None:
    first = read(data, name)
    assert first.format.header_rows == 2
    again = read(receipt(first, name), name)
    assert said(again) == said(first)
    assert [column.header for column in again.columns][: len(first.columns)] == [c.header for c in first.columns]
    assert [column.target for column in again.columns] == [*(c.target for c in first.columns), *["ignore"] * 4]


def test_the_equation_under_a_narrow_table_is_no_family() -> None:
    first = read(b"Nom;Ordinateur\nBENALI;1\n", "liste.csv")
    assert said(read(receipt(first, "liste.csv"), "liste.csv")) == said(first)


def test_an_announced_separator_a_long_number_and_a_cell_of_several_lines_come_back_whole() -> None:
    text = 'sep=|\nNom|Tél|Référence|Remarques|Ordinateur\nBENALI|0612345678|00012345678901234567|"deux\r\nlignes | ici"|1\n'
    first = read(text.encode("utf-16"), "liste.csv")
    data = receipt(first, "liste.csv")
    assert data.decode("utf-16").startswith("sep=|\r\n")
    assert said(read(data, "liste.csv")) == said(first)
    assert first.rows[0].values["partner_reference"] == "00012345678901234567"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_cell_put_right_in_a_receipt_changes_its_row_alone(path: Path) -> None:
    first = read(path.read_bytes(), path.name, kind_of(path))
    if first.aggregate:
        return
    changed = {"guardian_first_name", "child_first_name", "guardian_full_name", "guardian_last_name", "child_last_name"}
    column = next(c for c in first.columns if c.target in changed)
    target = first.rows[len(first.rows) // 2]
    data = corrected(receipt(first, path.name), first, target.row, column.position - 1)
    again = read(data, receipt_name(first), kind_of(path))
    # A duplicate of the row put right loses its reason: rows that pointed at it are its own matter.
    differing = {before[0] for before, after in zip(said(first), said(again), strict=True) if before[1] != after[1]}
    assert differing == {target.row}


def corrected(data: bytes, first: ListReading, row: int, place: int) -> bytes:
    """Write « Zoé » into a cell of a receipt, as its partner would in a spreadsheet."""
    if first.format.kind != "csv":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = [[str(cell) for cell in line] for line in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
        cells[row - 1][place] = "Zoé"
        return workbook(cells, first.format.date_system == 1904)
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else first.format.encoding or "utf-8"
    text = data.decode(encoding).removeprefix("\ufeff")
    separator = first.format.separator or ";"
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    lines[row - 1][place] = "Zoé"
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return output.getvalue().encode(encoding)


HARD = [
    ["Référence", "Nom", "Prénom", "Né(e) le", "Tél", "Religion", "Remarques", "Ordinateur"],
    [
        "00012345678901234567",
        "BENALI",
        "Awa",
        "31/01/2014",
        "0612345678",
        "secrète",
        "deux\nlignes ; et | un séparateur",
        "1",
    ],
    ["R2", "=DURAND", "Sonia", "12/3/84", "06.12.34.56.79", "secrète", "-2 pièces", "1"],
    ["R3", "ŒUVRÉ", "Zoé", "2015-03-04", "", "", '="01004"', "x"],
    ["R4", "", "", "", "0612345681", "", "@SUM(1)", "1"],
    ["R5", "NGUYEN", "Linh", "30/02/2015", "+33612345682", "", "'=1+1", "2"],
]


def hard(name: str, encoding: str) -> bytes:
    """Make the table of hard cells as a text or a workbook."""
    if name.endswith("xlsx"):
        return workbook(HARD)
    text = io.StringIO(newline="")
    text.write("sep=;\r\n")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(HARD)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("liste.csv", encoding) for encoding in ENCODINGS if encoding != "cp850"] + [("liste.xlsx", "")],
)
def test_among_hard_cells_only_the_row_put_right_changes(name: str, encoding: str) -> None:
    first = read(hard(name, encoding), name)
    assert [column.target for column in first.columns if column.header == "Religion"] == ["refuse"]
    data = receipt(first, name)
    assert said(read(data, name)) == said(first)
    reasons = {row.row: row.reasons for row in first.rows}
    for row in first.rows:
        again = read(corrected(data, first, row.row, 2), name)
        differing = {b[0] for b, a in zip(said(first), said(again), strict=True) if b[1] != a[1]}
        assert differing == (set() if row.values.get("guardian_first_name") == "Zoé" else {row.row})
        # What holds a row back is its own: a first name given to R4 lets it in, and changes no other row.
        assert {r.row: r.reasons for r in again.rows if r.row != row.row} == {
            n: reasons[n] for n in reasons if n != row.row
        }


def test_the_added_titles_are_known_words_of_a_receipt() -> None:
    assert ADDED == ("reçu", "état", "motif", "prochaine action")
