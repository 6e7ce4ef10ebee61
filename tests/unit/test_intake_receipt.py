"""The partner's own file back: same rows, four more columns, no formula, nothing that must not be stored."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.receipt import ReceiptLine, guarded, write_receipt

TODAY = date(2020, 4, 3)
LINE = ReceiptLine("03/04/2020 14:05", "prise en compte", "", "")
EQUATION = "5 lignes = 1 d'en-tête + 0 vides + 1 hors données + 3 acceptées + 0 acceptées avec remarque + 0 à corriger"
TEXT = "Liste du 3 avril;;;;\nNom;Prénom;Religion;Tél;Besoin\nLefèvre;Zoé;secrète;06 12 34 56 78;PC\n=1+1;Awa;;+33612345679;PC\n-2 pièces;Noël;;;clé 4G\n"


def reading(data: bytes, name: str) -> ListReading:
    found = read_list(data, name, today=TODAY)
    assert isinstance(found, ListReading), found
    return found


def receipt(found: ListReading, name: str = "liste.csv") -> bytes:
    return write_receipt(found, name, {row.row: LINE for row in found.rows}, EQUATION)


def test_a_csv_keeps_its_separator_encoding_order_and_titles() -> None:
    data = receipt(reading(TEXT.encode("cp1252"), "liste.csv"))
    rows = list(csv.reader(io.StringIO(data.decode("cp1252"), newline=""), delimiter=";"))
    assert rows[0] == ["Liste du 3 avril", "", "", "", ""]
    assert rows[1] == ["Nom", "Prénom", "Religion", "Tél", "Besoin", "reçu", "état", "motif", "prochaine action"]
    assert rows[2] == [
        "Lefèvre",
        "Zoé",
        "« retiré »",
        "06 12 34 56 78",
        "PC",
        "03/04/2020 14:05",
        "prise en compte",
        "",
        "",
    ]
    assert rows[3][:4] == ["'=1+1", "Awa", "« retiré »", "+33612345679"]
    assert rows[-1] == [EQUATION]


def test_a_sign_that_the_encoding_lacks_changes_it_to_utf_8_with_its_mark() -> None:
    found = reading(TEXT.encode("cp1252"), "liste.csv")
    data = write_receipt(found, "liste.csv", {3: ReceiptLine("", "✓ łódź", "", "")}, EQUATION)
    assert data.startswith(b"\xef\xbb\xbf")
    assert "✓ łódź" in data.decode("utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "cp850"])
def test_a_receipt_sent_again_says_the_same(encoding: str) -> None:
    first = reading(TEXT.encode(encoding), "liste.csv")
    again = reading(receipt(first), "liste.csv")
    assert [(row.row, row.values, row.reasons) for row in again.rows] == [
        (row.row, row.values, row.reasons) for row in first.rows
    ]
    assert [column.target for column in again.columns] == [column.target for column in first.columns] + ["ignore"] * 4
    assert again.other_rows[-1][1] == "note"


def test_the_receipt_of_a_workbook_is_a_workbook_of_texts() -> None:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Demandes")
        sheet.write_row(0, 0, ["Nom", "Tél", "Besoin"])
        sheet.write_string(1, 0, "=1+1")
        sheet.write_row(1, 1, [612345678, "PC"])
    first = reading(output.getvalue(), "liste.xlsx")
    data = receipt(first, "liste.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Demandes").to_python()
    assert rows[1][:4] == ["=1+1", "612345678", "PC", "03/04/2020 14:05"]
    assert reading(data, "liste.xlsx").rows[0].values == first.rows[0].values


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+33 puis 4 enfants",
        "-2 pièces",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1+1",
        "＠x",
        "\u200b=1",
        "\x00=1",
        "\t",
    ],
)
def test_no_cell_of_a_csv_can_become_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["+33612345678", "06 12 34 56 78", "Lefèvre", "", "'=1+1", "3 rue X", "a=b"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell
