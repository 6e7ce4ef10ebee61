"""What we and others make of the golden lists: pandas by default, pandas told where the table is, DuckDB's own guessing, frictionless.

A rival is given credit for a value when its cell says it under the right header, compared as the golden score compares. It is
never asked for reasons, and the rows that it takes for families without being any are counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarks.records import OURS
from campaigns.model.outcome import Refusal
from pipelines.intake.reading import read_list
from tests.golden.score import PARTNER_KINDS, TEXTS, TODAY, same, truths

Frames = Callable[[Path, Mapping[str, Any]], pd.DataFrame]


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


def by_default(path: Path, truth: Mapping[str, Any]) -> pd.DataFrame:
    """Read as the library does when it is told nothing."""
    return pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_excel(path, dtype=str)


def told(path: Path, truth: Mapping[str, Any]) -> pd.DataFrame:
    """Read as a patient colleague does: sheet, header row, separator and encoding looked up by hand."""
    if path.suffix != ".csv":
        return pd.read_excel(path, dtype=str, sheet_name=truth.get("sheet") or 0, header=truth["header_row"] - 1)
    found = read_list(path.read_bytes(), path.name, today=TODAY)
    assert not isinstance(found, Refusal)
    # A line of the text may hold more than one record, so what stands above the header is skipped by lines.
    return pd.read_csv(
        path, dtype=str, sep=found.format.separator, encoding=found.format.encoding, skiprows=truth["header_row"] - 1,
        engine="python", on_bad_lines="skip",
    )  # fmt: skip


def guessed(path: Path, truth: Mapping[str, Any]) -> pd.DataFrame:
    """Let DuckDB guess separator, quotes and header; it reads text files only."""
    if path.suffix != ".csv":
        raise OSError
    return duckdb.execute("select * from read_csv(?, all_varchar = true)", [str(path)]).df()


def checked(path: Path, truth: Mapping[str, Any]) -> pd.DataFrame:
    """Let frictionless find encoding, separator and header, every value as it stands."""
    from frictionless import Detector, FrictionlessException, Resource

    try:
        with Resource(path=str(path), detector=Detector(field_type="any")) as resource:
            rows = [row.to_dict() for row in resource.read_rows()]
    except FrictionlessException as error:
        raise OSError(str(error)) from error
    return pd.DataFrame(rows).map(lambda value: None if value is None else str(value))


# Sheet, header row, separator and encoding are told.
TOLD, FRICTIONLESS = "pandas, told where the table is", "frictionless"
# Of a method that needs a module which is not one of the application's.
NEEDS = {FRICTIONLESS: "frictionless"}
METHODS: dict[str, Frames] = {
    "pandas by default": by_default,
    TOLD: told,
    "DuckDB guessing (CSV only)": guessed,
    FRICTIONLESS: checked,
}


def tallies(folder: Path) -> dict[str, Tally]:
    """Return what each method makes of every list of a folder with its truth, ours first, all counted alike."""
    found = list(truths(folder))
    told = {OURS: Tally()}
    for path, truth in found:
        add(told[OURS], truth, ours(path, truth))
    for method, frames in METHODS.items():
        if find_spec(NEEDS.get(method, "pandas")) is None:
            continue
        told[method] = Tally()
        for path, truth in found:
            count(told[method], path, truth, frames)
    return told


def rivals_table(told: Mapping[str, Tally]) -> str:
    """Return a line a method."""
    lines = [
        "| method | lists read | data rows lost | rows invented | texts right % | all values right % |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *(tally.line(method) for method, tally in told.items())])


def ours(path: Path, truth: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the rows that we read, told nothing but the kind of partner; None for a list that we refuse."""
    kind = PARTNER_KINDS.get(truth["partner"]["kind"])
    reading = read_list(path.read_bytes(), path.name, today=TODAY, partner_kind=kind)
    return None if isinstance(reading, Refusal) else [dict(row.values) for row in reading.rows]


def count(tally: Tally, path: Path, truth: Mapping[str, Any], frames: Frames) -> None:
    """Add what a rival makes of one list."""
    headers = {column["header"]: column["canonical"] for column in truth["columns"]}
    try:
        frame = frames(path, truth)
    except (ValueError, OSError, ImportError, KeyError, duckdb.Error):
        add(tally, truth, None)
        return
    add(
        tally,
        truth,
        [named(row, headers) for row in frame.astype(object).where(frame.notna(), None).to_dict("records")],
    )


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
