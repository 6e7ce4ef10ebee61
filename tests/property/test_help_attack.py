"""Fifty weekly releases of accompaniment against an adversary: nothing below the threshold comes out, and each defence is needed."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns import disclosure_steps
from campaigns.disclosure import THRESHOLD
from campaigns.disclosure_steps import protect_steps
from tests.property.help_adversary import RandomHelp, Row, joint_intervals, won

WEEKS, SMALL_WEEKS = 50, 3
COUNTRY = {"regions": 4, "departments": 6}


def released(campaign: RandomHelp, weeks: int, families: int, *, looks_back: bool = True) -> list[list[Row]]:
    """Publish week after week, each release protected against all the earlier ones."""
    published: list[pa.Table] = []
    for _ in range(weeks):
        campaign.week(families)
        published.append(protect_steps(campaign.table(), THRESHOLD, published if looks_back else ()))
    return [table.to_pylist() for table in published]


def leaped(campaign: RandomHelp, days: int) -> list[list[Row]]:
    """Publish a campaign that moves by nothing, a little or a lot."""
    published: list[pa.Table] = []
    for _ in range(days):
        campaign.leap()
        published.append(protect_steps(campaign.table(), THRESHOLD, published))
    return [table.to_pylist() for table in published]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2020, 7])
def test_fifty_weekly_releases_give_no_count_below_the_threshold(seed: int) -> None:
    releases = released(RandomHelp(seed, **COUNTRY), WEEKS, families=900)
    assert won(releases) == []
    # It must not hold because nothing is said: departments are told sometimes, the country most weeks.
    told = [row for rows in releases for row in rows if "-" in row["territory_code"]]
    assert sum(bool(row["asked"]) for row in told) > 6 * WEEKS
    assert len({row["territory_code"] for row in told if row["attended"]}) > 6
    assert sum(rows[0]["attended"] is not None for rows in releases) > WEEKS / 2


@pytest.mark.slow
def test_without_the_look_back_the_adversary_wins() -> None:
    assert won(released(RandomHelp(2020, **COUNTRY), 12, 900, looks_back=False)) != []


@pytest.mark.slow
def test_without_those_who_did_not_come_the_adversary_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    views = disclosure_steps._views
    monkeypatch.setattr(disclosure_steps, "_views", lambda some: views(some)[:2])
    assert won(released(RandomHelp(2020, **COUNTRY), 12, 900)) != []


@pytest.mark.slow
def test_with_each_count_protected_by_itself_the_adversary_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = disclosure_steps._hidden

    monkeypatch.setattr(disclosure_steps, "_hidden", lambda *given: hidden(*given[:-1], {}))
    assert won(released(RandomHelp(2, **COUNTRY), 12, 900)) != []


def betrayed(releases: list[list[Row]]) -> list[tuple[float, str, str, float, float]]:
    """Return the hidden counts that a solver finds within less than the threshold, and the small changes that it pins down."""
    shown = [{row["territory_code"]: row for row in rows} for rows in releases]
    found = []
    for (day, code, name), (low, high) in joint_intervals(releases).items():
        if day % 1 or name == "missed":
            tight = high - low < 1e-6 and 0.5 < abs(low) < THRESHOLD - 0.5
        else:
            tight = shown[int(day)][code][name] is None and high - low < THRESHOLD - 1e-6
        if tight:
            found.append((day, code, name, low, high))
    return found


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_solver_pins_no_hidden_count_and_no_small_change_down(seed: int) -> None:
    assert betrayed(leaped(RandomHelp(seed, regions=2, departments=5), SMALL_WEEKS)) == []


@pytest.mark.slow
def test_the_solver_finds_who_did_not_come_where_they_are_not_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    views = disclosure_steps._views
    monkeypatch.setattr(disclosure_steps, "_views", lambda some: views(some)[:2])
    assert betrayed(leaped(RandomHelp(0, regions=2, departments=5), SMALL_WEEKS)) != []
