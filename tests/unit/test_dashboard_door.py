"""The guard in `oidc` mode: nobody without a live sign-in reaches Streamlit; and what is said at the door."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import memory
from dashboard.cookies import cookie_name, shortened
from dashboard.exports_route import SHELF
from dashboard.server import HEADERS
from pipelines.office import Office
from pipelines.sign_in.codes import issue_code, revoke_code
from pipelines.sign_in.sessions import Person, hash_of, person_behind
from pipelines.sign_in.settings import SignInSettings
from tests.sign_in_world import COORDINATOR, Clock, journal_of, oidc_settings
from tests.unit.door_visitor import ADDRESS, ROUTES, coded, guarded, member, visitor


@pytest.fixture
def office(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with guarded(tmp_path / "home", clock, monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/page", "/media/x.csv", "/_stcore/health", "/export/x", "/absent"])
def test_without_a_sign_in_a_page_leads_to_the_door_and_the_rest_is_refused(office: Office, path: str) -> None:
    page = visitor().get(path)
    assert (page.status_code, page.headers["location"]) == (303, "/connexion")
    assert visitor().get(path, headers={"accept": "*/*"}).status_code == 401
    assert visitor().post(path).status_code == 401
    assert visitor("never given").get(path).status_code == 303


@pytest.mark.parametrize("path", ["/healthz", "/static/x.js", "/connexion"])
def test_what_is_the_same_for_everybody_needs_no_sign_in(office: Office, path: str) -> None:
    assert visitor().get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../media/x.csv", "/app/static/..%2f..%2fmedia/x.csv", "//static/x", "/STATIC/x.js"]
)
def test_no_writing_of_an_address_gets_round(office: Office, path: str) -> None:
    answer = visitor().request("GET", f"{ADDRESS}{path}")
    assert "inside" not in answer.text or answer.request.url.path == "/static/x.js"


@pytest.mark.parametrize("path", ["/_stcore/agent/x", "/_stcore/metrics"])
def test_routes_for_machines_are_closed_to_everybody(office: Office, path: str) -> None:
    assert visitor(member(office)[1]).get(path).status_code == 403


def test_a_person_signed_in_comes_in(office: Office) -> None:
    assert visitor(member(office)[1]).get("/").text == "inside"


def test_every_answer_is_protected_and_comes_by_https_again(office: Office) -> None:
    for path in ("/", "/connexion", "/healthz", "/static/x.js", "/absent"):
        headers = visitor().get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert visitor().get("/connexion").headers["cache-control"] == "no-store"


def test_without_tls_a_browser_is_not_told_to_come_by_https(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "sign_in_settings", lambda: oidc_settings("http://127.0.0.1:8501"))
    assert "strict-transport-security" not in visitor().get("/connexion").headers


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(office: Office) -> None:
    code = issue_code(office, COORDINATOR, "A1")
    assert isinstance(code, dict)
    given = visitor().post("/connexion/code", data={"code": code["code"]}).headers["set-cookie"]
    assert given.startswith("__Host-connexion=") and given.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    theirs = visitor(member(office)[1]).get("/").headers["set-cookie"]
    assert "Max-Age=28800" in theirs and "Secure" in theirs and "HttpOnly" in theirs


@pytest.mark.parametrize(
    ("address", "name"), [("https://a.example", "__Host-connexion"), ("http://127.0.0.1:1", "connexion")]
)
def test_a_cookie_of_this_very_host_where_there_is_tls(address: str, name: str) -> None:
    assert cookie_name(oidc_settings(address)) == name
    assert shortened("other=1; Max-Age=999999", oidc_settings(address)) == "other=1; Max-Age=999999"


def test_signing_out_ends_the_sign_in_even_without_the_page(office: Office) -> None:
    token = member(office)[1]
    asked = visitor(token).get("/auth/logout?lang=en")
    assert (asked.status_code, "<button>Sign out</button>" in asked.text) == (200, True)
    left = visitor(token).post("/auth/logout", headers={"sec-fetch-site": "same-origin"})
    assert "__Host-connexion=;" in left.headers["set-cookie"] and left.headers["refresh"] == "0; url=/auth/logout"
    assert "Vous êtes déconnecté." in left.text
    assert not isinstance(person_behind(office, token, active=False), Person)
    assert visitor(token).get("/").status_code == 303
    # Whoever is out already is led on, and loses the cookie.
    onward = visitor(token).get("/auth/logout")
    assert onward.text == "inside" and "__Host-connexion=;" in onward.headers.get_list("set-cookie")[-1]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image", "accept": "image/*"},
        {"sec-fetch-site": "same-site", "origin": ADDRESS},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_another_site_signs_nobody_out(office: Office, method: str, headers: dict[str, str]) -> None:
    token = member(office)[1]
    answer = visitor(token).request(method, "/auth/logout", headers=headers)
    assert answer.status_code == (403 if method == "POST" else 200)
    assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"
    assert isinstance(person_behind(office, token, active=False), Person)
    assert visitor(token).get("/").text == "inside"


def test_a_file_is_fetched_by_whoever_was_given_its_address(office: Office) -> None:
    mine, other = coded(office, "A1"), coded(office, "B1")
    address = SHELF.leave("slot", lambda: b"x", "x.csv", "text/csv", datetime.now(UTC), hash_of(mine))
    assert visitor(other).get(f"/export/{address}").status_code == 410
    assert visitor(mine).get(f"/export/{address}").content == b"x"
    assert visitor(mine).get(f"/export/{address}").status_code == 410


# The door


def test_a_code_signs_in_and_then_says_why_it_does_not(office: Office, clock: Clock) -> None:
    code = issue_code(office, COORDINATOR, "A1")
    assert isinstance(code, dict)
    answer = visitor().post("/connexion/code", data={"code": code["code"], "lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=en")
    used = visitor().post("/connexion/code", data={"code": code["code"]})
    assert (used.status_code, "Ce code a déjà servi" in used.text) == (403, True)
    late = issue_code(office, COORDINATOR, "A1")
    assert isinstance(late, dict)
    clock.passes(hours=24)
    over = visitor().post("/connexion/code", data={"code": late["code"]})
    assert "Ce code a expiré. Demandez-en un autre à la coordination." in over.text and late["code"] not in over.text
    revoked = issue_code(office, COORDINATOR, "A1")
    assert isinstance(revoked, dict)
    revoke_code(office, COORDINATOR, revoked["code_id"])
    said = visitor().post("/connexion/code", data={"code": revoked["code"], "lang": "en"})
    assert "This code was taken back." in said.text and "<html lang='en'>" in said.text


def test_too_many_tries_wait(office: Office) -> None:
    answers = [visitor().post("/connexion/code", data={"code": "x"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [403] * 20 + [429]
    assert answers[-1].headers["retry-after"] == "900"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "https://connexion.example.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": ADDRESS},
    ],
    ids=str,
)
def test_another_site_signs_nobody_in(office: Office, headers: dict[str, str]) -> None:
    code = issue_code(office, COORDINATOR, "A1")
    assert isinstance(code, dict)
    assert "set-cookie" not in visitor().post("/connexion/code", data={"code": code["code"]}, headers=headers).headers
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert visitor().post("/connexion/code", data={"code": code["code"]}, headers=own).status_code == 303
    other = issue_code(office, COORDINATOR, "A1")
    assert isinstance(other, dict)
    answer = visitor().post("/connexion/code", data={"code": other["code"]}, headers={"origin": ADDRESS})
    assert answer.status_code == 303


@pytest.mark.parametrize("said", ["<script>alert(1)</script>", "not_invited"])
def test_the_door_says_what_is_known_and_repeats_nothing(office: Office, said: str) -> None:
    page = visitor().get("/connexion", params={"refus": said, "fin": said}).text
    assert "alert(1)" not in page
    assert ("n'est pas invité ici" in page.replace("&#x27;", "'")) is (said == "not_invited")


def test_a_long_body_is_not_read(office: Office) -> None:
    assert visitor().post("/connexion/code", content=b"code=" + b"A" * 10_000).status_code == 303
    assert [row for row in journal_of(office) if row["action"] == "sign_in.refused"] == []


def test_in_demonstration_there_is_no_door(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "sign_in_settings", SignInSettings)
    local = TestClient(Starlette(routes=ROUTES), base_url="http://localhost", follow_redirects=False)
    assert local.get("/connexion").headers["location"] == "/"
    assert local.post("/connexion/code", data={"code": "x"}).headers["location"] == "/connexion"


def test_whoever_is_in_needs_no_door(office: Office) -> None:
    answer = visitor(member(office)[1]).get("/connexion")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
