"""The story of a release for one territory: its figures, what changed since the release before, its widest gaps, its silence.

Computed from published figures alone.
"""

from dataclasses import dataclass
from datetime import date

from pipelines.reporting.release_view import COUNTS, departments, silent_departments, widest_gaps
from pipelines.reporting.releases import Release
from pipelines.store.port import Row

COUNTRY = "FR"


@dataclass(frozen=True)
class Story:
    """What is told of one territory.

    Attributes
    ----------
    row
        Its standing row.
    moves
        need, served, gap -> change since the release before it, where both are told (households).
    before_on
        Day of the figures before; None where these are the first.
    widest
        At most three parts (departments of the country or of a region; communes of a department), widest gap rate first.
    not_compared
        Parts of which no rate stands.
    silent, faint
        Departments inside it from which nothing, or hardly anything, came.
    """

    row: Row
    as_of: date
    moves: dict[str, int]
    before_on: date | None
    widest: list[Row]
    not_compared: int
    silent: list[Row]
    faint: list[Row]


def story_of(found: Release, code: str) -> Story:
    """Tell one territory; a code that the release does not have is the country."""
    rows = {row["territory_code"]: row for row in found.rows("standing")}
    row = rows.get(code, rows[COUNTRY])
    inside = parts_of(found, row)
    moves = {name: row[f"{name}_move"] for name in COUNTS if row[f"{name}_move"] is not None}
    within = codes_within(rows, row)
    silent, faint = silent_departments([each for each in departments(found) if each["territory_code"] in within])
    compared = [each for each in inside if each["rate"] is not None]
    return Story(
        row, found.as_of, moves, row["since"], widest_gaps(inside), len(inside) - len(compared), silent, faint
    )  # fmt: skip


def parts_of(found: Release, row: Row) -> list[Row]:
    """Return the territories that are compared inside one."""
    if row["level"] == "country":
        return departments(found)
    if row["level"] == "region":
        return [each for each in departments(found) if each["parent_code"] == row["territory_code"]]
    return [each for each in found.rows("standing") if each["parent_code"] == row["territory_code"] and each["name"]]


def codes_within(rows: dict[str, Row], row: Row) -> set[str]:
    """Return the codes of the departments inside a territory, itself included."""
    code = row["territory_code"]
    return {key for key, each in rows.items() if code in (COUNTRY, key, each["parent_code"])}
