"""The table to fill: recognised whole, its example never a family, every word of its lists a code."""

import io
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.model.codes import PartnerKind, RowOutcome
from campaigns.model.outcome import Refusal
from campaigns.model.row import CANONICAL_FIELDS, COUNT_FIELDS
from pipelines.cli import main
from pipelines.intake.asked_fields import LISTED, asked_fields, choices_of
from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.template import EXPLAINED, LAST_ROW, LONGEST_LIST, SHEET, template_file
from pipelines.intake.values import CellReader
from pipelines.intake.vocabulary import profile

TODAY = date(2026, 11, 23)
KINDS = [str(kind) for kind in PartnerKind]


def template(kind: str) -> bytes:
    """Make the table of a kind of structure."""
    made = template_file(kind)
    assert isinstance(made, bytes)
    return made


def read(data: bytes, kind: str) -> ListReading:
    """Read a filled table."""
    found = read_list(data, "liste.xlsx", today=TODAY, partner_kind=kind)
    assert isinstance(found, ListReading), found
    return found


def filled(kind: str, rows: list[dict[str, str]], keep_example: bool = True) -> bytes:
    """Fill the table as a person does: field -> what is typed, from the row below the example."""
    book = load_workbook(io.BytesIO(template(kind)))
    sheet = book[SHEET]
    places = {field.name: at for at, field in enumerate(asked_fields(kind), start=1)}
    if not keep_example:
        for at in places.values():
            sheet.cell(2, at).value = None
    for number, row in enumerate(rows, start=3):
        for name, typed in row.items():
            sheet.cell(number, places[name]).value = typed
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def family(kind: str, number: int) -> dict[str, str]:
    """Return one whole family, choosing the n-th word of each list."""
    typed = {
        "partner_reference": f"F-{number}", "guardian_last_name": f"Durand{number}", "guardian_first_name": "Sonia",
        "child_last_name": f"Durand{number}", "child_first_name": "Lou", "guardian_birth_date": "31/01/1984",
        "child_birth_date": "31/01/2014", "phone_1": f"06 12 34 56 {number:02}", "phone_2": f"07 12 34 56 {number:02}",
        "email": f"sonia{number}@lilas.fr", "address": f"{number} rue des Lilas", "postcode": "01000",
        "commune": "Bourg-en-Bresse", "line_to_recharge": "06 98 76 54 32", "note": "Rappeler le soir",
    }  # fmt: skip
    chosen = {}
    for field in asked_fields(kind):
        words = list(field.choices.values())
        if words:
            chosen[field.name] = words[number % len(words)]
        elif field.name in COUNT_FIELDS:
            chosen[field.name] = str(1 + number % 3)
        else:
            chosen[field.name] = typed[field.name]
    return chosen | {"information_given": "oui"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_as_it_is_holds_one_example_and_no_family(kind: str) -> None:
    found = read(template(kind), kind)
    assert [(row.outcome, row.reasons) for row in found.rows] == [(RowOutcome.REJECTED, ("example_row",))]
    assert (found.counts["accepted"], found.counts["warned"], found.counts["physical"]) == (0, 0, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_title_is_recognised_for_sure(kind: str) -> None:
    columns = read(template(kind), kind).columns
    assert [column.target for column in columns] == [field.name for field in asked_fields(kind)]
    assert [(column.header, column.confidence) for column in columns if column.confidence < 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_filled_with_every_word_of_every_list_is_accepted_without_a_remark(kind: str) -> None:
    count = max(len(field.choices) for field in asked_fields(kind))
    found = read(filled(kind, [family(kind, number) for number in range(count)]), kind)
    example, *families = found.rows
    assert example.reasons == ("example_row",)
    assert len(families) == count
    assert {(row.outcome, row.reasons) for row in families} == {(RowOutcome.ACCEPTED, ())}
    assert [issue.code for issue in found.issues if issue.row > 2] == []
    assert [column.target for column in found.columns] == [field.name for field in asked_fields(kind)]
    wanted = {field.name for field in asked_fields(kind)} | {"commune_code"}
    assert {frozenset(row.values) for row in families} == {frozenset(wanted)}
    for field in asked_fields(kind):
        if field.name in LISTED:
            assert {row.values[field.name] for row in families} == set(field.choices)


@pytest.mark.parametrize("name", [*LISTED, "information_given", "urgency"])
def test_every_word_of_a_list_means_its_code(name: str) -> None:
    reader = CellReader(TODAY)
    assert {word: reader.read(name, word) for word in choices_of(name).values()} == {
        word: (code, None) for code, word in choices_of(name).items()
    }


def test_every_code_of_a_vocabulary_has_a_word_of_its_own() -> None:
    declared = profile("templates")["words"]
    assert {name: set(declared[name]) for name in LISTED} == {
        name: set(profile("vocabularies")[name]) for name in LISTED
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_fits_in_the_rule_of_a_spreadsheet(kind: str) -> None:
    assert [f.name for f in asked_fields(kind) if len(",".join(f.choices.values())) > LONGEST_LIST] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_offers_the_lists_under_frozen_titles_and_explains_them(kind: str) -> None:
    book = load_workbook(io.BytesIO(template(kind)))
    assert book.sheetnames == [SHEET, EXPLAINED]
    sheet = book[SHEET]
    assert sheet.freeze_panes == "A2"
    assert offered(sheet) == {f.title: list(f.choices.values()) for f in asked_fields(kind) if f.choices}
    explained = {row[0].value: row[1].value for row in book[EXPLAINED].iter_rows()}
    assert {field.title: explained[field.title] for field in asked_fields(kind)} == {
        field.title: field.help for field in asked_fields(kind)
    }
    assert sheet.column_dimensions["A"].width == pytest.approx(asked_fields(kind)[0].width, abs=1)


def offered(sheet: Worksheet) -> dict[str, list[str]]:
    """Return title -> words of each drop-down of a sheet."""
    titles = {cell.column_letter: str(cell.value) for cell in sheet[1]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            reach = str(rule.sqref)
            column = reach.split(":")[0].rstrip("0123456789")
            assert reach == f"{column}2:{column}{LAST_ROW + 1}"
            found[titles[column]] = str(rule.formula1).strip('"').split(",")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_known_whatever_two_cells_of_it_were_changed(kind: str) -> None:
    real = family(kind, 7)
    fields = [field.name for field in asked_fields(kind)]
    marked = [f.name for f in asked_fields(kind) if f.example]
    for changed in combinations(marked, 2):
        found = read(with_example(kind, {name: real[name] for name in changed}), kind)
        assert [row.reasons for row in found.rows] == [("example_row",)], changed
    # One cell of the example kept in a row otherwise real: known by its mark, or it says nothing.
    for kept in marked:
        found = read(with_example(kind, {name: real[name] for name in fields if name != kept}), kind)
        (row,) = found.rows
        assert row.reasons == ("example_row",) or kept not in row.values or kept.startswith("need_"), kept


def with_example(kind: str, changes: dict[str, str]) -> bytes:
    """Return the table with some cells of its example written over."""
    book = load_workbook(io.BytesIO(template(kind)))
    for at, field in enumerate(asked_fields(kind), start=1):
        if field.name in changes:
            book[SHEET].cell(2, at).value = changes[field.name]
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_asked_are_fields_of_the_contract_each_once(kind: str) -> None:
    names = [field.name for field in asked_fields(kind)]
    assert len(names) == len(set(names)) and set(names) <= set(CANONICAL_FIELDS)
    assert set(profile("templates")["kinds"][kind]["first"]) <= set(names)


def test_the_command_writes_the_table_of_a_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tableau.xlsx"
    assert main(["template", "--kind", "shelter", "--out", str(out), "--json"]) == 0
    assert [column.target for column in read(out.read_bytes(), "shelter").columns] == [
        field.name for field in asked_fields("shelter")
    ]
    capsys.readouterr()
    assert main(["template", "--kind", "banque", "--out", str(tmp_path / "non.xlsx")]) == 1
    assert "« banque » n'est pas une nature de structure" in capsys.readouterr().err
    assert isinstance(template_file("banque"), Refusal)
