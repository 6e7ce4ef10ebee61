"""What we and others make of lists with their truth: the golden ones, and those of `CONNEXION_CORPUS`.

A rival is given credit for a value when its cell says it under the right header, compared as the golden score compares. It is
never asked for reasons, and the rows that it takes for families without being any are counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.intake.ways import Way, present
from benchmarks.records import HIGHER, LOWER, OURS, Record
from tests.golden.score import TEXTS, same, truths


@dataclass
class Tally:
    """Lists that could be read at all, their data rows, and the values that the truth states."""

    lists: int = 0
    failed: int = 0
    rows: int = 0
    rows_lost: int = 0
    rows_invented: int = 0
    texts: int = 0
    texts_right: int = 0
    values: int = 0
    values_right: int = 0

    def line(self, method: str) -> str:
        """Return the line of the table."""
        shares = (100 * self.texts_right / self.texts, 100 * self.values_right / self.values)
        return (
            f"| {method} | {self.lists - self.failed} of {self.lists} | {self.rows_lost} | {self.rows_invented} | "
            f"{shares[0]:.1f} | {shares[1]:.1f} |"
        )

    def records(self, method: str, named: str) -> list[Record]:
        """Return the figures of one way of reading; `named` holds the place of what is counted, as `{}_of_golden` does."""
        told = {
            "lists_read": ("lists", HIGHER, self.lists - self.failed),
            "rows_lost": ("rows", LOWER, self.rows_lost),
            "rows_invented": ("rows", LOWER, self.rows_invented),
            "texts_right": ("% of values", HIGHER, round(100 * self.texts_right / self.texts, 2)),
            "values_right": ("% of values", HIGHER, round(100 * self.values_right / self.values, 2)),
        }
        return [
            Record("intake", named.format(name), unit, value, 1, method, better)
            for name, (unit, better, value) in told.items()
        ]


def tallies(folder: Path) -> dict[str, Tally]:
    """Return what each way makes of every list of a folder with its truth, ours first, all counted alike."""
    found = list(truths(folder))
    return {method: tallied(way, found, method == OURS) for method, way in present().items()}


def tallied(way: Way, found: Iterable[tuple[Path, Mapping[str, Any]]], canonical: bool) -> Tally:
    """Return what one way makes of lists; `canonical` where it names its values by field itself."""
    tally = Tally()
    for path, truth in found:
        try:
            rows = way(path, truth).rows
        except Exception:  # Whatever a library raises, its user has no rows.
            add(tally, truth, None)
            continue
        headers = {column["header"]: column["canonical"] for column in truth["columns"]}
        add(tally, truth, rows if canonical else [named(row, headers) for row in rows])
    return tally


def rivals_table(told: Mapping[str, Tally]) -> str:
    """Return a line a method."""
    lines = [
        "| method | lists read | data rows lost | rows invented | texts right % | all values right % |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *(tally.line(method) for method, tally in told.items())])


def add(tally: Tally, truth: Mapping[str, Any], read: list[dict[str, Any]] | None) -> None:
    """Add the rows read of one list; one that could not be read loses every row."""
    tally.lists += 1
    tally.failed += read is None
    known = read or []
    tally.rows += len(truth["rows"])
    tally.rows_lost += max(len(truth["rows"]) - len(known), 0)
    tally.rows_invented += max(len(known) - len(truth["rows"]), 0)
    # Blank and total rows shift what follows: a row is looked for by its texts among those not yet taken.
    for expected in truth["rows"]:
        best = best_row(known, expected)
        for name, value in expected["values"].items():
            allowed = [value, *expected.get("any_of", {}).get(name, ())]
            right = any(same(name, one, best.get(name)) for one in allowed)
            tally.values += 1
            tally.values_right += right
            if name in TEXTS:
                tally.texts += 1
                tally.texts_right += right


def named(row: Mapping[Any, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """Return a row by canonical field, its headers compared exactly; whole numbers as such."""
    return {
        headers[str(header)]: int(value)
        if str(value).isdigit() and not str(value).startswith("0") and len(str(value)) < 4
        else value
        for header, value in row.items()
        if str(header) in headers and value is not None
    }


def best_row(known: list[dict[str, Any]], expected: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row that agrees with most of the truth's values, in the rival's favour."""
    wanted = expected["values"]

    def agreeing(row: dict[str, Any]) -> int:
        return sum(same(name, value, row.get(name)) for name, value in wanted.items())

    return max(known, key=agreeing, default={})
