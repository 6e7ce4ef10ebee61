"""The engine against the oracle: same lines served, same penalty, same bound, same reasons, in any order of rows."""

import random

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from tests.property.sizes import many
from tests.property.test_allocation_oracle import best_plan, cost, needs, plans, servable_on, small_problems

MANY = many(100)


def solved(small):
    problem = problem_from_tables(**small.tables())
    assert isinstance(problem, Problem)
    return problem, solve(problem)


def served_ranks(solution):
    return {int(line_id.removeprefix("line-")) for line_id in solution.grants["line_id"].to_pylist()}


@MANY
@given(small_problems())
def test_served_lines_are_those_of_the_best_plan_found_by_trying_everything(small):
    _, solution = solved(small)
    best = best_plan(small)
    assert served_ranks(solution) == best
    assert solution.served == len(best)
    assert solution.unserved.num_rows == len(small.lines) - len(best)


@MANY
@given(small_problems())
def test_the_stock_is_used_at_the_least_penalty_and_the_bound_is_the_largest_plan(small):
    _, solution = solved(small)
    penalties = dict(small.options)
    types = {f"line-{r}": t for r, t in small.lines}
    spent = sum(penalties[types[g["line_id"]], g["side"], g["cell_id"]] for g in solution.grants.to_pylist())
    assert solution.objective == spent == cost(small, best_plan(small))
    assert solution.bound == max(len(plan) for plan in plans(small))


@MANY
@given(small_problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(small, shuffler):
    problem, solution = solved(small)
    tables = {}
    for name, table in small.tables().items():
        order = list(range(table.num_rows))
        shuffler.shuffle(order)
        tables[name] = table.take(pa.array(order, pa.int64()))
    again = problem_from_tables(**tables)
    other = solve(again)
    assert other.grants.equals(solution.grants)
    assert other.unserved.equals(solution.unserved)
    assert other.values.equals(solution.values)
    assert other.digest(again) == solution.digest(problem)


@MANY
@given(small_problems(max_lines=5))
def test_a_line_is_served_if_and_only_if_it_ranks_before_the_cutoff(small):
    _, solution = solved(small)
    types = {f"line-{r}": t for r, t in small.lines}
    doubled = type(small)(tuple((2 * r, t) for r, t in small.lines), small.options, small.cells, small.sites)
    for line in solution.unserved.to_pylist()[:2]:
        for rank in [2 * r - 1 for r, _ in small.lines]:
            newcomer = doubled.with_line(rank, types[line["line_id"]])
            is_before = line["cutoff_rank"] is not None and rank < 2 * line["cutoff_rank"]
            assert (rank in best_plan(newcomer)) == is_before


@MANY
@given(small_problems())
def test_the_reason_names_a_side_that_refuses_and_a_site_only_when_units_are_left_behind_it(small):
    _, solution = solved(small)
    best, types = best_plan(small), dict(small.lines)
    for row in solution.unserved.to_pylist():
        rank = int(row["line_id"].removeprefix("line-"))
        together = {r for r in best if r < rank} | {rank}
        refusing = {s for s in needs(small, types[rank]) if not servable_on(small, s, together)}
        without_gates = servable_on(small.with_open_sites(), "device", together)
        expected = {
            "no_option": not needs(small, types[rank]),
            "data_exhausted": "data" in refusing,
            "site_capacity": "device" in refusing and without_gates,
            "devices_exhausted": "device" in refusing and not without_gates,
        }
        assert expected[row["reason"]]


@MANY
@given(small_problems(max_lines=5))
def test_the_value_of_a_cell_is_the_first_line_that_one_more_unit_newly_serves(small):
    _, solution = solved(small)
    best = best_plan(small)
    for row in solution.values.to_pylist():
        gained = best_plan(small.with_one_more(row["cell_id"])) - best
        assert row["best_rank"] == min(gained, default=None)


@MANY
@given(small_problems(sides=("device",), with_gates=False))
def test_one_more_unit_of_a_one_kit_campaign_never_unserves_anyone_and_adds_at_most_one_line(small):
    _, solution = solved(small)
    before = served_ranks(solution)
    for cell_id, _ in small.cells:
        after = served_ranks(solved(small.with_one_more(cell_id))[1])
        assert before <= after
        assert len(after) <= len(before) + 1


def test_large_random_problems_serve_as_many_lines_as_the_flow_bound_when_no_kit_is_coupled():
    for seed in range(5):
        draw = random.Random(seed)
        cells = [(f"c{i}", "device", f"s{i % 7}", draw.randint(0, 6)) for i in range(40)]
        options = [
            (f"t{t}", "device", f"c{c}", draw.randint(0, 99)) for t in range(60) for c in draw.sample(range(40), 4)
        ]
        ranks = draw.sample(range(1000), 300)
        problem = problem_from_tables(
            lines=pa.table(
                {"line_id": [f"l{r}" for r in ranks], "rank": ranks, "type_id": [f"t{r % 60}" for r in ranks]}
            ),
            options=pa.table(
                dict(zip(("type_id", "side", "cell_id", "penalty"), zip(*options, strict=True), strict=True))
            ),
            cells=pa.table(
                dict(zip(("cell_id", "side", "site_id", "quantity"), zip(*cells, strict=True), strict=True))
            ),
            sites=pa.table(
                {"site_id": [f"s{i}" for i in range(7)], "capacity": [draw.randint(3, 20) for _ in range(7)]}
            ),
        )
        solution = solve(problem)
        assert solution.served == solution.bound == solution.grants.num_rows, f"seed {seed}"
        assert pc.sum(problem.cells["quantity"]).as_py() >= solution.served
