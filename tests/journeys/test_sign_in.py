"""People sign in with a browser: by their organisation's provider in two tabs, by a code on a telephone; and leave for good."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.app_server import is_elsewhere
from tests.journeys.visitor import PATIENCE_MS, TELEPHONE, Visitor
from tests.spec.signed_in_house import OF_A, OF_B, House, signed_in_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]


# A house of its own for each: one of them closes somebody's access.
@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with signed_in_house(tmp_path_factory.mktemp("gens")) as opened:
        yield opened


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Visitor]:
    made = Visitor(chromium, house.address)
    yield made
    made.close()


def comes_in(visitor: Visitor, login: str) -> None:
    """Sign in by the provider."""
    visitor.page.goto(visitor.address)
    expect(visitor.page).to_have_url(f"{visitor.address}/connexion")
    visitor.page.get_by_role("link", name="Se connecter avec Mairie d'Essai").click()
    visitor.page.get_by_role("link", name=login).click()
    expect(visitor.page).to_have_url(re.compile(re.escape(visitor.address) + r"/(\?.*)?$"), timeout=PATIENCE_MS)
    visitor.settles()


def fits(page: Page) -> bool:
    """Tell whether nothing runs off the side."""
    inside: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return inside


def shot(visitor: Visitor, name: str) -> None:
    """Keep a picture of a page that is not Streamlit's."""
    from tests.journeys.visitor import SHOTS

    SHOTS.mkdir(exist_ok=True)
    for width in (1280, TELEPHONE):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert fits(visitor.page), (name, width)


def test_signing_in_and_out_in_two_tabs(visitor: Visitor, house: House) -> None:
    visitor.page.goto(house.address)
    shot(visitor, "connexion_porte")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    comes_in(visitor, "camille")
    expect(visitor.page.get_by_test_id("stSidebar")).to_contain_text("Camille")
    visitor.shoots("connexion_accueil")
    visitor.goes_to("Codes d'accès")
    visitor.chooses("Structure", "Relais")
    visitor.presses("Donner un code")
    visitor.sees("Code pour Relais", "il ne s'affichera plus")
    assert visitor.fetches("Feuille à remettre").suggested_filename == "code-acces.pdf"
    visitor.shoots("codes", 1280, TELEPHONE)
    second = visitor.context.new_page()
    second.goto(f"{house.address}/foyers")
    expect(second.get_by_test_id("stSidebar")).to_contain_text("Camille", timeout=PATIENCE_MS)
    visitor.page.get_by_test_id("stSidebar").get_by_role("button", name="Se déconnecter").click()
    expect(visitor.page).to_have_url(f"{house.address}/connexion", timeout=PATIENCE_MS)
    assert house.provider.ended
    # The other tab, at its next click.
    second.get_by_test_id("stSidebarNav").get_by_role("link", name="Doublons").click()
    expect(second.get_by_text("Vous n'êtes plus connecté")).to_be_visible(timeout=PATIENCE_MS)
    expect(second.get_by_test_id("stMain")).not_to_contain_text("foyer")
    second.get_by_role("link", name="Se connecter de nouveau").click()
    expect(second.get_by_text("Vous êtes déconnecté.")).to_be_visible()
    # Whoever signs in again goes on to the page that was clicked.
    second.get_by_role("link", name="Se connecter avec Mairie d'Essai").click()
    second.get_by_role("link", name="camille").click()
    expect(second).to_have_url(re.compile(r"/doublons$"), timeout=PATIENCE_MS)
    expect(second.get_by_test_id("stSidebar")).to_contain_text("Camille", timeout=PATIENCE_MS)
    # The bare address asks first; its own button leaves.
    second.goto(f"{house.address}/auth/logout")
    expect(second.get_by_role("heading", name="Se déconnecter ?")).to_be_visible()
    second.goto(f"{house.address}/doublons")
    expect(second.get_by_test_id("stSidebar")).to_contain_text("Camille", timeout=PATIENCE_MS)
    second.goto(f"{house.address}/auth/logout")
    second.get_by_role("button", name="Se déconnecter").click()
    expect(second).to_have_url(f"{house.address}/connexion", timeout=PATIENCE_MS)
    # Nor by the browser's way back.
    visitor.page.goto(f"{house.address}/foyers")
    expect(visitor.page).to_have_url(f"{house.address}/connexion?vers=%2Ffoyers")
    elsewhere = [url for url in visitor.asked if is_elsewhere(url, house.address)]
    assert all(url.startswith(house.provider.issuer) for url in elsewhere)


def test_a_sign_in_left_open_elsewhere_is_closed_from_here(chromium: Browser, visitor: Visitor, house: House) -> None:
    other = Visitor(chromium, house.address)
    comes_in(other, "camille")
    comes_in(visitor, "camille")
    side = visitor.page.get_by_test_id("stSidebar")
    side.get_by_role("button", name="Mes connexions").click()
    body = visitor.page.get_by_test_id("stPopoverBody")
    expect(body).to_contain_text("Cette connexion : Chrome", timeout=PATIENCE_MS)
    expect(body.get_by_text("Dernière visite le")).to_have_count(2)
    shot(visitor, "mes_connexions")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    body.get_by_role("button", name="Fermer cette connexion").click()
    expect(body).to_contain_text("Aucune autre connexion n'est ouverte.", timeout=PATIENCE_MS)
    other.expects_refusal = True
    other.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Doublons").click()
    expect(other.page.get_by_text("Vous n'êtes plus connecté")).to_be_visible(timeout=PATIENCE_MS)
    other.close()


def test_a_link_that_was_followed_signed_out_opens_after_signing_in_in_its_language(
    visitor: Visitor, house: House
) -> None:
    page = visitor.page
    page.goto(f"{house.address}/doublons?lang=en")
    expect(page.get_by_role("heading", name="You have an account in your organisation")).to_be_visible()
    page.get_by_role("link", name="Sign in with Mairie d'Essai").click()
    page.get_by_role("link", name="camille").click()
    expect(page).to_have_url(re.compile(r"/doublons\?lang=en$"), timeout=PATIENCE_MS)
    visitor.settles()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Sign out")
    visitor.context.clear_cookies()
    page.goto(f"{house.address}/demandes")
    page.get_by_label("Code d'accès").fill(house.codes_of_b[1])
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(re.compile(r"/demandes$"), timeout=PATIENCE_MS)


def test_an_access_that_is_closed_is_out_at_the_next_click(chromium: Browser, visitor: Visitor, house: House) -> None:
    admin = Visitor(chromium, house.address)
    comes_in(visitor, "camille")
    comes_in(admin, "alex")
    admin.goes_to("Personnes")
    admin.sees("2 personnes peuvent se connecter.")
    admin.shoots("personnes", 1280, TELEPHONE)
    admin.goes_to("Codes d'accès")
    expect(admin.main.get_by_role("button", name="Donner un code")).to_have_count(0)
    admin.goes_to("Personnes")
    admin.picks_row(1, "Personne")
    admin.presses("Fermer l'accès")
    admin.sees("Accès fermé. Ses connexions en cours sont terminées.")
    admin.close()
    visitor.expects_refusal = True
    visitor.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Foyers").click()
    expect(visitor.page.get_by_text("Vous n'êtes plus connecté")).to_be_visible(timeout=PATIENCE_MS)
    visitor.shoots("connexion_finie", 1280, TELEPHONE)
    visitor.page.goto(f"{house.address}/connexion/fournisseur")
    visitor.page.get_by_role("link", name="camille").click()
    expect(visitor.page.get_by_text("Votre accès a été fermé.")).to_be_visible()


def test_a_night_manager_comes_in_by_a_link_on_a_telephone_and_sees_one_structure(
    visitor: Visitor, house: House
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": TELEPHONE, "height": 800})
    page.goto(f"{house.address}/connexion#{house.codes_of_b[0]}")
    # The code is in the field and no longer in the address; nothing was sent yet.
    expect(page.get_by_label("Code d'accès")).to_have_value(house.codes_of_b[0])
    assert page.url == f"{house.address}/connexion"
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(f"{house.address}/")
    visitor.settles()
    page.goto(f"{house.address}/demandes")
    visitor.settles()
    assert fits(page)
    visitor.shoots("connexion_demandes", TELEPHONE)
    page.set_viewport_size({"width": TELEPHONE, "height": 800})
    # The cells of a grid are drawn, not written: a screen reader's table holds their words.
    seen = [page.content()]
    of_a = house.ids_of_a
    for path in ("foyers", "listes", "plan", "droits", "journal", "personnes", "demandes"):
        page.goto(
            f"{house.address}/{path}?liste={of_a['list_id']}&foyer={of_a['household_id']}&famille={of_a['household_id']}"
            f"&demande={of_a['request_id']}&pour=P1&structure=P1&role=coordinator"
        )
        visitor.settles()
        seen.append(page.content())
    # The last page is the structure's own; its grid comes a moment after the page.
    page.wait_for_function(
        "word => document.documentElement.outerHTML.includes(word)", arg=OF_B[0], timeout=PATIENCE_MS
    )
    seen.append(page.content())
    assert not any(word in text for text in seen for word in OF_A)
    assert not any(house.codes_of_b[0] in url for url in visitor.asked)


def test_a_code_that_was_used_says_so_in_plain_french(visitor: Visitor, house: House) -> None:
    for expected in ("/", "/connexion/code"):
        visitor.context.clear_cookies()
        visitor.page.goto(f"{house.address}/connexion")
        visitor.page.get_by_label("Code d'accès").fill(house.codes_of_a[0])
        visitor.page.get_by_role("button", name="Entrer").click()
        visitor.page.wait_for_url(f"{house.address}{expected}")
    alert = visitor.page.get_by_role("alert")
    expect(alert).to_have_text(
        "Ce code a déjà servi : un code ne sert qu'une fois. Demandez-en un autre à la coordination."
    )
    shot(visitor, "connexion_code_servi")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page.get_by_role("button", name="Enter")).to_be_visible()
