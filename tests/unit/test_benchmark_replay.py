"""The replay of spring 2020: its totals are the public ones, and weeks, waits and renewals are counted as by hand."""

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.replay.country import Country
from benchmarks.replay.history import HEARD, KITS, LAPTOPS, RECHARGES, STRUCTURES, TABLETS, WEEKS, Families, arriving
from benchmarks.replay.run import WAYS, served_weeks, told

LAPTOP, BOTH, DATA = KITS.index("laptop"), KITS.index("laptop+data"), KITS.index("data")
LAND = Country(
    ["75056"], np.array([1]), np.array([True]), ["near"], np.array([True]),
    pa.table({"zone_code": ["75056"] * 2, "site_id": ["near", "RESERVE"], "km": [1.0, 0.0], "mode": ["delivery", "remote"]}),
)  # fmt: skip


def listed(*rows: tuple[int, int, int]) -> Families:
    """Return families in rank order as (tier, week of the list, kit), two children each, come in the order of their lists."""
    tier, week, kit = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    arrival = np.argsort(np.argsort(week, kind="stable"), kind="stable").astype(np.int64)
    return Families(tier, week, np.zeros(len(rows), dtype=np.int64), np.full(len(rows), 2), kit, arrival)


def coming(**weeks: int) -> dict[tuple[int, str], list[int]]:
    """Return the laptops that come to the only site, by week (`w4=2`)."""
    return {(0, "laptop"): [weeks.get(f"w{week}", 0) for week in range(WEEKS)]}


def test_totals_are_the_public_ones() -> None:
    computers = np.cumsum(np.array(LAPTOPS) + np.array(TABLETS))
    assert (computers[4], computers[7], computers[-1]) == (4_000, 12_400, 16_182)
    assert (sum(RECHARGES), sum(HEARD), sum(HEARD[:6])) == (75_000, STRUCTURES, 600)
    assert len(HEARD) == len(LAPTOPS) == len(TABLETS) == len(RECHARGES) == WEEKS


def test_sites_receive_all_that_came_each_week() -> None:
    found = arriving(np.random.default_rng(1), np.array([True, False, False]), 1.0)
    for item, weekly in (("laptop", LAPTOPS), ("tablet", TABLETS)):
        assert [sum(found[site, item][week] for site in range(3)) for week in range(WEEKS)] == list(weekly)


def test_one_laptop_goes_to_the_urgent_family_except_to_who_came_first() -> None:
    asked = listed((1, 3, LAPTOP), (2, 0, LAPTOP))
    weeks = {way: served_weeks(way, LAND, asked, coming(w4=1), 1.0).tolist() for way in WAYS}
    assert weeks.pop("first come") == [WEEKS, 4]
    assert set(map(tuple, weeks.values())) == {(4, WEEKS)}


@pytest.mark.parametrize("way", WAYS)
def test_a_family_gets_both_or_waits_and_data_come_before_devices(way: str) -> None:
    asked = listed((1, 0, BOTH), (1, 1, DATA), (2, 0, LAPTOP))
    assert served_weeks(way, LAND, asked, coming(w2=1, w5=1), 1.0).tolist() == [2, 1, 5]


def test_recharges_are_renewed_before_any_new_family_is_given_one() -> None:
    # Four recharges in week 1, two in each of weeks 4 to 8: in week 5 there are five, of which three are renewals of week 1.
    size = 4 / 25_000
    assert [round(count * size) for count in RECHARGES] == [0, 4, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0]
    asked = listed(*[(1, 0, DATA)] * 3, *[(2, 5, DATA)] * 3)
    assert served_weeks("first come", LAND, asked, coming(), size).tolist() == [1, 1, 1, 5, 5, 6]


def test_days_and_children_are_counted_as_by_hand() -> None:
    asked = listed((1, 0, LAPTOP), (1, 3, LAPTOP), *((tier, 0, LAPTOP) for tier in (2, 3, 4, 5)))
    served = np.array([4, 4, WEEKS, WEEKS, WEEKS, 10])
    figures = {record.name: record.value for record in told("ours", 1, asked, served)}
    assert figures["mean_days_waited_tier_1"] == (28 + 7) / 2
    assert (figures["mean_days_waited_tier_2"], figures["mean_days_waited_tier_5"]) == (7 * WEEKS, 70)
    assert (figures["served_share_tier_1"], figures["served_share_tier_2"], figures["families_served"]) == (100, 0, 3)
    assert (figures["children_connected_by_13_april"], figures["children_connected_by_27_may"]) == (4, 6)
    assert (figures["urgent_children_connected_by_27_may"], figures["urgent_children_by_week_3"]) == (4, 0)
