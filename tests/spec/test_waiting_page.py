"""More people than places: everyone works or reads a place in the queue, in order, and whoever leaves lets the next in."""

import re
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from dashboard.waiting_room import ABSENT_S, MOST
from pipelines.office import open_office
from tests.journeys.app_server import served
from tests.wire_browser import WireBrowser

pytestmark = pytest.mark.slow
PLACES, ARRIVALS = 4, 12
PLACE = re.compile(r"Place\s(\d+)\ssur\s(\d+)")


def position(words: str) -> int:
    """Return the place that a page tells; 0 for a page at which one works."""
    found = PLACE.search(words)
    assert found or "Ouvrir la campagne" in words, words[-2000:]
    return int(found[1]) if found else 0


def told_anew(visit: WireBrowser) -> int:
    """Let the part of a waiting page that renews itself do so; once it is its turn, the whole page comes."""
    (part,) = visit.fragments()
    words = visit.runs(query="role=coordinator", fragment=part)
    if not PLACE.search(words):
        words = visit.heard()
    visit.note_page()
    return position(words)


def test_twelve_arrivals_for_four_places(tmp_path: Path) -> None:
    open_office(tmp_path / "home").close()
    with served(tmp_path / "home", **{MOST: str(PLACES)}) as address, ExitStack() as stack:
        visits = [stack.enter_context(WireBrowser(address)) for _ in range(ARRIVALS)]
        assert [position(visit.opens("role=coordinator")) for visit in visits] == [0] * PLACES + list(range(1, 9))
        # The browser keeps the page asked for only if it is told of it.
        assert all("listes" in visit.menu for visit in visits)
        # Neither a supervisor nor a file asked for waits.
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert httpx.get(f"{address}/app/static/vendor/leaflet/leaflet.js").status_code == 200
        # Whoever works goes on, however long the queue.
        assert not PLACE.search(visits[0].goes_to("style"))
        for visit in visits[:2]:
            visit.socket.close()
        assert told_anew(visits[PLACES]) == 1
        time.sleep(ABSENT_S + 1)
        assert [told_anew(visit) for visit in visits[PLACES:]] == [0, 0, 1, 2, 3, 4, 5, 6]
        assert [position(visit.opens("role=coordinator")) for visit in visits[2:6]] == [0] * 4
