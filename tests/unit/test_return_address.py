"""Where somebody lands after signing in: the page that they followed, in the language asked for, and never another site."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from campaigns.sessions import TRIES_AN_ADDRESS
from dashboard.provider_door import to_provider
from dashboard.return_address import ADDRESSES, COOKIE, door_to, in_language, language_of, own_page, way_cookie
from pipelines.office import Office
from pipelines.sign_in.codes import issue_code
from tests.sign_in_world import COORDINATOR, Clock, journal_of, oidc_settings
from tests.unit import door_visitor
from tests.unit.door_visitor import ADDRESS, guarded, visitor

NOT_OURS = [
    "//evil.example", "//evil.example/foyers", "https://evil.example/foyers", "https:/foyers", "https:foyers", "javascript:alert(1)",
    "/\\evil.example", "\\\\evil.example", "/foyers\\..\\x", "/%2f/evil.example", "/%2Fevil.example", "%2f%2fevil.example", "/%5cevil.example",
    "/foyers\r\nSet-Cookie: a=b", "/foyers\n", "\t//evil.example", " /foyers", "/\t/evil.example", "///evil.example", "/foyers/../x",
    "/foyers@evil.example", "foyers", "", "/absent", "/export/x", "/auth/logout", "/connexion", "/media/x.csv", "/FOYERS", "/foyers/", "/accueil",
    "/mon-accueil", "/foyers;x", "http://[", "/é", "/foyers\0", f"/foyers?a={'b' * 700}", f"/foyers?{'&'.join(f'a{n}=1' for n in range(21))}",
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    async def unreachable(request: Request) -> PlainTextResponse:
        return PlainTextResponse("Authentication error", 400)

    async def sent_home(request: Request) -> RedirectResponse:
        return RedirectResponse("/", 302)

    more = [
        Route("/auth/login", unreachable),
        Route("/oauth2callback", sent_home),
        Route("/connexion/fournisseur", to_provider),
    ]
    monkeypatch.setattr(door_visitor, "ROUTES", [*door_visitor.ROUTES, *more])
    with guarded(tmp_path / "home", Clock(), monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize("address", NOT_OURS, ids=ascii)
def test_an_address_that_is_not_a_page_of_ours_leads_to_the_first_page(address: str) -> None:
    assert own_page(address) == "/"


PIECES = ["/", "//", "\\", "%2f", "%5C", "\r\n", "\t", "\0", "evil.example", "https:", "@", "foyers", "/foyers", "?", "&", "a=1", "lang=en", "#", ":", ";", " ",
          "é", "..", "%", "%0d%0a", "\u2028"]  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_whatever_the_address_it_leads_to_a_page_of_ours_and_fits_a_cookie(address: str) -> None:
    written = own_page(address)
    led = urlsplit(urljoin("https://ours.example/connexion", written))
    assert (led.scheme, led.netloc) == ("https", "ours.example") and led.path in ADDRESSES
    assert written.isascii() and written.isprintable() and not set(written) & set("\\;, \"'<>#")
    assert own_page(written) == written


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/", "/"),
        ("/foyers", "/foyers"),
        ("/foyers?foyer=01ABC&lang=en", "/foyers?foyer=01ABC&lang=en"),
        ("/foyers?a=%0d%0ab&c=//evil;x", "/foyers?a=%0D%0Ab&c=%2F%2Fevil%3Bx"),
        ("/foyers#x", "/foyers"),
    ],
)
def test_a_page_of_ours_is_written_anew(address: str, written: str) -> None:
    assert own_page(address) == written


def test_the_language_goes_with_the_page() -> None:
    assert in_language("/foyers?a=1", "en") == "/foyers?a=1&lang=en"
    assert in_language("/foyers?lang=en&a=1", "fr") == "/foyers?a=1"
    assert (in_language("//evil.example", "en"), in_language("/", "fr")) == ("/?lang=en", "/")
    assert [language_of(one) for one in ("/foyers?lang=en", "/foyers", "/foyers?lang=xx")] == ["en", "fr", "fr"]
    assert (
        door_to("/") == "/connexion"
        and door_to("/foyers?a=1", refus="x") == "/connexion?refus=x&vers=%2Ffoyers%3Fa%3D1"
    )


def test_a_page_is_kept_on_the_way_for_a_quarter_of_an_hour() -> None:
    assert way_cookie("/foyers", oidc_settings(ADDRESS)) == (
        f"{COOKIE}=/foyers; Path=/; HttpOnly; SameSite=Lax; Max-Age=900; Secure"
    )
    assert (
        way_cookie("", oidc_settings("http://127.0.0.1:1")) == f"{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    )


def test_the_door_keeps_the_page_and_speaks_its_language(office: Office) -> None:
    stopped = visitor().get("/foyers?foyer=X&lang=en")
    assert stopped.headers["location"] == "/connexion?vers=%2Ffoyers%3Ffoyer%3DX%26lang%3Den"
    door = visitor().get(stopped.headers["location"]).text
    assert "<html lang='en'>" in door and "name='vers' value='/foyers?foyer=X&amp;lang=en'" in door
    assert "href='/connexion/fournisseur?vers=%2Ffoyers%3Ffoyer%3DX%26lang%3Den'" in door
    assert "href='/connexion?lang=fr&amp;vers=%2Ffoyers%3Ffoyer%3DX'" in door
    assert visitor().get("/?lang=en").headers["location"] == "/connexion?vers=%2F%3Flang%3Den"


def test_no_form_of_address_leads_elsewhere_after_a_code(office: Office) -> None:
    for address in NOT_OURS:
        code = issue_code(office, COORDINATOR, "A1")
        assert isinstance(code, dict)
        answer = visitor().post("/connexion/code", data={"code": code["code"], "vers": address})
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), address
        kept = visitor().get("/connexion/fournisseur", params={"vers": address}).headers["set-cookie"]
        assert kept.startswith(f"{COOKIE}=/; "), address
        assert "evil" not in visitor().get("/connexion", params={"vers": address}).text, address


def test_a_code_leads_to_the_page_in_its_language(office: Office) -> None:
    code = issue_code(office, COORDINATOR, "A1")
    assert isinstance(code, dict)
    refused = visitor().post("/connexion/code", data={"code": "x", "vers": "/demandes?a=1"})
    assert "name='vers' value='/demandes?a=1'" in refused.text
    answer = visitor().post("/connexion/code", data={"code": code["code"], "vers": "/demandes?a=1", "lang": "en"})
    assert answer.headers["location"] == "/demandes?a=1&lang=en"


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("error=access_denied&state=x", "provider_denied", "annulée ou refusée"),
        ("error=server_error&error_description=Jeanne+Martin", "provider_failed", "pas abouti"),
        ("code=x&state=never-given", "provider_failed", "pas abouti"),
    ],
)
def test_an_exchange_that_fails_is_said_at_the_door_and_written_down(
    office: Office, asked: str, code: str, said: str
) -> None:
    browser = visitor()
    answer = browser.get(f"/oauth2callback?{asked}", headers={"cookie": f"{COOKIE}=/foyers?lang=en"})
    assert answer.headers["location"] == f"/connexion?refus={code}&vers=%2Ffoyers%3Flang%3Den"
    assert said in browser.get(f"/connexion?refus={code}").text
    assert "organisation" in browser.get(answer.headers["location"]).text
    assert "<html lang='en'>" in browser.get(answer.headers["location"]).text
    written = [row for row in journal_of(office) if row["action"] == "sign_in.refused"]
    assert [row["detail"] for row in written] == [f'{{"code":"{code}","way":"oidc"}}'] and "Jeanne" not in str(written)


def test_a_provider_out_of_reach_is_said_at_the_door(office: Office) -> None:
    answer = visitor().get("/auth/login?provider=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?refus=provider_failed")


def test_coming_back_from_signing_out_is_no_failure(office: Office) -> None:
    assert visitor().get("/oauth2callback").headers["location"] == "/"
    assert [row for row in journal_of(office) if row["action"] == "sign_in.refused"] == []


def test_another_site_that_fails_for_somebody_neither_fills_the_journal_nor_closes_the_door(office: Office) -> None:
    browser = visitor()
    for _ in range(TRIES_AN_ADDRESS + 5):
        browser.get("/oauth2callback?error=x")
    assert [row["action"] for row in journal_of(office)].count("sign_in.refused") == TRIES_AN_ADDRESS
    code = issue_code(office, COORDINATOR, "A1")
    assert isinstance(code, dict)
    assert browser.post("/connexion/code", data={"code": code["code"]}).status_code == 303
