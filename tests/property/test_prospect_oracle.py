"""Whom a policy would serve under moved weights, against a plain-Python greedy with brute-force matching."""

from itertools import permutations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation.build import build_problem
from campaigns.allocation.problem import Problem
from campaigns.lines import kit_table, request_lines
from campaigns.model.criteria import MICRO
from campaigns.model.policy import Policy
from campaigns.priority import lottery_numbers, micro_parts, rank_households, tiers
from campaigns.prospect import Prospect, grouped_moves, moves, standings
from campaigns.robustness import drawn_factors
from tests.unit.rules_builders import LOCKDOWN, facts_of, policy_of

BINS = "\n[ranking]\nscore_bin = 0.1\n"
POLICIES = {
    "exact": policy_of(LOCKDOWN, ('mode = "together"', 'mode = "separate"')),
    "bins": policy_of(LOCKDOWN + BINS, ('mode = "together"', 'mode = "separate"')),
}
HOMES = st.lists(
    st.fixed_dictionaries(
        {
            "device_situation": st.sampled_from(["none", "smartphone_only", "shared"]),
            "students_count": st.integers(0, 5),
            "exam_year": st.booleans(),
            "scholarship_step": st.integers(0, 7),
            "asked_laptop": st.integers(0, 1),
            "asked_tablet": st.integers(0, 1),
        }
    ),
    min_size=1,
    max_size=6,
)
REACH = pa.table({"zone_code": ["93066>93066"], "site_id": ["s"], "km": [1.0], "mode": ["pick_up"]})
SITES = pa.table({"site_id": ["s"], "capacity": pa.array([None], pa.int64())})


def cells_of(laptops: int, tablets: int) -> pa.Table:
    names = {"cell_id": ["L", "T"], "side": ["device"] * 2, "item": ["laptop", "tablet"], "grade": ["A"] * 2}
    return pa.table(names | {"earmark": pa.nulls(2, pa.string()), "site_id": ["s"] * 2, "quantity": [laptops, tablets]})


def prospect_on(policy: Policy, facts: pa.Table, stock: tuple[int, int]) -> tuple[Prospect, pa.Table]:
    ranked = rank_households(policy, facts)
    lines = request_lines(policy, ranked, facts)
    problem = build_problem(lines, kit_table(policy), cells_of(*stock), REACH, SITES, policy.weights)
    assert isinstance(problem, Problem)
    return Prospect(policy, facts, ranked, lines, problem), lines


def served_by_hand(
    policy: Policy, facts: pa.Table, lines: pa.Table, stock: tuple[int, int], factors: list[int]
) -> dict[str, int]:
    """Serve each line in turn if some way to share the units gives one to it and to all served before."""
    ids = facts["household_id"].to_pylist()
    scores = [
        sum(f * p for f, p in zip(factors, parts, strict=True)) for parts in micro_parts(policy, facts).T.tolist()
    ]
    # Scores are told apart to the millionth of a point, or by bins.
    width = round((policy.ranking.score_bin or 1 / MICRO) * MICRO) * MICRO
    draws, steps = lottery_numbers(policy.lottery_seed, ids), tiers(policy, facts).tolist()
    keys = {
        home: (step, -(score // width), draw) for home, step, score, draw in zip(ids, steps, scores, draws, strict=True)
    }
    accepted = {need.code.value: {item.item for item in need.accepts} for need in policy.needs}
    units = ["laptop"] * stock[0] + ["tablet"] * stock[1]
    rows = sorted(lines.to_pylist(), key=lambda row: (row["unit_no"], keys[row["household_id"]], row["rank"]))
    wanted: list[set[str]] = []
    counts = dict.fromkeys(ids, 0)
    for row in rows:
        trial = [*wanted, accepted.get(row["kit_code"], set())]
        if len(trial) <= len(units) and any(
            all(unit in want for unit, want in zip(shared, trial, strict=True))
            for shared in permutations(units, len(trial))
        ):
            wanted = trial
            counts[row["household_id"]] += 1
    return counts


@given(homes=HOMES, stock=st.tuples(st.integers(0, 2), st.integers(0, 2)), name=st.sampled_from(sorted(POLICIES)))
def test_households_served_under_drawn_weights_are_those_of_a_plain_greedy(
    homes: list[dict[str, object]], stock: tuple[int, int], name: str
) -> None:
    policy, facts = POLICIES[name], facts_of(*homes)
    prospect, lines = prospect_on(policy, facts, stock)
    shares = dict.fromkeys(prospect.household_ids, 0)
    for factors in drawn_factors(policy, 5):
        found = served_by_hand(policy, facts, lines, stock, factors.tolist())
        told = dict(zip(prospect.household_ids, prospect.lines_served(factors).tolist(), strict=True))
        assert told == {home: found[home] for home in prospect.household_ids}
        for home in shares:
            shares[home] += found[home] > 0
    assert prospect.served_shares(5).tolist() == [shares[home] / 5 for home in prospect.household_ids]


@given(homes=HOMES, stock=st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_each_sway_counts_the_households_whose_being_served_changes(
    homes: list[dict[str, object]], stock: tuple[int, int]
) -> None:
    policy, facts = POLICIES["exact"], facts_of(*homes)
    prospect, lines = prospect_on(policy, facts, stock)
    plain = [MICRO] * len(policy.criteria)
    base = served_by_hand(policy, facts, lines, stock, plain)
    for place, sway in enumerate(prospect.sways()):
        for share, told in ((80, sway.lower_count), (120, sway.higher_count)):
            factors = [share * MICRO // 100 if at == place else MICRO for at in range(len(plain))]
            other = served_by_hand(policy, facts, lines, stock, factors)
            assert told == sum((base[home] > 0) != (other[home] > 0) for home in base)


def test_who_gains_and_loses_is_counted_in_the_group_of_its_own_side() -> None:
    # One laptop: under the example the exam comes first; under the other policy only the street is a tier.
    facts = facts_of(
        {"household_id": "exam", "exam_year": True, "device_situation": "none", "asked_laptop": 1},
        {"household_id": "street", "housing_kind": "homeless", "device_situation": "none", "asked_laptop": 1},
    )
    before = POLICIES["exact"]
    swapped = before.model_copy(update={"tiers": (before.tiers[1], before.tiers[0], *before.tiers[2:])})
    table = standings(prospect_on(before, facts, (1, 0))[0], prospect_on(swapped, facts, (1, 0))[0])
    rows = table.to_pylist()
    assert [(row["household_id"], row["tier_before"], row["tier_after"], moves(row)) for row in rows] == [
        ("exam", 1, 2, "lose"), ("street", 2, 1, "gain"),
    ]  # fmt: skip
    flags = [row | {"served_before": row["lines_before"] > 0, "served_after": row["lines_after"] > 0} for row in rows]
    assert grouped_moves(flags, "tier_before", "tier_after") == [
        {"code": 1, "before": 1, "after": 1, "gain": 1, "lose": 1}, {"code": 2, "before": 0, "after": 0, "gain": 0, "lose": 0},
    ]  # fmt: skip
