"""Numbers, dates and sentences as they are read. Expected texts were written by hand, from ux.md's examples."""

from datetime import date, datetime

import pytest

from campaigns.model.outcome import Sentence
from dashboard.parts.equation import equation_sentence
from dashboard.wording import numbers
from dashboard.wording.figure_words import measure_said
from dashboard.wording.translation import translate

THIN = "\u202f"
HARD = "\u00a0"
FR, EN = translate("fr"), translate("en")


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert numbers.number(12345, "fr") == f"12{THIN}345"
    assert numbers.number(12345, "en") == "12,345"
    assert numbers.percent(0.71, "fr") in (f"71{HARD}%", f"71{THIN}%")
    assert numbers.percent(0.71, "en") == "71%"


def test_units_follow_their_number() -> None:
    assert numbers.kilometres(2.5, "fr") == f"2,5{THIN}km"
    assert numbers.kilometres(2.5, "en") == f"2.5{THIN}km"
    assert numbers.gigabytes(20, "fr") == f"20{THIN}Go"
    assert numbers.gigabytes(20, "en") == f"20{THIN}GB"


def test_dates_are_short_and_unambiguous() -> None:
    assert numbers.day(date(2026, 4, 3), "fr") == "3 avr. 2026"
    assert numbers.day(date(2026, 4, 3), "en") == "3 Apr 2026"
    assert numbers.moment(datetime(2026, 4, 3, 12, 5), "fr") == "3 avr. 2026 à 14 h 05"
    assert numbers.moment(datetime(2026, 4, 3, 12, 5), "en") == "3 Apr 2026 at 14:05"


def test_how_long_ago_is_said_in_words() -> None:
    assert numbers.ago(datetime(2026, 4, 3, 14), datetime(2026, 4, 3, 16), "fr").replace(HARD, " ") == "il y a 2 h"


@pytest.mark.parametrize("write", [numbers.number, numbers.percent, numbers.kilometres, numbers.day, numbers.moment])
def test_what_is_unknown_is_a_dash_and_never_a_zero(write: object) -> None:
    assert callable(write)
    assert write(None, "fr") == "–"


def test_french_counts_zero_as_singular_and_english_does_not() -> None:
    assert [FR.plural("{n} ligne", "{n} lignes", n, n=n) for n in (0, 1, 2)] == ["0 ligne", "1 ligne", "2 lignes"]
    assert [EN.plural("{n} ligne", "{n} lignes", n, n=n) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


def test_a_value_with_braces_is_said_as_it_is() -> None:
    assert FR("Ligne choisie : {household}", household="{x}") == "Ligne choisie : {x}"


def test_an_unknown_language_is_french() -> None:
    assert translate("xx").language == "fr"
    assert translate("xx").of(Sentence("bonjour", "hello")) == "bonjour"
    assert EN.of(Sentence("bonjour", "hello")) == "hello"


def test_the_row_equation_is_said_in_full() -> None:
    counts = {"physical": 228, "header": 1, "blank": 4, "not_data": 2, "accepted": 203, "warned": 9, "rejected": 9}
    assert equation_sentence(counts, FR) == (
        "228 lignes = 203 acceptées + 9 acceptées, à vérifier + 9 à corriger + 1 de titre + 4 vides + 2 sans famille"
    )
    assert equation_sentence({"physical": 0}, FR) == "0 ligne = 0"


def test_the_day_of_a_late_evening_is_the_next_one_in_france() -> None:
    assert numbers.day(datetime(2026, 11, 26, 23, 19), "fr") == "27 nov. 2026"
    assert numbers.day(date(2026, 11, 26), "fr") == "26 nov. 2026"


def test_a_measure_too_small_to_write_is_not_said_to_be_nothing() -> None:
    assert measure_said("need_per_1000", 227 / 67_000, translate("fr")) == "moins de 0,01"
    assert measure_said("need_per_1000", 227 / 67_000, translate("en")) == "under 0.01"
    assert measure_said("need_per_1000", 0.0, translate("fr")) == "0"
    assert measure_said("need_per_1000", 0.29, translate("fr")) == "0,29"
