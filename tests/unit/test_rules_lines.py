"""From ranked households to lines, and what each kit accepts."""

from campaigns.lines import kit_table, line_levels, request_lines
from campaigns.model.plan import KITS_SCHEMA, LINES_SCHEMA
from campaigns.priority import rank_households
from tests.unit.rules_builders import FLOOD, LOCKDOWN, facts_of, policy_of

TOGETHER = policy_of(LOCKDOWN)
SEPARATE = policy_of(LOCKDOWN, ('mode = "together"', 'mode = "separate"'))


def lines_of(*households: dict[str, object], policy: object = TOGETHER) -> list[tuple[str, int, str]]:
    facts = facts_of(*households)
    table = request_lines(policy, rank_households(policy, facts), facts)
    assert table.schema == LINES_SCHEMA
    assert table["rank"].to_pylist() == list(range(1, table.num_rows + 1))
    return list(zip(*(table[name].to_pylist() for name in ("line_id", "unit_no", "kit_code")), strict=True))


def test_a_device_and_its_data_are_one_line_when_kits_are_kept_together() -> None:
    assert lines_of({"asked_laptop": 1, "asked_connection": 1}) == [("H1-K1", 1, "laptop+data_full")]


def test_they_are_two_lines_when_kits_are_separate() -> None:
    household = {"asked_laptop": 1, "asked_connection": 1}
    assert lines_of(household, policy=SEPARATE) == [("H1-D1", 1, "laptop"), ("H1-C1", 1, "data_full")]


def test_only_connection_asked_is_a_data_line_with_the_bundle_of_the_situation() -> None:
    limited = {"asked_connection": 1, "connection_situation": "limited_mobile"}
    assert lines_of(limited) == [("H1-C1", 1, "data_extra")]
    assert lines_of({"asked_connection": 5, "connection_situation": "none"}) == [("H1-C1", 1, "data_full")]


def test_one_device_for_two_pupils_three_at_most_and_never_more_than_asked() -> None:
    asked = {"asked_laptop": 9}
    counts = {pupils: len(lines_of({**asked, "students_count": pupils})) for pupils in (0, 1, 2, 3, 4, 5, 6, 9)}
    assert counts == {0: 1, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 9: 3}
    assert len(lines_of(asked)) == 1
    assert len(lines_of({"asked_laptop": 1, "students_count": 6})) == 1


def test_the_second_device_is_another_line_and_the_first_needs_of_the_policy_come_first() -> None:
    family = {"asked_tablet": 1, "asked_laptop": 1, "asked_connection": 1, "students_count": 4}
    assert lines_of(family) == [("H1-K1", 1, "laptop+data_full"), ("H1-D2", 2, "tablet")]


def test_all_first_units_come_before_any_second_one() -> None:
    big = {"household_id": "big", "asked_laptop": 2, "students_count": 4, "exam_year": True, "device_situation": "none"}
    small = {"household_id": "small", "asked_laptop": 1}
    assert [line for line, _, _ in lines_of(small, big)] == ["big-D1", "small-D1", "big-D2"]


def test_a_device_kept_from_an_earlier_campaign_is_the_first_one() -> None:
    family = {"asked_laptop": 2, "students_count": 4, "already_device_count": 1, "asked_connection": 1}
    assert lines_of(family) == [("H1-C1", 1, "data_full"), ("H1-D2", 2, "laptop")]


def test_a_sufficient_device_leaves_the_connection_and_the_reverse() -> None:
    family = {"asked_laptop": 1, "asked_connection": 1}
    assert lines_of({**family, "device_situation": "sufficient"}) == [("H1-C1", 1, "data_full")]
    assert lines_of({**family, "connection_situation": "fixed"}) == [("H1-D1", 1, "laptop")]


def test_an_aggregate_request_gives_the_units_asked_never_joined_all_first_units() -> None:
    lines = lines_of({"households_count": 30, "asked_laptop": 2, "asked_connection": 3})
    assert lines == [
        ("H1-D1", 1, "laptop"), ("H1-D2", 1, "laptop"),
        ("H1-C1", 1, "data_full"), ("H1-C2", 1, "data_full"), ("H1-C3", 1, "data_full"),
    ]  # fmt: skip


def test_an_aggregate_request_is_limited_by_the_caps_of_its_families() -> None:
    assert len(lines_of({"households_count": 4, "asked_laptop": 50})) == 4
    assert len(lines_of({"households_count": 4, "asked_laptop": 50, "students_count": 12})) == 6
    assert len(lines_of({"households_count": 4, "asked_laptop": 50, "students_count": 90})) == 12
    assert len(lines_of({"households_count": 4, "asked_connection": 50})) == 4
    second = lines_of({"households_count": 2, "asked_laptop": 3, "students_count": 8})
    assert [unit_no for _, unit_no, _ in second] == [1, 1, 2]


def test_households_that_are_not_eligible_have_no_line() -> None:
    assert lines_of({"asked_laptop": 1, "device_situation": "sufficient"}) == []


def test_a_line_carries_the_zone_and_the_partner_kind_of_its_household() -> None:
    facts = facts_of({"asked_laptop": 1, "zone_code": "75119>93066", "partner_kind": "shelter"})
    row = request_lines(TOGETHER, rank_households(TOGETHER, facts), facts).to_pylist()[0]
    assert (row["household_id"], row["zone_code"], row["partner_kind"]) == ("H1", "75119>93066", "shelter")


def test_a_laptop_kit_accepts_a_tablet_at_a_penalty_and_never_a_phone() -> None:
    kits = kit_table(TOGETHER)
    assert kits.schema == KITS_SCHEMA
    rows = [tuple(row.values())[1:] for row in kits.to_pylist() if row["kit_code"] == "laptop+data_extra"]
    assert rows == [
        ("device", "laptop", "C", 0), ("device", "tablet", "C", 3),
        ("data", "data_5gb", None, 0), ("data", "data_12gb", None, 1),
    ]  # fmt: skip


def test_every_kit_of_a_line_is_in_the_table() -> None:
    kits = set(kit_table(policy_of(FLOOD))["kit_code"].to_pylist())
    needs = {"laptop", "tablet", "smartphone", "phone"}
    assert kits == needs | {"data_any"} | {f"{need}+data_any" for need in needs}


def test_levels_are_units_tiers_and_bins_and_none_where_the_order_is_strict() -> None:
    facts = facts_of(
        {"household_id": "exam", "exam_year": True, "device_situation": "none", "asked_laptop": 2, "students_count": 4},
        {"household_id": "near", "device_situation": "none", "asked_laptop": 1, "scholarship_step": 6},
        {"household_id": "like", "device_situation": "none", "asked_laptop": 1, "scholarship_step": 5},
        {"household_id": "less", "device_situation": "shared", "asked_laptop": 1},
    )

    def levels(*changes: tuple[str, str], extra: str = "") -> list[list[str]] | None:
        policy = policy_of(LOCKDOWN + extra, *changes)
        ranked = rank_households(policy, facts)
        lines = request_lines(policy, ranked, facts)
        found = line_levels(policy, ranked, lines)
        if found is None:
            return None
        starts = found["first_rank"].to_pylist()
        groups: list[list[str]] = [[] for _ in starts]
        for row in lines.to_pylist():
            groups[sum(start <= row["rank"] for start in starts) - 1].append(row["line_id"])
        return [sorted(group) for group in groups]

    assert levels() is None
    assert levels(extra="\n[ranking]\nscore_bin = 0.1\n") is None
    # near 0.2 + 0.05 × 6/7 = 0.243, like 0.2 + 0.05 × 5/7 = 0.236, less 0.05: one bin of 0.1 for the first two.
    assert levels(extra='\n[ranking]\nscore_bin = 0.1\nwithin_bin = "use"\n') == [
        ["exam-D1"], ["like-D1", "near-D1"], ["less-D1"], ["exam-D2"],
    ]  # fmt: skip
    assert levels(extra='\n[ranking]\nscore_bin = 0.24\nwithin_bin = "use"\n') == [
        ["exam-D1"], ["near-D1"], ["less-D1", "like-D1"], ["exam-D2"],
    ]  # fmt: skip
    assert levels(('mode = "together"', 'mode = "together"\nstrict = "tier"')) == [
        ["exam-D1"], ["less-D1", "like-D1", "near-D1"], ["exam-D2"],
    ]  # fmt: skip
