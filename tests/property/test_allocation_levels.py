"""Lines that share levels, against the oracle that tries everything: counts by level, cost, bars, certificate, planted faults."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.digest import digest
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.replay import replay
from campaigns.allocation.solve import Solution, solve
from campaigns.allocation.whatif import RankedBefore, replayed, served_lines
from campaigns.model.outcome import Refusal
from tests.property.sizes import many
from tests.property.test_allocation_oracle import Small, cost, needs, plans, small_problems

MANY = many(100)


@st.composite
def levelled(draw: st.DrawFn, **how: object) -> tuple[Small, tuple[int, ...]]:
    """Draw a small problem and the ranks at which its levels begin."""
    small = draw(small_problems(**how))
    ranks = [rank for rank, _ in small.lines]
    starts = draw(st.sets(st.sampled_from([*ranks, 0, max(ranks, default=0) + 1]), min_size=1))
    return small, tuple(sorted(starts))


def problem_of(small: Small, starts: tuple[int, ...]) -> Problem:
    problem = problem_from_tables(**small.tables(), levels=pa.table({"first_rank": pa.array(starts, pa.int64())}))
    assert isinstance(problem, Problem), problem
    return problem


def served_ranks(solution: Solution) -> frozenset[int]:
    return frozenset(int(name.removeprefix("line-")) for name in solution.grants["line_id"].to_pylist())


def key_of(small: Small, starts: tuple[int, ...], plan: frozenset[int]) -> tuple[list[int], int]:
    """Counts of the levels, best first (more is better: negated), then the cost."""
    level = {rank: sum(start <= rank for start in starts) for rank, _ in small.lines}
    return [-sum(level[rank] == at for rank in plan) for at in range(len(starts) + 1)], cost(small, plan)


def best_key(small: Small, starts: tuple[int, ...]) -> tuple[list[int], int]:
    return min(key_of(small, starts, frozenset(plan)) for plan in plans(small))


@MANY
@given(levelled())
def test_levels_are_filled_best_first_then_at_the_least_cost(made: tuple[Small, tuple[int, ...]]) -> None:
    small, starts = made
    solution = solve(problem_of(small, starts))
    found = key_of(small, starts, served_ranks(solution))
    assert found == best_key(small, starts)
    assert solution.objective == found[1]


@MANY
@given(levelled())
def test_among_equal_costs_without_kits_the_better_ranks_are_served(made: tuple[Small, tuple[int, ...]]) -> None:
    small, starts = made
    assume(all(len(needs(small, type_)) < 2 for _, type_ in small.lines))
    served = served_ranks(solve(problem_of(small, starts)))
    best = best_key(small, starts)
    alike = [frozenset(plan) for plan in plans(small) if key_of(small, starts, frozenset(plan)) == best]
    # Bases of equal weight are bases of a matroid: one of them is first in rank order.
    assert sorted(served) == min(sorted(plan) for plan in alike)


@MANY
@given(levelled())
def test_each_plan_is_certified_and_what_does_not_apply_says_why(made: tuple[Small, tuple[int, ...]]) -> None:
    small, starts = made
    problem = problem_of(small, starts)
    solution = solve(problem)
    verdicts = certify(problem, solution.grants, solution.unserved)
    assert [verdicts[name].holds for name in ("G1", "G2", "G5")] == [True, True, True], verdicts
    assert verdicts["G4"].holds is None
    assert verdicts["G4"].witness is not None
    most = max(len(plan) for plan in plans(small))
    assert verdicts["G3"].holds is (True if solution.served == most else None)
    if verdicts["G3"].holds is None:
        assert any(len(needs(small, type_)) == 2 for _, type_ in small.lines)


@MANY
@given(levelled(), st.randoms(use_true_random=False))
def test_any_other_plan_is_refuted_where_it_is_worse(made: tuple[Small, tuple[int, ...]], draw: object) -> None:
    """A plan of the oracle, written down with its own cheapest units, is refuted at the guarantee that it breaks."""
    small, starts = made
    every = sorted((sorted(plan) for plan in plans(small)), key=str)
    plan = frozenset(draw.choice(every))  # type: ignore[attr-defined]
    problem = problem_of(small, starts)
    kept = problem_from_tables(**small.tables())
    assert isinstance(kept, Problem)
    alone = replace(
        kept, lines=kept.lines.filter(pc.is_in(kept.lines["rank"], value_set=pa.array(sorted(plan), pa.int64())))
    )
    grants = solve(alone).grants
    out = [row for row in problem.lines.to_pylist() if row["rank"] not in plan]
    unserved = pa.table({
        "line_id": pa.array([row["line_id"] for row in out], pa.string()), "reason": pa.array([""] * len(out), pa.string()),
        "cutoff_rank": pa.nulls(len(out), pa.int64()),
    })  # fmt: skip
    verdicts = certify(problem, grants, unserved)
    mine, best = key_of(small, starts, plan), best_key(small, starts)
    assert verdicts["G1"].holds is True
    types = dict(small.lines)
    in_order = not any(
        types[a] == types[b] and a < b and b in plan and a not in plan for a, _ in small.lines for b, _ in small.lines
    )
    assert verdicts["G2"].holds is (mine[0] == best[0] and in_order)
    if verdicts["G2"].holds:
        assert verdicts["G5"].holds is (mine[1] == best[1])


@MANY
@given(levelled())
def test_a_bar_is_true_a_line_before_it_is_served(made: tuple[Small, tuple[int, ...]]) -> None:
    small, starts = made
    problem = problem_of(small, starts)
    before = served_lines(problem)
    types = dict(small.lines)
    for row in solve(problem).unserved.to_pylist()[:3]:
        rank = int(row["line_id"].removeprefix("line-"))
        if len(needs(small, types[rank])) == 2:
            assert row["cutoff_rank"] is None
            continue
        if row["cutoff_rank"] is None:
            continue
        moved = replayed(problem, before, [RankedBefore(row["line_id"], row["cutoff_rank"])])
        assert not isinstance(moved, Refusal)
        assert row["line_id"] in moved.gained


@MANY
@given(levelled(max_lines=5))
def test_the_value_of_a_cell_is_a_line_of_the_level_that_one_more_unit_helps(
    made: tuple[Small, tuple[int, ...]],
) -> None:
    small, starts = made
    level = {rank: sum(start <= rank for start in starts) for rank, _ in small.lines}
    counts = best_key(small, starts)[0]
    solution = solve(problem_of(small, starts))
    for row in solution.values.to_pylist():
        after = best_key(small.with_one_more(row["cell_id"]), starts)[0]
        helped = next((at for at, (old, new) in enumerate(zip(counts, after, strict=True)) if new != old), None)
        assert (None if row["best_rank"] is None else level[row["best_rank"]]) == helped
        assert row["best_rank"] not in served_ranks(solution)


@MANY
@given(levelled(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: tuple[Small, tuple[int, ...]], shuffler: object) -> None:
    small, starts = made
    problem = problem_of(small, starts)
    solution = solve(problem)
    tables = {}
    for name, table in (*small.tables().items(), ("levels", pa.table({"first_rank": pa.array(starts, pa.int64())}))):
        order = list(range(table.num_rows))
        shuffler.shuffle(order)  # type: ignore[attr-defined]
        tables[name] = table.take(pa.array(order, pa.int64()))
    again = problem_from_tables(**tables)
    assert isinstance(again, Problem)
    assert digest(again, solve(again)) == digest(problem, solution)
    verdicts = replay(problem, solution.grants, cells=problem.cells["cell_id"].to_pylist()[:1])
    assert verdicts["G7"].holds is True
    assert verdicts["G8"].holds is None


@MANY
@given(small_problems())
def test_one_level_a_line_without_kits_is_the_strict_order(small: Small) -> None:
    assume(all(len(needs(small, type_)) < 2 for _, type_ in small.lines))
    strict = problem_from_tables(**small.tables())
    assert isinstance(strict, Problem)
    alone = problem_of(small, tuple(sorted(rank for rank, _ in small.lines)) or (0,))
    assert served_ranks(solve(alone)) == served_ranks(solve(strict))


def test_more_lines_of_a_tier_are_served_when_kits_are_strict_by_tier_only() -> None:
    # One SIM and one laptop each for a line that needs both in two places: strictly, the first takes what two could share.
    small = Small(
        lines=((1, "both"), (2, "laptop"), (3, "sim")),
        options=((("both", "device", "L"), 0), (("both", "data", "S"), 0), (("laptop", "device", "L"), 0), (("sim", "data", "S"), 0)),
        cells=(("L", ("device", "here", 1)), ("S", ("data", None, 1))),
        sites=(("here", None),),
    )  # fmt: skip
    strict = problem_from_tables(**small.tables())
    assert isinstance(strict, Problem)
    assert served_ranks(solve(strict)) == {1}
    assert served_ranks(solve(problem_of(small, (1,)))) == {2, 3}
    assert served_ranks(solve(problem_of(small, (1, 2)))) == {1}


def test_levels_and_passes_are_refused_together_where_kits_need_both_sides() -> None:
    small = Small(
        lines=((1, "a"),), options=((("a", "device", "L"), 0), (("a", "data", "S"), 0)),
        cells=(("L", ("device", "here", 1)), ("S", ("data", None, 1))), sites=(("here", None),),
    )  # fmt: skip
    passes = pa.table({"pass_no": [1], "type_id": pa.nulls(1, pa.string()), "group_id": pa.nulls(1, pa.string())})
    refusal = problem_from_tables(**small.tables(), passes=passes, levels=pa.table({"first_rank": [1]}))
    assert isinstance(refusal, Refusal)
    assert "levels" in refusal.sentence.fr
