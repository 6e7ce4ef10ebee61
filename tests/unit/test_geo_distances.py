"""Distances along the ellipsoid, against lengths known from elsewhere."""

import numpy as np
import pytest

from geo.distances import kilometres, reach_table
from geo.territories import load_territories

PARIS, LYON, SAINT_DENIS_REUNION = (48.8566, 2.3522), (45.7640, 4.8357), (-20.8789, 55.4481)


def test_paris_to_lyon_is_three_hundred_and_ninety_two_kilometres() -> None:
    assert float(kilometres(*PARIS, *LYON)) == pytest.approx(392.2, abs=0.5)


def test_paris_to_la_reunion_is_nine_thousand_three_hundred_and_sixty_kilometres() -> None:
    assert float(kilometres(*PARIS, *SAINT_DENIS_REUNION)) == pytest.approx(9_360, rel=0.005)


def test_one_degree_is_longer_northwards_than_eastwards_in_france() -> None:
    """WGS84 at 48 N: 111.2 km for a degree of latitude, 74.6 km for one of longitude."""
    north, east = kilometres([48, 48], [2, 2], [49, 48], [2, 3])
    assert (round(north, 1), round(east, 1)) == (pytest.approx(111.2), pytest.approx(74.6))


def test_arrays_are_broadcast() -> None:
    found = kilometres(np.zeros((3, 1)), np.zeros((3, 1)), np.zeros((1, 2)), [[0, 1]])
    assert found.shape == (3, 2)
    assert found[:, 0] == pytest.approx(0)


def test_only_sites_within_reach_are_returned_nearest_first() -> None:
    table = reach_table(load_territories(), ["93001", "93001"], ["93066", "69123", "93008", "93001"], 25)
    assert table["zone_code"].to_pylist() == ["93001"] * 3
    assert table["site_commune_code"].to_pylist() == ["93001", "93066", "93008"]
    assert table["km"].to_pylist() == sorted(table["km"].to_pylist())
    assert table["km"][0].as_py() == pytest.approx(0)


def test_reach_across_an_ocean_is_measured_too() -> None:
    table = reach_table(load_territories(), ["97411"], ["75056"], 20_000)
    assert table["km"][0].as_py() == pytest.approx(9_360, rel=0.005)


def test_no_zone_or_no_site_gives_an_empty_table_with_the_same_columns() -> None:
    for zones, sites in ([], ["75056"]), (["75056"], []), (["75056"], ["69123"]):
        table = reach_table(load_territories(), zones, sites, 10)
        assert (table.num_rows, table.column_names) == (0, ["zone_code", "site_commune_code", "km"])


def test_a_code_that_names_no_commune_stops() -> None:
    with pytest.raises(KeyError):
        reach_table(load_territories(), ["00000"], ["75056"], 10)
