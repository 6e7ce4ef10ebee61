"""A logistics volunteer, from sign-in to hand-over: receives and inspects a lot, releases, ships, notes what a family took."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from campaigns.model.codes import Grade, Role
from dashboard.pages.hand_over_card import TICKS
from dashboard.wording.labels import label
from pipelines.reporting.view_hand_over import open_notes
from pipelines.stock.lots import list_lots
from tests.answers import done
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import COORDINATOR, campaign_of, reopened
from tests.journeys.visitor import TELEPHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("logistique-lot", "logistique-controle", "logistique-liberer", "logistique-bon", "logistique-remise")
SHELTERS, SITE = "00029409000030", "EC-STD"
ARRIVED, GOOD, UNUSABLE = 18, 17, 1


def test_a_volunteer_receives_ships_and_notes_a_hand_over(
    chromium: Browser, evening: Path, tmp_path: Path, language: str
) -> None:
    with reopened(evening) as office:
        notes = done(open_notes(office, COORDINATOR, campaign_of(office)))
    chosen = next(note for note in notes if (note["partner_code"], note["site_code"]) == (SHELTERS, SITE))
    with at_work(chromium, evening, tmp_path / "home", language) as person:
        person.signs_in(Role.LOGISTICS)
        a_lot_is_received(person)
        it_is_inspected(person)
        a_part_is_released(person, chosen)
        a_parcel_leaves(person, chosen)
        a_family_comes(person, chosen)
        assert person.pictures == list(PICTURES)
    with reopened(tmp_path / "home") as office:
        campaign_id = campaign_of(office)
        (lot,) = [lot for lot in done(list_lots(office, COORDINATOR, campaign_id)) if lot["wave"] == "Vague 2"]
        left = {note["reference"]: note for note in done(open_notes(office, COORDINATOR, campaign_id))}
    assert (lot["received"], lot["to_inspect"], lot["allocatable"]) == (ARRIVED, 0, GOOD)
    assert (chosen["handed_over"], left[chosen["reference"]]["handed_over"]) == (0, 1)


def a_lot_is_received(person: Person) -> None:
    """Open the announced lot and note how many of its units arrived."""
    person.goes_to(person.says("Stock"))
    person.turns_to(person.says("Lots"))
    person.sees(person.counts("{n} lot attend une étape.", "{n} lots attendent une étape.", 1))
    person.picks_row(1, person.says("Lot"))
    fills(person, person.says("Unités arrivées"), ARRIVED)
    person.shows("logistique-lot")
    person.presses(person.says("Noter l'arrivée"))
    person.sees(
        person.says("Arrivée notée : {n}. Contrôlez ces unités pour qu'elles puissent être attribuées.", n=ARRIVED)
    )


def fills(person: Person, field: str, value: object) -> None:
    """Write into a field of a form."""
    box = person.main.locator("input").and_(person.main.get_by_label(field)).first
    box.fill(str(value))
    box.press("Tab")


def it_is_inspected(person: Person) -> None:
    """Grade the units: these alone can be granted."""
    fills(person, label(Grade.B, person.words), GOOD)
    fills(person, label(Grade.INVENDABLE, person.words), UNUSABLE)
    fills(person, person.says("Référence du certificat d'effacement"), "EFF-2020-12")
    person.shows(
        "logistique-controle", person.main.get_by_test_id("stForm").filter(has_text=person.says("Valider le contrôle"))
    )
    person.presses(person.says("Valider le contrôle"))
    person.sees(
        person.says("Contrôlé : {n}. Reste à contrôler : {left}. Un plan peut maintenant attribuer ces unités.",
                    n=ARRIVED, left=0)
    )  # fmt: skip


def a_part_is_released(person: Person, note: Mapping[str, Any]) -> None:
    """Release what one structure is granted."""
    person.goes_to(person.says("Livraisons"))
    person.unfolds(person.says("N'en libérer qu'une partie"))
    person.chooses(person.says("Site"), note["site_name"])
    person.chooses(person.says("Structure"), note["partner_name"])
    person.shows("logistique-liberer")
    person.presses(person.says("Libérer cette partie"))
    person.settles()


def a_parcel_leaves(person: Person, note: Mapping[str, Any]) -> None:
    """Take the note of the structure, and say that the parcel left."""
    person.turns_to(person.says("Bons de livraison"))
    search = person.main.get_by_role("textbox", name=person.says("Chercher"))
    search.fill(note["partner_name"])
    search.press("Enter")
    person.settles()
    person.picks(person.says("Structure"), note["site_name"], note["partner_name"])
    person.presses(person.says("Noter l'expédition vers {partner}", partner=note["partner_name"]))
    person.shows("logistique-bon")


def a_family_comes(person: Person, note: Mapping[str, Any]) -> None:
    """Note on a telephone that one family took what it was granted."""
    person.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    person.opens(f"remises?role=logistics&lang={person.words.language}&bon={note['reference']}")
    first = person.main.get_by_role("radiogroup").first
    first.get_by_role("radio", name=person.says(TICKS["handed"]), exact=True).click()
    person.settles()
    person.shows("logistique-remise")
    person.presses(person.counts("Noter {n} réponse", "Noter {n} réponses", 1))
    person.sees(person.counts("{n} unité notée.", "{n} unités notées.", 1))
