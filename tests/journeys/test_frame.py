"""The frame in a real browser: both themes, a telephone, both languages, the keyboard, and no request elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.app_server import is_elsewhere, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the application on an empty organisation."""
    with served(tmp_path_factory.mktemp("home")) as at:
        yield at


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page in each theme, on a screen and on a telephone."""
    scheme, width = request.param
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Page]:
    """Give a page on an ordinary screen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_nothing_is_asked_elsewhere_and_nothing_runs_off_the_side(page: Page, address: str) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda sent: elsewhere.append(sent.url) if is_elsewhere(sent.url, address) else None)
    page.goto(f"{address}/style")
    expect(page.get_by_text("Page interrompue")).to_be_visible(timeout=30_000)
    assert elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible\"')")


def test_the_language_switch_keeps_the_page(screen: Page, address: str) -> None:
    screen.goto(f"{address}/style")
    expect(screen.get_by_text("Page interrompue")).to_be_visible(timeout=30_000)
    screen.get_by_text("English", exact=True).click()
    expect(screen.get_by_text("Page stopped")).to_be_visible()
    assert screen.url == f"{address}/style?lang=en"
    screen.reload()
    expect(screen.get_by_text("Page stopped")).to_be_visible(timeout=30_000)


def test_a_table_leaves_as_a_file_once(screen: Page, address: str) -> None:
    screen.goto(f"{address}/style")
    link = screen.get_by_text("Tableau en CSV")
    expect(link).to_be_visible(timeout=30_000)
    target = link.get_attribute("href")
    with screen.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "exemple.csv"
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(content.splitlines()) == 113
    assert screen.request.get(f"{address}{target}").status == 410


def test_the_upload_zone_speaks_french(screen: Page, address: str) -> None:
    screen.goto(f"{address}/style")
    zone = screen.get_by_test_id("stFileUploaderDropzone")
    expect(zone).to_be_visible(timeout=30_000)
    said = zone.evaluate("e => getComputedStyle(e, '::before').content")
    assert said == '"Faites glisser le fichier ici, ou :"'


def test_on_an_empty_organisation_the_next_step_is_said(screen: Page, address: str) -> None:
    screen.goto(address)
    expect(screen.get_by_role("button", name="Ouvrir la campagne")).to_be_visible(timeout=30_000)
    screen.goto(f"{address}?role=leadership")
    expect(screen.get_by_text("Aucune campagne pour l'instant")).to_be_visible(timeout=30_000)
    expect(screen.get_by_text("connexion demo")).to_be_visible()
