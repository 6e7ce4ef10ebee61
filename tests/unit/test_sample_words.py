"""Names, spellings, telephones and shares: the small parts of the sample."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sample.contacts import phone_numbers
from pipelines.sample.draws import apportioned, generator, weighted
from pipelines.sample.families import school_year
from pipelines.sample.formats import as_date, as_phone, need_text
from pipelines.sample.names import NameFile, drawn_first_names, drawn_groups, drawn_surnames, load_names
from pipelines.sample.spelling import misspelt
from pipelines.sample.styles import Style, load_styles

TYPED = {
    "dates": "dmy",
    "phones": "spaces",
    "surnames": "upper",
    "communes": "upper",
    "yes_no": ("O", "N"),
    "words": "first",
}


def style(**choices: str) -> Style:
    return Style.model_validate({"name": "test", "format": "csv", "columns": (), **TYPED, **choices})


def test_every_name_fits_in_the_narrowest_encoding_of_the_lists() -> None:
    names = load_names()
    for word in (*names.surnames, *names.first_names):
        assert word.encode("cp1252").decode("cp1252") == word


def test_no_family_bears_the_full_name_of_somebody_known() -> None:
    names, rng = load_names(), generator(1, 0)
    groups = drawn_groups(rng, names, 200_000)
    surnames = drawn_surnames(rng, names, groups)
    firsts = drawn_first_names(rng, names, groups, surnames)
    assert names.avoid.size >= 15
    assert not np.isin(surnames * names.first_names.size + firsts, names.avoid).any()


def test_a_family_is_rarely_the_namesake_of_another() -> None:
    names, rng = load_names(), generator(2, 0)
    groups = drawn_groups(rng, names, 9_000)
    surnames = drawn_surnames(rng, names, groups)
    full = surnames * names.first_names.size + drawn_first_names(rng, names, groups, surnames)
    assert np.unique(full).size > 0.85 * full.size


def test_a_file_of_names_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValueError, match="nationality"):
        NameFile.model_validate({"avoid": (), "group": (), "nationality": "x"})


@given(st.sampled_from(sorted({str(name) for name in load_names().surnames})), st.integers(0, 10_000))
def test_a_misspelt_surname_is_another_text_of_nearly_the_same_length(name: str, salt: int) -> None:
    other = misspelt(name, salt)
    assert other != name or len(name) < 3
    assert abs(len(other) - len(name)) <= 2


@pytest.mark.parametrize(
    ("name", "salt", "written"),
    [("Keïta", 0, "Keita"), ("Sylla", 1, "Silla"), ("Martin", 2, "Maritn"), ("Sissoko", 3, "Sisoko"), ("Ba", 0, "Baa")],
)
def test_spellings_differ_as_they_do_between_two_offices(name: str, salt: int, written: str) -> None:
    assert misspelt(name, salt) == written


@given(st.integers(0, 100_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_apportioned_parts_add_up_and_stay_within_one_of_their_share(total: int, weights: list[float]) -> None:
    parts = apportioned(total, weights)
    assert parts.sum() == total
    assert np.all(np.abs(parts - np.array(weights) * total / sum(weights)) < 1 + 1e-6)


def test_a_weight_of_zero_is_never_drawn() -> None:
    assert set(weighted(generator(3, 0), [0.0, 1.0, 0.0, 2.0, 0.0], 5_000)) == {1, 3}


@given(st.integers(0, 10**6))
def test_no_two_telephones_are_alike_and_each_has_ten_digits(start: int) -> None:
    numbers = phone_numbers(start, np.array(["75", "974", "976", "2A"] * 500, dtype=object))
    assert len(set(numbers)) == 2_000
    assert all(len(number) == 10 and number.isdigit() for number in numbers)


@pytest.mark.parametrize(
    ("phones", "written"),
    [
        ("spaces", "06 00 12 34 56"),
        ("dots", "06.00.12.34.56"),
        ("plain", "0600123456"),
        ("international", "+33 6 00 12 34 56"),
        ("lost_zero", 600123456),
    ],
)
def test_a_telephone_is_typed_in_the_partners_way(phones: str, written: str | int) -> None:
    assert as_phone("0600123456", style(phones=phones)) == written


def test_an_overseas_telephone_keeps_its_own_calling_code() -> None:
    assert as_phone("0692001234", style(phones="international")) == "+262 692 00 12 34"


@pytest.mark.parametrize(
    ("dates", "written"),
    [("dmy", "03/04/2012"), ("iso", "2012-04-03"), ("words", "3 avril 2012"), ("cell", date(2012, 4, 3))],
)
def test_a_date_is_typed_in_the_partners_way(dates: str, written: str | date) -> None:
    assert as_date(date(2012, 4, 3), style(dates=dates)) == written


def test_needs_are_told_as_a_phrase() -> None:
    assert need_text({"laptop": 2, "tablet": 0, "connection": 1}, 0) == "2 PC portables + 1 carte SIM"
    assert need_text({"laptop": 1, "tablet": 1, "connection": 0}, 1) == "1 ordinateur et 1 tablette"


@pytest.mark.parametrize(("today", "year"), [(date(2020, 3, 17), 2019), (date(2020, 9, 1), 2020)])
def test_a_school_year_starts_in_summer(today: date, year: int) -> None:
    assert school_year(today) == year


def test_every_style_writes_a_way_to_know_reach_place_and_serve_a_family() -> None:
    for written in load_styles().style:
        if written.name == "aggregate":
            continue
        fields = set(written.fields)
        assert {"phone_1", "postcode", "commune", "device_situation", "connection_situation"} <= fields
        assert fields & {"guardian_last_name", "guardian_full_name"}
        assert fields & {"need_text", "need_connection"}
