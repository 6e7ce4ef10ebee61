"""On the card of a household: an appeal replayed, what was granted given up, a danger asked and approved by another person."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from dashboard.wording.coordination import household_reference
from pipelines.office import Office, open_office
from pipelines.planning.exceptions import list_exceptions
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.views import plan_grants
from pipelines.reporting.view_households import HouseholdSearch, find_households
from tests.unit.coordination_desk import (
    APPROVER,
    COORDINATOR,
    campaign_of,
    desk_on_a_copy,
    labels,
    opened,
    press,
    said,
    sound,
)
from tests.unit.scarce_campaign import scarce_campaign


@pytest.fixture(scope="module")
def adopted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a campaign of four families, one ordinary laptop granted and one in the declared reserve."""
    home = tmp_path_factory.mktemp("rare") / "home"
    office = open_office(home)
    campaign_id = scarce_campaign(office, earmark="exception")
    steps = (
        propose_plan(office, COORDINATOR, campaign_id), lock_plan(office, COORDINATOR, campaign_id),
        approve_plan(office, APPROVER, campaign_id), adopt_plan(office, COORDINATOR, campaign_id),
    )  # fmt: skip
    assert [step for step in steps if isinstance(step, Refusal)] == []
    office.close()
    return home


@pytest.fixture
def office(adopted_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with desk_on_a_copy(adopted_home, tmp_path, monkeypatch) as opened_office:
        yield opened_office


def served_and_waiting(office: Office) -> tuple[str, str]:
    campaign_id = campaign_of(office)
    found = find_households(office, COORDINATOR, campaign_id, HouseholdSearch(), 1_000)
    assert not isinstance(found, Refusal)
    with office.store.reading() as session:
        granted = {row["household_id"] for row in session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})}
    waiting = sorted(row["household_id"] for row in found["rows"] if row["household_id"] not in granted)
    assert len(granted) == 1
    return granted.pop(), waiting[0]


def test_an_appeal_is_replayed_and_names_whose_place_it_would_take(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, waiting = served_and_waiting(office)
    app = opened(monkeypatch, "foyers", foyer=waiting)
    fact = next(found for found in app.selectbox if found.label == "Fait contesté")
    assert "housing_kind" in fact.options or "logement" in fact.options
    fact.set_value("urgent")
    sound(app.run())
    press(app, "Rejouer la décision")
    assert "non servi" in said(app)
    assert "palier 3" in said(app)
    assert f"Perdraient leur place : {household_reference(served)}" in said(app)
    # Nothing was written: the plan in force still serves whom it served.
    assert served_and_waiting(office) == (served, waiting)


def test_what_is_granted_is_given_up_and_the_next_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    served, waiting = served_and_waiting(office)
    assert "Reprendre ce qui est attribué" not in labels(opened(monkeypatch, "foyers", foyer=waiting))
    app = opened(monkeypatch, "foyers", foyer=served)
    press(app, "Reprendre ce qui est attribué")
    assert "1 unité redevient libre." in said(app)
    assert "La suivante servirait" in said(app)
    with office.store.reading() as session:
        assert session.rows("delivery/adopted_grants", {"campaign_id": campaign_of(office)}) == []


def test_a_danger_is_asked_by_one_and_approved_by_another(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _served, waiting = served_and_waiting(office)
    press(opened(monkeypatch, "foyers", foyer=waiting), "Demander cette attribution")
    asked = list_exceptions(office, COORDINATOR, campaign_of(office))
    assert not isinstance(asked, Refusal)
    assert (len(asked), asked[0]["plan_id"]) == (1, None)
    app = opened(monkeypatch, "plan", onglet="exceptions")
    assert household_reference(waiting) in " ".join(text.value for text in app.text)
    assert "Une autre personne doit" in said(app)
    assert "Approuver cette attribution" not in labels(app)
    other = opened(monkeypatch, "plan", onglet="exceptions", role="approver")
    press(other, "Approuver cette attribution")
    assert "en vigueur" in other.dataframe[0].value.to_string()
    granted = list_exceptions(office, COORDINATOR, campaign_of(office))
    assert not isinstance(granted, Refusal)
    assert (granted[0]["asked_by"], granted[0]["approved_by"]) == (COORDINATOR.user_id, APPROVER.user_id)
    units = plan_grants(office, COORDINATOR, campaign_of(office), granted[0]["plan_id"])
    assert not isinstance(units, Refusal)
    assert [unit["household_id"] for unit in units] == [waiting]
