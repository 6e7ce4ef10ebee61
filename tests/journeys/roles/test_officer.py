"""A data protection officer, from sign-in to the receipt of an erasure: finds a family, gives it its data, erases it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from dashboard.wording.coordination import household_reference
from pipelines.cli import main
from pipelines.people import person_named
from pipelines.privacy.person import family_rows
from pipelines.privacy.search import search_person
from tests.answers import done
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import campaign_of, reopened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("protection-chercher", "protection-famille", "protection-effet", "protection-recu")
# The family that the school and the shelter both sent.
PHONE, SURNAME, TOWN = "06 00 00 00 11", "Fofana", "Aubervilliers"
OFFICER = person_named("dpo")


def test_an_officer_gives_a_family_its_data_and_erases_it(
    chromium: Browser, evening: Path, tmp_path: Path, language: str
) -> None:
    home = tmp_path / "home"
    with at_work(chromium, evening, home, language) as person:
        person.signs_in(Role.DPO)
        household_id = the_family_is_found(person)
        its_data_is_given(person)
        it_is_erased(person)
        assert person.pictures == list(PICTURES)
    with reopened(home) as office:
        campaign_id = campaign_of(office)
        assert done(search_person(office, OFFICER, campaign_id, PHONE)) == []
        assert [row["state"] for row in family_rows(office, campaign_id, household_id)] == ["erased", "erased"]
    assert main(["verify", "--home", str(home), "--json"]) == 0


def the_family_is_found(person: Person) -> str:
    """Find the family by its telephone, open it, and return its household: no name is on the page."""
    person.goes_to(person.says("Droits des familles"))
    person.sees(person.says("Une famille exerce ses droits"))
    person.page.get_by_label(person.says("Téléphone ou courriel")).fill(PHONE)
    person.page.get_by_role("button", name=person.says("Chercher")).first.click()
    person.settles()
    assert person.row_count(person.says("Structure")) == 2
    person.shows("protection-chercher")
    person.picks_row(1, person.says("Structure"))
    person.page.wait_for_url("**famille=*")
    household_id = person.page.url.split("famille=")[1].split("&")[0]
    person.sees(person.says("Foyer {reference}", reference=household_reference(household_id)))
    person.sees(person.says("Qui a vu cette famille ?"))
    assert SURNAME not in person.text()
    return household_id


def its_data_is_given(person: Person) -> None:
    """Take what is kept of the family, as a page to print and as a file."""
    person.unfolds(person.says("Lui remettre ce qui est gardé d'elle"))
    person.shows("protection-famille")
    page = Path(person.fetches(person.says("Page à imprimer")).path()).read_text("utf-8")
    assert SURNAME in page and TOWN in page
    kept = json.loads(Path(person.fetches(person.says("Fichier JSON")).path()).read_text("utf-8"))
    assert SURNAME in json.dumps(kept, ensure_ascii=False)


def it_is_erased(person: Person) -> None:
    """Read what an erasure takes, confirm it, and take the receipt, which names nobody."""
    person.unfolds(person.says("Effacer la famille"))
    person.sees(person.says("Voici ce qui serait effacé, sans retour possible :"))
    person.main.get_by_test_id("stCheckbox").filter(
        has_text=person.says("J'ai vérifié que c'est la bonne famille")
    ).locator("label").click()
    button = person.page.get_by_role("button", name=person.says("Effacer cette famille"))
    expect(button).to_be_enabled()
    person.shows("protection-effet", person.says("Effacer la famille"))
    button.click()
    person.sees(person.says("Famille effacée. Gardez le reçu : il ne contient aucun nom."))
    person.shows("protection-recu")
    receipt = Path(person.fetches(person.says("Reçu d'effacement")).path()).read_text("utf-8")
    assert "2 demande(s)" in receipt and SURNAME not in receipt
