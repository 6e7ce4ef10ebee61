"""What the screens and the reports read of a release: the map's tables, the story, the lists.

Everything comes from one release; nothing here reads the campaign.
"""

from dataclasses import dataclass

import pyarrow as pa

from campaigns.coverage_measures import Heard
from pipelines.reporting.releases import Release
from pipelines.store.port import Row

COUNTS = ("need", "served", "gap")
FIGURES = pa.schema(
    [
        ("territory_code", pa.string()), ("parent_code", pa.string()), ("need", pa.int64()), ("served", pa.int64()),
        ("gap", pa.int64()), ("rate", pa.float64()), ("hidden", pa.bool_()), ("unknown", pa.bool_()),
    ]
)  # fmt: skip
# A commune from which nobody was ever counted has no row in a release.
NOBODY: Row = {"need": 0, "served": 0, "gap": 0, "rate": None, "hidden": False, "unknown": True}
WIDEST_COUNT = 3


@dataclass(frozen=True)
class MapTable:
    """Figures as a map takes them.

    Attributes
    ----------
    departments
        `FIGURES`, one row a department, or a commune of one department: null where not shown; hidden where something is not
        said; unknown where no request came.
    unplaced
        Households that the map cannot place (None when their number is hidden).
    kept
        Territories of which a figure is of an earlier day.
    """

    departments: pa.Table
    unplaced: int | None
    kept: int


def map_table(found: Release, department_code: str | None = None, shaped: frozenset[str] | None = None) -> MapTable:
    """Return the departments, or the communes of one department, with what cannot be placed.

    Parameters
    ----------
    shaped
        Territories that the map draws; by default all that have a name.
    """
    rows = found.rows("standing")
    level = "commune" if department_code else "department"
    kept = [row for row in rows if row["level"] == level and department_code in (None, row["parent_code"])]
    placed = [row for row in kept if is_placed(row, shaped)]
    nowhere = [row["need"] for row in kept if not is_placed(row, shaped)]
    unplaced = None if None in nowhere else sum(nowhere)
    figures = [figures_row(row) for row in placed]
    told = {row["territory_code"] for row in placed}
    figures += [
        NOBODY | {"territory_code": code, "parent_code": department_code}
        for code in sorted((shaped or frozenset()) - told)
    ]
    old = sum(any(row[f"{name}_on"] not in (None, found.as_of) for name in COUNTS) for row in placed)
    return MapTable(pa.Table.from_pylist(figures, FIGURES), unplaced, old)


def is_placed(row: Row, shaped: frozenset[str] | None) -> bool:
    """Tell whether a territory has its place on the map."""
    return row["name"] is not None and (
        row["territory_code"] in shaped if shaped is not None else row["level"] != "commune"
    )


def map_sites(found: Release) -> list[Row]:
    """Return one row a site, with about how many devices it has free."""
    names = ("name", "kind", "commune_code", "department_code", "about_units")
    return [
        {"code": row["site_code"]} | {name: row[name] for name in names}
        for row in found.rows("sites")
        if row["side"] == "device"
    ]


def map_flows(found: Release) -> list[Row]:
    """Return the flows that are told: site_code, department_code, units."""
    pairs = ((row["territory_code"].partition(">"), row["units"]) for row in found.rows("flows"))
    return [
        {"site_code": site, "department_code": department, "units": units}
        for (site, _, department), units in pairs if department and units
    ]  # fmt: skip


def figures_row(row: Row) -> Row:
    """Return one territory as a map takes it."""
    shown = {name: row[name] for name in ("territory_code", "parent_code", *COUNTS, "rate")}
    return shown | {"hidden": any(row[name] is None for name in COUNTS), "unknown": row["need"] == 0}


def country(found: Release) -> Row:
    """Return the row of the country."""
    return found.rows("standing")[0]


def told_count(found: Release) -> dict[str, int]:
    """Return how many figures by territory stand, and how many are hidden."""
    cells = [row[name] for row in found.rows("standing") for name in COUNTS]
    return {"shown": sum(cell is not None for cell in cells), "hidden": sum(cell is None for cell in cells)}


def departments(found: Release) -> list[Row]:
    """Return the standing rows of the departments that exist."""
    return [row for row in found.rows("standing") if row["level"] == "department" and row["name"] is not None]


def widest_gaps(rows: list[Row]) -> list[Row]:
    """Return the territories with the widest gap rate among those of which it may be said: the same, with gap_rate."""
    said = [row for row in rows if row["rate"] is not None]
    ordered = sorted(said, key=lambda row: (row["rate"], -row["need"], row["territory_code"]))
    return [row | {"gap_rate": 1 - row["rate"]} for row in ordered[:WIDEST_COUNT]]


def silent_departments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return (departments from which nothing came, those that are hardly heard), the most inhabitants first."""
    ordered = sorted(rows, key=lambda row: (-(row["inhabitants"] or 0), row["territory_code"]))
    return (
        [row for row in ordered if row["heard"] == Heard.SILENT],
        [row for row in ordered if row["heard"] == Heard.FAINT],
    )
