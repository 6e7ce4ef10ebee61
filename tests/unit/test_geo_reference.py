"""The reference tables and shapes hold what SOURCES.md says; values checked by hand against the official geographic code."""

import json
from functools import cache
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.build_vendor import FONT_STYLES, FONT_SUBSETS, STATIC
from geo.gazetteer import REFERENCE
from geo.place_names import loose_key, name_key

LLIVIA = shapely.Point(1.98, 42.47)
TABLES = {"communes": 34_920, "former_communes": 2_576, "departments": 101, "regions": 18}


@cache
def shapes(name: str) -> dict[str, BaseGeometry]:
    features = json.loads((REFERENCE / name).read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


@cache
def communes() -> dict[str, dict[str, object]]:
    return {row["commune_code"]: row for row in pq.read_table(REFERENCE / "communes.parquet").to_pylist()}


@pytest.mark.parametrize(("name", "rows"), TABLES.items())
def test_each_table_has_the_rows_that_the_official_code_has(name: str, rows: int) -> None:
    assert pq.read_metadata(REFERENCE / f"{name}.parquet").num_rows == rows


def test_the_table_holds_every_commune_and_forty_five_districts() -> None:
    kinds = [row["kind"] for row in communes().values()]
    assert (kinds.count("commune"), kinds.count("arrondissement")) == (34_875, 45)


@pytest.mark.parametrize(
    ("code", "name", "department", "postcode"),
    [
        ("75119", "Paris 19e Arrondissement", "75", "75019"),
        ("2A004", "Ajaccio", "2A", "20090"),
        ("97411", "Saint-Denis", "974", "97400"),
        ("93066", "Saint-Denis", "93", "93200"),
        ("97611", "Mamoudzou", "976", "97600"),
    ],
)
def test_a_known_commune_is_as_published(code: str, name: str, department: str, postcode: str) -> None:
    row = communes()[code]
    assert (row["name"], row["department_code"]) == (name, department)
    assert postcode in row["postcodes"]


def test_forty_six_communes_share_the_postcode_of_vitry() -> None:
    assert sum("51300" in row["postcodes"] for row in communes().values()) == 46


def test_the_people_of_the_districts_are_the_people_of_their_city() -> None:
    people = {"75056": 0, "69123": 0, "13055": 0}
    for row in communes().values():
        if row["parent_code"]:
            people[row["parent_code"]] += row["population"]
    assert people == {code: communes()[code]["population"] for code in people}


def test_the_people_of_a_country_are_counted_once_at_each_level() -> None:
    counted = sum(row["population"] for row in communes().values() if row["kind"] == "commune")
    for level in ("departments", "regions"):
        assert sum(pq.read_table(REFERENCE / f"{level}.parquet")["population"].to_pylist()) == counted


def test_names_are_stored_with_the_keys_by_which_they_are_looked_up() -> None:
    wrong = [
        row["commune_code"]
        for row in communes().values()
        if (row["name_key"], row["loose_key"]) != (name_key(row["name"]), loose_key(row["name"]))
    ]
    assert wrong == []


def test_departments_and_regions_are_all_drawn() -> None:
    assert set(shapes("departments.geojson")) == set(
        pq.read_table(REFERENCE / "departments.parquet")["code"].to_pylist()
    )
    assert {"2A", "2B", "971", "972", "973", "974", "976"} <= set(shapes("departments.geojson"))
    assert set(shapes("regions.geojson")) == set(pq.read_table(REFERENCE / "regions.parquet")["code"].to_pylist())


@pytest.mark.parametrize("name", ["departments.geojson", "regions.geojson", "paris_ring.geojson"])
def test_neighbours_share_their_borders_exactly(name: str) -> None:
    drawn = list(shapes(name).values())
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)


@pytest.mark.parametrize("name", ["departments.geojson", "regions.geojson"])
def test_the_country_has_no_hole_but_the_spanish_one(name: str) -> None:
    country = shapely.union_all(list(shapes(name).values()))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(country) for ring in part.interiors]
    assert len(holes) == 1
    assert holes[0].contains(LLIVIA)


def test_departments_do_not_overlap() -> None:
    drawn = list(shapes("departments.geojson").values())
    assert shapely.union_all(drawn).area == pytest.approx(sum(shape.area for shape in drawn), rel=1e-9)


def test_regions_are_made_of_their_departments() -> None:
    country = shapely.union_all(list(shapes("departments.geojson").values()))
    same = shapely.union_all(list(shapes("regions.geojson").values()))
    assert country.symmetric_difference(same).area == pytest.approx(0, abs=1e-9)


def test_each_commune_point_is_in_the_department_that_is_drawn() -> None:
    """Outlines are simplified by up to a kilometre: only communes at a border or on an islet may fall outside."""
    drawn = shapes("departments.geojson")
    for code, shape in drawn.items():
        shapely.prepare(shape)
        points = [(row["lon"], row["lat"]) for row in communes().values() if row["department_code"] == code]
        inside = shapely.contains_xy(shape, points)
        assert inside.mean() > 0.97, code


def test_communes_are_drawn_a_department_at_a_time_and_fit_together() -> None:
    files = sorted((REFERENCE / "communes_geometry").glob("*.parquet"))
    assert len(files) == 101
    assert sum(pq.read_metadata(path).num_rows for path in files) == 34_913
    for code in ("75", "2A", "93", "974"):
        frame = gpd.read_parquet(REFERENCE / "communes_geometry" / f"{code}.parquet")
        assert frame.crs.to_epsg() == 4326
        assert shapely.coverage_is_valid(frame.geometry.to_numpy())
        assert {communes()[each]["department_code"] for each in frame["commune_code"]} == {code}


def test_only_the_three_cities_and_four_communes_without_polygon_are_not_drawn() -> None:
    files = (REFERENCE / "communes_geometry").glob("*.parquet")
    drawn = {
        code for path in files for code in pq.read_table(path, columns=["commune_code"])["commune_code"].to_pylist()
    }
    left_out = {"75056", "69123", "13055", "15031", "15035", "15047", "15171"}
    assert set(communes()) - drawn == left_out


def test_saint_denis_is_drawn_with_the_town_that_joined_it() -> None:
    """Pierrefitte-sur-Seine (48.966 N, 2.361 E) joined in 2025; the published polygon left it out."""
    frame = gpd.read_parquet(REFERENCE / "communes_geometry" / "93.parquet").set_index("commune_code")
    assert frame.loc["93066", "geometry"].contains(shapely.Point(2.361, 48.966))


def test_the_reference_data_stay_small() -> None:
    size = sum(path.stat().st_size for path in REFERENCE.rglob("*") if path.is_file())
    assert size < 20_000_000


def test_each_file_has_its_source_beside_it() -> None:
    notice = (REFERENCE / "SOURCES.md").read_text(encoding="utf-8")
    kept = [path.name for path in REFERENCE.iterdir() if path.is_file() and path.name != "SOURCES.md"]
    assert [name for name in kept if f"`{name}`" not in notice] == []


@pytest.mark.parametrize("folder", ["vendor/leaflet", "fonts"])
def test_what_is_vendored_keeps_its_licence(folder: str) -> None:
    assert (STATIC / folder / "LICENSE").stat().st_size > 1000


def test_every_face_of_the_application_is_there() -> None:
    names = [f"atkinson-hyperlegible-{subset}-{style}.woff2" for subset in FONT_SUBSETS for style in FONT_STYLES]
    heads = [Path(STATIC / "fonts" / name).read_bytes()[:4] for name in names]
    assert heads == [b"wOF2"] * len(names)
