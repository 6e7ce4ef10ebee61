"""One family on a telephone, in a real browser: from the page of lists to « déjà connue », without a mouse's precision."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.app_server import served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.unit.small_campaign import filled_campaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LARGE_TARGET_PX = 44


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the application on the small campaign."""
    home = tmp_path_factory.mktemp("home")
    filled_campaign(home).office.close()
    with served(home) as at:
        yield at


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Visitor]:
    """Give the school's person a telephone."""
    person = Visitor(chromium, address)
    person.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    yield person
    person.close()


def test_a_family_is_added_on_a_telephone_and_known_the_second_time(visitor: Visitor) -> None:
    visitor.opens("envoyer?role=partner&structure=ECOLE1")
    visitor.shoots("famille-0-envoyer", TELEPHONE)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.main.get_by_role("link", name="Une seule famille ? Ajoutez-la ici").click()
    visitor.sees("Qui est-elle, et de quoi a-t-elle besoin ?")
    visitor.shoots("famille-1-vide", TELEPHONE, SCREEN)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.presses("Envoyer cette famille")
    visitor.sees("Écrivez au moins un nom et un besoin.")
    types(visitor, "06 12 34")
    # Once asked for, the check follows what is typed.
    visitor.sees(re.compile("n'est pas un numéro de téléphone complet"), "Une remarque avant l'envoi")
    visitor.shoots("famille-2-remarque", TELEPHONE)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    writes(visitor, "Téléphone", "06 12 34 56 78")
    visitor.main.get_by_text("Plus de précisions").filter(visible=True).click()
    visitor.settles()
    visitor.shoots("famille-3-depliee", TELEPHONE)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.presses("Envoyer cette famille")
    visitor.sees("La famille est envoyée", "Sa demande est prise en compte.")
    visitor.shoots("famille-4-envoyee", TELEPHONE)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.presses("Ajouter une autre famille")
    types(visitor, "06 12 34 56 78")
    visitor.presses("Envoyer cette famille")
    visitor.sees("Famille déjà connue")
    visitor.shoots("famille-5-connue", TELEPHONE)


def types(visitor: Visitor, phone: str) -> None:
    """Fill the first fields of a pupil."""
    writes(visitor, "Nom de l'enfant", "Benali")
    writes(visitor, "Prénom de l'enfant", "Sami")
    visitor.chooses("Classe ou niveau", "4e")
    writes(visitor, "Téléphone", phone)
    writes(visitor, "Code postal", "01000")
    visitor.chooses("Commune", "Bourg-en-Bresse")
    writes(visitor, "Ordinateurs demandés", "1")
    visitor.main.get_by_role("radio", name="Oui").or_(
        visitor.main.get_by_role("button", name="Oui", exact=True)
    ).first.click()
    visitor.settles()


def writes(visitor: Visitor, label: str, text: str) -> None:
    """Write into a field, large enough for a thumb, and leave it."""
    field = visitor.main.get_by_label(label, exact=True).first
    box = field.bounding_box()
    assert box is not None and box["height"] >= LARGE_TARGET_PX and box["width"] >= TELEPHONE / 3, (label, box)
    field.fill(text)
    field.press("Tab")
    visitor.settles()
