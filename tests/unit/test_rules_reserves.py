"""Reserves and floors of a policy as passes: who comes first, what is left open, which floor cannot be met."""

from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.allocation.build import build_problem, type_table
from campaigns.allocation.certify import certify
from campaigns.allocation.floors import attainable_share, floor_lines
from campaigns.allocation.numbering import numbers_of
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from campaigns.reserves import reached_floors, with_passes
from tests.property.test_allocation_oracle import cost, small_problems

TEXT = (Path(__file__).parents[2] / "data/policies/exemple_confinement.toml").read_text(encoding="utf-8")
LABELS = 'label_fr = "Part"\nlabel_en = "Share"\n'
FLOOR = f"\n[[floors]]\nshare_pct = 100\n{LABELS}"
KITS = pa.table(
    {
        "kit_code": ["laptop"],
        "side": ["device"],
        "item": ["laptop"],
        "min_grade": pa.nulls(1, pa.string()),
        "penalty": [0],
    }
)
SITES = pa.table({"site_id": ["lille"], "capacity": pa.nulls(1, pa.int64())})


def policy(extra: str, first: str = "") -> Policy:
    found = parse_policy(first + TEXT + extra)
    assert isinstance(found, Policy)
    return found


def lines(*rows):
    columns = {name: [row[i] for row in rows] for i, name in enumerate(("line_id", "zone_code", "partner_kind"))}
    count = len(rows)
    return pa.table(columns | {"rank": list(range(1, count + 1)), "kit_code": ["laptop"] * count})


def cells(*rows):
    columns = {name: [row[i] for row in rows] for i, name in enumerate(("cell_id", "earmark", "quantity"))}
    count = len(rows)
    fixed = {"side": ["device"] * count, "item": ["laptop"] * count, "site_id": ["lille"] * count}
    schema = {"earmark": pa.array(columns["earmark"], pa.string()), "grade": pa.nulls(count, pa.string())}
    return pa.table(columns | fixed | schema)


def planned(rules, asked, stock):
    """Solve under a policy; returns (ids served, the pass of each, the floors)."""
    zones = sorted(set(asked["zone_code"].to_pylist()))
    reach = pa.table(
        {
            "zone_code": zones,
            "site_id": ["lille"] * len(zones),
            "km": [1.0] * len(zones),
            "mode": ["pick_up"] * len(zones),
        }
    )
    soft = [reserve.earmark for reserve in rules.reserves if reserve.left_over == "open"]
    problem = build_problem(asked, KITS, stock, reach, SITES, rules.weights, soft)
    assert isinstance(problem, Problem)
    declared = with_passes(rules, problem, type_table(asked, stock), stock)
    assert not isinstance(declared, Refusal)
    solution = solve(declared.problem)
    verdicts = certify(declared.problem, solution.grants, solution.unserved, solution.entries, solution.witness)
    assert {name for name, verdict in verdicts.items() if verdict.holds is False} == set()
    served = solution.grants["line_id"]
    floors = reached_floors(declared.floors, asked, served.combine_chunks())
    return (
        set(served.to_pylist()),
        {r["line_id"]: r["pass_no"] for r in solution.entries.to_pylist()},
        floors.to_pylist(),
    )


def reserve(earmark: str, left_over: str, code: str = "part") -> str:
    return f'\n[[reserves]]\ncode = "{code}"\nearmark = "{earmark}"\nleft_over = "{left_over}"\n{LABELS}'


SCHOOLS = lines(
    ("a", "59350", "shelter"), ("b", "59350", "shelter"), ("c", "59350", "school"), ("d", "59350", "school")
)


def test_a_reserve_left_open_serves_those_it_is_for_first_then_everybody():
    stock = cells(("kept", "kind:school", 1), ("free", None, 1))
    assert planned(policy(""), SCHOOLS, stock)[0] == {"a", "c"}, "a hard earmark serves the school's first line anyway"
    served, joined, _ = planned(policy(reserve("kind:school", "open")), SCHOOLS, stock)
    assert (served, joined) == ({"a", "c"}, {"c": 1, "a": 2})
    three = cells(("kept", "kind:school", 3), ("free", None, 0))
    served, joined, _ = planned(policy(reserve("kind:school", "open")), SCHOOLS, three)
    assert (served, joined) == ({"a", "c", "d"}, {"c": 1, "d": 1, "a": 2})
    served, _, _ = planned(policy(reserve("kind:school", "closed")), SCHOOLS, three)
    assert served == {"c", "d"}


def test_a_reserve_that_nobody_may_draw_on_stays_with_nobody_unless_it_is_left_open():
    stock = cells(("kept", "department:62", 1), ("free", None, 1))
    assert planned(policy(reserve("department:62", "closed")), SCHOOLS, stock)[0] == {"a"}
    assert planned(policy(reserve("department:62", "open")), SCHOOLS, stock)[0] == {"a", "b"}


NORTH_FIRST = lines(
    *((f"n{i}", "59350", "school") for i in range(6)), *((f"p{i}", "62041", "school") for i in range(3))
)


def test_a_floor_lets_each_department_reach_its_share_before_the_others():
    stock = cells(("free", None, 3))
    assert planned(policy(""), NORTH_FIRST, stock)[0] == {"n0", "n1", "n2"}
    served, joined, floors = planned(policy(FLOOR), NORTH_FIRST, stock)
    assert served == {"n0", "n1", "p0"}
    assert joined == {"n0": 1, "n1": 1, "p0": 1}
    assert [(r["department_code"], r["asked"], r["wanted"], r["reached"]) for r in floors] == [
        ("59", 6, 2, 2),
        ("62", 3, 1, 1),
    ]


def test_a_floor_that_can_not_be_met_is_told_with_the_largest_one_that_can():
    stock = cells(("kept", "department:59", 3))
    _, _, floors = planned(policy(FLOOR), NORTH_FIRST, stock)
    missed = [row for row in floors if row["reached"] < row["wanted"]]
    assert [(row["department_code"], row["wanted"], row["reached"]) for row in missed] == [("62", 1, 0)]
    assert {(row["attainable_pct"], row["is_exact"]) for row in floors} == {(99, True)}, (
        "99 % asks for no whole line of 62"
    )


def test_the_order_of_passes_is_that_of_the_policy():
    stock = cells(("kept", "kind:school", 2), ("free", None, 1))
    asked = lines(
        ("a", "62041", "shelter"), ("b", "59350", "school"), ("c", "59350", "school"), ("d", "59350", "shelter")
    )
    both = reserve("kind:school", "open") + FLOOR
    assert planned(policy(both), asked, stock)[1] == {"b": 1, "c": 1, "a": 3}
    # Three units for four lines: 59 is due two, 62 none whole; the reserve already gave 59 its two.
    assert planned(policy(both, 'passes = ["floor", "part"]\n'), asked, stock)[1] == {"b": 1, "c": 2, "a": 3}


def test_an_operator_known_not_to_cover_a_commune_gives_nothing_there_and_silence_excludes_nobody():
    network = TEXT.replace('code = "data_12gb"\nside', 'code = "data_12gb"\noperator = "alpha"\nside')
    rules = parse_policy(network + '\n[[uncovered]]\noperator = "alpha"\ncommunes = ["59350"]\n')
    assert isinstance(rules, Policy)
    assert rules.closed_items == (("59350", "data_12gb"),)
    kits = pa.table(
        {
            "kit_code": ["d"],
            "side": ["data"],
            "item": ["data_12gb"],
            "min_grade": pa.nulls(1, pa.string()),
            "penalty": [0],
        }
    )
    asked = pa.table(
        {"line_id": ["a", "b"], "rank": [1, 2], "zone_code": ["59350>59350", "62041>59350"], "kit_code": ["d", "d"]}
    )
    stock = pa.table(
        {
            "cell_id": ["sim"], "earmark": pa.nulls(1, pa.string()), "quantity": [2], "side": ["data"],
            "item": ["data_12gb"], "site_id": ["lille"], "grade": pa.nulls(1, pa.string()),
        }
    )  # fmt: skip
    zones = asked["zone_code"].to_pylist()
    reach = pa.table({"zone_code": zones, "site_id": ["lille"] * 2, "km": [1.0, 1.0], "mode": ["remote"] * 2})
    problem = build_problem(asked, kits, stock, reach, SITES, rules.weights, closed_items=rules.closed_items)
    assert isinstance(problem, Problem)
    assert problem.options["type_id"].to_pylist() == ["62041>59350|d"]


def test_the_codes_of_passes_are_checked():
    refusal = parse_policy('passes = ["part"]\n' + TEXT + FLOOR)
    assert isinstance(refusal, Refusal)
    assert "cite une fois chaque code" in refusal.sentence.fr


@settings(max_examples=150)
@given(small_problems(sides=("device",), max_lines=5), st.data())
def test_the_attainable_share_is_the_largest_that_trying_everything_finds(small, data):
    problem = problem_from_tables(**small.tables())
    numbers = numbers_of(problem)
    group_of = {name: data.draw(st.integers(0, 1)) for name in numbers.type_ids.to_pylist()}
    group = np.array(list(group_of.values()), dtype=np.int64)
    found = attainable_share(numbers, group, 2)
    asked = np.bincount(group, weights=numbers.line_count, minlength=2).astype(np.int64)
    counts = [
        tuple(sum(take and group_of[t] == g for take, (_, t) in zip(chosen, small.lines, strict=True)) for g in (0, 1))
        for chosen in product((False, True), repeat=len(small.lines))
        if cost(small, frozenset(r for take, (r, _) in zip(chosen, small.lines, strict=True) if take)) is not None
    ]
    most = max(sum(count) for count in counts)
    shares = [
        share
        for share in range(101)
        if any(
            all(have >= want for have, want in zip(count, floor_lines(asked, most, share), strict=True))
            for count in counts
        )
    ]
    assert found.share_pct == max(shares)
    assert found.is_exact
