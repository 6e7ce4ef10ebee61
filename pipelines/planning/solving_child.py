"""What runs where plans are computed: tables in as bytes, a solution out as bytes, a share of the work told now and then.

It runs in another process, or wherever the executor puts it, so it must never touch the store, the vault or the office.
"""

import io
import pickle
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from campaigns.allocation.problem import problem_from_tables
from campaigns.allocation.same_site import SECONDS
from campaigns.allocation.solve import Solution, solve
from campaigns.model.outcome import CannotGoOn, Refusal

PROBLEM_TABLES = ("lines", "options", "cells", "sites", "passes", "quotas", "openings", "levels", "same_site")
SOLUTION_TABLES = ("grants", "unserved", "values", "entries", "witness", "bounds", "duals")
FIGURES = ("served", "bound", "objective")
# A search of kits from one site ends early enough for its plan to be written down.
SEARCH_SHARE = 0.8
PROGRESS, STOP, QUESTION, ANSWER = "progress", "stop", "question", "answer"


@dataclass(frozen=True)
class Solved:
    """A solution as bytes and numbers, or the code and sentences of why there is none."""

    tables: Mapping[str, bytes]
    figures: Mapping[str, int]
    refused: tuple[str, str, str] | None = None


class _Stopped(Exception):
    """The work was asked to stop, or took too long; the code says which."""


def solve_bytes(tables: Mapping[str, bytes], room: str, seconds: float, earlier: bytes | None = None) -> Solved:
    """Solve a problem, writing the share of the work into the folder `room` and stopping when it holds a `stop` file.

    Parameters
    ----------
    tables
        The tables of a problem as Arrow streams, by name.
    seconds
        Time allowed from the start of the work here.
    earlier
        Grants of an earlier draft, as `solve` takes them.
    """
    deadline, folder = time.monotonic() + seconds, Path(room)

    def tick(share: float) -> None:
        if (folder / STOP).exists():
            raise _Stopped("cancelled")
        if time.monotonic() >= deadline:
            raise _Stopped("time_limit")
        (folder / PROGRESS).write_text(f"{share:.4f}", encoding="ascii")

    problem = problem_from_tables(**{name: table_of(tables[name]) for name in PROBLEM_TABLES})
    if isinstance(problem, Refusal):
        return _refused(problem.code, problem.sentence.fr, problem.sentence.en)
    try:
        tick(0.0)
        solution = solve(
            problem, tick, None if earlier is None else table_of(earlier), min(SECONDS, seconds * SEARCH_SHARE)
        )
    except _Stopped as stopped:
        return _refused(str(stopped), "", "")
    except CannotGoOn as fault:
        return _refused(fault.code, fault.sentence.fr, fault.sentence.en)
    return Solved(
        {name: bytes_of(getattr(solution, name)) for name in SOLUTION_TABLES},
        {name: getattr(solution, name) for name in FIGURES},
    )


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


def _refused(code: str, fr: str, en: str) -> Solved:
    return Solved({}, {}, (code, fr, en))


def main(room: str) -> int:
    """Answer the question left in a folder: another interpreter's whole work. Both files are this house's own."""
    tables, seconds, earlier = pickle.loads((Path(room) / QUESTION).read_bytes())  # noqa: S301 - our own parent's question
    solved = solve_bytes(tables, room, seconds, earlier)
    # Plain values: a class would carry the name of this main module, which the parent does not know.
    (Path(room) / ANSWER).write_bytes(pickle.dumps((dict(solved.tables), dict(solved.figures), solved.refused)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
