"""Names, text and distances: what holds for any input."""

import html
import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.classes import class_limits, class_of
from geo.coverage import Cell, CellState
from geo.distances import kilometres, reach_table
from geo.map_text import safe_map_text
from geo.place_names import loose_key, name_key
from geo.territories import Territories, load_territories

latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)


@cache
def codes() -> list[str]:
    return sorted(load_territories().communes)


def respelt(name: str, variant: int) -> str:
    """Write a name in one of the ways that people do."""
    ways = (
        name.upper(),
        name.lower().replace("-", " "),
        name.replace("Saint-", "St ").replace("Sainte-", "Ste "),
        name.replace("'", "’").replace("-", "  "),
        f" {name} CEDEX 02 ",
    )
    return ways[variant]


@given(st.text(max_size=60))
def test_a_key_holds_capitals_and_digits_only(text: str) -> None:
    assert all(letter.isascii() and letter.isalnum() and not letter.islower() for letter in name_key(text))


@given(st.integers(0, 34_919), st.integers(0, 4))
def test_a_commune_is_recognised_in_its_postcode_however_it_is_spelt(position: int, variant: int) -> None:
    places: Territories = load_territories()
    commune = places.communes[codes()[position]]
    for postcode in commune.postcodes:
        answer = places.resolve_commune(respelt(commune.name, variant), postcode, None)
        twins = [code for code in places.by_postcode[postcode] if same_name(places, code, commune.name)]
        allowed = {commune.commune_code, *twins, *(code for code in answer.candidates if answer.status == "ambiguous")}
        assert answer.commune_code in allowed | {None, *places.by_city.get(commune.commune_code, ())}
        assert answer.status in {"resolved", "ambiguous", "city"}


def same_name(places: Territories, code: str, name: str) -> bool:
    return loose_key(places.communes[code].name) == loose_key(name)


@given(st.integers(0, 34_919))
def test_a_code_alone_gives_its_commune_or_its_city(position: int) -> None:
    code = codes()[position]
    answer = load_territories().resolve_commune(None, None, code)
    assert answer.commune_code == code
    assert answer.status == ("city" if code in {"75056", "69123", "13055"} else "resolved")


@given(st.text(max_size=30), st.text(max_size=8), st.text(max_size=8), st.sampled_from([None, "93", "2A", "xx"]))
def test_any_text_gets_an_answer(name: str, postcode: str, code: str, hint: str | None) -> None:
    places = load_territories()
    answer = places.resolve_commune(name, postcode, code, hint)
    assert (answer.commune_code is None) == (answer.status not in {"resolved", "city"})
    assert set(answer.candidates) <= places.communes.keys()


@given(st.text())
def test_safe_text_is_inert_and_reads_the_same(text: str) -> None:
    safe = safe_map_text(text)
    assert not set(safe) & set("<>\"'`$\\{}")
    assert html.unescape(safe) == html.unescape(html.escape(text))


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_within_one_per_cent_of_the_sphere_and_the_same_both_ways(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    found = float(kilometres(lat1, lon1, lat2, lon2))
    assert found == pytest.approx(haversine_km(lat1, lon1, lat2, lon2), rel=0.01, abs=1e-3)
    assert found == pytest.approx(float(kilometres(lat2, lon2, lat1, lon1)), abs=1e-6)


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    phi1, phi2, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    chord = math.sin((phi2 - phi1) / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(turn / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(chord)))


@given(
    st.lists(st.integers(0, 34_919), min_size=1, max_size=12),
    st.lists(st.integers(0, 34_919), min_size=1, max_size=12),
    st.floats(0, 20_100),
)
def test_reach_finds_exactly_the_pairs_that_measuring_all_of_them_finds(
    zones: list[int], sites: list[int], max_km: float
) -> None:
    places = load_territories()
    table = reach_table(places, [codes()[i] for i in zones], [codes()[i] for i in sites], max_km)
    found = set(zip(table["zone_code"].to_pylist(), table["site_commune_code"].to_pylist(), strict=True))
    pairs = {(codes()[i], codes()[j]) for i in zones for j in sites}
    lengths = {(zone, site): km_between(places, zone, site) for zone, site in pairs}
    assert found == {pair for pair, km in lengths.items() if km <= max_km}
    assert len(found) == table.num_rows


def km_between(places: Territories, zone: str, site: str) -> float:
    one, other = places.communes[zone], places.communes[site]
    return float(kilometres(one.lat, one.lon, other.lat, other.lon))


@given(st.lists(st.integers(11, 10**7), max_size=120), st.sampled_from(["need", "served", "gap"]))
def test_classes_rise_and_each_but_the_first_may_be_entered(values: list[int], measure: str) -> None:
    cells = [Cell(str(i), "", CellState.SHOWN, float(value)) for i, value in enumerate(values)]
    limits = class_limits(cells, measure)
    assert list(limits) == sorted(set(limits))
    assert len(limits) <= 4
    if limits:
        assert class_of(min(values), limits) == 0
        assert class_of(max(values), limits) == len(limits)
