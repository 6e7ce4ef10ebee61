"""More people than places: everyone works or reads a place in the queue, in order, and whoever leaves lets the next in."""

import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from dashboard.waiting_room import ABSENT_S, EACH, MOST
from pipelines.office import open_office
from tests.journeys.app_server import served
from tests.spec.signed_in_house import cookie_of, signed_in_house
from tests.wire_browser import WireBrowser

pytestmark = pytest.mark.slow
PLACES, ARRIVALS = 4, 12
OWN = "Vous avez déjà 2 pages ouvertes ici."


def opened(visit: WireBrowser) -> int:
    """Open the first page and return the place that it tells; 0 for a page at which one works."""
    words = visit.opens("role=coordinator")
    assert visit.place() or "Ouvrir la campagne" in words
    return visit.place()


def test_twelve_arrivals_for_four_places(tmp_path: Path) -> None:
    open_office(tmp_path / "home").close()
    with served(tmp_path / "home", **{MOST: str(PLACES)}) as address, ExitStack() as stack:
        visits = [stack.enter_context(WireBrowser(address)) for _ in range(ARRIVALS)]
        assert [opened(visit) for visit in visits] == [0] * PLACES + list(range(1, 9))
        # The browser keeps the page asked for only if it is told of it.
        assert all("listes" in visit.menu for visit in visits)
        # Neither a supervisor nor a file asked for waits.
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert httpx.get(f"{address}/app/static/vendor/leaflet/leaflet.js").status_code == 200
        # Whoever works goes on, however long the queue.
        visits[0].goes_to("style")
        assert visits[0].place() == 0
        for visit in visits[:2]:
            visit.socket.close()
        assert visits[PLACES].told_anew() == 1
        time.sleep(ABSENT_S + 1)
        assert [visit.told_anew() for visit in visits[PLACES:]] == [0, 0, 1, 2, 3, 4, 5, 6]
        assert [opened(visit) for visit in visits[2:6]] == [0] * 4


def test_somebody_with_many_tabs_leaves_places_to_the_others(tmp_path: Path) -> None:
    """Camille opens five tabs where one person may hold two places of four: the other structures' people come later and work."""
    settings = {MOST: "4", EACH: "2"}
    with signed_in_house(tmp_path, 1, **settings) as house, ExitStack() as stack:
        camille = cookie_of(stack.enter_context(house.provided("camille")))
        tabs = [stack.enter_context(WireBrowser(house.address, camille)) for _ in range(5)]
        said = [tab.opens() for tab in tabs]
        kept_back = [OWN in drawn(tab) for tab in tabs]
        assert kept_back == [False, False, True, True, True] and all(said)
        others = [
            cookie_of(stack.enter_context(house.coded(codes[0]))) for codes in (house.codes_of_a, house.codes_of_b)
        ]
        visits = [stack.enter_context(WireBrowser(house.address, cookie)) for cookie in others]
        for visit in visits:
            visit.opens()
        alex = stack.enter_context(WireBrowser(house.address, cookie_of(stack.enter_context(house.provided("alex")))))
        alex.opens()
        # The next one of all is the next: Camille's tabs are not before.
        assert [visit.place() for visit in (*visits, alex)] == [0, 0, 1]
        assert all(OWN not in drawn(visit) for visit in (*visits, alex))


def drawn(visit: WireBrowser) -> str:
    """Return what the page says in its boxes."""
    return " ".join(said.delta.new_element.html.body for said in visit.said if said.HasField("delta"))
