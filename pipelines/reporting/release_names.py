"""Names and inhabitants of the territories that a release tells of, from the reference tables; nothing of a family."""

import pyarrow as pa

from campaigns.territory_counts import COUNTRY, NO_COMMUNE
from geo.territories import Territories

Codes = dict[str, str]


def names_of(territories: Territories, coverage: pa.Table) -> Codes:
    """Return the name of each territory; what is placed nowhere has none."""
    found: Codes = {}
    for code, level in zip(coverage["territory_code"].to_pylist(), coverage["level"].to_pylist(), strict=True):
        name = name_of(territories, code, level)
        if name is not None:
            found[code] = name
    return found


def name_of(territories: Territories, code: str, level: str) -> str | None:
    """Return the name of one territory."""
    if level == "country":
        return "France"
    if level == "region":
        region = territories.regions.get(code.removeprefix("R"))
        return region.name if region else None
    if level == "department":
        department = territories.departments.get(code)
        return department.name if department else None
    commune = territories.commune(code.removesuffix(NO_COMMUNE))
    return commune.name if commune else None


def inhabitants_of(territories: Territories, coverage: pa.Table) -> dict[str, int]:
    """Return the population of each territory."""
    found = {COUNTRY: sum(area.population for area in territories.departments.values())}
    found |= {f"R{code}": area.population for code, area in territories.regions.items()}
    found |= {code: area.population for code, area in territories.departments.items()}
    for code in coverage["territory_code"].to_pylist():
        commune = territories.commune(code)
        if commune is not None:
            found[code] = commune.population
    return {code: count for code, count in found.items() if count}
