"""The measures of a release for the whole country: those that are no count, computed where it may be done.

Medians are of the threshold or more households, in whole days or kilometres; equity is that of the published figures.
"""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.coverage_measures import median, per_thousand, rate, spread
from campaigns.disclosure import THRESHOLD
from campaigns.territory_counts import COUNTRY
from pipelines.reporting.counted_families import CountedFamilies

MEASURES: Final = pa.schema([("code", pa.string()), ("value", pa.float64())])


def measures_table(counted: CountedFamilies, standing: pa.Table, people: pa.Table) -> pa.Table:
    """Return `code, value` of each measure; null where it may not be told or is not known."""
    families = counted.families
    rows = standing.to_pylist()
    country = next(row for row in rows if row["territory_code"] == COUNTRY)
    departments = [row for row in rows if row["level"] == "department" and row["name"] is not None]
    lowest, gini = spread([row["need"] for row in departments], [row["served"] for row in departments])
    both = dict(zip(*people.to_pydict().values(), strict=True))["both_sides"]
    values = {
        "rate": rate(country["served"], country["need"]),
        "need_per_1000": per_thousand(country["need"], country["inhabitants"]),
        "both_sides_rate": rate(both, country["served"]),
        "lowest_rate": lowest,
        "gini": gini,
        "median_wait_served_days": whole_median(families, "waiting_days", served=True),
        "median_wait_open_days": whole_median(families, "waiting_days", served=False),
        "median_distance_km": whole_median(families, "nearest_km", served=False),
    }
    return pa.Table.from_pylist([{"code": code, "value": value} for code, value in values.items()], MEASURES)


def whole_median(families: pa.Table, column: str, *, served: bool) -> float | None:
    """Return the median of a column among served, or not served, households, to the unit."""
    kept = families.filter(pc.equal(families["served"], served))[column]
    found = median(kept.drop_null().to_numpy(), THRESHOLD)
    return None if found is None else float(round(found))
