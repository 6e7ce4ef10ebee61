"""What partners write, and what it is read as: values checked by hand."""

from datetime import date

import pytest

from pipelines.intake.values import CellReader
from pipelines.intake.values_needs import read_needs
from pipelines.intake.values_phones import read_phones

TODAY = date(2020, 4, 3)


def read(field: str, cell: str, date_system: int = 1900) -> tuple[object, str | None]:
    return CellReader(TODAY, date_system).read(field, cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("03/04/2015", date(2015, 4, 3)),
        ("3/4/15", date(2015, 4, 3)),
        ("3.4.2015", date(2015, 4, 3)),
        ("2015-04-03", date(2015, 4, 3)),
        ("2015-04-03 00:00:00", date(2015, 4, 3)),
        ("3 avril 2015", date(2015, 4, 3)),
        ("1er juillet 2016", date(2016, 7, 1)),
        ("3 avr. 2015", date(2015, 4, 3)),
        ("April 3, 2015", date(2015, 4, 3)),
        ("42097", date(2015, 4, 3)),
        ("03042015", date(2015, 4, 3)),
        ("12/1/93", date(1993, 1, 12)),
        ("25/11/01", date(2001, 11, 25)),
    ],
)
def test_a_date_is_read_however_it_is_written(cell: str, day: date) -> None:
    assert read("guardian_birth_date", cell) == (day, None)


def test_a_day_number_of_a_1904_workbook_counts_from_1904() -> None:
    assert read("child_birth_date", "40635", 1904) == (date(2015, 4, 3), None)


@pytest.mark.parametrize("cell", ["31/02/2014", "2014-06-31", "30/02/13", "12/31/2015", "01/01/1850"])
def test_a_day_that_the_calendar_does_not_have_is_invalid(cell: str) -> None:
    assert read("guardian_birth_date", cell) == (None, "invalid_date")


def test_a_date_to_come_keeps_its_literal_reading() -> None:
    assert read("guardian_birth_date", "04/04/2020") == (date(2020, 4, 4), "future_date")
    assert read("guardian_birth_date", "03/04/2020") == (TODAY, None)


@pytest.mark.parametrize(
    "cell", ["", " ", "-", "inconnu", "01/01/1900", "00/00/0000", "néant", "xxx", "?", "x", "« retiré »"]
)
def test_a_placeholder_date_is_nothing(cell: str) -> None:
    assert read("guardian_birth_date", cell) == (None, None)


def test_a_year_alone_is_told_but_holds_nothing_back() -> None:
    assert read("guardian_birth_date", "1985") == (None, "incomplete_date")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("07/87/76/54/13", "+33787765413"),
        ("612345678", "+33612345678"),
        ("612345678.0", "+33612345678"),
        ("6.12345678E8", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("tel: 06-12-34-56-78", "+33612345678"),
        ("'0612345678", "+33612345678"),
        ("06 12 34 56 78 (mère)", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("692123456.0", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0694123456", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0639 01 23 45", "+262639012345"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_phone_becomes_e164_with_its_overseas_prefix(cell: str, number: str) -> None:
    assert read("phone_1", cell) == (number, None)


@pytest.mark.parametrize("cell", ["0612", "061234567890", "06 12 34 56 7", "01 23", "demander à la mairie"])
def test_a_number_that_cannot_be_called_is_an_invalid_phone(cell: str) -> None:
    assert read("phone_1", cell) == (None, "invalid_phone")


@pytest.mark.parametrize("cell", ["06 00 00 00 00", "aucun", "néant", "-", "sans", "0"])
def test_a_filler_phone_is_nothing(cell: str) -> None:
    assert read("phone_1", cell) == (None, None)


def test_two_numbers_in_one_cell_are_both_read() -> None:
    assert read_phones("0612345678 / 0711111112") == (["+33612345678", "+33711111112"], None)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("postcode", "1000", "01000"),
        ("postcode", "6200.0", "06200"),
        ("postcode", '="01100"', "01100"),
        ("postcode", "93 200", "93200"),
        ("postcode", "F-93200", "93200"),
        ("commune_code", "2a004", "2A004"),
        ("commune_code", "1053", "01053"),
        ("commune_code", '="01283"', "01283"),
        ("children_count", "3,0", 3),
        ("children_count", "trois", 3),
        ("children_count", "zéro", 0),
        ("children_count", "2 enfants", 2),
        ("children_count", "-2", -2),
        ("household_size", "2 adultes + 3 enfants", 5),
        ("need_laptop", "x", 1),
        ("need_laptop", "O", 1),
        ("need_laptop", "non", 0),
        ("need_laptop", "2", 2),
        ("need_laptop", "1 PC", 1),
        ("need_laptop", "", None),
        ("urgency", "x", "urgent"),
        ("urgency", "Urgent", "urgent"),
        ("urgency", "non", "normal"),
        ("information_given", "O", "oui"),
        ("information_given", "pas encore", "non"),
        ("school_level", "6ème B", "6e"),
        ("school_level", "cm2", "CM2"),
        ("school_level", "Terminale STMG", "Tle"),
        ("school_level", "2nde", "2de"),
        ("school_level", "Grande section", "GS"),
        ("scholarship_level", "éch. 0bis", "0bis"),
        ("scholarship_level", "Échelon 5", "5"),
        ("scholarship_level", "5/7", "5"),
        ("housing_kind", "Hôtel 115", "social_hotel"),
        ("housing_kind", "Hébergé chez un tiers", "relatives"),
        ("housing_kind", "HUDA", "refugee_centre"),
        ("device_situation", "Un ordinateur pour toute la famille", "shared"),
        ("device_situation", "pas d'ordinateur", "none"),
        ("device_situation", "1 vieux PC lent", "broken"),
        ("connection_situation", "ADSL", "fixed"),
        ("connection_situation", "Forfait mobile limité", "limited_mobile"),
        ("connection_situation", "Pas d'internet", "none"),
        ("operator", "LYCAMOBILE", "Lycamobile"),
        ("operator", "Télé2", "Télé2"),
        ("exam_year", "oui", True),
        ("exam_year", "Brevet", True),
        ("exam_year", "N", False),
        ("email", "Awa.D@EXAMPLE.org ", "awa.d@example.org"),
        ("guardian_last_name", " N'Guessan d'Almeida ", "N'Guessan d'Almeida"),
        ("note", "'=1+1", "=1+1"),
        ("guardian_last_name", "Na", "Na"),
    ],
)
def test_a_cell_is_read_by_the_words_of_the_trade(field: str, cell: str, value: object) -> None:
    assert read(field, cell) == (value, None)


@pytest.mark.parametrize(
    ("field", "cell", "problem"),
    [
        ("school_level", "CE1/CE2", "unknown_word"),
        ("housing_kind", "zzz", "unknown_word"),
        ("children_count", "plusieurs", "unreadable_count"),
        ("email", "awa chez example", "invalid_email"),
        ("postcode", "2A004", "unknown_postcode"),
        ("commune_code", "Paris", "unreadable_commune_code"),
    ],
)
def test_what_is_not_understood_is_told_never_guessed(field: str, cell: str, problem: str) -> None:
    assert read(field, cell) == (None, problem)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("1 PC + clé 4G pour 3 enfants", {"need_laptop": 1, "need_connection": 1}),
        ("2 PC, tablette, 1 carte SIM", {"need_laptop": 2, "need_tablet": 1, "need_connection": 1}),
        ("1 ordi tablette", {"need_laptop": 1, "need_tablet": 1}),
        ("deux ordinateurs et une connexion", {"need_laptop": 2, "need_connection": 1}),
        ("PC : 2, tablette : 3", {"need_laptop": 2, "need_tablet": 3}),
        ("2PC", {"need_laptop": 2}),
        ("PC x2", {"need_laptop": 2}),
        ("1 PC ou tablette", {"need_laptop": 1}),
        ("pas de PC, besoin clé 4G", {"need_connection": 1}),
        ("Déjà une tablette", {}),
        ("connexion seulement", {"need_connection": 1}),
        ("1 téléphone simple / 1 smartphone", {"need_phone": 1, "need_smartphone": 1}),
        ("à voir avec la famille", {}),
    ],
)
def test_a_need_in_words_becomes_counts(text: str, counts: dict[str, int]) -> None:
    assert read_needs(text).counts == counts


def test_a_need_for_many_families_states_how_many() -> None:
    found = read_needs("12 PC et 20 SIM pour 30 familles")
    assert (found.counts, found.households_count) == ({"need_laptop": 12, "need_connection": 20}, 30)
