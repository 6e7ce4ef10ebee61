"""The pictures of the guide are those of the six journeys, and no others; somebody who does not see them reads what they show."""

import re

import pytest

from tests.journeys.app_server import ROOT
from tests.journeys.roles import test_approver as approver
from tests.journeys.roles import test_coordinator as coordinator
from tests.journeys.roles import test_leader as leader
from tests.journeys.roles import test_logistics as logistics
from tests.journeys.roles import test_officer as officer
from tests.journeys.roles import test_partner as partner
from tests.journeys.roles.album import IMAGES, MOST_BYTES, said_on

GUIDE = ROOT / "docs/guide"
# The page of each role, and the pictures that its journey takes.
PAGES = {
    "envoyer-une-liste": partner.PICTURES,
    "coordonner": coordinator.PICTURES,
    "approuver": approver.PICTURES,
    "gerer-le-stock": logistics.PICTURES,
    "chiffres-et-cartes": leader.PICTURES,
    "proteger-les-donnees": officer.PICTURES,
}
SHOWN = re.compile(r"!\[([^\]]*)\]\(images/([\w-]+)\.png\)")
FEWEST_LETTERS = 25


@pytest.mark.parametrize("page", PAGES)
def test_the_page_of_a_role_shows_its_journey_in_order(page: str) -> None:
    shown = SHOWN.findall((GUIDE / f"{page}.md").read_text("utf-8"))
    assert tuple(picture for _alt, picture in shown) == PAGES[page]
    assert [alt for alt, _picture in shown if len(alt) < FEWEST_LETTERS] == []


def test_each_picture_is_taken_by_a_journey_and_shown_by_one_page() -> None:
    taken = [picture for pictures in PAGES.values() for picture in pictures]
    elsewhere = [
        path.stem for path in GUIDE.glob("*.md") if path.stem not in PAGES and SHOWN.search(path.read_text("utf-8"))
    ]
    assert (sorted(path.stem for path in IMAGES.iterdir()), elsewhere) == (sorted(taken), [])
    assert list(GUIDE.glob("*.png")) == []


def test_each_picture_is_light_and_carries_the_sentences_that_it_shows() -> None:
    pictures = sorted(IMAGES.iterdir())
    assert [path.name for path in pictures if path.stat().st_size >= MOST_BYTES or not said_on(path)] == []
