"""Levels within passes, against an oracle that tries everything: who joins when, at what cost, with which proof, and planted faults."""

from dataclasses import replace
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import Solution, solve
from campaigns.allocation.whatif import RankedBefore, replayed, served_lines
from campaigns.model.outcome import Refusal
from tests.property.test_allocation_oracle import SIDES, Small, cost, needs, small_problems
from tests.property.test_allocation_passes import Passes, declared

QUICK, MANY = settings(max_examples=60, print_blob=True), settings(max_examples=500, print_blob=True, deadline=None)
Made = tuple[Small, Passes, tuple[int, ...]]


@st.composite
def levelled_passes(draw: st.DrawFn, *, last_open: bool | None = None) -> Made:
    """Draw a small problem of single units, its passes, and the ranks at which its levels begin."""
    small = single_units(draw(small_problems(max_lines=5)))
    passes = draw(declared(small, last_open=draw(st.booleans()) if last_open is None else last_open))
    starts = draw(st.sets(st.sampled_from([*(rank for rank, _ in small.lines), 0, 41]), min_size=1, max_size=3))
    return small, passes, tuple(sorted(starts))


def single_units(small: Small) -> Small:
    """The same problem, each type that needs both sides needing one of them only."""
    kept = {
        name: SIDES[at % 2]
        for at, name in enumerate(sorted({t for (t, _, _), _ in small.options}))
        if len(needs(small, name)) == 2
    }
    return replace(
        small, options=tuple(option for option in small.options if kept.get(option[0][0], option[0][1]) == option[0][1])
    )


def by_trying(made: Made) -> dict[int, int]:
    """Rank -> pass: in each pass, among all who could join with those before, most of the best level, least cost, best ranks."""
    small, passes, starts = made
    level = {rank: sum(start <= rank for start in starts) for rank, _ in small.lines}
    place = {rank: at for at, (rank, _) in enumerate(small.lines)}
    joined: dict[int, int] = {}
    quotas, openings = dict(passes.quotas), dict(passes.openings)
    for number, pairs in enumerate(passes.entries, 1):
        groups = dict(pairs)
        shut = {cell for cell, opens in openings.items() if opens > number}
        cells = tuple((c, (s, w, 0 if c in shut else q)) for c, (s, w, q) in small.cells)
        now = Small(small.lines, small.options, cells, small.sites)
        of = {rank: groups.get(type_, groups.get(None)) for rank, type_ in small.lines}
        may = [rank for rank, type_ in small.lines if rank not in joined and (type_ in groups or None in groups)]
        tries = []
        for size in range(len(may) + 1):
            for some in combinations(may, size):
                if all(
                    fits(joined, some, of, group, *quotas.get((number, group), (99, 1)))
                    for group in set(of.values()) - {None}
                ):
                    total = cost(now, frozenset({*joined, *some}))
                    if total is not None:
                        counts = [-sum(level[rank] == at for rank in some) for at in range(len(starts) + 1)]
                        tries.append((counts, total, sum(place[rank] for rank in some), some))
        tries.sort()
        if len(tries) > 1 and tries[0][:3] == tries[1][:3]:
            reject()  # two plans of equal worth: either is right
        joined |= dict.fromkeys(tries[0][3], number)
    return joined


def fits(
    joined: dict[int, int], some: tuple[int, ...], of: dict[int, str | None], group: str | None, limit: int, since: int
) -> bool:
    """Tell whether a group keeps to its quota; one that earlier passes already went beyond has no room."""
    mine = [rank for rank in some if of[rank] == group]
    before = [rank for rank, turn in joined.items() if of[rank] == group and turn >= since]
    return not mine or len(before) + len(mine) <= limit


def problem_of(made: Made) -> Problem:
    small, passes, starts = made
    levels = pa.table({"first_rank": pa.array(starts, pa.int64())})
    problem = problem_from_tables(**small.tables(), **passes.tables(), levels=levels)
    assert isinstance(problem, Problem), problem
    return problem


def entered(solution: Solution) -> dict[int, int]:
    return {int(row["line_id"].removeprefix("line-")): row["pass_no"] for row in solution.entries.to_pylist()}


def key(made: Made, joined: dict[int, int]) -> list[list[int]]:
    """Lines of each level that joined in each pass."""
    level = {rank: sum(start <= rank for start in made[2]) for rank, _ in made[0].lines}
    return [[sum(turn == number and level[rank] == at for rank, turn in joined.items()) for at in range(len(made[2]) + 1)]
            for number in range(1, len(made[1].entries) + 1)]  # fmt: skip


def check(made: Made) -> None:
    solution = solve(problem_of(made))
    found = entered(solution)
    expected = by_trying(made)
    assert found == expected
    assert solution.objective == cost(made[0], frozenset(found))


@QUICK
@given(levelled_passes())
def test_each_pass_is_settled_best_level_first(made: Made) -> None:
    check(made)


@pytest.mark.slow
@MANY
@given(levelled_passes())
def test_hundreds_of_plans_by_levels_with_reserves_and_floors_are_what_the_definition_says(made: Made) -> None:
    check(made)


def verdicts(problem: Problem, solution: Solution, **changed: pa.Table) -> dict[str, bool | None]:
    parts = {name: getattr(solution, name) for name in ("grants", "unserved", "entries", "witness")} | changed
    return {name: verdict.holds for name, verdict in certify(problem, **parts).items()}


@QUICK
@given(levelled_passes())
def test_each_plan_is_certified(made: Made) -> None:
    problem = problem_of(made)
    solution = solve(problem)
    found = verdicts(problem, solution)
    assert [found[name] for name in ("G1", "G2", "G4", "G5")] == [True, True, None, True], certify(
        problem, solution.grants, solution.unserved, solution.entries, solution.witness
    )
    assert found["G3"] is (True if solution.served == solution.bound else None)


@QUICK
@given(levelled_passes(), st.data())
def test_a_line_told_to_have_joined_in_another_pass_or_left_out_is_found(made: Made, data: st.DataObject) -> None:
    """Whatever is told instead of the truth is refuted, unless it fills the levels of each pass as well."""
    problem = problem_of(made)
    solution = solve(problem)
    rows = solution.entries.to_pylist()
    assume(rows)
    row = data.draw(st.sampled_from(rows))
    if data.draw(st.booleans()) and len(made[1].entries) > 1:
        other = data.draw(st.sampled_from([n for n in range(1, len(made[1].entries) + 1) if n != row["pass_no"]]))
        row["pass_no"] = other
        found = verdicts(problem, solution, entries=pa.Table.from_pylist(rows, schema=solution.entries.schema))
        assert False in (found["G1"], found["G2"], found["G4"], found["G5"])
    else:
        name = row["line_id"]
        kept = [other for other in rows if other["line_id"] != name]
        grants = [grant for grant in solution.grants.to_pylist() if grant["line_id"] != name]
        out = [*solution.unserved.to_pylist(), {"line_id": name, "reason": "devices_exhausted", "cutoff_rank": None}]
        found = verdicts(
            problem, solution, entries=pa.Table.from_pylist(kept, schema=solution.entries.schema),
            grants=pa.Table.from_pylist(grants, schema=solution.grants.schema),
            unserved=pa.Table.from_pylist(out, schema=solution.unserved.schema),
        )  # fmt: skip
        assert found["G2"] is False


@QUICK
@given(levelled_passes(last_open=True))
def test_a_bar_is_true_a_line_before_it_is_served(made: Made) -> None:
    problem = problem_of(made)
    before = served_lines(problem)
    for row in solve(problem).unserved.to_pylist()[:2]:
        if row["cutoff_rank"] is not None:
            moved = replayed(problem, before, [RankedBefore(row["line_id"], row["cutoff_rank"])])
            assert not isinstance(moved, Refusal)
            assert row["line_id"] in moved.gained


@QUICK
@given(levelled_passes(last_open=True))
def test_one_more_unit_come_for_the_last_pass_helps_the_level_of_the_line_that_values_tell(made: Made) -> None:
    small, passes, starts = made
    assume(not dict(passes.quotas).keys() & {(len(passes.entries), group) for group in ("north", "south")})
    level = {rank: sum(start <= rank for start in starts) for rank, _ in small.lines}
    counts = key(made, by_trying(made))[-1]
    for row in solve(problem_of(made)).values.to_pylist()[:3]:
        side, site, _ = dict(small.cells)[row["cell_id"]]
        options = (*small.options, *(((t, s, "extra"), p) for (t, s, c), p in small.options if c == row["cell_id"]))
        more = Small(small.lines, options, (*small.cells, ("extra", (side, site, 1))), small.sites)
        later = Passes(passes.entries, passes.quotas, (*passes.openings, ("extra", len(passes.entries))))
        after = key((more, later, starts), by_trying((more, later, starts)))[-1]
        helped = next((at for at, (old, new) in enumerate(zip(counts, after, strict=True)) if new != old), None)
        assert (None if row["best_rank"] is None else level[row["best_rank"]]) == helped


def test_passes_and_levels_by_hand() -> None:
    """A laptop kept for schools, one for all; levels {1, 2} and {3}: the school's far line gives way to its near one."""
    small = Small(
        lines=((1, "far"), (2, "near"), (3, "town")),
        options=((("far", "device", "R"), 9), (("near", "device", "R"), 1), (("near", "device", "O"), 1), (("far", "device", "O"), 9),
                 (("town", "device", "O"), 0)),
        cells=(("R", ("device", "s", 1)), ("O", ("device", "s", 1))), sites=(("s", None),),
    )  # fmt: skip
    passes = Passes(
        ((("far", "school"), ("near", "school")), ((None, None),)), (((1, "school"), (1, 1)),), (("R", 1), ("O", 2))
    )
    solution = solve(problem_of((small, passes, (1, 3))))
    # In rank order line 1 would join first; the best use chooses line 2, then line 1 is still of a better level than line 3.
    assert entered(solution) == {2: 1, 1: 2}
    assert solution.unserved.to_pylist() == [{"line_id": "line-3", "reason": "devices_exhausted", "cutoff_rank": 1}]
    assert solution.objective == 10
