"""A coordinator, from sign-in to a locked plan: settles a doubt, proposes a plan, reads why one family waits, locks."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaigns.model.codes import Role
from dashboard.parts.sitting import SOONEST_SECONDS
from pipelines.planning.life import all_plans
from pipelines.reporting.view_questions import question_counts
from tests.answers import done
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import COORDINATOR, campaign_of, reopened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("coordination-accueil", "coordination-doublon", "coordination-brouillon", "coordination-pourquoi", "coordination-verrouille")  # fmt: skip

COUNT = r"(\d[\d ]*)"


def test_a_coordinator_settles_a_doubt_and_locks_a_plan(
    chromium: Browser, morning: Path, tmp_path: Path, language: str
) -> None:
    with reopened(morning) as office:
        doubts = done(question_counts(office, COORDINATOR, campaign_of(office)))["open"]
    with at_work(chromium, morning, tmp_path / "home", language) as person:
        person.signs_in(Role.COORDINATOR)
        a_doubt_is_settled(person, doubts)
        served, waiting = a_plan_is_proposed(person)
        one_family_is_read(person)
        the_plan_is_locked(person)
        assert person.pictures == list(PICTURES)
    with reopened(tmp_path / "home") as office:
        campaign_id = campaign_of(office)
        assert done(question_counts(office, COORDINATOR, campaign_id))["open"] == doubts - 1
        (plan,) = done(all_plans(office, COORDINATOR, campaign_id))
    assert (plan["state"], plan["served_count"], plan["unserved_count"]) == ("locked", served, waiting)


def a_doubt_is_settled(person: Person, doubts: int) -> None:
    """Go from the first thing to do to the question, and answer it."""
    person.sees(person.says("Que faut-il faire maintenant ?"))
    person.shows("coordination-accueil")
    person.presses(person.says("Répondre aux questions"))
    person.sees(person.counts("Il reste {n} question", "Il reste {n} questions", doubts))
    person.shows("coordination-doublon")
    person.page.wait_for_timeout(1000 * SOONEST_SECONDS + 100)
    person.presses(person.says("Familles différentes"))
    person.sees(
        person.counts("Il reste {n} question", "Il reste {n} questions", doubts - 1),
        person.says("Question précédente : familles différentes"),
    )


def a_plan_is_proposed(person: Person) -> tuple[int, int]:
    """Compute a draft, and return how many requests it serves and how many wait."""
    person.goes_to(person.says("Plan"))
    person.sees(person.says("Pas encore de plan"))
    person.presses(person.says("Proposer un plan"))
    said = "Brouillon calculé en {took} s ; demandes servies : {served}, en attente : {unserved}. Rien n'est réservé."
    counts = person.reads(person.says(said, took=".+", served=COUNT, unserved=COUNT))
    person.shows("coordination-brouillon")
    return counts[0], counts[1]


def one_family_is_read(person: Person) -> None:
    """Open the first request that waits: what blocks, what would change it, what to answer."""
    person.turns_to(person.says("Écarts"))
    person.picks_row(1, person.says("Dernier rang servi"))
    person.sees(
        person.says("Ce qui changerait la décision"), person.says("Quoi répondre"),
        person.says("Chaque réponse a été vérifiée en recalculant le plan entier."),
    )  # fmt: skip
    blocks = person.says("Ce qui bloque : {kit}", kit="")
    person.shows("coordination-pourquoi", blocks)
    person.presses(person.says("Toutes les demandes"))


def the_plan_is_locked(person: Person) -> None:
    """Lock the draft: it waits for another person."""
    person.presses(person.says("Verrouiller ce plan"))
    person.sees(person.says("Plan verrouillé. Une autre personne doit maintenant l'approuver."))
    person.shows("coordination-verrouille")
