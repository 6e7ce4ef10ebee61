"""Puts the coverages together and writes them: departments and regions as GeoJSON, communes as GeoParquet.

Run by `make reference` only. It must never write a shape that is not part of a valid coverage.
"""

import json
from itertools import compress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from geo.build_shapes import (
    COMMUNE_TOLERANCE_M,
    DEPARTMENT_TOLERANCE_M,
    RING,
    RING_TOLERANCE_M,
    Coverage,
    check,
    clean_coverage,
    degrees,
    dissolved,
    simplified,
)
from geo.projections import metric, zone_of
from geo.published import Polygons, Published, city_codes, likely_heirs

COMMUNE_DECIMALS = 6
DEPARTMENT_DECIMALS = 4
ZONES = ("metropole", "971", "972", "973", "974", "976")

Zones = dict[str, Coverage]


def commune_coverages(published: Published, polygons: Polygons) -> Zones:
    """Return one clean coverage a zone, in metres; districts stand for Paris, Lyon and Marseille."""
    departments = published.department_of()
    shapes = {code: shape for code, shape in polygons.whole.items() if code not in city_codes()}
    shapes |= {code: shapely.union_all(parts) for code, parts in polygons.parts.items()}
    heirs = likely_heirs(published, polygons)
    found: Zones = {}
    for zone in ZONES:
        codes = sorted(code for code in shapes if zone_of(departments[code]) == zone)
        array = np.array([shapes[code] for code in codes], dtype=object)
        found[zone] = clean_coverage(codes, metric(array, zone), zone, heirs)
    return found


def department_coverages(zones: Zones, departments: dict[str, str]) -> Zones:
    """Dissolve communes into departments."""
    return {
        zone: dissolved(coverage, [departments[code] for code in coverage.codes]) for zone, coverage in zones.items()
    }


def for_national_map(zones: Zones) -> Coverage:
    """Simplify departments as much as a map of the whole country allows."""
    return in_degrees(
        {zone: simplified(zones[zone], DEPARTMENT_TOLERANCE_M[zone]) for zone in zones}, DEPARTMENT_DECIMALS
    )


def for_ring_inset(zones: Zones) -> Coverage:
    """Simplify Paris and its ring for the inset that enlarges them; their borders are not those of the national map."""
    metropole = simplified(zones["metropole"], RING_TOLERANCE_M)
    kept = np.isin(metropole.codes, RING)
    return in_degrees({"metropole": Coverage(list(RING), metropole.shapes[kept])}, COMMUNE_DECIMALS)


def in_degrees(zones: Zones, decimals: int) -> Coverage:
    """Bring the zones together in longitude and latitude, sorted by code, and check the whole."""
    codes = np.array([code for coverage in zones.values() for code in coverage.codes])
    shapes = np.concatenate([degrees(coverage.shapes, zone, decimals) for zone, coverage in zones.items()])
    order = np.argsort(codes)
    joined = Coverage(codes[order].tolist(), shapes[order])
    check(joined)
    return joined


def write_geojson(coverage: Coverage, table: pa.Table, path: Path) -> None:
    """Write shapes with the code, name and region of their row in `table`; key: code."""
    named = {row["code"]: row for row in table.to_pylist()}
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {name: named[code][name] for name in ("code", "name", "region_code")},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in zip(coverage.codes, coverage.shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def write_communes(zones: Zones, departments: dict[str, str], table: pa.Table, folder: Path) -> None:
    """Write one GeoParquet file a department: commune_code, name, parent_code, geometry."""
    small = {zone: simplified(coverage, COMMUNE_TOLERANCE_M) for zone, coverage in zones.items()}
    coverage = in_degrees(small, COMMUNE_DECIMALS)
    named = {row["commune_code"]: row for row in table.select(["commune_code", "name", "parent_code"]).to_pylist()}
    folder.mkdir(parents=True, exist_ok=True)
    homes = np.array([departments[code] for code in coverage.codes])
    for department in sorted(set(homes)):
        rows = [named[code] for code in compress(coverage.codes, homes == department)]
        frame = gpd.GeoDataFrame(rows, geometry=coverage.shapes[homes == department], crs=4326)
        frame.to_parquet(folder / f"{department}.parquet", compression="zstd", index=False)


def write_shapes(published: Published, polygons: Polygons, tables: dict[str, pa.Table], target: Path) -> None:
    """Write every shape."""
    departments = published.department_of()
    zones = commune_coverages(published, polygons)
    whole = department_coverages(zones, departments)
    areas = for_national_map(whole)
    write_geojson(areas, tables["departments"], target / "departments.geojson")
    write_geojson(for_ring_inset(whole), tables["departments"], target / "paris_ring.geojson")
    region_of = {row["code"]: row["region_code"] for row in tables["departments"].to_pylist()}
    regions = dissolved(areas, [region_of[code] for code in areas.codes])
    check(regions)
    write_geojson(regions, tables["regions"], target / "regions.geojson")
    write_communes(zones, departments, tables["communes"], target / "communes_geometry")
