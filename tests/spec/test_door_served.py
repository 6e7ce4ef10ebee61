"""The application itself, with an identity provider beside it: who comes in, what a crawler gets, and that leaving is final."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from websockets.exceptions import InvalidStatus

from dashboard.server import HEADERS
from tests.spec.signed_in_house import House, cookie_of, follow, signed_in_house
from tests.wire import Wire

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
# Asked in a process of its own: Streamlit's runtime is one a process.
LIST_ROUTES = """
import json
from app import app
served = app._build_starlette_app()
print("ROUTES" + json.dumps([route.path for route in served.routes if hasattr(route, "path")]))
"""
OPEN = {"/healthz", "/connexion"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with signed_in_house(tmp_path_factory.mktemp("porte")) as opened:
        yield opened


@pytest.fixture(scope="module")
def routes() -> list[str]:
    """Return every route that is served, Streamlit's own included."""
    run = subprocess.run([sys.executable, "-c", LIST_ROUTES], cwd=ROOT, capture_output=True, text=True, timeout=120)
    found: list[str] = json.loads(run.stdout.split("ROUTES")[1])
    return found


def addresses(routes: list[str]) -> list[str]:
    """Return an address for each route, and what a page's address may look like."""
    samples = {"{session_id:str}": "s", "{file_id:str}": "f", "{token}": "t", "{path:path}": "x"}
    made = []
    for route in routes:
        for place, sample in samples.items():
            route = route.replace(place, sample)
        made.append("/" + route.lstrip("/").split("{")[0])
    return [*made, "/demandes", "/foyers", "/media/x.csv", "/_stcore/metrics", "/component/x/index.html", "/index.html"]


def test_a_crawler_gets_the_health_route_the_door_and_files_that_are_the_same_for_everybody(
    house: House, routes: list[str]
) -> None:
    assert len(routes) > 20
    served = {}
    with house.visitor() as crawler:
        # It comes through the proxy, as everybody who is not at this machine.
        crawler.headers["x-forwarded-for"] = "203.0.113.9"
        for address in addresses(routes):
            for accept in ("text/html", "*/*"):
                served[address] = crawler.get(address, headers={"accept": accept}).status_code
                headers = crawler.get(address, headers={"origin": "https://elsewhere.example"}).headers
                assert {name: headers[name] for name in HEADERS} == HEADERS
                # Streamlit opens its own fonts and scripts to every site: they are the same for everybody.
                assert address.startswith("/static/") or "access-control-allow-origin" not in headers, address
                if served[address] == 200:
                    break
        assets = {address for address, status in served.items() if status == 200}
        assert {address for address in assets if not address.startswith(("/static/", "/app/static/"))} == OPEN
        assert crawler.get("/app/static/door.js").status_code == 200
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            answers = {address: crawler.request(method, address).status_code for address in addresses(routes)}
            assert [
                address for address, status in answers.items() if status == 200 and not address.startswith("/static")
            ] == []
    with pytest.raises(InvalidStatus):
        Wire(house.address)


def test_a_person_of_the_register_comes_in_and_their_leaving_is_final_in_every_tab(house: House) -> None:
    with house.provided("camille") as browser:
        cookies = cookie_of(browser)
        with Wire(house.address, cookies) as one, Wire(house.address, cookies) as two:
            assert "Camille" in one.runs() and "Camille" in two.runs()
            assert "Se déconnecter ?" in browser.get("/auth/logout").text and not house.provider.ended
            left = browser.post("/auth/logout", headers={"origin": house.address})
            answer = follow(browser, browser.get(left.headers["refresh"].removeprefix("0; url=")), "camille")
            assert answer.url.path == "/connexion" and house.provider.ended[-1]
            for tab in (one, two):
                said = tab.runs()
                assert "Vous n'êtes plus connecté" in said.replace("&#x27;", "'") and "Camille" not in said
        with httpx.Client(base_url=house.address, headers={"cookie": cookies, "accept": "text/html"}) as replayed:
            assert replayed.get("/").headers["location"] == "/connexion"
        with pytest.raises(InvalidStatus):
            Wire(house.address, cookies)


def test_a_conversation_begun_by_another_site_is_refused(house: House) -> None:
    with house.provided("camille") as browser:
        cookies = cookie_of(browser)
        with Wire(house.address, cookies) as own:
            assert "Camille" in own.runs()
        for origin in ("https://elsewhere.example", f"{house.address}.elsewhere.example", "null"):
            with pytest.raises(InvalidStatus):
                Wire(house.address, cookies, origin=origin)


def test_who_is_not_invited_stays_out_without_a_trace_in_the_browser(house: House) -> None:
    with house.visitor() as browser:
        landed = follow(browser, browser.get("/connexion/fournisseur?vers=%2Ffoyers"), "inconnu")
        assert str(landed.url).removeprefix(house.address) == "/connexion?refus=not_invited&vers=%2Ffoyers"
        assert "connexion" not in browser.cookies and "_streamlit_user" not in browser.cookies
        assert browser.get("/").headers["location"] == "/connexion"
        assert "pas invité ici" in browser.get("/connexion?refus=not_invited").text


@pytest.mark.parametrize(
    "altered",
    [{"nonce": "another"}, {"aud": "another client"}, {"iss": "http://127.0.0.1:1"}, {"exp": int(time.time()) - 4000}],
    ids=("nonce", "audience", "issuer", "over"),
)
def test_a_token_that_is_not_for_us_opens_nothing(house: House, altered: dict[str, Any]) -> None:
    house.provider.altered = altered
    try:
        with house.provided("camille") as browser:
            assert browser.get("/").status_code == 303
    finally:
        house.provider.altered = {}


def test_a_token_signed_by_somebody_else_opens_nothing(house: House) -> None:
    house.provider.signing_key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    try:
        with house.provided("camille") as browser:
            assert browser.get("/").status_code == 303
    finally:
        house.provider.signing_key = house.provider.key


def test_a_refusal_at_the_provider_is_said_and_a_page_asked_for_is_reached(house: House) -> None:
    with house.visitor() as browser:
        door = browser.get("/foyers?lang=en").headers["location"]
        assert door == "/connexion?vers=%2Ffoyers%3Flang%3Den"
        asked = browser.get("/connexion/fournisseur?vers=%2Ffoyers%3Flang%3Den")
        onward = browser.get(asked.headers["location"])
        state = httpx.URL(onward.headers["location"]).params["state"]
        refused = browser.get(f"/oauth2callback?error=access_denied&state={state}")
        assert refused.headers["location"] == "/connexion?refus=provider_denied&vers=%2Ffoyers%3Flang%3Den"
        assert "cancelled or refused by your organisation" in browser.get(refused.headers["location"]).text
        gone = browser.get("/oauth2callback?code=never&state=never")
        assert gone.headers["location"] == "/connexion?refus=provider_failed&vers=%2Ffoyers%3Flang%3Den"
        asked = browser.get("/connexion/fournisseur?vers=%2Ffoyers%3Flang%3Den")
        landed = follow(browser, asked, "camille")
        assert (landed.url.path, landed.url.query, landed.status_code) == ("/foyers", b"lang=en", 200)
        assert "connexion-vers" not in browser.cookies


def test_a_way_back_that_was_never_asked_for_opens_nothing(house: House) -> None:
    with house.visitor() as browser:
        answer = browser.get("/oauth2callback?code=x&state=y")
        assert answer.status_code == 302 and browser.get("/").status_code == 303


def test_streamlits_own_cookie_alone_opens_nothing(house: House) -> None:
    with house.provided("camille") as browser:
        theirs = {name: value for name, value in browser.cookies.items() if name.startswith("_streamlit")}
        assert "_streamlit_user" in theirs
    with httpx.Client(base_url=house.address, cookies=theirs, headers={"accept": "text/html"}) as replayed:
        assert replayed.get("/").headers["location"] == "/connexion"
    with pytest.raises(InvalidStatus):
        Wire(house.address, "; ".join(f"{name}={value}" for name, value in theirs.items()))
