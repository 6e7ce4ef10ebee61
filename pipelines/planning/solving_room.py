"""The room where plans are computed: another process, with a share of the work done, a time limit and a way to stop.

A plan is exact or there is none: stopped, too long or died is one clear refusal, and nothing was written. Any
`concurrent.futures.Executor` may do the work; without one, each plan has an interpreter of its own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path

import pyarrow as pa

from campaigns.allocation.pools import pools
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import Solution
from campaigns.model.outcome import Refusal
from pipelines.planning.solving_answers import REFUSALS, answered, refusal_in_words
from pipelines.planning.solving_apart import solved_apart
from pipelines.planning.solving_child import (
    ANSWER,
    EARLIER,
    FIGURES,
    PROBLEM_TABLES,
    PROGRESS,
    QUESTION,
    SOLUTION_TABLES,
    STOP,
    Solved,
    bytes_of,
    leave_tables,
    left_table,
    left_values,
    solve_bytes,
)

WALL_SECONDS = 300.0
# How often progress is read and a wish to stop is heard.
LOOK_SECONDS = 0.1
# The flows after the search can't be stopped half-way, and an interpreter takes a moment to start.
GRACE_SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[2]


class SolvingRoom:
    """Solves problems away from this process; several threads may use it at once.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, executor: Executor | None = None, wall_seconds: float = WALL_SECONDS) -> None:
        self.wall_seconds = wall_seconds
        self.lent = executor
        # One plan at a time: two would only share the same cores and memory.
        self.waiting = ThreadPoolExecutor(1, thread_name_prefix="plan")

    def __enter__(self) -> "SolvingRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def solve(
        self,
        problem: Problem,
        earlier: pa.Table | None = None,
        *,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Solution | Refusal:
        """Solve a problem as `campaigns.allocation.solve` does.

        Parameters
        ----------
        earlier
            Grants of an earlier draft, from which as few units as possible are changed.
        progress
            Called in this process with the share of the work done (0 to 1, never smaller than before).
        cancelled
            Asked now and then; once it says True the work stops.

        Returns
        -------
        Solution | Refusal
            `cancelled`, `time_limit` or `solver_died`, or the fault that the engine itself told.
        """
        with tempfile.TemporaryDirectory(prefix="plan-") as room:
            if self.lent is not None and len((cut := pools(problem)).parts) > 1:
                return solved_apart(
                    self.lent, cut, problem, earlier, Path(room), self.wall_seconds, progress, cancelled
                )
            try:
                future = self._begun(problem, earlier, room)
                while not wait([future], timeout=LOOK_SECONDS).done:
                    _look(Path(room), progress, cancelled)
                return answered(future.result())
            except BrokenExecutor:
                return Refusal("solver_died", REFUSALS["solver_died"])

    def _begun(self, problem: Problem, earlier: pa.Table | None, room: str) -> Future[Solution | Refusal | Solved]:
        if self.lent is None:
            return self.waiting.submit(in_another_interpreter, problem, Path(room), self.wall_seconds, earlier)
        tables = {name: bytes_of(getattr(problem, name)) for name in PROBLEM_TABLES}
        before = None if earlier is None else bytes_of(earlier)
        return self.lent.submit(solve_bytes, tables, room, self.wall_seconds, before)

    def close(self) -> None:
        """End our own work; an executor that was lent is its owner's to end."""
        self.waiting.shutdown(wait=True, cancel_futures=True)


def in_another_interpreter(
    problem: Problem, room: Path, seconds: float, earlier: pa.Table | None = None
) -> Solution | Refusal:
    """Run `solve_tables` in an interpreter of its own, started for it.

    Not by `multiprocessing`: its children run the parent's main script again, which under Streamlit is the page being shown.

    Raises
    ------
    BrokenExecutor
        When it dies, or outlives by far the time that it was given.
    """
    tables = {name: getattr(problem, name) for name in PROBLEM_TABLES} | ({} if earlier is None else {EARLIER: earlier})
    leave_tables(room, QUESTION, tables, {"seconds": seconds, EARLIER: earlier is not None})
    command = [sys.executable, "-m", "pipelines.planning.solving_child", str(room)]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, cwd=ROOT, env=kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds + GRACE_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BrokenExecutor from None
    if done.returncode:
        raise BrokenExecutor
    told = left_values(room, ANSWER)
    if "refused" in told:
        return refusal_in_words(*told["refused"])
    tables = {name: left_table(room, ANSWER, name) for name in SOLUTION_TABLES}
    return Solution(**tables, **{name: told[name] for name in FIGURES})


def _look(room: Path, progress: Callable[[float], None] | None, cancelled: Callable[[], bool] | None) -> None:
    """Tell how far the work is, and leave word to stop where that is wished."""
    if cancelled is not None and cancelled():
        (room / STOP).touch()
    told = room / PROGRESS
    text = told.read_text(encoding="ascii") if progress is not None and told.exists() else ""
    # An empty text is a file caught while it is written anew.
    if progress is not None and text:
        progress(float(text))
