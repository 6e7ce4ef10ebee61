"""« idem » is what the cell above says, nothing else is, and the rows are told."""

from datetime import date

import pytest

from pipelines.intake.reading import read_list

TODAY = date(2026, 11, 27)
HEAD = "Nom enfant;Prénom enfant;Classe;Parent;Téléphone;Besoin\n"
FIRST = "DIALLO;Awa;CM2;DIALLO Mariam;06 12 34 56 78;1 PC\n"


def read(*lines: str):
    """Read a school's list of these lines under one child."""
    return read_list((HEAD + FIRST + "".join(lines)).encode(), "ecole.csv", today=TODAY, partner_kind="school")


@pytest.mark.parametrize("mark", ["idem", "Idem", "id.", "-id-", "idem ci-dessus", "〃", "ditto"])
def test_a_brother_has_the_parent_and_the_phone_of_the_row_above(mark):
    reading = read(f"DIALLO;Ibrahim;6ème;{mark};{mark};1 tablette\n")
    values = reading.rows[1].values
    assert values["guardian_full_name"] == "DIALLO Mariam"
    assert values["phone_1"] == "+33612345678"
    assert (values["child_first_name"], values["school_level"]) == ("Ibrahim", "6e")
    assert [issue.code for issue in reading.issues] == ["ditto_marks"]
    assert "ligne" in reading.issues[0].message.fr and "3" in reading.issues[0].message.fr


def test_a_third_child_is_told_by_the_first():
    reading = read("DIALLO;Ibrahim;6ème;idem;idem;1 PC\n", "DIALLO;Sira;4ème;idem;idem;1 PC\n")
    assert [row.values["phone_1"] for row in reading.rows] == ["+33612345678"] * 3


def test_a_double_slash_is_followed_only_where_a_name_says_so_too():
    alone, both = read("DIALLO;Ibrahim;6ème;BAH Ali;//;1 PC\n"), read("DIALLO;Ibrahim;6ème;//;//;1 PC\n")
    assert "phone_1" not in alone.rows[1].values
    assert both.rows[1].values["phone_1"] == "+33612345678"


def test_a_first_name_is_never_taken_from_another_child():
    assert "child_first_name" not in read("DIALLO;idem;6ème;idem;idem;1 PC\n").rows[1].values


def test_a_list_without_such_a_mark_is_told_nothing():
    assert not read("DIALLO;Ibrahim;6ème;BAH Ali;06 12 34 56 79;1 PC\n").issues


def test_nothing_is_taken_from_an_empty_cell():
    reading = read("BAH;Ali;6ème;BAH Binta;;1 PC\n", "BAH;Sira;4ème;idem;idem;1 PC\n")
    assert "phone_1" not in reading.rows[2].values
