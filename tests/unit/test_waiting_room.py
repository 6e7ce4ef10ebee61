"""Who works and who waits at one server: leaving, coming back, the setting, and what the page says."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.crowd import IDLE_S, USUAL_EACH
from campaigns.model.outcome import CannotGoOn
from dashboard import memory, shell
from dashboard.parts.waiting import visit
from dashboard.presence import asks_for_a_page, visit_in
from dashboard.waiting_room import ABSENT_S, EACH, MOST, USUAL_MOST, Place, WaitingRoom, most_each, most_sessions
from tests.unit.html_drawn import html_of
from tests.unit.no_office import NoOffice
from tests.unit.test_dashboard_shell import CAMPAIGNS, opened

ROOT = Path(__file__).parents[2]


class Hands:
    """A clock set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Hands:
    """Give a clock at its beginning."""
    return Hands()


def room_of(most: int, clock: Hands, *visits: str) -> WaitingRoom:
    """Return a room to which visits came in that order, each at a browser."""
    room = WaitingRoom(most, clock)
    for name in visits:
        room.comes(name)
        room.asks(name)
    return room


def test_whoever_leaves_frees_the_place_after_a_moment(clock: Hands) -> None:
    room = room_of(1, clock, "a", "b", "c")
    room.goes("a")
    clock.now = ABSENT_S - 1
    assert (room.asks("b"), room.asks("c")) == (Place(1, 2), Place(2, 2))
    clock.now = ABSENT_S
    assert (room.asks("b"), room.asks("c")) == (Place(0, 1), Place(1, 1))


def test_a_page_loaded_again_keeps_its_place(clock: Hands) -> None:
    room = room_of(1, clock, "a", "b")
    room.comes("a")
    room.goes("a")
    clock.now = 2 * ABSENT_S
    assert room.asks("b") == Place(1, 1)
    room.goes("a")
    clock.now += ABSENT_S - 1
    room.comes("a")
    clock.now += ABSENT_S
    assert (room.asks("b"), room.asks("a")) == (Place(1, 1), Place(0, 1))


def test_whoever_waits_and_leaves_is_forgotten(clock: Hands) -> None:
    room = room_of(1, clock, "a", "b", "c")
    room.goes("b")
    clock.now = ABSENT_S
    assert room.asks("c") == Place(1, 1)


def test_a_conversation_that_never_opened_holds_no_place(clock: Hands) -> None:
    room = WaitingRoom(1, clock)
    assert room.asks("a") == Place(0)
    clock.now = ABSENT_S
    assert room_asked(room, "b") == Place(0)


def room_asked(room: WaitingRoom, name: str) -> Place:
    """Let a visit come and ask."""
    room.comes(name)
    return room.asks(name)


def test_an_idle_place_is_lent_and_its_owner_is_told_why(clock: Hands) -> None:
    room = room_of(1, clock, "a", "b", "c")
    clock.now = IDLE_S - 1
    room.acts("a")
    clock.now = IDLE_S
    assert room.asks("b").position == 1
    clock.now = 2 * IDLE_S
    assert room.asks("b") == Place(0, 1)
    # Before whoever came later, and not taken for a newcomer.
    assert room.asks("a") == Place(1, 2, returning=True)
    assert room.asks("c") == Place(2, 2)


def test_one_person_with_many_pages_holds_a_declared_number_of_places(clock: Hands) -> None:
    room = WaitingRoom(3, clock, each=2)
    for name in ("a", "b", "c", "d"):
        room.comes(name)
    assert [room.asks(name, "camille").works for name in ("a", "b", "c")] == [True, True, False]
    assert room.asks("c", "camille") == Place(0, 1, own=2)
    # Somebody else passes, and whoever closes a page gets the next one.
    assert room.asks("d", "alex").works
    room.goes("a")
    clock.now = ABSENT_S
    assert [room.asks(name, "camille").works for name in ("b", "c")] == [True, True]
    assert "camille" not in repr(vars(room))


def test_pages_of_nobody_known_are_not_counted_together(clock: Hands) -> None:
    room = WaitingRoom(3, clock, each=1)
    assert [room.asks(name).works for name in "abc"] == [True] * 3


@pytest.mark.parametrize(("said", "most"), [(None, USUAL_MOST), ("1", 1), ("200", 200)])
def test_the_limit_is_a_setting(said: str | None, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MOST, raising=False)
    if said is not None:
        monkeypatch.setenv(MOST, said)
    assert most_sessions() == most


@pytest.mark.parametrize("said", ["", "0", "-3", "many", "2.5"])
@pytest.mark.parametrize(("setting", "read"), [(MOST, most_sessions), (EACH, most_each)])
def test_a_limit_that_is_no_number_stops_the_start(
    setting: str, read: Callable[[], int], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, said)
    with pytest.raises(CannotGoOn) as stop:
        read()
    assert stop.value.code == "most_sessions" and setting in stop.value.sentence.fr


def test_the_pages_of_one_person_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EACH, raising=False)
    assert most_each() == USUAL_EACH
    monkeypatch.setenv(EACH, "2")
    assert most_each() == 2


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch, clock: Hands) -> WaitingRoom:
    """Open the frame on a server where two work already, and one waits."""
    room = room_of(2, clock, "a", "b", "c")
    monkeypatch.setattr(memory, "open_desk_office", NoOffice)
    monkeypatch.setattr(memory, "waiting_room", lambda: room)
    monkeypatch.setattr(shell, "list_campaigns", lambda office, actor: CAMPAIGNS)
    return room


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("1 personne passe avant vous.", "Place 2 sur 2")), ("en", ("1 person goes before you.", "Place 2 of 2"))],
)
def test_a_newcomer_reads_its_place(full: WaitingRoom, language: str, words: tuple[str, str]) -> None:
    app = opened(lang=language)
    assert not app.exception
    assert all(part in html_of(app) for part in words)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("Vous avez déjà 6 pages ouvertes ici.", "Fermez une de vos autres pages")),
     ("en", ("You already have 6 pages open here.", "Close one of your other pages"))],
)  # fmt: skip
def test_whoever_has_many_pages_open_is_told_so(
    full: WaitingRoom, monkeypatch: pytest.MonkeyPatch, language: str, words: tuple[str, str]
) -> None:
    monkeypatch.setattr(full, "asks", lambda visit, person="": Place(0, 1, own=6))
    app = opened(lang=language)
    assert not app.exception
    assert all(part in html_of(app) for part in words)


def test_whose_turn_it_is_gets_the_page(full: WaitingRoom, monkeypatch: pytest.MonkeyPatch, clock: Hands) -> None:
    shown: list[str] = []
    monkeypatch.setattr(shell, "run_page", lambda entry, desk: shown.append(entry.url_path))
    app = opened()
    # A test's page has no conversation: it comes as one would.
    full.comes("test session id")
    full.goes("a")
    clock.now = ABSENT_S
    assert full.asks("c").position == 0
    assert (app.run(), shown) == (app, [])
    assert "Vous êtes le prochain." in html_of(app)
    full.goes("b")
    clock.now = 2 * ABSENT_S
    assert (app.run(), shown) == (app, ["accueil"])


def test_outside_a_conversation_a_visit_has_no_number() -> None:
    assert visit() == ""


def test_what_is_no_message_of_streamlits_names_no_visit() -> None:
    assert visit_in({"type": "websocket.send", "text": "hello"}) == ""
    assert not asks_for_a_page({"type": "websocket.disconnect"})


def test_memory_is_not_searched_after_each_page() -> None:
    """It took four fifths of the processor time of a page: 0.26 s instead of 0.06 (docs/scale.md)."""
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
