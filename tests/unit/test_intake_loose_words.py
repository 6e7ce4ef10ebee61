"""Words that are cut, misspelt or of one trade are read where one known word is meant, and left where two may be."""

import pytest

from pipelines.intake.column_halves import settle_halves
from pipelines.intake.columns import Column
from pipelines.intake.header_bands import guess_with_band
from pipelines.intake.header_guess import Guess
from pipelines.intake.values_codes import read_code, read_school_level
from pipelines.intake.values_counts import is_unit_of_children, is_unit_of_people
from pipelines.intake.values_needs import read_needs
from pipelines.intake.values_typos import mended_word


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("connection_situation", "sans abonnt", "none"), ("housing_kind", "proprio", "own_home"), ("housing_kind", "stab°", "shelter"),
        ("device_situation", "en pane", "broken"), ("device_situation", "juste un smarphone", "smartphone_only"),
        ("connection_situation", "la boxe", "fixed"), ("housing_kind", "éberger par sa soeur", "relatives"),
        ("device_situation", "Ø", "none"), ("connection_situation", "∅", "none"), ("device_situation", "PC du CHRS", "shared"),
        ("device_situation", "laptop doesn't work", "broken"), ("information_given", "12/11/2026", "oui"),
        ("urgency", "pas spécialement", "normal"), ("housing_kind", "rés. sociale", "own_home"),
    ],
)  # fmt: skip
def test_a_loose_word_has_its_code(name, text, code):
    assert read_code(name, text)[0] == code


@pytest.mark.parametrize("text", ["Wakanda", "hutil sucial", "abcdef", "qui sait"])
def test_a_word_that_is_near_to_none_stays_a_question(text):
    assert read_code("housing_kind", text) == (None, "unknown_word")


@pytest.mark.parametrize(
    ("text", "level"),
    [("1°", "1re"), ("SEC 2", "2de"), ("602", "6e"), ("M.S.", "MS"), ("C.E.1", "CE1"), ("1 MCV", "1re"), ("3 pers.", None), ("2 enf.", None)],
)  # fmt: skip
def test_a_level_is_read_however_it_is_cut(text, level):
    assert read_school_level(text)[0] == level


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ('tablette 10"', {"need_tablet": 1}), ("smartph. + PC port.", {"need_smartphone": 1, "need_laptop": 1}),
        ("2 tels tactiles", {"need_smartphone": 2}), ("carte sime", {"need_connection": 1}), ("portable simple", {"need_phone": 1}),
        ("une puce", {"need_connection": 1}), ("3 ordis", {"need_laptop": 3}),
    ],
)  # fmt: skip
def test_a_need_is_counted_however_it_is_cut(text, counts):
    assert read_needs(text).counts == counts


def test_a_word_between_two_known_ones_is_not_mended():
    assert mended_word("device_situation", "smarphone") == "smartphone"
    assert mended_word("device_situation", "zzzz") == "zzzz"
    assert mended_word("device_situation", "pan") == "pan"


@pytest.mark.parametrize(
    ("text", "people", "children"),
    [("4 pers.", True, False), ("2A+3E", True, False), ("3 enfs.", False, True), ("12", False, False), ("CM2", False, False)],
)  # fmt: skip
def test_a_unit_says_what_is_counted(text, people, children):
    assert (is_unit_of_people(text), is_unit_of_children(text)) == (people, children)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("12. Où logez-vous actuellement ?", "housing_kind"), ("Q3 - Code postal", "postcode"), ("TYPE_HEB", "housing_kind"),
        ("bestab", "need_tablet"), ("Ce qu'il lui faut", "need_text"), ("Nb pers. au foyer (adultes + enf.)", "household_size"),
        ("Ils ont quoi", "device_situation"), ("Comment t'appelles-tu ? (nom de famille)", "person_last_name"),
        ("Que possède la famille comme accès ?", "connection_situation"), ("Parent à prévenir", "guardian_full_name"),
    ],
)  # fmt: skip
def test_a_header_is_read_however_it_is_put(header, target):
    guess = guess_with_band(header, "")
    assert guess is not None and guess.target == target


def column(at: int, key: str, cells: list[str], target: str, guess: Guess | None = None) -> Column:
    """Make a column of a list."""
    return Column(at, key, cells, cells, guess, target)


def test_names_beside_first_names_are_the_last_name_that_no_header_tells():
    names = ["DIALLO", "BENALI", "MARTIN", "NGUYEN", "KOVAC", "TRAN"]
    first = column(1, "Prénom DA", ["Awa", "Ali", "Jo", "Linh", "Ana", "Mai"], "guardian_first_name")
    beside = column(0, "DA principal", names, "ignore")
    settle_halves([beside, first])
    assert beside.target == "guardian_last_name"


def test_a_few_words_that_come_again_are_no_last_names():
    first = column(1, "Prénom", ["Awa", "Ali", "Jo", "Linh", "Ana", "Mai"], "guardian_first_name")
    beside = column(0, "Site", ["Nord", "Sud", "Nord", "Sud", "Nord", "Sud"], "ignore")
    settle_halves([beside, first])
    assert beside.target == "ignore"
