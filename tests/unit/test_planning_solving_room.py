"""Plans computed in another process: the same plan, told as it goes, stopped on demand, refused in words when it dies."""

import os
import sys
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from benchmarks.allocation.instance import invented
from campaigns.allocation.build import build_problem
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import solve
from campaigns.model.outcome import Refusal
from pipelines.planning.solving_room import SolvingRoom


@pytest.fixture(scope="module")
def problem() -> Problem:
    made = invented(40_000, coupled=True, zones=60, sites=60)
    found = build_problem(made.lines, made.kits, made.cells, made.reach, made.sites)
    assert isinstance(found, Problem)
    return found


def test_another_process_gives_the_very_same_plan(problem: Problem) -> None:
    with SolvingRoom() as room:
        solution = room.solve(problem)
    assert not isinstance(solution, Refusal)
    assert solution.digest(problem) == solve(problem).digest(problem)


def test_a_lent_executor_does_the_work_and_the_share_done_only_grows(problem: Problem) -> None:
    shares: list[float] = []
    with ThreadPoolExecutor(1) as lent:
        solution = SolvingRoom(lent).solve(problem, progress=shares.append)
        assert not isinstance(solution, Refusal)
        assert lent.submit(int, "1").result() == 1, "it is not ours to end"
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_a_wish_to_stop_and_a_time_limit_are_each_one_refusal(problem: Problem) -> None:
    with ThreadPoolExecutor(1) as lent:
        stopped = SolvingRoom(LateExecutor(lent)).solve(problem, cancelled=lambda: True)
        late = SolvingRoom(lent, wall_seconds=0).solve(problem)
    assert isinstance(stopped, Refusal)
    assert isinstance(late, Refusal)
    assert (stopped.code, late.code) == ("cancelled", "time_limit")
    assert "Rien n'a été modifié" in late.sentence.fr


def test_a_process_that_dies_is_one_refusal_and_the_next_plan_has_another(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SolvingRoom() as room:
        monkeypatch.setattr(sys, "executable", "/bin/false")
        died = room.solve(problem)
        assert isinstance(died, Refusal)
        assert died.code == "solver_died"
        monkeypatch.undo()
        assert not isinstance(room.solve(problem), Refusal)


class LateExecutor(Executor):
    """Starts the work only after the room has had time to leave word to stop."""

    def __init__(self, inner: Executor) -> None:
        self.inner = inner

    def submit(self, work, /, *given, **named):  # type: ignore[no-untyped-def, override]
        return self.inner.submit(_after_word_to_stop, work, *given, **named)


def _after_word_to_stop(work, tables, room, *rest):  # type: ignore[no-untyped-def]
    while not os.path.exists(os.path.join(room, "stop")):
        pass
    return work(tables, room, *rest)
