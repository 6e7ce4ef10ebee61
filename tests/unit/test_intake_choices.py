"""What was found of a file's form is told with its sureness, and each part of it can be changed."""

import io
from datetime import date

import pytest
from xlsxwriter import Workbook

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import Choices, ListReading, read_list
from pipelines.intake.reading_parts import AS_RECOGNISED
from tests.golden.trade.build import open_document

TODAY = date(2020, 4, 3)


def reading(data: bytes, name: str = "liste.csv", choices: Choices = AS_RECOGNISED) -> ListReading:
    found = read_list(data, name, today=TODAY, choices=choices)
    assert isinstance(found, ListReading), found
    return found


def codes(found: ListReading) -> set[str]:
    return {issue.code for issue in found.issues if issue.row == 0}


def hidden_workbook() -> bytes:
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        shown, unseen = book.add_worksheet("Liste"), book.add_worksheet("Ancienne")
        shown.write_row(0, 0, ["Nom", "Besoin"])
        for at, name in enumerate(("Diallo", "Petit", "Roux", "Morel"), start=1):
            shown.write_row(at, 0, [name, "PC"])
        for at in (2, 3):
            shown.set_row(at, None, None, {"hidden": True})
        unseen.write_row(0, 0, ["Nom", "Besoin"])
        unseen.write_row(1, 0, ["Caché", "tablette"])
        unseen.hide()
    return output.getvalue()


def names(found: ListReading) -> list[object]:
    return [row.values.get("guardian_last_name") for row in found.rows]


def test_a_chosen_separator_is_used_even_when_it_reads_nothing() -> None:
    data = b"Nom;Besoin;Remarques\nDiallo;PC;le soir, svp\nPetit;PC;le matin, svp\n"
    assert reading(data).format.separator == ";"
    wrong = read_list(data, "liste.csv", today=TODAY, choices=Choices(separator=",", header_row=1))
    assert isinstance(wrong, ListReading)
    assert (wrong.format.separator, wrong.rows[0].cells) == (",", ("Diallo;PC;le soir", " svp"))
    assert wrong.format.sureness["separator"] == 1


@pytest.mark.parametrize("separator", [";;", "", '"', "\n", "\r", "\x00", "é"])
def test_a_separator_that_is_none_is_refused_or_read_never_an_exception(separator: str) -> None:
    found = read_list(b"Nom;Besoin\nDiallo;PC\n", "liste.csv", today=TODAY, choices=Choices(separator=separator))
    assert isinstance(found, ListReading | Refusal)


def test_a_chosen_encoding_wins_over_what_was_found() -> None:
    data = "Nom;Besoin\nLefèvre;PC\n".encode("cp1252")
    assert names(reading(data)) == ["Lefèvre"]
    assert names(reading(data, choices=Choices(encoding="mac_roman"))) == ["LefËvre"]
    assert reading(data, choices=Choices(encoding="cp1252")).format.sureness["encoding"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "klingon", "base64", "rot13", "punycode"])
def test_an_encoding_that_does_not_fit_is_refused(encoding: str) -> None:
    data = "Nom;Besoin\nLefèvre;PC\n".encode("cp1252")
    found = read_list(data, "liste.csv", today=TODAY, choices=Choices(encoding=encoding))
    assert isinstance(found, Refusal)
    assert found.code == "bad_choice"


def test_a_chosen_header_row_wins() -> None:
    found = reading(b"Nom;Besoin\nNom;Besoin\nDiallo;PC\n", choices=Choices(header_row=2))
    assert (found.format.header_row, found.format.sureness["header"]) == (2, 1)


def test_each_column_can_be_chosen() -> None:
    found = reading(
        b"A;B;Besoin\nDiallo;Awa;PC\n",
        choices=Choices(targets={"A": "guardian_last_name", "B": "ignore"}, header_row=1),
    )
    assert [column.target for column in found.columns] == ["guardian_last_name", "ignore", "need_text"]


def test_hidden_rows_are_read_listed_and_asked_about() -> None:
    found = reading(hidden_workbook(), "liste.xlsx")
    assert names(found) == ["Diallo", "Petit", "Roux", "Morel"]
    said = next(issue for issue in found.issues if issue.code == "hidden_rows")
    assert (said.row, said.severity, "3–4" in said.message.fr, "3–4" in said.message.en) == (0, "warn", True, True)


def test_hidden_rows_can_be_left_and_are_still_accounted_for() -> None:
    found = reading(hidden_workbook(), "liste.xlsx", Choices(skip_hidden=True))
    assert names(found) == ["Diallo", "Morel"]
    assert [(row, kind) for row, kind, _ in found.other_rows] == [(1, "header"), (3, "hidden"), (4, "hidden")]
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    assert found.counts["physical"] == sum(found.counts[part] for part in parts) == 5
    assert "hidden_rows_left" in codes(found)


def test_the_names_of_all_sheets_are_given_and_a_hidden_one_can_be_chosen() -> None:
    found = reading(hidden_workbook(), "liste.xlsx")
    assert found.format.sheets == (("Liste", False), ("Ancienne", True))
    assert "hidden_sheet" in codes(found)
    other = reading(hidden_workbook(), "liste.xlsx", Choices(sheet="Ancienne"))
    assert (names(other), "hidden_sheet" in codes(other)) == (["Caché"], False)


def test_hidden_rows_of_an_open_document_are_listed_too() -> None:
    data = open_document([["Nom", "Besoin"], ["Diallo", "PC"], ["Petit", "PC"]], {"hidden_rows": "3"})
    assert "hidden_rows" in codes(reading(data, "liste.ods"))
    assert names(reading(data, "liste.ods", Choices(skip_hidden=True))) == ["Diallo"]


def test_a_close_call_is_told() -> None:
    found = reading(b"Nom;Besoin,Ville\nDiallo;PC,Rennes\nPetit;PC,Rennes\n", choices=Choices(header_row=1))
    assert found.format.sureness["separator"] < 0.7
    assert "unsure_separator" in codes(found)
