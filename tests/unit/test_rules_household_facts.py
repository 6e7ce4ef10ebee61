"""What several partners said of a family becomes one row."""

from datetime import date, datetime

from campaigns.household_facts import facts_of_requests, named_fact
from campaigns.model.household import FACTS_SCHEMA
from tests.unit.rules_builders import facts_of, requests_of

TODAY = date(2020, 4, 11)


def merged(*requests: dict[str, object]) -> dict[str, object]:
    facts = facts_of_requests(requests_of(*requests), TODAY)
    assert facts.num_rows == 1
    return dict(facts.to_pylist()[0])


def test_needs_told_twice_are_the_same_need_and_never_a_sum() -> None:
    row = merged({"need_laptop": 1, "need_connection": 1}, {"need_laptop": 2, "need_tablet": 1})
    assert (row["asked_laptop"], row["asked_tablet"], row["asked_phone"], row["asked_connection"]) == (2, 1, 0, 1)


def test_the_worst_situation_counts() -> None:
    row = merged(
        {"device_situation": "shared", "connection_situation": "fixed", "housing_kind": "own_home"},
        {"device_situation": "none", "connection_situation": "limited_mobile", "housing_kind": "shelter"},
    )
    assert row["device_situation"] == "none"
    assert row["connection_situation"] == "limited_mobile"
    assert row["housing_kind"] == "shelter"


def test_an_unknown_situation_says_nothing_against_a_known_one() -> None:
    assert merged({"device_situation": None}, {"device_situation": "sufficient"})["device_situation"] == "sufficient"
    assert merged({}, {})["device_situation"] is None


def test_one_exam_one_urgency_and_one_information_are_enough() -> None:
    row = merged({"exam_year": False, "urgency": "normal", "information_given": "non"},
                 {"exam_year": True, "urgency": "urgent", "information_given": "oui"})  # fmt: skip
    assert (row["exam_year"], row["urgent"], row["information_given"]) == (True, True, "oui")
    assert merged({})["exam_year"] is None
    assert merged({})["urgent"] is False
    assert merged({"exam_year": False})["exam_year"] is False


def test_both_lowest_scholarship_steps_count_as_zero_and_the_highest_wins() -> None:
    assert merged({"scholarship_level": "0bis"})["scholarship_step"] == 0
    assert merged({"scholarship_level": "0 BIS"})["scholarship_step"] == 0
    assert merged({"scholarship_level": "0bis"}, {"scholarship_level": "6"})["scholarship_step"] == 6
    assert merged({"scholarship_level": None})["scholarship_step"] is None
    assert merged({"scholarship_level": "neuf"})["scholarship_step"] is None


def test_waiting_counts_from_the_first_request_and_never_below_zero() -> None:
    early, late = datetime(2020, 4, 1, 23, 59), datetime(2020, 4, 9)
    assert merged({"received_at": late}, {"received_at": early})["waiting_days"] == 10
    assert merged({"received_at": datetime(2020, 4, 20)})["waiting_days"] == 0


def test_place_and_partner_come_together_from_the_earliest_request_that_knows_the_commune() -> None:
    row = merged(
        {"received_at": datetime(2020, 4, 1), "partner_id": "P1", "commune_code": None, "zone_code": "a>a"},
        {"received_at": datetime(2020, 4, 3), "partner_id": "P3", "commune_code": "75119", "zone_code": "c>c"},
        {"received_at": datetime(2020, 4, 2), "partner_id": "P2", "commune_code": "93066", "zone_code": "b>b"},
    )
    assert (row["partner_id"], row["commune_code"], row["zone_code"]) == ("P2", "93066", "b>b")
    assert merged({"partner_id": "P7", "commune_code": None})["partner_id"] == "P7"


def test_a_request_for_one_household_is_not_an_aggregate() -> None:
    assert merged({"households_count": 1})["households_count"] is None
    assert merged({"households_count": 30})["households_count"] == 30


def test_households_are_sorted_and_columns_are_those_of_the_contract() -> None:
    facts = facts_of_requests(requests_of({"household_id": "H2"}, {"household_id": "H1"}), TODAY)
    assert facts.schema == FACTS_SCHEMA
    assert facts["household_id"].to_pylist() == ["H1", "H2"]
    assert facts_of_requests(requests_of(), TODAY).num_rows == 0


def test_columns_that_nobody_gave_are_unknown() -> None:
    bare = requests_of({}).select(["request_id", "household_id", "received_at"])
    row = facts_of_requests(bare, TODAY).to_pylist()[0]
    assert (row["commune_code"], row["children_count"], row["asked_laptop"], row["already_device_count"]) == (
        None,
        None,
        0,
        0,
    )


def test_pupils_are_the_students_where_known_else_the_children() -> None:
    facts = facts_of(
        {"students_count": 1, "children_count": 4},
        {"students_count": None, "children_count": 4},
        {},
        {"students_count": 0},
    )
    assert named_fact(facts, "pupils_count").to_pylist() == [1, 4, None, 0]
