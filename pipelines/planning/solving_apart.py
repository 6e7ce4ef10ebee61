"""Gives the pools of a plan to a lent executor, and puts the answers together.

Each pool is solved by itself, as in the house's own process: whoever does it, the same problem gives the same plan.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from pathlib import Path

import pyarrow as pa

from campaigns.allocation.coded import plain
from campaigns.allocation.columns import whole
from campaigns.allocation.pools import Pools, put_together
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import Solution
from campaigns.model.outcome import Refusal
from pipelines.planning.solving_answers import REFUSALS, answered
from pipelines.planning.solving_child import PROBLEM_TABLES, STOP, Solved, bytes_of, solve_several

# More pieces than that would cost more to send than they save.
MOST_PIECES = 32
LOOK_SECONDS = 0.1


def solved_apart(
    executor: Executor,
    cut: Pools,
    problem: Problem,
    earlier: pa.Table | None,
    room: Path,
    seconds: float,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Solution | Refusal:
    """Solve the pools of a problem; as `SolvingRoom.solve`, with the share of the lines whose pools are done as progress."""
    pieces = [list(range(first, len(cut.parts), MOST_PIECES)) for first in range(min(MOST_PIECES, len(cut.parts)))]
    rooms = [room / str(number) for number, _ in enumerate(pieces)]
    futures: list[Future[list[Solved]]] = []
    for piece, place in zip(pieces, rooms, strict=True):
        place.mkdir()
        asked = [packed(cut, problem, earlier, part) for part in piece]
        futures.append(executor.submit(solve_several, asked, str(place), seconds))
    weights = [sum(cut.parts[part].lines.num_rows for part in piece) for piece in pieces]
    while wait(futures, timeout=LOOK_SECONDS).not_done:
        if cancelled is not None and cancelled():
            return stopped(futures, rooms)
        if progress is not None:
            done = sum(weight for future, weight in zip(futures, weights, strict=True) if future.done())
            progress(done / sum(weights))
    return gathered(problem, futures)


def packed(cut: Pools, problem: Problem, earlier: pa.Table | None, part: int) -> tuple[dict[str, bytes], bytes | None]:
    """Return a pool, and the earlier grants of its lines, as bytes."""
    before = cut.earlier(problem, earlier, part)
    tables = {name: bytes_of(as_texts(getattr(cut.parts[part], name))) for name in PROBLEM_TABLES}
    return tables, None if before is None else bytes_of(as_texts(before))


def as_texts(table: pa.Table) -> pa.Table:
    """Return a table whose columns of codes are texts: a pool has a few of the whole's names only."""
    return pa.table({name: plain(whole(table[name])) for name in table.column_names})


def stopped(futures: list[Future[list[Solved]]], rooms: list[Path]) -> Refusal:
    """Leave word to stop where it can be read, take back what has not begun, and wait for nobody on another machine."""
    for future, place in zip(futures, rooms, strict=True):
        (place / STOP).touch()
        future.cancel()
    return Refusal("cancelled", REFUSALS["cancelled"])


def gathered(problem: Problem, futures: list[Future[list[Solved]]]) -> Solution | Refusal:
    """Put the answers together; the first refusal among them is the answer."""
    try:
        found = [answered(one) for future in futures for one in future.result()]
    except Exception:
        # A worker that died, or a network that broke: its own words are not kept.
        return Refusal("solver_died", REFUSALS["solver_died"])
    refused = next((one for one in found if isinstance(one, Refusal)), None)
    return refused or put_together(problem, [one for one in found if not isinstance(one, Refusal)])
