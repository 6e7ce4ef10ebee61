"""The reference tables of places, in memory: communes, departments, regions, and the indexes by which they are found.

It reads `data/reference/` and nothing else. It must never interpret what somebody wrote: that is `geo.resolution`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, or a district of Paris, Lyon or Marseille (kind `arrondissement`, whose city is `parent_code`).

    Attributes
    ----------
    lat, lon
        A point inside it, WGS84 degrees.
    """

    commune_code: str
    name: str
    kind: str
    parent_code: str | None
    postcodes: tuple[str, ...]
    department_code: str
    region_code: str
    population: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Area:
    """A department or a region; `region_code` of a region is its own code."""

    code: str
    name: str
    region_code: str
    population: int
    chief_town_code: str
    chief_town_name: str


Index = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Gazetteer:
    """Every place by its codes, its postcodes and its names.

    Attributes
    ----------
    communes
        commune_code -> commune (34,920).
    by_postcode
        postcode -> commune codes; where districts have it, they stand for their city.
    by_name, by_loose_name
        Normalised name -> commune codes; the loose one leaves out the leading article.
    by_former_name
        Normalised name of a former commune, without article -> codes of the communes that hold it now.
    by_former_code
        Former commune code -> present one.
    by_city
        Code of Paris, Lyon or Marseille -> its districts.
    """

    communes: Mapping[str, Commune] = field(repr=False)
    departments: Mapping[str, Area] = field(repr=False)
    regions: Mapping[str, Area] = field(repr=False)
    by_postcode: Index = field(repr=False)
    by_name: Index = field(repr=False)
    by_loose_name: Index = field(repr=False)
    by_former_name: Index = field(repr=False)
    by_former_code: Mapping[str, str] = field(repr=False)
    by_city: Index = field(repr=False)


def read_gazetteer_columns(folder: Path = REFERENCE) -> dict[str, Any]:
    """Read the tables and return the fields of a `Gazetteer` by name."""
    table = pq.ParquetFile(folder / "communes.parquet").read()
    former = pq.ParquetFile(folder / "former_communes.parquet").read().to_pydict()
    communes = read_communes(table)
    return {
        "communes": communes,
        "departments": read_areas(folder / "departments.parquet"),
        "regions": read_areas(folder / "regions.parquet"),
        "by_postcode": index_postcodes(communes),
        "by_name": index(zip(table["name_key"].to_pylist(), communes, strict=True)),
        "by_loose_name": index(zip(table["loose_key"].to_pylist(), communes, strict=True)),
        "by_former_name": index(zip(former["loose_key"], former["commune_code"], strict=True)),
        "by_former_code": index_former_codes(table, communes, former),
        "by_city": index((each.parent_code, code) for code, each in communes.items() if each.parent_code),
    }


def read_communes(table: pa.Table) -> dict[str, Commune]:
    """Return the communes by code, in the order of the table."""
    columns = [table[name].to_pylist() for name in Commune.__slots__ if name != "postcodes"]
    postcodes = [tuple(codes) for codes in table["postcodes"].to_pylist()]
    before = list(Commune.__slots__).index("postcodes")
    rows = zip(*columns[:before], postcodes, *columns[before:], strict=True)
    return {row[0]: Commune(*row) for row in rows}


def read_areas(path: Path) -> dict[str, Area]:
    """Return departments or regions by code."""
    return {row["code"]: Area(**row) for row in pq.ParquetFile(path).read().to_pylist()}


def index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Gather the codes of each key, without repeats, in the order met."""
    found: dict[str, dict[str, None]] = {}
    for key, code in pairs:
        found.setdefault(key, {})[code] = None
    return {key: tuple(codes) for key, codes in found.items()}


def index_postcodes(communes: Mapping[str, Commune]) -> dict[str, tuple[str, ...]]:
    """Return the communes of each postcode, sorted by code; a city cut in districts leaves its place to them."""
    cities = {commune.parent_code for commune in communes.values() if commune.parent_code}
    pairs = [
        (postcode, commune.commune_code)
        for commune in communes.values()
        if commune.commune_code not in cities
        for postcode in commune.postcodes
    ]
    return index(sorted(pairs))


def index_former_codes(
    table: pa.Table, communes: Mapping[str, Commune], former: Mapping[str, list[str]]
) -> dict[str, str]:
    """Return the present commune of each code that no longer names one, where there is only one."""
    stated = zip(former["former_code"], former["commune_code"], strict=True)
    listed = zip(table["former_codes"].to_pylist(), communes, strict=True)
    pairs = [*stated, *((old, code) for olds, code in listed for old in olds)]
    heirs = index((old, code) for old, code in pairs if old not in communes)
    return {old: codes[0] for old, codes in heirs.items() if len(codes) == 1}
