"""A problem cut into pools that share no stock is answered as the whole is, and each pool's units stay in it."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.pools import pools, solve_in_pools
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from tests.property.test_allocation_oracle import Small, small_problems


def renamed(small: Small, region: str) -> Small:
    """Return a problem whose types, cells and sites are those of a region."""
    return Small(
        tuple((rank, region + type_id) for rank, type_id in small.lines),
        tuple(((region + type_id, side, region + cell), penalty) for (type_id, side, cell), penalty in small.options),
        tuple((region + cell, (side, site and region + site, units)) for cell, (side, site, units) in small.cells),
        tuple((region + site, capacity) for site, capacity in small.sites),
    )


@st.composite
def regions(draw: st.DrawFn) -> Problem:
    """Draw one to three regions that share nothing, their lines in one ranking."""
    parts = [renamed(draw(small_problems()), region) for region in "xyz"[: draw(st.integers(1, 3))]]
    types = [type_id for part in parts for _, type_id in part.lines]
    order = draw(st.permutations(range(len(types))))
    lines = tuple(sorted(zip([rank * 3 + 1 for rank in order], types, strict=True)))
    joined = Small(lines, *(sum((getattr(part, name) for part in parts), ()) for name in ("options", "cells", "sites")))
    problem = problem_from_tables(**joined.tables())
    assert isinstance(problem, Problem)
    return problem


@settings(max_examples=25)
@given(regions())
def test_pools_answer_as_the_whole_does(problem: Problem) -> None:
    whole, apart = solve(problem), solve_in_pools(problem)
    for name in ("unserved", "values", "entries", "witness"):
        assert getattr(apart, name).equals(getattr(whole, name)), name
    assert (apart.served, apart.bound, apart.objective) == (whole.served, whole.bound, whole.objective)
    assert apart.grants.select(["line_id", "side"]).equals(whole.grants.select(["line_id", "side"]))
    held = certify(problem, apart.grants, apart.unserved, apart.entries, apart.witness, apart.bounds, apart.duals)
    assert all(verdict.holds is not False for verdict in held.values())


@settings(max_examples=25)
@given(regions())
def test_each_line_option_and_cell_is_in_one_pool_with_all_that_it_draws_on(problem: Problem) -> None:
    parts = pools(problem).parts
    for name in ("lines", "cells"):
        key = "line_id" if name == "lines" else "cell_id"
        ids = [value for part in parts for value in getattr(part, name)[key].to_pylist()]
        assert sorted(ids) == sorted(getattr(problem, name)[key].to_pylist())
    for part in parts:
        types = set(part.lines["type_id"].to_pylist())
        drawn, own = (
            [row for row in table.to_pylist() if row["type_id"] in types] for table in (problem.options, part.options)
        )
        assert own == drawn
        assert {row["cell_id"] for row in drawn} <= set(part.cells["cell_id"].to_pylist())


def test_what_binds_lines_together_is_not_cut() -> None:
    tables = {
        "lines": pa.table({"line_id": ["a", "b"], "rank": [1, 2], "type_id": ["t", "u"]}),
        "options": pa.table({"type_id": ["t", "u"], "side": ["device"] * 2, "cell_id": ["c", "d"], "penalty": [0, 0]}),
        "cells": pa.table({"cell_id": ["c", "d"], "side": ["device"] * 2, "site_id": ["s", "s"], "quantity": [1, 1]}),
    }

    def parts(capacity: int | None, levels: pa.Table | None = None) -> int:
        sites = pa.table({"site_id": ["s"], "capacity": pa.array([capacity], pa.int64())})
        problem = problem_from_tables(**tables, sites=sites, levels=levels)
        assert isinstance(problem, Problem)
        return len(pools(problem).parts)

    # Two cells of one site: a site that hands out one unit a day binds them, one without a limit does not.
    assert (parts(1), parts(None)) == (1, 2)
    assert parts(None, pa.table({"first_rank": [1]})) == 1
