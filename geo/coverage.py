"""Joins published figures to departments, or to the communes of one: one cell a territory, shown, hidden or unknown.

It takes a table of figures by territory code and refuses any other column, so that nothing about a household, not even
a point, can reach a map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from geo.territories import load_territories

COUNTS = ("need", "served", "gap")
MEASURES = (*COUNTS, "rate")
FLAGS = frozenset({"hidden", "unknown", *(f"{measure}_hidden" for measure in MEASURES)})
COLUMNS = frozenset({"territory_code", "parent_code", *MEASURES, *FLAGS})
# Disclosure control hides smaller counts before they come here; one that got through stops the map.
SMALLEST_SHOWN_COUNT = 11


class CellState(StrEnum):
    """What may be said of a department: its figure, that it is hidden, or that nothing is known."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure of one department; `value` only when shown."""

    code: str
    name: str
    state: CellState
    value: float | None


def coverage_cells(coverage: pa.Table, measure: str, places: Mapping[str, str] | None = None) -> list[Cell]:
    """Return one cell a territory, sorted by code; one that is not in the table is unknown.

    Parameters
    ----------
    coverage
        territory_code (key: department), measure columns with null where not shown, and optionally `<measure>_hidden`, hidden
        (for measures without a flag of their own) and unknown.
    measure
        One of `MEASURES`.
    places
        Code -> name of the territories drawn; by default the 101 departments.

    Raises
    ------
    ValueError
        When the table is not one of figures by department, or shows a count that disclosure control hides.
    """
    named = places if places is not None else department_names()
    check_coverage(coverage, measure, named)
    rows = {row["territory_code"]: row for row in coverage.to_pylist()}
    return [cell_of(code, named[code], rows.get(code, {"unknown": True}), measure) for code in sorted(named)]


def department_names() -> dict[str, str]:
    """Return the names of the 101 departments by code."""
    return {code: area.name for code, area in load_territories().departments.items()}


def cell_of(code: str, name: str, row: Mapping[str, object], measure: str) -> Cell:
    """Return the cell of one row."""
    value = row.get(measure)
    if row.get("unknown"):
        return Cell(code, name, CellState.UNKNOWN, None)
    if isinstance(value, int | float):
        return Cell(code, name, CellState.SHOWN, float(value))
    hidden = row.get(f"{measure}_hidden", row.get("hidden"))
    return Cell(code, name, CellState.HIDDEN if hidden else CellState.UNKNOWN, None)


def check_coverage(coverage: pa.Table, measure: str, places: Mapping[str, str]) -> None:
    """Refuse what is not a table of published figures by territory."""
    if measure not in MEASURES or measure not in coverage.column_names or "territory_code" not in coverage.column_names:
        raise ValueError(f"no column for the measure {measure!r}")
    if strange := sorted(set(coverage.column_names) - COLUMNS):
        raise ValueError(f"columns that a map never takes: {strange}")
    check_types(coverage)
    check_codes(coverage["territory_code"].to_pylist(), places)
    for name in COUNTS:
        check_counts(coverage, name)


def check_types(coverage: pa.Table) -> None:
    """Refuse text where a figure is expected."""
    for name in set(MEASURES) & set(coverage.column_names):
        kind = coverage.schema.field(name).type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)):
            raise ValueError(f"column {name} must hold numbers")


def check_codes(codes: list[str | None], places: Mapping[str, str]) -> None:
    """Refuse codes that are not on the map, or named twice."""
    if len(set(codes)) != len(codes):
        raise ValueError("a territory appears twice")
    if not set(codes) <= places.keys():
        raise ValueError("a row is not that of a territory of the map")


def check_counts(coverage: pa.Table, name: str) -> None:
    """Refuse a count from 1 to 10, or below zero."""
    if name not in coverage.column_names or pa.types.is_null(coverage.schema.field(name).type):
        return
    column = coverage[name]
    small = pc.and_(pc.less(column, SMALLEST_SHOWN_COUNT), pc.not_equal(column, 0))
    if pc.any(small).as_py():
        raise ValueError(f"column {name} shows a count below {SMALLEST_SHOWN_COUNT}")
