"""A name and a phone in one cell: each goes where it belongs, and nothing else is taken for a number."""

from datetime import date

import pytest

from pipelines.intake.reading import read_list
from pipelines.intake.reading_parts import ListReading
from pipelines.intake.values_names import name_and_phones

TODAY = date(2026, 11, 23)


def listed(text: str) -> ListReading:
    found = read_list(text.encode(), "liste.csv", today=TODAY)
    assert isinstance(found, ListReading)
    return found


@pytest.mark.parametrize(
    ("cell", "name", "numbers"),
    [
        ("Mme DIALLO 06 12 34 56 78", "Mme DIALLO", ["+33612345678"]),
        ("DIALLO Awa - 06.12.34.56.78 / 07 98 76 54 32", "DIALLO Awa", ["+33612345678", "+33798765432"]),
        ("06 12 34 56 78 (Awa DIALLO)", "Awa DIALLO", ["+33612345678"]),
        ("M. KONÉ Ali (tél : +33 6 12 34 56 78)", "M. KONÉ Ali", ["+33612345678"]),
        ("HOARAU Marie, portable 0692123456", "HOARAU Marie", ["+262692123456"]),
        ("KONÉ Ali, 0033 6 12 34 56 78 ou 0612345678", "KONÉ Ali", ["+33612345678"]),
        ("0612345678", "", ["+33612345678"]),
        # Too few digits, too many (a social security number), or none.
        ("Mme SY 06 12", "Mme SY 06 12", []),
        ("DIALLO 2 97 04 80 554 141 07", "DIALLO 2 97 04 80 554 141 07", []),
        ("N'Guessan d'Almeida", "N'Guessan d'Almeida", []),
    ],
)
def test_a_number_beside_a_name_is_parted_from_it(cell: str, name: str, numbers: list[str]) -> None:
    assert name_and_phones(cell) == (name, numbers)


def test_a_column_of_names_with_phones_gives_both() -> None:
    reading = listed(
        "Contact;Ville;Besoin\nMme DIALLO 06 12 34 56 78;Lille;1 PC\nM. KONÉ Ali - 07 11 22 33 44;Lille;1 PC\nMme SY;Lille;PC\n"
    )
    assert [column.target for column in reading.columns] == ["guardian_full_name", "commune", "need_text"]
    found = [(row.values["guardian_full_name"], row.values.get("phone_1"), row.reasons) for row in reading.rows]
    assert found == [
        ("Mme DIALLO", "+33612345678", ()),
        ("M. KONÉ Ali", "+33711223344", ()),
        ("Mme SY", None, ("missing_contact",)),
    ]
    assert [(issue.row, issue.code) for issue in reading.issues] == [
        (2, "phone_in_name"), (3, "phone_in_name"), (4, "missing_contact"),
    ]  # fmt: skip


def test_a_phone_of_its_own_column_comes_first_and_is_not_told_twice() -> None:
    reading = listed(
        "Responsable;Tél;Besoin\nDIALLO Awa 06 12 34 56 78;06 12 34 56 78;PC\nKONÉ Ali 07 11 22 33 44;06 99 88 77 66;PC\n"
    )
    phones = [(row.values["phone_1"], row.values.get("phone_2")) for row in reading.rows]
    assert phones == [("+33612345678", None), ("+33699887766", "+33711223344")]


def test_a_word_beside_a_number_is_no_name_where_names_have_their_column() -> None:
    reading = listed(
        "Nom;Prénom;Tél;Besoin\nDIALLO;Awa;06 12 34 56 78 Mme DIALLO;PC\nKONÉ;Ali;06 12 34 56 79 M. KONÉ;PC\n"
    )
    assert [column.target for column in reading.columns][2] == "phone_1"
    assert [row.values["phone_1"] for row in reading.rows] == ["+33612345678", "+33612345679"]


def test_a_name_cell_that_holds_a_number_only_names_nobody() -> None:
    reading = listed("Responsable;Ville;Besoin\nDIALLO Awa;Lille;PC\n06 12 34 56 78;Lille;PC\n")
    assert reading.rows[1].reasons == ("missing_identity",)
    assert reading.rows[1].values["phone_1"] == "+33612345678"
