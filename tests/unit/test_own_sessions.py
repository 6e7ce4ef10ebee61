"""One's own sign-ins: seen and closed by oneself alone, and nothing kept of a browser but its kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.codes import Role
from pipelines.office import Office
from pipelines.sign_in.browsers import browser_kind
from pipelines.sign_in.members import Given, invite_member
from pipelines.sign_in.own_sessions import end_others, own_sessions
from pipelines.sign_in.provider import enter_by_provider
from pipelines.sign_in.sessions import Person, person_behind
from tests.sign_in_world import ADMIN, Clock, entered, journal_of, small_organisation

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    opened = small_organisation(tmp_path / "home", clock)
    for name in ("camille", "dominique"):
        invite_member(opened, ADMIN, f"{name}@mairie.example", name, Given(Role.COORDINATOR))
    yield opened
    opened.close()


def comes_in(office: Office, name: str, browser: str) -> Person:
    """Sign somebody in."""
    claims = {"iss": "https://id.example", "sub": name, "email": f"{name}@mairie.example", "email_verified": True}
    found = person_behind(
        office, entered(enter_by_provider(office, claims, "192.0.2.7", browser=browser)), active=False
    )
    assert isinstance(found, Person)
    return found


def held(office: Office, person: Person) -> list[tuple[str | None, bool]]:
    """Return the browser of each sign-in, and whether it is this one."""
    return [(row["browser"], row["is_this"]) for row in own_sessions(office, person)]


def test_a_person_sees_their_own_sign_ins_and_closes_one_or_all_the_others(office: Office, clock: Clock) -> None:
    first = comes_in(office, "camille", FIREFOX)
    stranger = comes_in(office, "dominique", FIREFOX)
    clock.passes(minutes=1)
    second, third = comes_in(office, "camille", ANDROID), comes_in(office, "camille", "")
    assert held(office, third)[0] == ("", True)
    assert set(held(office, third)[1:]) == {("chrome phone", False), ("firefox", False)}
    # Neither somebody else's, nor the one in use.
    assert end_others(office, third, stranger.session_hash) == 0 == end_others(office, third, third.session_hash)
    assert end_others(office, third, second.session_hash) == 1 and end_others(office, third, second.session_hash) == 0
    assert held(office, third) == [("", True), ("firefox", False)]
    comes_in(office, "camille", FIREFOX)
    assert end_others(office, third) == 2 and end_others(office, third) == 0
    assert held(office, third) == [("", True)] and held(office, first) == [("", False)]
    assert held(office, stranger) == [("firefox", True)]
    lines = [(row["actor_id"], row["detail"]) for row in journal_of(office) if row["action"] == "sign_out.others"]
    me = third.actor.user_id
    assert lines == [(me, '{"sessions":1}'), (me, '{"sessions":2}')]


def drawn(office: object, person: object) -> None:
    """Draw them, as a page of its own."""
    from dashboard.own_sessions import show_own_sessions
    from dashboard.wording.translation import translate

    show_own_sessions(office, person, translate("fr"))


def test_a_list_that_changed_before_the_click_closes_no_other_sign_in(office: Office, clock: Clock) -> None:
    mine = comes_in(office, "camille", FIREFOX)
    clock.passes(minutes=1)
    older = comes_in(office, "camille", ANDROID)
    page = AppTest.from_function(drawn, args=(office, mine), default_timeout=20).run()
    shown = page.button[0]
    end_others(office, mine, older.session_hash)
    newer = comes_in(office, "camille", "")
    page = shown.click().run()
    assert not page.exception
    assert [row["session_hash"] for row in own_sessions(office, mine)] == [mine.session_hash, newer.session_hash]


def test_what_ran_out_is_not_shown(office: Office, clock: Clock) -> None:
    comes_in(office, "camille", FIREFOX)
    clock.passes(minutes=30)
    here = comes_in(office, "camille", ANDROID)
    assert held(office, here) == [("chrome phone", True)]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (FIREFOX, "firefox"), (ANDROID, "chrome phone"), ("", ""), ("curl/8", "other"),
        (ANDROID.replace("Mobile Safari/537.36", "Safari/537.36 Edg/138.0"), "edge phone"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "safari"),
    ],
    ids=str,
)  # fmt: skip
def test_a_browser_is_known_by_its_kind_alone(said: str, kind: str) -> None:
    assert browser_kind(said) == kind
