"""Bytes become rows of text: encodings, separators, workbooks."""

import io
from datetime import date

import pytest
from xlsxwriter import Workbook

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import Choices, ListReading, read_list
from pipelines.intake.reading_parts import AS_RECOGNISED

TODAY = date(2020, 4, 3)
TEXT = "Nom;Prénom;Adresse;Besoin\nLefèvre;Zoé;3 rue de l'Église;PC\nGarçon;Noël;Bâtiment B;clé 4G\n"


def reading(data: bytes, name: str = "liste.csv", choices: Choices = AS_RECOGNISED) -> ListReading:
    found = read_list(data, name, today=TODAY, choices=choices)
    assert isinstance(found, ListReading), found
    return found


def workbook(rows: list[list[object]], **options: object) -> bytes:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("Demandes")
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write(at, place, cell)
    return output.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
def test_accents_survive_each_encoding_of_the_field(encoding: str) -> None:
    found = reading(TEXT.encode(encoding))
    assert found.format.encoding == encoding
    assert [row.values["guardian_last_name"] for row in found.rows] == ["Lefèvre", "Garçon"]
    assert found.rows[0].values["address"] == "3 rue de l'Église"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_separator_and_line_end_gives_the_same_rows(separator: str, newline: str) -> None:
    found = reading(TEXT.replace(";", separator).replace("\n", newline).encode())
    assert found.format.separator == separator
    assert [row.row for row in found.rows] == [2, 3]


def test_a_sep_line_counts_and_decides() -> None:
    found = reading(("sep=|\n" + TEXT.replace(";", "|")).encode())
    assert (found.format.separator, found.format.header_row) == ("|", 2)
    assert found.other_rows[0][:2] == (1, "sep")


def test_a_file_with_two_encodings_is_refused_with_its_line() -> None:
    found = read_list("Nom;Besoin\nLefèvre;PC\n".encode() + "Zoé;PC\n".encode("cp1252"), "x.csv", today=TODAY)
    assert isinstance(found, Refusal)
    assert found.code == "mixed_encodings"
    assert "ligne 3" in found.sentence.fr


def test_a_quote_left_open_is_refused_with_its_line() -> None:
    found = read_list(b'Nom;Besoin\nA;PC\n"B;PC\nC;PC\n', "x.csv", today=TODAY)
    assert isinstance(found, Refusal)
    assert (found.code, "ligne 3" in found.sentence.fr) == ("unclosed_quote", True)


def test_a_cell_on_two_lines_is_one_record() -> None:
    found = reading(b'Nom;Besoin;Remarques\nA;PC;"un\ndeux"\nB;PC;\n')
    assert [row.row for row in found.rows] == [2, 3]
    assert found.counts["physical"] == 3


def test_a_workbook_keeps_dates_numbers_and_text() -> None:
    rows: list[list[object]] = [["Nom", "Tél", "CP", "Né(e) le", "PC"], ["Diallo", 612345678, 1000, "01/02/1985", 1]]
    values = reading(workbook(rows), "liste.xlsx").rows[0].values
    assert (values["phone_1"], values["postcode"], values["need_laptop"]) == ("+33612345678", "01000", 1)
    assert values["guardian_birth_date"] == date(1985, 2, 1)


def test_a_hidden_sheet_is_told_and_left() -> None:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        shown, unseen = book.add_worksheet("Liste"), book.add_worksheet("Secrets")
        for sheet, name in ((shown, "Diallo"), (unseen, "Caché")):
            sheet.write_row(0, 0, ["Nom", "Besoin"])
            sheet.write_row(1, 0, [name, "PC"])
        unseen.hide()
    found = reading(output.getvalue(), "liste.xlsx")
    assert [row.values["guardian_last_name"] for row in found.rows] == ["Diallo"]
    assert [issue.code for issue in found.issues] == ["hidden_sheet", "missing_contact"]
    assert "Caché" not in repr(found)


def test_a_sheet_may_be_chosen_and_a_missing_one_is_refused() -> None:
    data = workbook([["Nom", "Besoin"], ["Diallo", "PC"]])
    assert reading(data, "liste.xlsx", Choices(sheet="Demandes")).format.sheet == "Demandes"
    refused = read_list(data, "liste.xlsx", today=TODAY, choices=Choices(sheet="Autre"))
    assert isinstance(refused, Refusal)
    assert refused.code == "bad_choice"


def test_a_formula_without_result_does_not_lose_its_row() -> None:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Besoin"])
        sheet.write_row(1, 0, ["Diallo", "PC"])
        sheet.write_formula(2, 0, "=A2", None, "")
    found = reading(output.getvalue(), "liste.xlsx")
    assert [row.row for row in found.rows] == [2, 3]
    assert "uncached_formula" in {issue.code for issue in found.issues}


def test_rows_that_are_only_formatted_count_as_blank() -> None:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, ["Nom", "Besoin"])
        sheet.write_row(1, 0, ["Diallo", "PC"])
        for row in range(2, 12):
            sheet.write_blank(row, 0, None, bold)
    counts = reading(output.getvalue(), "liste.xlsx").counts
    assert (counts["physical"], counts["blank"]) == (12, 10)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("liste.csv", b"", "empty_file"),
        ("liste.docx", b"PK\x03\x04", "unknown_format"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n", "not_a_list"),
        ("liste.xls", b"<html><table>", "not_a_list"),
        ("liste.xlsx", b"Nom;Besoin\nA;PC\n", "not_a_list"),
        ("liste.xlsx", b"PK\x03\x04rest", "damaged"),
        ("liste.pdf", b"%PDF-1.7", "unknown_format"),
    ],
)
def test_a_file_that_is_not_what_it_says_gets_one_sentence(name: str, data: bytes, code: str) -> None:
    found = read_list(data, name, today=TODAY)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.sentence.fr
    assert found.sentence.en
    assert found.sentence.fr != found.sentence.en
