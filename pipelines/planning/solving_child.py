"""What runs where plans are computed: tables in, a solution out, a share of the work told now and then.

Another interpreter is handed them as Arrow files of its room, which weigh nothing until they are looked at; an executor, as bytes.

It runs in another process, or wherever the executor puts it, so it must never touch the store, the vault or the office.
"""

import io
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc

from campaigns.allocation.pools import solve_in_pools
from campaigns.allocation.problem import problem_from_tables
from campaigns.allocation.same_site import SECONDS
from campaigns.allocation.solve import Solution
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.memory import give_back_at_once

PROBLEM_TABLES = ("lines", "options", "cells", "sites", "passes", "quotas", "openings", "levels", "same_site")
SOLUTION_TABLES = ("grants", "unserved", "values", "entries", "witness", "bounds", "duals")
FIGURES = ("served", "bound", "objective")
# A search of kits from one site ends early enough for its plan to be written down.
SEARCH_SHARE = 0.8
PROGRESS, STOP, QUESTION, ANSWER, EARLIER = "progress", "stop", "question", "answer", "earlier"


@dataclass(frozen=True)
class Solved:
    """A solution as bytes and numbers, or the code and sentences of why there is none."""

    tables: Mapping[str, bytes]
    figures: Mapping[str, int]
    refused: tuple[str, str, str] | None = None


class _Stopped(Exception):
    """The work was asked to stop, or took too long; the code says which."""


def solve_bytes(tables: Mapping[str, bytes], room: str, seconds: float, earlier: bytes | None = None) -> Solved:
    """Solve a problem whose tables come, and go back, as Arrow streams; the rest as in `solve_tables`."""
    given = {name: table_of(tables[name]) for name in PROBLEM_TABLES}
    solution = solve_tables(given, Path(room), seconds, None if earlier is None else table_of(earlier))
    if isinstance(solution, Refusal):
        return Solved({}, {}, (solution.code, solution.sentence.fr, solution.sentence.en))
    return Solved(
        {name: bytes_of(getattr(solution, name)) for name in SOLUTION_TABLES},
        {name: getattr(solution, name) for name in FIGURES},
    )


def solve_several(asked: Sequence[tuple[Mapping[str, bytes], bytes | None]], room: str, seconds: float) -> list[Solved]:
    """Solve problems one after the other, each with the grants of its earlier draft, in the time allowed to all; see `solve_bytes`."""
    ends = time.monotonic() + seconds
    return [solve_bytes(tables, room, ends - time.monotonic(), earlier) for tables, earlier in asked]


def solve_tables(
    tables: Mapping[str, pa.Table], room: Path, seconds: float, earlier: pa.Table | None = None
) -> Solution | Refusal:
    """Solve a problem, writing the share of the work into the folder `room` and stopping when it holds a `stop` file.

    Parameters
    ----------
    tables
        The tables of a problem, by name.
    seconds
        Time allowed from the start of the work here.
    earlier
        Grants of an earlier draft, as `solve` takes them.
    """
    deadline = time.monotonic() + seconds

    def tick(share: float) -> None:
        if (room / STOP).exists():
            raise _Stopped("cancelled")
        if time.monotonic() >= deadline:
            raise _Stopped("time_limit")
        # A worker on another machine has not that folder: nobody reads there how far it is.
        if room.is_dir():
            (room / PROGRESS).write_text(f"{share:.4f}", encoding="ascii")

    problem = problem_from_tables(**tables)
    if isinstance(problem, Refusal):
        return problem
    try:
        tick(0.0)
        return solve_in_pools(problem, tick, earlier, min(SECONDS, seconds * SEARCH_SHARE))
    except _Stopped as stopped:
        return Refusal(str(stopped), Sentence("", ""))
    except CannotGoOn as fault:
        return Refusal(fault.code, fault.sentence)


def solution_of(solved: Solved) -> Solution:
    """Return the solution behind the bytes."""
    tables = {name: table_of(content) for name, content in solved.tables.items()}
    return Solution(**tables, **solved.figures)


def bytes_of(table: pa.Table) -> bytes:
    """Return a table as an Arrow stream."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def table_of(content: bytes) -> pa.Table:
    """Return the table of an Arrow stream."""
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all().combine_chunks()


def leave_tables(room: Path, about: str, tables: Mapping[str, pa.Table], told: Mapping[str, object]) -> None:
    """Leave tables in the room, each an Arrow file, and last the plain values that go with them."""
    for name, table in tables.items():
        with pa.ipc.new_file(room / f"{about}.{name}.arrow", table.schema) as writer:
            writer.write_table(table)
    (room / f"{about}.json").write_text(json.dumps(told), encoding="utf-8")


def left_table(room: Path, about: str, name: str, *, mapped: bool = False) -> pa.Table:
    """Return a table left in the room; mapped, it stays in its file, which must then outlive it."""
    path = str(room / f"{about}.{name}.arrow")
    with pa.memory_map(path) if mapped else pa.OSFile(path) as source, pa.ipc.open_file(source) as reader:
        return reader.read_all().combine_chunks()


def left_values(room: Path, about: str) -> dict[str, Any]:
    """Return the plain values left in the room with tables."""
    return dict(json.loads((room / f"{about}.json").read_text(encoding="utf-8")))


def main(room: Path) -> int:
    """Answer the question left in a folder: another interpreter's whole work. All its files are this house's own."""
    give_back_at_once()
    asked = left_values(room, QUESTION)
    tables = {name: left_table(room, QUESTION, name, mapped=True) for name in PROBLEM_TABLES}
    earlier = left_table(room, QUESTION, EARLIER, mapped=True) if asked[EARLIER] else None
    solution = solve_tables(tables, room, asked["seconds"], earlier)
    if isinstance(solution, Refusal):
        leave_tables(room, ANSWER, {}, {"refused": [solution.code, solution.sentence.fr, solution.sentence.en]})
        return 0
    found = {name: getattr(solution, name) for name in SOLUTION_TABLES}
    leave_tables(room, ANSWER, found, {name: getattr(solution, name) for name in FIGURES})
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
