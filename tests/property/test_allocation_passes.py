"""Declared passes against an oracle that tries everything: who joins when, cutoffs, certificates, planted faults."""

from dataclasses import dataclass

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from tests.property.sizes import many
from tests.property.test_allocation_oracle import Small, cost, needs, small_problems

MANY = many(80)
GROUPS = ("north", "south")


@dataclass(frozen=True)
class Passes:
    """passes: for each, {type or None: group or None}; quotas {(pass, group): (lines, since)}; openings {cell: pass}."""

    entries: tuple[tuple[tuple[str | None, str | None], ...], ...]
    quotas: tuple[tuple[tuple[int, str], tuple[int, int]], ...]
    openings: tuple[tuple[str, int], ...]

    def tables(self):
        rows = [(n, t, g) for n, pairs in enumerate(self.entries, 1) for t, g in pairs]
        return {
            "passes": table(("pass_no", pa.int64()), ("type_id", pa.string()), ("group_id", pa.string()), rows=rows),
            "quotas": table(
                ("pass_no", pa.int64()), ("group_id", pa.string()), ("quota", pa.int64()),
                ("from_pass", pa.int64()), rows=[(n, g, q, since) for (n, g), (q, since) in self.quotas],
            ),
            "openings": table(("cell_id", pa.string()), ("pass_no", pa.int64()), rows=self.openings),
        }  # fmt: skip


def table(*columns, rows):
    return pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(columns)})


@st.composite
def declared(draw, small, *, last_open=True):
    types = sorted({t for _, t in small.lines} | {t for (t, _, _), _ in small.options})
    count = draw(st.integers(1, 3))
    entries = []
    for number in range(count):
        if number == count - 1 and last_open:
            entries.append(((None, None),))
            continue
        named = [(t, draw(st.sampled_from([*GROUPS, None]))) for t in types if draw(st.booleans())]
        others = [(None, draw(st.sampled_from([*GROUPS, None])))] if draw(st.booleans()) or not named else []
        entries.append((*named, *others))
    limited = [(n, g) for n in range(1, count + 1) for g in GROUPS if draw(st.booleans())]
    quotas = {(n, g): (draw(st.integers(0, 2)), draw(st.integers(1, n))) for n, g in limited}
    openings = {c: draw(st.integers(1, count)) for c, _ in small.cells if draw(st.sampled_from([True, False, False]))}
    return Passes(tuple(entries), tuple(quotas.items()), tuple(openings.items()))


def by_trying(small: Small, passes: Passes) -> dict[int, int]:
    """Rank -> pass, by the definition: a line joins if its group has room and all can be served together."""
    joined: dict[int, int] = {}
    quotas, openings = dict(passes.quotas), dict(passes.openings)
    for number, pairs in enumerate(passes.entries, 1):
        groups = dict(pairs)
        shut = {cell for cell, opens in openings.items() if opens > number}
        cells = tuple((c, (s, w, 0 if c in shut else q)) for c, (s, w, q) in small.cells)
        now = Small(small.lines, small.options, cells, small.sites)
        for rank, type_id in small.lines:
            if rank in joined or (type_id not in groups and None not in groups):
                continue
            group = groups.get(type_id, groups.get(None))
            limit, since = quotas.get((number, group), (99, 1))
            counted = [
                r for r, t in small.lines if joined.get(r, 0) >= since and groups.get(t, groups.get(None)) == group
            ]
            if group and len(counted) >= limit:
                continue
            if cost(now, frozenset({*joined, rank})) is not None:
                joined[rank] = number
    return joined


def solved(small, passes):
    problem = problem_from_tables(**small.tables(), **passes.tables())
    assert isinstance(problem, Problem)
    return problem, solve(problem)


def holds(problem, solution, **changed):
    parts = {name: getattr(solution, name) for name in ("grants", "unserved", "entries", "witness")} | changed
    return {name: verdict.holds for name, verdict in certify(problem, **parts).items()}


@MANY
@given(st.data())
def test_who_joins_in_which_pass_is_what_the_definition_says(data):
    small = data.draw(small_problems(max_lines=5))
    passes = data.draw(declared(small, last_open=data.draw(st.booleans())))
    _, solution = solved(small, passes)
    found = {int(row["line_id"].removeprefix("line-")): row["pass_no"] for row in solution.entries.to_pylist()}
    assert found == by_trying(small, passes)
    assert solution.objective == cost(small, frozenset(found))


@pytest.mark.slow
@settings(max_examples=1_000, print_blob=True)
@given(st.data())
def test_a_thousand_random_plans_with_reserves_and_floors_are_what_the_definition_says(data):
    small = data.draw(small_problems(max_lines=6))
    passes = data.draw(declared(small))
    _, solution = solved(small, passes)
    found = {int(row["line_id"].removeprefix("line-")): row["pass_no"] for row in solution.entries.to_pylist()}
    assert found == by_trying(small, passes)


@MANY
@given(st.data())
def test_every_guarantee_that_applies_holds_within_the_declared_passes(data):
    small = data.draw(small_problems(max_lines=5))
    passes = data.draw(declared(small))
    problem, solution = solved(small, passes)
    verdict = holds(problem, solution)
    assert (verdict["G1"], verdict["G2"], verdict["G4"], verdict["G5"]) == (True, True, True, True)
    coupled = any(len(needs(small, t)) == 2 for _, t in small.lines)
    assert verdict["G3"] is (True if solution.served == solution.bound else None)
    assert coupled or solution.served == solution.bound


@MANY
@given(st.data())
def test_a_refused_line_is_served_if_and_only_if_it_ranks_before_its_cutoff_with_passes_too(data):
    small = data.draw(small_problems(max_lines=4))
    passes = data.draw(declared(small))
    _, solution = solved(small, passes)
    types = {f"line-{r}": t for r, t in small.lines}
    doubled = Small(tuple((2 * r, t) for r, t in small.lines), small.options, small.cells, small.sites)
    for line in solution.unserved.to_pylist()[:2]:
        for rank in [2 * r - 1 for r, _ in small.lines]:
            newcomer = doubled.with_line(rank, types[line["line_id"]])
            is_before = line["cutoff_rank"] is not None and rank < 2 * line["cutoff_rank"]
            assert (rank in by_trying(newcomer, passes)) == is_before


@MANY
@given(st.data())
def test_one_more_unit_for_the_last_pass_first_serves_the_line_that_values_tell(data):
    small = data.draw(small_problems(sides=("device",), with_gates=False, max_lines=5))
    passes = data.draw(declared(small))
    _, solution = solved(small, passes)
    before = by_trying(small, passes)
    for cell, best_rank in zip(*solution.values.to_pydict().values(), strict=True):
        extra = (*small.cells, ("extra", ("device", dict(small.cells)[cell][1], 1)))
        options = (*small.options, *(((t, s, "extra"), p) for (t, s, c), p in small.options if c == cell))
        more = Small(small.lines, options, extra, small.sites)
        later = Passes(passes.entries, passes.quotas, (*passes.openings, ("extra", len(passes.entries))))
        gained = by_trying(more, later).keys() - before.keys()
        assert gained == (set() if best_rank is None else {best_rank})


@MANY
@given(st.data())
def test_a_line_told_to_have_joined_in_another_pass_is_found(data):
    small = data.draw(small_problems(max_lines=5))
    passes = data.draw(declared(small))
    problem, solution = solved(small, passes)
    rows = solution.entries.to_pylist()
    assume(rows and len(passes.entries) > 1)
    row = data.draw(st.sampled_from(rows))
    row["pass_no"] = data.draw(st.sampled_from([n for n in range(1, len(passes.entries) + 1) if n != row["pass_no"]]))
    changed = pa.Table.from_pylist(rows, schema=solution.entries.schema)
    verdict = holds(problem, solution, entries=changed)
    assert False in (verdict["G1"], verdict["G2"], verdict["G4"])


def test_a_plan_without_its_witness_is_not_proved_and_a_false_one_is_refuted():
    small = Small(
        lines=((1, "a"), (2, "b")),
        options=((("a", "device", "x"), 0), (("b", "device", "x"), 0)),
        cells=(("x", ("device", "s", 1)),),
        sites=(("s", None),),
    )
    passes = Passes(((("b", "north"),), ((None, None),)), (((1, "north"), (1, 1)),), ())
    problem, solution = solved(small, passes)
    assert solution.entries.to_pylist() == [{"line_id": "line-2", "pass_no": 1}]
    assert holds(problem, solution)["G2"] is True
    assert holds(problem, solution, witness=None)["G2"] is None
    assert holds(problem, solution, witness=solution.witness.slice(0, 0))["G2"] is False


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("quotas", [(7, "north", 1, 1)], "quotas, ligne 1, colonne pass_no : « 7 », absent de la table passes"),
        ("quotas", [(1, "north", -1, 1)], "colonne quota : « -1 », nombre négatif"),
        ("quotas", [(1, "north", 1, 2)], "colonne from_pass : « 2 », nombre trop grand"),
        ("openings", [("zzz", 1)], "openings, ligne 1, colonne cell_id : « zzz », absente de la table cells"),
        ("passes", [(1, None, None), (1, None, "north")], "passes, ligne 2, colonne type_id"),
    ],
)
def test_a_fault_in_the_optional_tables_is_told(name, rows, told):
    small = Small(lines=((1, "a"),), options=(), cells=(("x", ("device", "s", 1)),), sites=(("s", None),))
    tables = Passes((((None, None),),), (), ()).tables()
    tables[name] = pa.table([[row[i] for row in rows] for i in range(len(rows[0]))], names=tables[name].column_names)
    answer = problem_from_tables(**small.tables(), **tables)
    assert told in answer.sentence.fr
