"""Where the replay takes place: the departments of the mainland, by their chief towns, and the points d'accueil that ship to them."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.replay.history import CAPITAL_REGION, KITS, Ints
from geo.distances import reach_table
from geo.territories import load_territories

ROOT = Path(__file__).resolve().parents[2]
SITES, DEPARTMENTS = ROOT / "data/sample/sites.csv", ROOT / "data/reference/departments.parquet"
# Corsica and overseas are left out: nothing public says how they were served.
FAR = ("2A", "2B", "97", "98")
MAX_KM, NEAREST = 600.0, 4
# What a kit takes, and the points of a second choice.
DEVICES = {
    "laptop": (("laptop", 0),),
    "laptop_or_tablet": (("laptop", 0), ("tablet", 3)),
    "tablet_or_laptop": (("tablet", 0), ("laptop", 2)),
}


@dataclass(frozen=True)
class Country:
    """Departments (chief town, inhabitants, region), sites, and which sites ship where."""

    zones: list[str]
    people: Ints
    in_capital: npt.NDArray[np.bool_]
    sites: list[str]
    site_in_capital: npt.NDArray[np.bool_]
    reach: pa.Table


@lru_cache(maxsize=1)
def country() -> Country:
    """Read the tables of the application."""
    rows = [row for row in pq.ParquetFile(DEPARTMENTS).read().to_pylist() if not row["code"].startswith(FAR)]
    with SITES.open(encoding="utf-8", newline="") as lines:
        sites = {row["code"]: row["commune_code"] for row in csv.DictReader(lines) if row["kind"] == "point_accueil"}
    places, zones = load_territories(), [row["chief_town_code"] for row in rows]
    near = reach_table(places, zones, list(sites.values()), MAX_KM).to_pylist()
    towns: dict[str, list[tuple[str, float]]] = {}
    for pair in near:
        towns.setdefault(pair["zone_code"], []).append((pair["site_commune_code"], pair["km"]))
    shipped = [
        (zone, site, round(km, 1), "delivery")
        for zone in zones
        for town, km in towns[zone][:NEAREST]
        for site, commune in sites.items()
        if commune == town
    ]
    shipped += [(zone, "RESERVE", 0.0, "remote") for zone in zones]
    return Country(
        zones,
        np.array([row["population"] for row in rows], dtype=np.int64),
        np.array([row["region_code"] == CAPITAL_REGION for row in rows]),
        list(sites),
        np.array(
            [places.region_of_department(places.department_of(code)) == CAPITAL_REGION for code in sites.values()]
        ),
        pa.table(list(map(list, zip(*shipped, strict=True))), names=["zone_code", "site_id", "km", "mode"]),
    )


def kit_rows() -> pa.Table:
    """List what each kit accepts."""
    rows = []
    for kit in KITS:
        device = kit.removesuffix("data").removesuffix("+")
        rows += [(kit, "device", item, points) for item, points in DEVICES.get(device, ())]
        if kit.endswith("data"):
            rows.append((kit, "data", "data", 0))
    columns = [list(column) for column in zip(*rows, strict=True)]
    made = pa.table(columns, names=["kit_code", "side", "item", "penalty"])
    return made.append_column("min_grade", pa.nulls(len(rows), pa.string()))
