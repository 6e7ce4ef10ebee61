"""Every page is found at the address of the table, the first one of a menu too: links are shared between roles."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from dashboard.pages_table import pages_of
from dashboard.wording.translation import translate
from tests.journeys.visitor import PATIENCE_MS, SCREEN, TELEPHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER, Role.LEADERSHIP], ids=str)
def test_the_first_page_is_the_same_at_the_root_and_at_its_address(chromium: Browser, address: str, role: Role) -> None:
    first, second = pages_of(role)[:2]
    with closing(Visitor(chromium, address)) as visitor:
        visitor.opens(f"?role={role.value}")
        heading = visitor.main.get_by_role("heading", level=1).first.inner_text()
        visitor.opens(f"{first.url_path}?role={role.value}")
        expect(visitor.main.get_by_role("heading", level=1).first).to_have_text(heading, timeout=PATIENCE_MS)
        assert visitor.page.get_by_role("dialog").count() == 0, "Streamlit knows no such page"
        # It stands in the menu once, and the menu still leads away and back.
        assert visitor.page.get_by_test_id("stSidebarNav").get_by_role("link", name=first.title).count() == 1
        visitor.goes_to(second.title)
        assert f"/{second.url_path}" in visitor.page.url
        visitor.goes_to(first.title)
        expect(visitor.main.get_by_role("heading", level=1).first).to_have_text(heading, timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("address_asked", "lang", "said"),
    [
        ("stock?role=partner", "fr", "Votre menu n'a pas de page à cette adresse."),
        ("chiffres?role=leadership", "fr", "Votre menu n'a pas de page à cette adresse."),
        ("chiffres?role=coordinator&lang=en", "en", "Your menu has no page at this address."),
    ],
)
def test_an_address_that_the_menu_does_not_have_leads_back(
    chromium: Browser, address: str, address_asked: str, lang: str, said: str
) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.opens(address_asked)
        visitor.sees(said)
        assert visitor.page.get_by_role("dialog").count() == 0, "Streamlit's own words, in English"
        visitor.shoots(f"98-adresse-inconnue-{lang}", SCREEN, TELEPHONE)
        role = Role(address_asked.split("role=")[1].split("&")[0])
        visitor.main.get_by_role("link").first.click()
        visitor.settles()
        expect(visitor.main.get_by_text(said)).to_have_count(0)
        expect(visitor.main.get_by_role("heading", level=1)).to_have_count(1)
        # Its menu still leads on.
        second = pages_of(role)[1]
        visitor.goes_to(second.title if lang == "fr" else translate("en")(second.title))
        assert f"/{second.url_path}" in visitor.page.url
