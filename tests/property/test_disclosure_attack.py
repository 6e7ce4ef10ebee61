"""Fifty weekly releases against an adversary: nothing below the threshold is recovered, and each defence is needed for it."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns import disclosure_groups
from campaigns.disclosure import THRESHOLD, protect
from tests.property.disclosure_adversary import RandomCampaign, Row, intervals, recovered

WEEKS = 50
SMALL_WEEKS = 3


def released(campaign: RandomCampaign, weeks: int, families: int, *, looks_back: bool = True) -> list[list[Row]]:
    """Publish week after week, each release protected against all the earlier ones."""
    published: list[pa.Table] = []
    for _ in range(weeks):
        campaign.week(families)
        published.append(protect(campaign.table(), THRESHOLD, published if looks_back else ()))
    return [table.to_pylist() for table in published]


def weeks_told(releases: list[list[Row]], code: str) -> int:
    """Count the weeks that tell a territory's need."""
    return sum(row["need"] is not None for rows in releases for row in rows if row["territory_code"] == code)


def told_on_average(releases: list[list[Row]], depth: int) -> float:
    """Return how many needs above nobody's a week tells, of departments (depth 1) or communes (2)."""
    told = [row for rows in releases for row in rows if row["territory_code"].count("-") == depth and row["need"]]
    return len(told) / len(releases)


@pytest.mark.parametrize("seed", [2020, 7])
def test_fifty_weekly_releases_give_no_count_below_the_threshold(seed: int) -> None:
    releases = released(RandomCampaign(seed, regions=4, departments=5, communes=12), WEEKS, families=900)
    assert recovered(releases) == []
    # It must not hold because nothing is said.
    assert weeks_told(releases, "FR") > 45
    assert told_on_average(releases, 1) > 6
    assert told_on_average(releases, 2) > 5


def test_without_the_look_back_the_adversary_wins() -> None:
    campaign = RandomCampaign(2020, regions=4, departments=5, communes=12)
    assert recovered(released(campaign, 12, 900, looks_back=False)) != []


def test_without_complementary_hiding_the_adversary_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure_groups.Group, "_next_to_hide", lambda self, chosen: None)
    assert recovered(released(RandomCampaign(2020, regions=4, departments=5, communes=12), 12, 900)) != []


def test_without_the_check_of_what_is_hidden_together_the_adversary_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure_groups.Group, "_moved_little", lambda self, chosen: None)
    assert recovered(released(RandomCampaign(2020, regions=4, departments=5, communes=12), 25, 900)) != []


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_solver_pins_no_hidden_count_and_no_small_change_down(seed: int) -> None:
    releases = released(RandomCampaign(seed, regions=2, departments=2, communes=3), SMALL_WEEKS, families=90)
    shown = [{row["territory_code"]: row for row in rows} for rows in releases]
    for (day, code, measure), (low, high) in intervals(releases).items():
        if day % 1:
            pinned = high - low < 1e-6 and 0.5 < abs(low) < THRESHOLD - 0.5
            assert not pinned, (day, code, measure, low)
        elif code in shown[int(day)] and shown[int(day)][code][measure] is None:
            assert high - low >= THRESHOLD - 1e-6, (day, code, measure, low, high)
