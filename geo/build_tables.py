"""Makes the tables of communes, former communes, departments and regions.

Run by `make reference` only. Codes are text. It must never correct a published figure.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.place_names import loose_key, name_key
from geo.published import Polygons, Published, Record

# Four communes of the Cantal left Neussargues en Pinatelle in 2025; the published polygon of 15141 still covers them all.
LEFT = dict.fromkeys(("15031", "15035", "15047", "15171"), "15141")

COMMUNE_FIELDS = pa.schema(
    [
        ("commune_code", pa.string()),
        ("name", pa.string()),
        ("name_key", pa.string()),
        ("loose_key", pa.string()),
        ("kind", pa.string()),
        ("parent_code", pa.string()),
        ("postcodes", pa.list_(pa.string())),
        ("department_code", pa.string()),
        ("region_code", pa.string()),
        ("population", pa.int64()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("point_source", pa.string()),
        ("former_codes", pa.list_(pa.string())),
    ]
)
FORMER_FIELDS = pa.schema(
    [(name, pa.string()) for name in ("former_code", "name", "name_key", "loose_key", "commune_code")]
)
AREA_FIELDS = pa.schema(
    [("code", pa.string()), ("name", pa.string()), ("region_code", pa.string()), ("population", pa.int64()),
     ("chief_town_code", pa.string()), ("chief_town_name", pa.string())]
)  # fmt: skip


def commune_table(published: Published, polygons: Polygons) -> pa.Table:
    """Return one row a commune or district (34,920), sorted by commune_code."""
    rows = [commune_row(record, polygons) for record in [*published.communes, *published.districts]]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["commune_code"]), schema=COMMUNE_FIELDS)


def commune_row(record: Record, polygons: Polygons) -> Record:
    """Return the row of one commune or district."""
    code = record["code"]
    lat, lon, source = inner_point(code, polygons)
    return {
        "commune_code": code,
        "name": record["nom"],
        "name_key": name_key(record["nom"]),
        "loose_key": loose_key(record["nom"]),
        "kind": "arrondissement" if record["type"] == "arrondissement-municipal" else "commune",
        "parent_code": record.get("commune"),
        "postcodes": sorted(record["codesPostaux"]),
        "department_code": record["departement"],
        "region_code": record["region"],
        "population": record["population"],
        "lat": lat,
        "lon": lon,
        "point_source": source,
        "former_codes": sorted(record.get("anciensCodes", [])),
    }


def inner_point(code: str, polygons: Polygons) -> tuple[float, float, str]:
    """Return a point inside the commune, as published: latitude, longitude (WGS84, five decimals), and where it is from."""
    if code in polygons.whole:
        shape, source = polygons.whole[code], "polygon"
    elif code in polygons.parts:
        shape, source = shapely.union_all(polygons.parts[code]), "former_communes"
    else:
        shape, source = polygons.whole[LEFT[code]], "merged_commune"
    point = shapely.point_on_surface(shape)
    return round(point.y, 5), round(point.x, 5), source


def former_table(published: Published) -> pa.Table:
    """Return one row a former commune that kept its name inside a new one, sorted by commune_code and former_code."""
    rows = [
        {"former_code": r["code"], "name": r["nom"], "name_key": name_key(r["nom"]), "loose_key": loose_key(r["nom"]),
         "commune_code": r["chefLieu"]}
        for r in published.former
    ]  # fmt: skip
    return pa.Table.from_pylist(
        sorted(rows, key=lambda row: (row["commune_code"], row["former_code"])), schema=FORMER_FIELDS
    )


def department_table(published: Published) -> pa.Table:
    """Return one row a department (101), sorted by code."""
    return area_table(published.departments, published, "departement")


def region_table(published: Published) -> pa.Table:
    """Return one row a region (18), sorted by code."""
    return area_table(published.regions, published, "region")


def area_table(areas: list[Record], published: Published, level: str) -> pa.Table:
    """Return the rows of one level; its population is the sum of its communes'."""
    people: Counter[Any] = Counter()
    for record in published.communes:
        people[record[level]] += record["population"]
    names = {record["code"]: record["nom"] for record in published.communes}
    rows = [
        {"code": area["code"], "name": area["nom"], "region_code": area.get("region", area["code"]),
         "population": people[area["code"]], "chief_town_code": area["chefLieu"],
         "chief_town_name": names[area["chefLieu"]]}
        for area in areas
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=AREA_FIELDS)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whose bytes depend on its rows only."""
    pq.write_table(table, path, compression="zstd", compression_level=9, store_schema=False)
