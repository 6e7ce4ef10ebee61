"""Guarantees shown by another run: what was published, the order of rows, one more unit; and what refutes each."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campaigns.allocation.problem import problem_from_tables
from campaigns.allocation.replay import replay
from campaigns.allocation.solve import solve
from tests.property.test_allocation_oracle import small_problems

SOME = settings(max_examples=100, print_blob=True)


def solved(small):
    problem = problem_from_tables(**small.tables())
    return problem, solve(problem).grants


def holds(*given, **named):
    return {name: verdict.holds for name, verdict in replay(*given, **named).items()}


@SOME
@given(small_problems(sides=("device",), with_gates=False))
def test_all_three_hold_for_single_kits_without_site_limits(small):
    problem, grants = solved(small)
    cells = [c for c, _ in small.cells]
    assert holds(problem, grants, grants, cells) == {"G6": True, "G7": True, "G8": True}


@SOME
@given(small_problems())
def test_one_more_unit_is_not_promised_with_kits_or_site_limits(small):
    problem, grants = solved(small)
    coupled = len({s for (_, s, _), _ in small.options}) == 2 and any(
        len({s for (t, s, _), _ in small.options if t == of}) == 2 for _, of in small.lines
    )
    gated = any(capacity is not None for _, capacity in small.sites)
    found = holds(problem, grants, None, [c for c, _ in small.cells][:1])
    assert found["G6"] is None
    assert found["G7"] is True
    assert (found["G8"] is None) == (coupled or gated)


@SOME
@given(small_problems(), st.data())
def test_a_published_unit_that_moved_or_a_line_served_by_favour_is_found(small, data):
    problem, grants = solved(small)
    assume(grants.num_rows)
    gone = data.draw(st.sampled_from(grants["line_id"].to_pylist()))
    less = grants.filter(pc.not_equal(grants["line_id"], gone))
    assert holds(problem, less, grants)["G6"] is False
    assert holds(problem, less)["G7"] is False
    moved = grants.set_column(2, "cell_id", pa.array(["elsewhere"] * grants.num_rows))
    assert holds(problem, grants, moved)["G6"] is False


def test_nothing_is_said_of_one_more_unit_when_no_cell_is_tried():
    empty = {name: table.slice(0, 0) for name, table in problem_tables().items()}
    problem = problem_from_tables(**empty)
    assert holds(problem, solve(problem).grants) == {"G6": None, "G7": True, "G8": None}


def problem_tables():
    return {
        "lines": pa.table({"line_id": ["a"], "rank": [1], "type_id": ["t"]}),
        "options": pa.table({"type_id": ["t"], "side": ["device"], "cell_id": ["c"], "penalty": [0]}),
        "cells": pa.table({"cell_id": ["c"], "side": ["device"], "site_id": ["s"], "quantity": [1]}),
        "sites": pa.table({"site_id": ["s"], "capacity": pa.array([None], pa.int64())}),
    }
