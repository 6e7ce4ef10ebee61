"""Somebody who writes their own client, signed in as one structure, replays what belongs to another: nothing comes back, and it is noted."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from campaigns.model.codes import Role
from dashboard.pages_table import PAGES, pages_of
from dashboard.waiting_room import EACH, MOST
from pipelines.cli import main
from pipelines.office import open_office
from tests.sign_in_world import journal_of
from tests.spec.signed_in_house import OF_A, OF_B, House, cookie_of, signed_in_house
from tests.wire import Wire

pytestmark = pytest.mark.slow
# Every parameter of a link that names an object, whichever page reads it.
PARAMETERS = (
    "liste",
    "foyer",
    "famille",
    "demande",
    "question",
    "plan",
    "pour",
    "structure",
    "campaign",
    "bon",
    "etat",
    "role",
)
SIGN_OUT, BROKEN = "sign_out", "This app has encountered an error"
PARTNER_PAGES = [page.url_path for page in pages_of(Role.PARTNER)]


def leaks(text: str) -> list[str]:
    """Return the words of the other structure's family in what came back."""
    return [word for word in OF_A if word.lower() in text.lower()]


def test_nothing_of_another_structure_comes_back_whatever_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each conversation that a forged value ends keeps its place a moment.
    for most in (MOST, EACH):
        monkeypatch.setenv(most, "10000")
    with signed_in_house(tmp_path) as house:
        own_pages_show_own_families(house)
        with house.coded(house.codes_of_b[1]) as browser, Wire(house.address, cookie_of(browser)) as wire:
            every_page_with_every_id(house, wire)
            forged_choices_and_grids(house, cookie_of(browser))
            another_session(house, cookie_of(browser))
    office = open_office(tmp_path / "home")
    strays = [row for row in journal_of(office) if row["action"] == "stray"]
    tried = {(json.loads(row["detail"])["what"], row["object_id"]) for row in strays}
    office.close()
    assert {("object", name) for name in house.ids_of_a.values()} <= tried
    own = {page.url_path for page in pages_of(Role.PARTNER)}
    assert {("page", page.url_path) for page in PAGES if page.url_path not in own} <= tried
    assert not {("object", name) for name in house.ids_of_b.values()} & tried
    assert {row["role"] for row in strays} == {"partner"}
    assert main(["verify", "--home", str(tmp_path / "home"), "--json"]) == 0


def own_pages_show_own_families(house: House) -> None:
    """Each structure sees its own: without this, an empty answer would prove nothing."""
    for code, own, other in ((house.codes_of_a[0], OF_A, OF_B), (house.codes_of_b[0], OF_B, OF_A)):
        with house.coded(code) as browser, Wire(house.address, cookie_of(browser)) as wire:
            seen = "\n".join(wire.runs(page) for page in PARTNER_PAGES)
            assert own[0] in seen and not any(word in seen for word in other)


def every_page_with_every_id(house: House, wire: Wire) -> None:
    """Ask for every page there is, by address, with the other's id in every parameter."""
    for page in PAGES:
        for name in house.ids_of_a.values():
            query = "&".join(f"{parameter}={name}" for parameter in PARAMETERS)
            assert leaks(wire.runs(page.url_path, query)) == [], (page.url_path, query)
    assert leaks(wire.runs("", "structure=P1&pour=P1&role=coordinator")) == []


def forged_choices_and_grids(house: House, cookie_of_b: str) -> None:
    """Send the other's ids as the value of every widget of every page, and edits of rows and columns that are not to be edited."""
    rows = {"edited_rows": {"0": {"partner_reference": "forged", "request_id": "forged"}, "9999": {"0": "forged"}},
            "added_rows": [{"request_id": "forged"}], "deleted_rows": [0, 1]}  # fmt: skip
    forged: list[dict[str, object]] = [{"string_value": json.dumps(rows)}, {"json_value": json.dumps(rows)}]
    for name in (house.ids_of_a["household_id"], "P1"):
        forged += [{"string_value": name}, {"string_array_value": [name]}, {"json_value": json.dumps(name)}]
    with ExitStack() as conversations:

        def conversation(page: str) -> Wire:
            wire = conversations.enter_context(Wire(house.address, cookie_of_b))
            wire.runs(page)
            return wire

        for page in PARTNER_PAGES:
            wire = conversation(page)
            # Signing oneself out is anybody's right; what is forged after it would prove nothing.
            for widget in sorted(name for name in wire.widgets() if SIGN_OUT not in name):
                for value in forged:
                    said = wire.runs(page, widgets={widget: value})
                    assert leaks(said) == [], (page, widget, value)
                    # What no widget can hold ends that conversation: the next value needs another.
                    wire = conversation(page) if BROKEN in said else wire
            assert OF_B[0] in conversation("demandes").runs("demandes"), "still signed in after all that was forged"


def another_session(house: House, cookie_of_b: str) -> None:
    """Take up the session that the other has open, by its number, and the file that was prepared for them."""
    with house.coded(house.codes_of_a[1]) as other, Wire(house.address, cookie_of(other)) as theirs:
        seen = "\n".join(theirs.runs(page) for page in PARTNER_PAGES)
        fetched = [piece.split("'")[0] for piece in seen.split("href='")[1:] if piece.startswith("/export/")]
        assert leaks(seen) != []
        theirs.socket.close()
        with Wire(house.address, cookie_of_b, theirs.session_id) as taken:
            said = taken.runs("demandes")
            assert leaks(said) == [] and taken.session_id != theirs.session_id
        with house.coded(house.codes_of_b[2]) as mine:
            assert fetched and all(mine.get(address).status_code == 410 for address in fetched)
        assert other.get(fetched[-1]).status_code == 200


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with signed_in_house(tmp_path_factory.mktemp("deux")) as opened:
        yield opened


def test_two_structures_side_by_side_never_see_each_other_in_two_hundred_drawings(house: House) -> None:
    with (
        house.coded(house.codes_of_a[0]) as a,
        house.coded(house.codes_of_b[0]) as b,
        Wire(house.address, cookie_of(a)) as wire_a,
        Wire(house.address, cookie_of(b)) as wire_b,
    ):
        for turn in range(100):
            page = ("demandes", "")[turn % 10 == 9]
            seen_a, seen_b = wire_a.runs(page), wire_b.runs(page)
            assert not any(word in seen_a for word in OF_B) and not any(word in seen_b for word in OF_A), turn
            assert page == "" or (OF_A[0] in seen_a and OF_B[0] in seen_b), turn
