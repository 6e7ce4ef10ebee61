"""Faults planted in the solver itself: the verifier, which shares none of its code, finds each one."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns.allocation import numbering, solve
from campaigns.allocation.certify import certify
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.model.codes import Side
from tests.property.test_allocation_oracle import Small

# Three laptops, two tablets: « both » may take either, and gives way so that all the laptop-only lines before it fit.
SMALL = Small(
    lines=((1, "both"), (2, "laptop"), (3, "both"), (4, "laptop"), (5, "laptop"), (6, "both"), (7, "laptop")),
    options=(
        (("both", "device", "laptops"), 0), (("both", "device", "tablets"), 3), (("laptop", "device", "laptops"), 0),
    ),
    cells=(("laptops", ("device", "lille", 3)), ("tablets", ("device", "lille", 2))),
    sites=(("lille", None),),
)  # fmt: skip


@pytest.fixture
def problem():
    found = problem_from_tables(**SMALL.tables())
    assert isinstance(found, Problem)
    return found


def refuted(problem, solution):
    verdicts = certify(problem, solution.grants, solution.unserved, solution.entries, solution.witness)
    return sorted(name for name, verdict in verdicts.items() if verdict.holds is False)


def with_numbers(monkeypatch, change):
    """Solve with a numbering at fault."""
    monkeypatch.setattr(solve, "numbers_of", lambda problem: change(numbering.numbers_of(problem)))


def units(numbers):
    return numbers.sides[Side.DEVICE].quantity


def of_devices(numbers, **changed):
    sides = dict(numbers.sides) | {Side.DEVICE: replace(numbers.sides[Side.DEVICE], **changed)}
    return replace(numbers, sides=sides)


def test_without_a_fault_everything_holds(problem):
    solution = solve.solve(problem)
    assert solution.served == 5
    assert refuted(problem, solution) == []


@pytest.mark.parametrize("dropped", [0, 1])
def test_an_arc_that_the_solver_lost_is_found(problem, monkeypatch, dropped):
    def lose(numbers):
        own = numbers.sides[Side.DEVICE]
        kept = np.arange(len(own.option_type)) != dropped
        return of_devices(
            numbers, option_type=own.option_type[kept], option_cell=own.option_cell[kept], penalty=own.penalty[kept]
        )

    with_numbers(monkeypatch, lose)
    assert refuted(problem, solve.solve(problem))


def test_two_ranks_that_the_solver_swapped_are_found(problem, monkeypatch):
    def swap(numbers):
        types = numbers.line_type.copy()
        types[[4, 5]] = types[[5, 4]]
        return replace(numbers, line_type=types)

    with_numbers(monkeypatch, swap)
    assert refuted(problem, solve.solve(problem))


def test_a_unit_that_the_solver_lost_is_found(problem, monkeypatch):
    with_numbers(monkeypatch, lambda numbers: of_devices(numbers, quantity=units(numbers) - np.array([1, 0])))
    assert {"G2", "G3"} <= set(refuted(problem, solve.solve(problem)))


def test_a_unit_that_the_solver_invented_is_found(problem, monkeypatch):
    with_numbers(monkeypatch, lambda numbers: of_devices(numbers, quantity=units(numbers) + np.array([1, 0])))
    assert refuted(problem, solve.solve(problem)) == ["G1"]


def test_a_dearer_assignment_is_found(problem, monkeypatch):
    with_numbers(monkeypatch, lambda numbers: of_devices(numbers, penalty=-numbers.sides[Side.DEVICE].penalty))
    small = Small(SMALL.lines[:1], SMALL.options, SMALL.cells, SMALL.sites)
    alone = problem_from_tables(**small.tables())
    assert refuted(alone, solve.solve(alone)) == ["G5"]


def test_a_refusal_that_stops_searching_too_soon_is_found(problem, monkeypatch):
    from campaigns.allocation.residual import Residual

    def only_direct(self, start):
        for arc in self.arcs[self.first[start] : self.first[start + 1]]:
            cell = self.head[arc]
            for onward in self.arcs[self.first[cell] : self.first[cell + 1]]:
                if self.room[arc] and not onward & 1 and self.room[onward]:
                    return [arc, onward]
        return None

    monkeypatch.setattr(Residual, "path_from", only_direct)
    assert "G2" in refuted(problem, solve.solve(problem))
