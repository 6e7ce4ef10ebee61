"""A household joined and split by hand on its card: the effect first, then one button; and its history in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from dashboard.wording.coordination import household_reference
from pipelines.office import Office
from pipelines.reporting.view_household_life import household_history, split_effect
from pipelines.reporting.view_households import HouseholdSearch, find_households
from pipelines.store.port import Row
from tests.unit.coordination_desk import COORDINATOR, campaign_of, desk_on_a_copy, labels, opened, press, said, sound
from tests.unit.small_campaign import filled_campaign


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the small campaign once; each test works on a copy."""
    home = tmp_path_factory.mktemp("petite") / "home"
    filled_campaign(home).office.close()
    return home


@pytest.fixture
def office(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy of the campaign, and let the frame open it too."""
    with desk_on_a_copy(small_home, tmp_path, monkeypatch) as opened_office:
        yield opened_office


def all_households(office: Office) -> list[Row]:
    """Return the households, the one of two requests first."""
    found = find_households(office, COORDINATOR, campaign_of(office), HouseholdSearch(), 1_000)
    assert not isinstance(found, Refusal)
    rows: list[Row] = found["rows"]
    return rows


def kinds(office: Office, household_id: str) -> list[tuple[str, int, bool]]:
    """Return the history of a household: kind, count, decided by a person."""
    history = household_history(office, COORDINATOR, campaign_of(office), household_id)
    assert not isinstance(history, Refusal)
    return [(line["kind"], line["count"], line["is_decision"]) for line in history]


def test_a_household_is_split_by_hand_once_its_effect_was_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = all_households(office)[0]
    assert shared["requests"] == 2
    app = opened(monkeypatch, "foyers", foyer=shared["household_id"])
    assert not [label for label in labels(app) if label.startswith("Séparer")]
    app.checkbox[1].check()
    sound(app.run())
    assert "Les demandes qui restent gardent le rang" in said(app)
    assert "Ordinateur" in said(app)
    press(app, "Séparer 1 demande")
    assert "Foyer séparé" in said(app)
    assert [row["requests"] for row in all_households(office)] == [1, 1, 1, 1, 1]
    assert kinds(office, shared["household_id"]) == [("create", 1, False), ("attach", 2, False), ("leave", 1, True)]
    assert "1 demande partie vers" in app.dataframe[-1].value.to_csv()


def test_what_was_split_can_be_joined_again_and_the_history_says_both(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = all_households(office)[0]["household_id"]
    app = opened(monkeypatch, "foyers", foyer=shared)
    app.checkbox[1].check()
    press(sound(app.run()), "Séparer 1 demande")
    other = next(row["household_id"] for row in all_households(office) if not row["granted"])
    app.text_input(key=f"merge_{shared}").set_value(household_reference(other))
    sound(app.run())
    assert f"un seul foyer, {household_reference(shared)}, garde 1" in said(app)
    press(app, "Réunir F-")
    assert "ne font plus qu" in said(app)
    assert [row["requests"] for row in all_households(office)] == [2, 1, 1, 1]
    # Splitting moves the request of the newer id out of the household, joining brings it back.
    assert kinds(office, shared)[2:] == [("leave", 1, True), ("come", 1, True), ("merge", 1, True)]


def test_a_household_keeps_one_request_at_least(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "foyers", foyer=all_households(office)[0]["household_id"])
    for box in app.checkbox:
        box.check()
    sound(app.run())
    assert any("Laissez au moins une demande" in text.value for text in app.text)
    assert not [label for label in labels(app) if label.startswith("Séparer")]


def test_the_side_of_the_oldest_request_keeps_the_grant(office: Office) -> None:
    shared = all_households(office)[0]["household_id"]
    with office.store.reading() as session:
        rows = session.rows("household/members", {"campaign_id": campaign_of(office)})
    oldest, newest = sorted(row["request_id"] for row in rows if row["household_id"] == shared)
    for leaving, keeper in (([newest], "staying"), ([oldest], "leaving")):
        effect = split_effect(office, COORDINATOR, campaign_of(office), shared, leaving)
        assert not isinstance(effect, Refusal)
        assert (effect["keeper"], effect["leaving"], effect["staying"]) == (keeper, 1, 1)


def test_two_households_with_a_grant_stay_two_and_the_page_says_so_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, *_rest = (row["household_id"] for row in all_households(office) if row["granted"])
    app = opened(monkeypatch, "foyers", foyer=one)
    app.text_input(key=f"merge_{one}").set_value(household_reference(other).lower())
    sound(app.run())
    assert "ils restent deux" in said(app)
    press(app, "Réunir F-")
    assert "tant que chacun a une attribution" in said(app)
    assert len(all_households(office)) == 4


def test_an_unknown_reference_joins_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one = all_households(office)[0]["household_id"]
    app = opened(monkeypatch, "foyers", foyer=one)
    for written in ("F-0000-0000", household_reference(one)):
        app.text_input(key=f"merge_{one}").set_value(written)
        sound(app.run())
        assert any("Aucun autre foyer" in text.value for text in app.text)
        assert not [label for label in labels(app) if label.startswith("Réunir")]


def test_who_does_not_decide_reads_the_history_and_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "foyers", foyer=all_households(office)[0]["household_id"], role="approver")
    assert "Réunir ou séparer des foyers revient à la coordination." in said(app).replace("&#x27;", "'")
    assert "Foyer créé" in app.dataframe[-1].value.to_csv()
    assert len(app.checkbox) == 0
