"""Where invented families live: real communes, drawn by population within reach of the partner that knows them.

It reads the reference table of communes. It must never hold a family, nor measure a distance.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sample.draws import Bools, Floats, Ints, Texts, weighted

COMMUNES = Path(__file__).resolve().parents[2] / "data" / "reference" / "communes.parquet"
ILE_DE_FRANCE = "11"


@dataclass(frozen=True)
class Places:
    """Communes and districts, one position each; a city cut in districts is left out, its districts stand for it."""

    codes: Texts
    names: Texts
    postcodes: Texts  # a tuple of postcodes each
    departments: Texts
    regions: Texts
    cities: Texts  # the city of a district, else the commune itself
    populations: Floats

    def region_of_department(self, department_code: str) -> str:
        """Return the region of a department."""
        return str(self.regions[np.flatnonzero(self.departments == department_code)[0]])


def load_places(communes: Path = COMMUNES) -> Places:
    """Read the communes that have inhabitants and a postcode.

    Parameters
    ----------
    communes
        Parquet table, one row per commune or district, key commune_code.
    """
    table = pq.ParquetFile(communes).read()
    column = {
        name: _texts(table, name)
        for name in ("commune_code", "name", "kind", "parent_code", "department_code", "region_code")
    }
    populations = np.array([value or 0 for value in table.column("population").to_pylist()], dtype=float)
    postcodes = _several([_postcodes(value) for value in table.column("postcodes").to_pylist()])
    reachable = np.array([bool(codes) for codes in postcodes])
    district = column["kind"] != "commune"
    kept = (populations > 0) & reachable & ~np.isin(column["commune_code"], column["parent_code"][district])
    cities = np.where(district, column["parent_code"], column["commune_code"])
    return Places(
        codes=column["commune_code"][kept],
        names=column["name"][kept],
        postcodes=postcodes[kept],
        departments=column["department_code"][kept],
        regions=column["region_code"][kept],
        cities=cities[kept],
        populations=populations[kept],
    )


def _texts(table: pa.Table, name: str) -> Texts:
    return np.array(table.column(name).to_pylist(), dtype=object)


def _several(values: list[tuple[str, ...]]) -> Texts:
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def _postcodes(value: str | list[str] | None) -> tuple[str, ...]:
    parts = value.split("|") if isinstance(value, str) else value or []
    return tuple(part for part in parts if part)


def homes(rng: np.random.Generator, places: Places, home_code: str, departments: tuple[str, ...], size: int) -> Ints:
    """Draw where the families of a partner live: half in its own city, the others in its departments, by population.

    Returns
    -------
    array of int64
        Positions in `places`.
    """
    home: Bools = (places.codes == home_code) | (places.cities == home_code)
    around = np.isin(places.departments, departments)
    weights = _share(places.populations * around) + _share(places.populations * home)
    return weighted(rng, weights, size)


def _share(weights: Floats) -> Floats:
    return weights / max(float(weights.sum()), 1.0)


def drawn_postcodes(rng: np.random.Generator, places: Places, positions: Ints) -> Texts:
    """Draw one of the postcodes of each commune."""
    luck = rng.random(positions.size)
    chosen = [codes[int(x * len(codes))] for codes, x in zip(places.postcodes[positions], luck, strict=True)]
    return np.array(chosen, dtype=object)
