"""The help of a page opened and closed from the keyboard, on a screen and on a telephone; then the guide, read in the application."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from dashboard.wording.guide_texts import guide_names, guide_title
from tests.journeys.accessibility import findings, turns
from tests.journeys.app_server import is_elsewhere
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELD = "() => document.activeElement.matches('.cu-help > summary')"
FURTHEST = 60
# The link, the theme, the width, the name of the control, and a sentence of its text.
READINGS = {
    "partner": (
        "?role=partner&structure=ECOLE1",
        "light",
        TELEPHONE,
        "Aide",
        "Quand elle est vide, vous n'avez rien à faire.",
    ),
    "approver": ("plan?role=approver&lang=en", "dark", SCREEN, "Help", "A draft commits nobody."),
    "logistics": ("stock?role=logistics", "dark", SCREEN, "Aide", "Chaque unité est à un seul endroit."),
    "leadership": ("?role=leadership&lang=en", "dark", TELEPHONE, "Help", "Look where the gap is widest"),
    "dpo": ("droits?role=dpo", "light", SCREEN, "Aide", "Effacer ne se défait pas."),
}


def tabs_to_the_help(visitor: Visitor) -> None:
    """Press Tab until the control of the help is held."""
    for _ in range(FURTHEST):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate(HELD):
            return
    pytest.fail("Tab does not reach the help")


@pytest.mark.parametrize("who", READINGS)
def test_the_help_opens_and_closes_from_the_keyboard(chromium: Browser, address: str, who: str) -> None:
    link, scheme, width, name, said = READINGS[who]
    with closing(Visitor(chromium, address)) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.opens(link)
        turns(visitor.page, scheme, width)
        control = visitor.main.locator(".cu-help > summary")
        expect(control).to_have_text(name)
        tabs_to_the_help(visitor)
        expect(visitor.main.get_by_text(said)).to_be_hidden()
        visitor.page.keyboard.press("Enter")
        expect(visitor.main.get_by_text(said)).to_be_visible()
        assert findings(visitor.page) == []
        visitor.shoots(f"aide-{who}", width)
        assert visitor.page.evaluate(HELD)
        visitor.page.keyboard.press("Enter")
        expect(visitor.main.get_by_text(said)).to_be_hidden()


def test_a_word_of_the_help_leads_to_the_glossary_beside_the_page(chromium: Browser, address: str) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.opens("stock?role=logistics&lang=en&vue=lots")
        visitor.main.locator(".cu-help > summary").click()
        with visitor.context.expect_page() as beside:
            visitor.main.locator(".cu-help").get_by_role("link", name="grant", exact=True).click()
        expect(beside.value.get_by_text("what an adopted plan gives to a household").first).to_be_visible(
            timeout=30_000
        )
        expect(beside.value.get_by_role("combobox", name="Page of the guide")).to_be_visible()
        assert "role=logistics" in beside.value.url and "lang=en" in beside.value.url
        assert visitor.main.get_by_text("Each unit is in one place only.").is_visible()


def test_the_whole_guide_is_read_on_a_telephone_and_asks_nothing_elsewhere(chromium: Browser, address: str) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.page.set_viewport_size({"width": TELEPHONE, "height": 900})
        for name in guide_names("fr"):
            visitor.opens(f"guide?role=partner&structure=ECOLE1&lire={name}")
            expect(visitor.main.get_by_role("heading", name=guide_title(name), level=2)).to_be_visible()
            assert visitor.page.evaluate(
                "() => [...document.images].every(one => one.complete && one.naturalWidth > 0)"
            ), name
            box = "document.querySelector('[data-testid=stMain]')"
            assert visitor.page.evaluate(f"() => {box}.scrollWidth <= {box}.clientWidth"), name
        visitor.shoots("guide-refus", TELEPHONE)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
