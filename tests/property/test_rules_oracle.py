"""Each vectorised rule equals a plain reading of the policy over one household, on thousands of drawn households."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.eligibility import eligibility
from campaigns.household_facts import facts_of_requests
from campaigns.lines import request_lines
from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind
from campaigns.model.policy import Policy
from campaigns.priority import lottery_numbers, rank_households, score_parts, tiers
from tests.unit.rules_builders import FLOOD, LOCKDOWN, facts_of, policy_of, requests_of

POLICIES = [
    policy_of(LOCKDOWN),
    policy_of(LOCKDOWN, ('mode = "together"', 'mode = "separate"'), ('tier = "last"', 'tier = "facts"')),
    policy_of(FLOOD),
    policy_of(FLOOD, ('["oui", "unknown"]', '["oui"]'), ('"separate"', '"together"'), ("bundles_per_household = 1", "bundles_per_household = 2")),
]  # fmt: skip
Household = dict[str, object]


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


household = st.fixed_dictionaries(
    {
        "partner_kind": maybe(st.sampled_from(["school", "shelter"])),
        "department_code": maybe(st.sampled_from(["62", "93"])),
        "children_count": maybe(st.integers(0, 8)),
        "students_count": maybe(st.integers(0, 8)),
        "household_size": maybe(st.integers(1, 12)),
        "housing_kind": maybe(st.sampled_from(list(HousingKind))),
        "device_situation": maybe(st.sampled_from(list(DeviceSituation))),
        "connection_situation": maybe(st.sampled_from(list(ConnectionSituation))),
        "exam_year": maybe(st.booleans()),
        "scholarship_step": maybe(st.integers(0, 7)),
        "waiting_days": st.integers(0, 200),
        "urgent": st.booleans(),
        "information_given": maybe(st.sampled_from(["oui", "non"])),
        "asked_laptop": st.integers(0, 3),
        "asked_tablet": st.integers(0, 2),
        "asked_smartphone": st.integers(0, 1),
        "asked_phone": st.integers(0, 1),
        "asked_connection": st.integers(0, 2),
        "already_device_count": st.sampled_from([0, 0, 0, 1, 2]),
        "households_count": st.sampled_from([None, None, None, 2, 5]),
    }
)
households = st.lists(household, max_size=12)
policies = st.sampled_from(POLICIES)


def fact(row: Household, name: str) -> object:
    if name == "pupils_count":
        return row["children_count"] if row["students_count"] is None else row["students_count"]
    return row[name]


def units_by_hand(policy: Policy, row: Household) -> tuple[int, int]:
    """Return (devices, bundles) that one household may receive."""
    families = row["households_count"] or 1
    pupils = fact(row, "pupils_count") or 0
    cap = -(-pupils // policy.caps.pupils_per_device)
    cap = min(max(cap, families), policy.caps.devices_at_most * families)
    asked = sum(row[f"asked_{need.code}"] for need in policy.needs)
    devices = min(asked, max(cap - row["already_device_count"], 0))
    bundles = min(row["asked_connection"], policy.caps.bundles_per_household * families)
    if row["device_situation"] not in (None, *policy.eligibility.device_situations):
        devices = 0
    if row["connection_situation"] not in (None, *policy.eligibility.connection_situations):
        bundles = 0
    return devices, bundles


def eligible_by_hand(policy: Policy, row: Household) -> bool:
    if (row["information_given"] or "unknown") not in policy.eligibility.information_given:
        return False
    areas = policy.eligibility.departments
    if areas and row["department_code"] is not None and row["department_code"] not in areas:
        return False
    return sum(units_by_hand(policy, row)) > 0


def tier_by_hand(policy: Policy, row: Household) -> int:
    if row["households_count"] is not None and policy.aggregates.tier == "last":
        return len(policy.tiers)
    for number, tier in enumerate(policy.tiers, start=1):
        for condition in tier.conditions:
            value = fact(row, condition.fact)
            among = condition.among is not None and value in condition.among
            equal = condition.equals is not None and value == condition.equals
            enough = condition.at_least is not None and value is not None and value >= condition.at_least
            if not (among or equal or enough):
                break
        else:
            return number
    raise AssertionError("the last tier takes everybody")


def points_by_hand(policy: Policy, row: Household) -> dict[str, int]:
    """Return millionths of a point by criterion, by exact fractions rounded half up."""
    points = {}
    for criterion in policy.criteria:
        value = fact(row, criterion.fact)
        if criterion.scale == "flag":
            share = Fraction(1 if value else 0)
        elif criterion.scale == "linear":
            share = Fraction(min(value or 0, criterion.full_at), criterion.full_at)
        else:
            share = Fraction(str(criterion.shares.get("unknown" if value is None else value, 0)))
        points[criterion.name] = floor(Fraction(str(criterion.weight)) * 1_000_000 * share + Fraction(1, 2))
    return points


def lines_by_hand(policy: Policy, row: Household) -> set[tuple[str, int, str]]:
    """Return (line_id, unit_no, kit_code) of one eligible household."""
    devices, bundles = units_by_hand(policy, row)
    families = row["households_count"] or 1
    wanted = [str(need.code) for need in policy.needs for _ in range(row[f"asked_{need.code}"])]
    first = row["already_device_count"] + 1
    device_at = {first + step: wanted[step] for step in range(devices)}
    situation = row["connection_situation"] or "unknown"
    bundle = next((b.code for b in policy.bundles if situation in b.situations), "")
    lines = set()
    for number in sorted({*device_at, *range(1, bundles + 1)}):
        device, data = device_at.get(number), bundle if number <= bundles else None
        unit_no = 1 + (number - 1) // families
        if device and data and policy.kits.mode == "together" and families == 1:
            lines.add((f"{row['household_id']}-K{number}", unit_no, f"{device}+{data}"))
            continue
        if device:
            lines.add((f"{row['household_id']}-D{number}", unit_no, device))
        if data:
            lines.add((f"{row['household_id']}-C{number}", unit_no, data))
    return lines


@given(policies, households)
def test_eligibility_tiers_and_scores_equal_the_reading_of_one_household(policy: Policy, rows: list[Household]) -> None:
    facts = facts_of(*rows)
    assert eligibility(policy, facts)["eligible"].to_pylist() == [eligible_by_hand(policy, row) for row in rows]
    assert tiers(policy, facts).tolist() == [tier_by_hand(policy, row) for row in rows]
    for found, row in zip(score_parts(policy, facts).to_pylist(), rows, strict=True):
        points = points_by_hand(policy, row)
        assert {name: round(found[name] * 1_000_000) for name in points} == points
        assert round(found["score"] * 1_000_000) == sum(points.values())


@given(policies, households)
def test_the_ranking_equals_a_sort_by_hand(policy: Policy, rows: list[Household]) -> None:
    facts = facts_of(*rows)
    named = [row | {"household_id": f"H{number}"} for number, row in enumerate(rows, start=1)]
    served = [row for row in named if eligible_by_hand(policy, row)]

    def key(row: Household) -> tuple[int, int, str, str]:
        draw = lottery_numbers(policy.lottery_seed, [row["household_id"]])[0]
        return tier_by_hand(policy, row), -sum(points_by_hand(policy, row).values()), draw, row["household_id"]

    ranked = rank_households(policy, facts)
    assert ranked["household_id"].to_pylist() == [row["household_id"] for row in sorted(served, key=key)]
    assert ranked["rank"].to_pylist() == list(range(1, len(served) + 1))


@given(policies, households)
def test_lines_equal_those_of_one_household_and_first_units_come_first(policy: Policy, rows: list[Household]) -> None:
    facts = facts_of(*rows)
    named = [row | {"household_id": f"H{number}"} for number, row in enumerate(rows, start=1)]
    ranked = rank_households(policy, facts)
    lines = request_lines(policy, ranked, facts).to_pylist()
    expected = set().union(*(lines_by_hand(policy, row) for row in named if eligible_by_hand(policy, row)))
    assert {(line["line_id"], line["unit_no"], line["kit_code"]) for line in lines} == expected
    assert len(lines) == len(expected)
    places = dict(zip(ranked["household_id"].to_pylist(), ranked["rank"].to_pylist(), strict=True))
    order = [(line["unit_no"], places[line["household_id"]]) for line in lines]
    assert order == sorted(order)
    assert [line["rank"] for line in lines] == list(range(1, len(lines) + 1))


@given(policies, st.lists(household, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(policy: Policy, rows: list[Household], rng: object) -> None:
    facts = facts_of(*rows)
    places = list(range(len(rows)))
    rng.shuffle(places)
    shuffled = facts.take(pa.array(places))
    ranked, again = rank_households(policy, facts), rank_households(policy, shuffled)
    assert again.equals(ranked)
    assert request_lines(policy, again, shuffled).equals(request_lines(policy, ranked, facts))


@given(policies, households, household)
def test_one_more_household_changes_the_score_of_nobody(policy: Policy, rows: list[Household], more: Household) -> None:
    before = rank_households(policy, facts_of(*rows)).drop_columns(["rank"]).to_pylist()
    after = rank_households(policy, facts_of(*rows, more)).drop_columns(["rank"]).to_pylist()
    newcomer = f"H{len(rows) + 1}"
    assert [row for row in after if row["household_id"] != newcomer] == before


request = st.fixed_dictionaries(
    {
        "household_id": st.sampled_from(["H1", "H2", "H3"]),
        "partner_id": st.sampled_from(["P1", "P2"]),
        "commune_code": maybe(st.sampled_from(["93066", "75119"])),
        "received_at": st.integers(0, 20).map(lambda days: datetime(2020, 4, 1) + timedelta(days=days)),
        "children_count": maybe(st.integers(0, 9)),
        "students_count": maybe(st.integers(0, 9)),
        "housing_kind": maybe(st.sampled_from(list(HousingKind))),
        "device_situation": maybe(st.sampled_from(list(DeviceSituation))),
        "connection_situation": maybe(st.sampled_from(list(ConnectionSituation))),
        "exam_year": maybe(st.booleans()),
        "need_laptop": maybe(st.integers(0, 3)),
        "need_connection": maybe(st.integers(0, 1)),
        "scholarship_level": maybe(st.sampled_from(["0bis", "1", "7"])),
        "urgency": maybe(st.sampled_from(["urgent", "normal"])),
        "information_given": maybe(st.sampled_from(["oui", "non"])),
        "households_count": maybe(st.integers(1, 9)),
    }
)
WORST_FIRST = {
    "housing_kind": [
        "homeless",
        "social_hotel",
        "shelter",
        "refugee_centre",
        "relatives",
        "student_residence",
        "own_home",
    ],
    "device_situation": ["none", "broken", "smartphone_only", "shared", "sufficient"],
    "connection_situation": ["none", "limited_mobile", "fixed"],
    "information_given": ["oui", "non"],
}


def merged_by_hand(rows: list[Household]) -> Household:
    """Merge the requests of one household, given in any order."""
    given_values = {name: [row[name] for row in rows if row[name] is not None] for name in rows[0]}
    place = min(rows, key=lambda row: (row["commune_code"] is None, row["received_at"], row["request_id"]))
    steps = [int(level.removesuffix("bis")) for level in given_values["scholarship_level"]]
    families = max(given_values["households_count"], default=1)
    return {
        "household_id": rows[0]["household_id"],
        "partner_id": place["partner_id"],
        "commune_code": place["commune_code"],
        "children_count": max(given_values["children_count"], default=None),
        "students_count": max(given_values["students_count"], default=None),
        **{name: min(given_values[name], key=worst.index, default=None) for name, worst in WORST_FIRST.items()},
        "exam_year": any(given_values["exam_year"]) if given_values["exam_year"] else None,
        "scholarship_step": max(steps, default=None),
        "waiting_days": (date(2020, 4, 30) - min(row["received_at"] for row in rows).date()).days,
        "urgent": "urgent" in given_values["urgency"],
        "asked_laptop": max(given_values["need_laptop"], default=0),
        "asked_connection": max(given_values["need_connection"], default=0),
        "households_count": families if families > 1 else None,
    }


@given(st.lists(request, max_size=8), st.randoms(use_true_random=False))
def test_merged_facts_equal_those_merged_by_hand_in_any_order(rows: list[Household], rng: object) -> None:
    named = [row | {"request_id": f"R{number}"} for number, row in enumerate(rows)]
    by_household = {
        row["household_id"]: [r for r in named if r["household_id"] == row["household_id"]] for row in named
    }
    expected = [merged_by_hand(by_household[household_id]) for household_id in sorted(by_household)]
    rng.shuffle(named)
    found = facts_of_requests(requests_of(*named), date(2020, 4, 30)).to_pylist()
    assert [{name: row[name] for name in wanted} for row, wanted in zip(found, expected, strict=True)] == expected
