"""Data protection, in a real browser: a family is found, given its data, erased, and nobody else is offered the page."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.spec.planted_family import adopted_plan, found_in, planted_campaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_officer_finds_a_family_gives_its_data_and_erases_it(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    planted = planted_campaign(home)
    adopted_plan(planted)
    planted.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        visitor.opens("droits?role=dpo")
        visitor.sees("Une famille exerce ses droits")
        visitor.page.get_by_label("Téléphone ou courriel").fill("06 12 34 09 87")
        visitor.page.get_by_role("button", name="Chercher").click()
        visitor.sees("1 à 2 sur 2 lignes")
        visitor.shoots("95-droits-recherche", SCREEN, TELEPHONE)
        found = planted_household(address, visitor)
        visitor.opens(f"droits?role=dpo&famille={found}")
        visitor.sees("2 demandes : prise en compte.", "Qui a vu cette famille ?")
        assert "Zqx" not in visitor.text()
        visitor.page.get_by_text("Lui remettre ce qui est gardé d'elle").filter(visible=True).click()
        visitor.settles()
        with visitor.page.expect_download() as waiting:
            visitor.page.get_by_role("link", name="Page à imprimer").click()
        page = Path(waiting.value.path()).read_text("utf-8")
        assert "Zqxvardaillan" in page and "17 impasse des Zorilles" in page
        visitor.page.get_by_text("Effacer la famille", exact=True).filter(visible=True).click()
        visitor.sees("clés de chiffrement détruites : 4")
        visitor.shoots("96-droits-effet", SCREEN, TELEPHONE)
        visitor.page.get_by_text("J'ai vérifié que c'est la bonne famille").click()
        button = visitor.page.get_by_role("button", name="Effacer cette famille")
        expect(button).to_be_enabled()
        button.click()
        visitor.sees("Famille effacée.")
        with visitor.page.expect_download() as waiting:
            visitor.page.get_by_role("link", name="Reçu d'effacement").click()
        receipt = Path(waiting.value.path()).read_text("utf-8")
        assert "2 demande(s), 4 clé(s)" in receipt and "Zqx" not in receipt
        visitor.shoots("97-droits-efface", SCREEN, TELEPHONE)
        visitor.opens("?role=coordinator")
        assert "Droits des familles" not in visitor.page.locator("body").inner_text()
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert found_in(home) == {}


def planted_household(address: str, visitor: Visitor) -> str:
    """Open the first row of the table with the mouse, and return the family that the link then names."""
    visitor.picks_row(1, "Structure")
    visitor.sees("Qui a vu cette famille ?")
    visitor.page.wait_for_url("**famille=*")
    return visitor.page.url.split("famille=")[1].split("&")[0]
