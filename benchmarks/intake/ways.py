"""The ways of reading a partner's list that are compared: ours, and what a user would pick instead.

Each takes a path and what its reader is told of the list, and gives rows. What a way does not need is not imported for it, so that its memory is
its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.records import OURS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Rows:
    """What a way made of a list.

    Parameters
    ----------
    rows
        Of ours by canonical field, of the others by header.
    told
        Whether it said that something is wrong with some of them.
    """

    rows: list[dict[Any, Any]]
    told: bool = False


class TurnedAway(Exception):
    """Ours refused the list, with its sentence."""


Way = Callable[[Path, Mapping[str, Any]], Rows]


def ours(path: Path, told: Mapping[str, Any]) -> Rows:
    """Read as the application does, told nothing but the kind of partner where it is known."""
    from campaigns.model.outcome import Refusal
    from pipelines.intake.reading import read_list
    from tests.golden.score import PARTNER_KINDS, TODAY

    kind = PARTNER_KINDS.get(told.get("partner", {}).get("kind"))
    reading = read_list(path.read_bytes(), path.name, today=TODAY, partner_kind=kind)
    if isinstance(reading, Refusal):
        raise TurnedAway(reading.sentence.en)
    return Rows([dict(row.values) for row in reading.rows], any(row.reasons for row in reading.rows))


def by_default(path: Path, told: Mapping[str, Any]) -> Rows:
    """Read as pandas does when it is told nothing."""
    import pandas as pd

    return framed(pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_excel(path, dtype=str))


def patient(path: Path, told: Mapping[str, Any]) -> Rows:
    """Read as a patient colleague does with pandas: sheet, header row, separator and encoding looked up by hand."""
    import pandas as pd

    header = told.get("header_row", 1) - 1
    if path.suffix != ".csv":
        return framed(pd.read_excel(path, dtype=str, sheet_name=told.get("sheet") or 0, header=header))
    # A line of the text may hold more than one record, so what stands above the header is skipped by lines.
    return framed(pd.read_csv(
        path, dtype=str, sep=told.get("separator", ";"), encoding=told.get("encoding", "utf-8"), skiprows=header, engine="python", on_bad_lines="skip",
    ))  # fmt: skip


def guessed(path: Path, told: Mapping[str, Any]) -> Rows:
    """Let DuckDB guess separator, quotes and header; it reads text files only."""
    import duckdb

    if path.suffix != ".csv":
        raise OSError("DuckDB reads text files only")
    return framed(duckdb.execute("select * from read_csv(?, all_varchar = true)", [str(path)]).df())


def checked(path: Path, told: Mapping[str, Any]) -> Rows:
    """Let frictionless find encoding, separator and header, every value as it stands."""
    from frictionless import Detector, Resource

    with Resource(path=path.name, basepath=str(path.parent), detector=Detector(field_type="any")) as resource:
        found = list(resource.row_stream)
    rows = [{name: None if cell is None else str(cell) for name, cell in row.to_dict().items()} for row in found]
    return Rows(rows, any(row.errors for row in found))


def framed(frame: "pd.DataFrame") -> Rows:
    """Return the rows of a frame, empty cells as None."""
    return Rows(frame.astype(object).where(frame.notna(), None).to_dict("records"))


# Sheet, header row, separator and encoding are told.
DEFAULT, TOLD, GUESSING, FRICTIONLESS = (
    "pandas by default", "pandas, told where the table is", "DuckDB guessing (CSV only)", "frictionless",
)  # fmt: skip
WAYS: dict[str, Way] = {OURS: ours, DEFAULT: by_default, TOLD: patient, GUESSING: guessed, FRICTIONLESS: checked}
# Of a way that needs a module which is not one of the application's.
NEEDS = {FRICTIONLESS: "frictionless"}


def present() -> dict[str, Way]:
    """Return the ways whose modules are installed, ours first."""
    return {who: way for who, way in WAYS.items() if find_spec(NEEDS.get(who, "json"))}
