"""Who may be served, and in which order."""

import hashlib
import hmac

import pytest

from campaigns.eligibility import eligibility
from campaigns.priority import lottery_numbers, rank_households, score_parts, tiers
from campaigns.robustness import robustness
from tests.unit.rules_builders import FLOOD, LOCKDOWN, facts_of, policy_of

POLICY = policy_of(LOCKDOWN)
WITHOUT = {"device_situation": "none", "asked_laptop": 1}


def reason_of(policy_text: str = LOCKDOWN, **facts: object) -> str | None:
    row = eligibility(policy_of(policy_text), facts_of(facts)).to_pylist()[0]
    assert row["eligible"] == (row["reason_code"] is None)
    return row["reason_code"]


def test_absence_never_excludes() -> None:
    assert reason_of(asked_laptop=1) is None
    assert reason_of(asked_connection=1) is None
    assert reason_of(FLOOD, asked_connection=1) is None


def test_a_household_that_asks_nothing_is_not_ranked() -> None:
    assert reason_of(device_situation="none") == "nothing_asked"


def test_a_household_already_equipped_is_told_so() -> None:
    assert reason_of(asked_laptop=1, device_situation="sufficient") == "situation_not_covered"
    assert reason_of(asked_connection=1, connection_situation="fixed") == "situation_not_covered"
    assert reason_of(asked_laptop=1, device_situation="none", already_device_count=1) == "already_received"


def test_one_side_in_need_is_enough() -> None:
    assert (
        reason_of(asked_laptop=1, device_situation="sufficient", asked_connection=1, connection_situation="none")
        is None
    )
    assert reason_of(asked_laptop=1, device_situation="none", already_device_count=1, asked_connection=1) is None


def test_four_pupils_with_one_device_kept_may_still_have_a_second_one() -> None:
    assert reason_of(asked_laptop=2, device_situation="shared", already_device_count=1, students_count=4) is None


def test_a_family_that_was_not_informed_waits_even_without_an_answer_elsewhere() -> None:
    assert reason_of(**WITHOUT, information_given="non") == "not_informed"
    assert reason_of(**WITHOUT, information_given="oui") is None
    assert reason_of(LOCKDOWN.replace('["oui", "unknown"]', '["oui"]'), **WITHOUT) == "not_informed"


def test_a_flood_in_one_department_leaves_the_others_out_but_not_the_unknown() -> None:
    assert reason_of(FLOOD, **WITHOUT, department_code="62") is None
    assert reason_of(FLOOD, **WITHOUT, department_code="59") == "out_of_area"
    assert reason_of(FLOOD, **WITHOUT, department_code=None) is None


def test_a_policy_for_schools_leaves_shelters_out() -> None:
    schools = LOCKDOWN.replace("departments = []", 'departments = []\npartner_kinds = ["school"]')
    assert reason_of(schools, **WITHOUT, partner_kind="shelter") == "out_of_area"
    assert reason_of(schools, **WITHOUT, partner_kind="school") is None


def test_a_full_household_scores_the_maximum() -> None:
    row = score_parts(
        POLICY,
        facts_of(
            {
                "device_situation": "broken", "students_count": 7, "connection_situation": "none", "exam_year": True,
                "housing_kind": "homeless", "urgent": True, "scholarship_step": 7, "waiting_days": 400,
            }
        ),
    ).to_pylist()[0]  # fmt: skip
    assert row == {
        "household_id": "H1", "sans_appareil": 0.2, "eleves": 0.16, "sans_connexion": 0.16, "examen": 0.12,
        "logement": 0.12, "urgence": 0.1, "bourse": 0.05, "attente": 0.05, "score": 0.96,
    }  # fmt: skip


def test_an_unknown_household_scores_nothing() -> None:
    assert score_parts(POLICY, facts_of({}))["score"].to_pylist() == [0.0]


def test_parts_are_counted_by_hand() -> None:
    row = score_parts(
        POLICY,
        facts_of({"device_situation": "shared", "children_count": 2, "scholarship_step": 3, "waiting_days": 10}),
    ).to_pylist()[0]
    # 0.20 × 0.25 + 0.16 × 2/5 + 0.05 × 3/7 + 0.05 × 10/90
    assert (row["sans_appareil"], row["eleves"], row["bourse"], row["attente"]) == (0.05, 0.064, 0.021429, 0.005556)
    assert round(row["score"] * 1_000_000) == 140_985


def test_a_share_may_be_given_to_what_is_not_known() -> None:
    policy = policy_of(
        LOCKDOWN, ("shares = { none = 1.0, limited_mobile = 0.5 }", "shares = { none = 1.0, unknown = 0.3 }")
    )
    parts = score_parts(policy, facts_of({}, {"connection_situation": "limited_mobile"}))
    assert parts["sans_connexion"].to_pylist() == [0.048, 0.0]


def test_an_exam_without_any_device_comes_before_shelter_then_urgency_then_the_others() -> None:
    facts = facts_of(
        {"exam_year": True, "device_situation": "none", "housing_kind": "shelter"},
        {"exam_year": True, "device_situation": "shared", "housing_kind": "shelter"},
        {"exam_year": True, "device_situation": None, "urgent": True},
        {"exam_year": None, "device_situation": "none"},
    )
    assert tiers(POLICY, facts).tolist() == [1, 2, 3, 4]


def test_a_tier_may_start_at_a_count_and_an_unknown_count_does_not_reach_it() -> None:
    policy = policy_of(LOCKDOWN, ('fact = "urgent", equals = true', 'fact = "pupils_count", at_least = 4'))
    facts = facts_of({"students_count": 4}, {"students_count": 3}, {"children_count": 5}, {})
    assert tiers(policy, facts).tolist() == [3, 4, 3, 4]


def test_an_aggregate_request_waits_in_the_last_tier_unless_the_policy_says_otherwise() -> None:
    facts = facts_of({"housing_kind": "shelter", "households_count": 30})
    assert tiers(POLICY, facts).tolist() == [4]
    assert tiers(policy_of(LOCKDOWN, ('tier = "last"', 'tier = "facts"')), facts).tolist() == [2]


def test_a_lower_tier_never_overtakes_by_its_score() -> None:
    facts = facts_of(
        {**WITHOUT, "household_id": "rich", "connection_situation": "none", "students_count": 5, "asked_connection": 1},
        {"household_id": "sheltered", "asked_laptop": 1, "housing_kind": "shelter", "device_situation": "shared"},
        {"household_id": "equipped", "asked_laptop": 1, "device_situation": "sufficient"},
    )
    ranked = rank_households(POLICY, facts)
    assert ranked.select(["household_id", "tier", "score", "rank"]).to_pylist() == [
        {"household_id": "sheltered", "tier": 2, "score": 0.17, "rank": 1},
        {"household_id": "rich", "tier": 4, "score": 0.52, "rank": 2},
    ]
    assert ranked.column_names == [
        "household_id", "tier", "score", "lottery", "rank", *(criterion.name for criterion in POLICY.criteria)
    ]  # fmt: skip


def test_equal_households_are_ordered_by_the_published_draw_whatever_the_order_of_rows() -> None:
    ids = ["H1", "H2", "H3", "H4", "H5"]
    drawn = sorted(ids, key=lambda i: hmac.new(POLICY.lottery_seed.encode(), i.encode(), hashlib.sha256).hexdigest())
    households = [{**WITHOUT, "household_id": household_id} for household_id in ids]
    assert rank_households(POLICY, facts_of(*households))["household_id"].to_pylist() == drawn
    assert rank_households(POLICY, facts_of(*households[::-1]))["household_id"].to_pylist() == drawn


def test_a_draw_can_be_computed_again_by_anyone_and_changes_with_the_seed() -> None:
    expected = hmac.new(b"confinement-exemple-2020-03-17", b"H1", hashlib.sha256).hexdigest()[:16]
    assert lottery_numbers("confinement-exemple-2020-03-17", ["H2", "H1"])[1] == expected
    assert lottery_numbers("autre-graine", ["H1"]) != [expected]


def test_nobody_to_rank_gives_an_empty_ranking_with_its_columns() -> None:
    ranked = rank_households(POLICY, facts_of({"device_situation": "none"}))
    assert ranked.num_rows == 0
    assert ranked.column_names[:5] == ["household_id", "tier", "score", "lottery", "rank"]
    assert robustness(POLICY, facts_of({"device_situation": "none"}), 3).num_rows == 0


def test_robustness_tells_the_certain_from_the_borderline() -> None:
    # With one place left after the first tier: 0.20 for no device against 0.16 + 0.05 × 7/7 for connection and bursary.
    facts = facts_of(
        {**WITHOUT, "household_id": "first", "exam_year": True},
        {"household_id": "device", "asked_laptop": 1, "device_situation": "none"},
        {"household_id": "bursary", "asked_connection": 1, "connection_situation": "none", "scholarship_step": 6},
        {"household_id": "last", "asked_connection": 1},
    )
    shares = {r["household_id"]: r["top_share"] for r in robustness(POLICY, facts, 2, 200, "essai").to_pylist()}
    assert (shares["first"], shares["last"]) == (1.0, 0.0)
    assert 0.2 < shares["device"] < 0.8
    assert shares["device"] + shares["bursary"] == pytest.approx(1.0)
    assert robustness(POLICY, facts, 2, 200, "essai")["top_share"].to_pylist() == list(shares.values())
    assert set(robustness(POLICY, facts, 9, 20)["top_share"].to_pylist()) == {1.0}
    assert set(robustness(POLICY, facts, 0, 20)["top_share"].to_pylist()) == {0.0}


def test_robustness_keeps_the_draw_between_equal_households() -> None:
    facts = facts_of(WITHOUT, WITHOUT, WITHOUT)
    first = rank_households(POLICY, facts)["household_id"].to_pylist()[0]
    shares = {r["household_id"]: r["top_share"] for r in robustness(POLICY, facts, 1, 10).to_pylist()}
    assert shares == {household_id: float(household_id == first) for household_id in ("H1", "H2", "H3")}
