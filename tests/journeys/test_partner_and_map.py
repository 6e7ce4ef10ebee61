"""A partner's list from the drop zone to its receipt, and the map, in a real browser: what is asked elsewhere is nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.app_server import is_elsewhere
from tests.unit.small_campaign import FIRST_LIST, SECOND_LIST

PARTNER = "role=partner&structure=ECOLE1"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=[1280, 390])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page on a screen and on a telephone."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_the_map_is_drawn_without_any_request_elsewhere(page: Page, address: str) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda sent: elsewhere.append(sent.url) if is_elsewhere(sent.url, address) else None)
    page.goto(f"{address}/carte?role=leadership")
    frame = page.frame_locator("iframe").first
    expect(frame.locator(".map-legend")).to_be_visible(timeout=40_000)
    expect(frame.get_by_text("La Réunion")).to_be_visible()
    assert frame.locator("path.leaflet-interactive").count() >= 101
    assert elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_department_opens_by_the_mouse_and_by_the_keyboard_and_the_way_back_works(page: Page, address: str) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda sent: elsewhere.append(sent.url) if is_elsewhere(sent.url, address) else None)
    page.goto(f"{address}/carte?role=leadership")
    frame = page.frame_locator("iframe").first
    frame.locator('path[aria-label^="Seine-Saint-Denis (93)"]').first.dispatch_event("click", timeout=40_000)
    expect(frame.get_by_role("heading")).to_contain_text("communes : Seine-Saint-Denis", timeout=40_000)
    assert "departement=93" in page.url
    page.go_back()
    expect(frame.get_by_text("La Réunion")).to_be_visible(timeout=40_000)
    first = frame.locator('path[tabindex="0"]').first
    first.focus()
    expect(frame.locator(".leaflet-tooltip:not(.map-label)")).to_be_visible()
    first.press("ArrowRight")
    reached = frame.locator("path:focus")
    label = str(reached.get_attribute("aria-label"))
    reached.press("Enter")
    expect(frame.get_by_role("heading")).to_contain_text(f"communes : {label.split(' (')[0]}", timeout=40_000)
    assert elsewhere == []


def test_a_list_goes_from_the_drop_zone_to_its_receipt(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/envoyer?{PARTNER}")
    expect(page.get_by_text("Votre tableau de familles").filter(visible=True)).to_be_visible(timeout=40_000)
    # Each width sends other families: the same bytes twice would be another story.
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.set_input_files(
        "input[type=file]",
        {"name": "foyer.csv", "mimeType": "text/csv", "buffer": SECOND_LIST.replace(b"C-", f"C{width}-".encode())},
    )
    page.get_by_role("button", name="Envoyer 2 lignes").click(timeout=40_000)
    expect(page.get_by_text("Votre liste est envoyée")).to_be_visible(timeout=40_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # A link that runs off a telephone's screen is half a sentence, though the page itself does not scroll.
    link = page.get_by_text("Télécharger le reçu").bounding_box()
    assert link is not None and link["x"] + link["width"] <= width
    with page.expect_download() as download:
        page.get_by_text("Télécharger le reçu").click()
    assert download.value.suggested_filename == "foyer-recu.csv"
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "ORTEGA" in content and "prochaine action" in content
    page.get_by_text("Suivre mes demandes").click()
    expect(page.get_by_text("Où en sont mes demandes ?")).to_be_visible(timeout=40_000)


def test_a_file_sent_before_is_announced(page: Page, address: str) -> None:
    page.goto(f"{address}/envoyer?{PARTNER}")
    expect(page.get_by_text("Votre tableau de familles").filter(visible=True)).to_be_visible(timeout=40_000)
    page.set_input_files("input[type=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": FIRST_LIST})
    expect(page.get_by_text("Liste déjà reçue")).to_be_visible(timeout=40_000)
