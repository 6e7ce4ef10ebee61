"""A family that waits, the sites that stand before it on a map, then kits from one site chosen in the rules and proved in the plan."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from pipelines.office import open_office
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.unit.one_site_campaign import one_site_campaign
from tests.unit.rules_builders import LOCKDOWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_sites_before_a_family_are_mapped_and_kits_of_one_site_are_chosen_and_proved(
    chromium: Browser, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    office = open_office(home)
    one_site_campaign(office, LOCKDOWN)
    office.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        visitor.opens("plan")
        visitor.presses("Proposer un plan")
        the_sites_of_the_tight_set_are_mapped(visitor)
        kits_of_one_site_are_chosen(visitor)
        the_bound_and_the_gap_are_read(visitor)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []


def the_sites_of_the_tight_set_are_mapped(visitor: Visitor) -> None:
    """Two laptops, three families: the third reads where both were, on a map and in its table."""
    visitor.turns_to("Écarts")
    visitor.picks_row(1, "Dernier rang servi")
    visitor.sees(re.compile("^Ce qui bloque"), "Le score de ce foyer")
    drawn = visitor.main.locator("iframe").first.content_frame
    site = drawn.locator("path.map-site")
    expect(site).to_have_count(1)
    expect(site).to_have_attribute("aria-label", "Point d'accueil du Landy, unités attribuées : 2 sur 2 à portée")
    site.focus()
    expect(drawn.locator(".leaflet-tooltip", has_text="Point d'accueil du Landy")).to_be_visible()
    assert homes_of(drawn) == ["Seine-Saint-Denis (93) : Département du foyer"]
    visitor.shoots("s60-sites-a-portee", SCREEN, TELEPHONE)
    visitor.page.emulate_media(color_scheme="dark")
    visitor.shoots("s61-sites-a-portee-sombre", SCREEN)
    visitor.page.emulate_media(color_scheme="light")


def homes_of(drawn: FrameLocator) -> list[str]:
    """Return what the family's department says, once each (Paris and its ring are drawn twice)."""
    said = drawn.locator("path[aria-label*='Département du foyer']").evaluate_all(
        "shapes => shapes.map(shape => shape.getAttribute('aria-label'))"
    )
    return sorted(set(said))


def kits_of_one_site_are_chosen(visitor: Visitor) -> None:
    """Turn the switch of the rules, read what it would change, and adopt."""
    visitor.opens("regles?vue_regles=texte&ecrire=kits")
    visitor.main.get_by_text("L'appareil et la connexion viennent du même site").click()
    visitor.settles()
    visitor.shoots("s62-kits-un-site", SCREEN, TELEPHONE)
    visitor.presses(re.compile("^Adopter"))
    visitor.sees(re.compile("^Version 2 adoptée"))


def the_bound_and_the_gap_are_read(visitor: Visitor) -> None:
    """Propose again: one kit of one site instead of two of two sites, and the proof that there is no second one."""
    visitor.opens("plan")
    visitor.presses(re.compile("^Proposer un"))
    served_count, waiting = visitor.reads(r"demandes servies : (\d[\d ]*), en attente : (\d[\d ]*)\.")
    assert (served_count, waiting) == (1, 2)
    visitor.turns_to("Preuve")
    visitor.sees("Des kits d'un seul site : à combien du meilleur ?")
    assert visitor.row_count("Borne prouvée") >= 3
    visitor.shoots("s63-borne-et-ecart", SCREEN, TELEPHONE)
