"""An approver, from sign-in to a plan in force: reads the locked plan and its proof, compares, approves, adopts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaigns.model.codes import Role
from pipelines.planning.life import all_plans
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import COORDINATOR, campaign_of, done, reopened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("validation-accueil", "validation-plan", "validation-preuve", "validation-comparer", "validation-adopte")


def test_an_approver_compares_approves_and_adopts(
    chromium: Browser, evening: Path, tmp_path: Path, language: str
) -> None:
    with reopened(evening) as office:
        plans = {plan["state"]: plan for plan in done(all_plans(office, COORDINATOR, campaign_of(office)))}
    locked, kept = plans["locked"], plans["adopted"]
    with at_work(chromium, evening, tmp_path / "home", language) as person:
        person.signs_in(Role.APPROVER)
        the_plan_is_read(person)
        it_is_compared(person, locked["served_count"], kept["served_count"])
        it_is_approved_and_adopted(person, locked["served_count"])
        assert person.pictures == list(PICTURES)
    with reopened(tmp_path / "home") as office:
        left = {plan["plan_id"]: plan for plan in done(all_plans(office, COORDINATOR, campaign_of(office)))}
    adopted = left[locked["plan_id"]]
    assert [plan["state"] for plan in left.values()] == ["adopted", "adopted"]
    assert adopted["approved_by"] == adopted["adopted_by"] != adopted["locked_by"]


def the_plan_is_read(person: Person) -> None:
    """Go from the first thing to do to the locked plan: who is served, and the proof."""
    person.sees(person.says("Que faut-il faire maintenant ?"))
    person.shows("validation-accueil")
    person.presses(person.says("Lire et approuver"))
    person.sees(person.says("Qui servir, avec quoi ?"), person.says("Approuver ce plan"))
    person.shows("validation-plan")
    person.turns_to(person.says("Preuve"))
    person.shows("validation-preuve", person.main.get_by_test_id("stButtonGroup").last)


def it_is_compared(person: Person, served: int, kept: int) -> None:
    """Read what this plan adds to the one in force, whose families lose nothing."""
    person.turns_to(person.says("Comparer"))
    person.sees(
        person.says("Les sept quantités"), person.says("servis par l'autre plan, qui reste en vigueur"),
        person.says("l'autre plan en sert déjà {before}", before=kept), f"+{served}",
    )  # fmt: skip
    assert person.counts("foyer perd", "foyers perdent", kept) not in person.text()
    person.shows("validation-comparer", person.main.get_by_test_id("stButtonGroup").last)


def it_is_approved_and_adopted(person: Person, served: int) -> None:
    """Approve, then adopt: every unit is reserved."""
    person.presses(person.says("Approuver ce plan"))
    person.sees(person.says("Plan approuvé. Il reste à l'adopter : rien n'est encore réservé."))
    person.presses(person.counts("Adopter et servir {n} demande", "Adopter et servir {n} demandes", served))
    person.sees(person.says("Plan adopté : chaque unité est réservée. Libérez-la pour qu'elle parte."))
    person.shows("validation-adopte")
