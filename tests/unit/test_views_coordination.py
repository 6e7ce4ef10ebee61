"""What the coordinator's pages add up and compare, on samples small enough to be checked by hand."""

from datetime import datetime

import pytest

from dashboard.pages.coordinator_journal import detail_words
from dashboard.parts.bars import thousandths
from dashboard.parts.listed import listed
from dashboard.parts.table import Ask, Column
from dashboard.wording.coordination import household_reference, plan_names, points, who
from dashboard.wording.needs import needs_words
from dashboard.wording.translation import translate
from pipelines.reporting.view_deliveries import between
from pipelines.reporting.view_lists import list_sums
from pipelines.reporting.view_plans import mean_km
from pipelines.reporting.view_policy import differences
from pipelines.reporting.view_sums import WAYS_SHOWN, ways_of

FR, EN = translate("fr"), translate("en")


def test_an_effect_counts_who_gains_who_loses_and_who_comes_and_goes() -> None:
    before = {
        "a": {"tier": 1, "rank": 1},
        "b": {"tier": 2, "rank": 2},
        "c": {"tier": 2, "rank": 3},
        "d": {"tier": 3, "rank": 4},
    }
    after = {
        "b": {"tier": 1, "rank": 1},
        "a": {"tier": 2, "rank": 2},
        "d": {"tier": 3, "rank": 3},
        "e": {"tier": 3, "rank": 4},
    }
    found = differences(before, after)
    assert {name: found[name] for name in ("gain_tier", "lose_tier", "same_tier", "enter", "leave", "rise", "fall")} == {
        "gain_tier": 1, "lose_tier": 1, "same_tier": 1, "enter": 1, "leave": 1, "rise": 2, "fall": 1,
    }  # fmt: skip
    assert found["tiers"] == [
        {"tier": 1, "before": 1, "after": 1},
        {"tier": 2, "before": 2, "after": 1},
        {"tier": 3, "before": 1, "after": 2},
    ]


def a_list(state: str, good: int, wrong: int) -> dict[str, object]:
    """Return a list of that many rows."""
    counts = {
        "physical": good + wrong + 1,
        "header": 1,
        "blank": 0,
        "not_data": 0,
        "accepted": good,
        "warned": 0,
        "rejected": wrong,
    }
    return {"state": state} | {f"{name}_count": count for name, count in counts.items()}


def test_lists_that_wait_come_first_and_the_row_equation_holds_over_all() -> None:
    sums = list_sums([a_list("accepted", 10, 2), a_list("in_review", 3, 1), a_list("refused", 0, 5)])
    assert [row["state"] for row in sums["lists"]] == ["in_review", "accepted", "refused"]
    assert (sums["total"], sums["in_review"], sums["rows_in_review"]) == (3, 1, 3)
    counts = dict(sums["counts"])
    assert counts.pop("physical") == sum(counts.values()) == 24


def test_a_mean_distance_counts_what_travels_and_is_unknown_where_nothing_does() -> None:
    sites = [{"units": 5, "by_remote": 2, "km_sum": 30.0}, {"units": 1, "by_remote": 0, "km_sum": 10.0}]
    assert mean_km(sites) == 10.0
    assert mean_km([{"units": 4, "by_remote": 4, "km_sum": 0.0}]) is None


def test_the_ways_of_a_site_add_up_over_its_items_most_units_first() -> None:
    def row(site: str, pick_up: int, remote: int) -> dict[str, object]:
        return {"site_id": site, "site_name": site, "by_pick_up": pick_up, "by_delivery": 0, "by_remote": remote}

    found = ways_of([row("a", 1, 0), row("b", 4, 0), row("a", 0, 2)])
    assert [(site["site_name"], site["by_pick_up"], site["by_remote"]) for site in found] == [("b", 4, 0), ("a", 1, 2)]
    assert len(ways_of([row(str(n), n, 0) for n in range(WAYS_SHOWN + 5)])) == WAYS_SHOWN


def test_units_between_two_steps_and_those_handed_over_make_those_granted() -> None:
    row = {"granted": 10, "released": 7, "delivered": 4, "handed_over": 3}
    assert between(row) == {"at_site": 3, "leaving": 3, "at_partner": 1}


COLUMNS = (Column("name", "Site"), Column("units", "Unités", "number"))
ROWS = [{"name": "Lyon", "units": 2}, {"name": "Créteil", "units": None}, {"name": "arles", "units": 9}]


@pytest.mark.parametrize(
    ("ask", "names", "total"),
    [
        (Ask(0, 25), ["Lyon", "Créteil", "arles"], 3),
        (Ask(0, 25, sort="name"), ["arles", "Créteil", "Lyon"], 3),
        (Ask(0, 25, sort="units", descending=True), ["arles", "Lyon", "Créteil"], 3),
        (Ask(1, 1, sort="name"), ["Créteil"], 3),
        (Ask(0, 25, search="LY"), ["Lyon"], 1),
        (Ask(0, 25, search="9"), [], 0),
    ],
)
def test_a_view_in_memory_is_searched_in_its_texts_sorted_and_cut(ask: Ask, names: list[str], total: int) -> None:
    found = listed(ROWS, COLUMNS)(ask)
    assert ([row["name"] for row in found.rows], found.total) == (names, total)


def test_the_journal_says_counts_and_keeps_ids_and_digests_to_itself() -> None:
    detail = {"list_id": "01K", "digest": "abc", "held": True, "counts": {"accepted": 3, "rejected": 0}, "served": 1200}
    assert detail_words(detail, FR) == "servies : 1\u202f200, acceptées : 3"
    assert detail_words(detail, EN) == "served: 1,200, accepted: 3"


def test_needs_are_said_with_their_number() -> None:
    assert (
        needs_words({"need_laptop": 2, "need_tablet": None, "need_connection": 1}, FR) == "2 ordinateurs, 1 connexion"
    )
    assert needs_words({"need_phone": 1}, EN) == "1 phone"
    assert needs_words({}, FR) == ""


def test_a_person_is_named_and_a_structure_is_not() -> None:
    assert who("dev-approver", FR) == "Dominique Lefort"
    assert who("dev-partner-01K", FR) == "une structure partenaire"
    assert who("dev-partner-01K", EN) == "a partner"
    assert who(None, FR) == ""


def test_references_points_and_plans_are_written_the_same_everywhere() -> None:
    assert household_reference("01KAS3JX5M0123456789ABCDEF") == "F-89AB-CDEF"
    assert (points(0.2, FR), points(0.16, EN), points(1 / 45, FR)) == ("0,20", "0.16", "0,022")
    plans = [
        {"plan_id": "b", "proposed_at": datetime(2026, 4, 3, 14, 5)},
        {"plan_id": "a", "proposed_at": datetime(2026, 4, 2, 9, 0)},
    ]
    assert plan_names(plans, FR) == {"b": "Plan 2, du 3 avr. 2026 à 16 h 05", "a": "Plan 1, du 2 avr. 2026 à 11 h 00"}


@pytest.mark.parametrize(("value", "ceiling", "length"), [(0.1, 0.2, 500), (0.2, 0.2, 1000), (0, 0.2, 0), (3, 0, 0)])
def test_a_bar_is_as_long_as_its_part_of_the_ceiling(value: float, ceiling: float, length: int) -> None:
    assert thousandths(value, ceiling) == length
