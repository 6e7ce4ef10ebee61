"""A leader, from sign-in to a report in hand: reads the story, the map, a department, and takes the report of the day."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from geo.insets import RING
from pipelines.reporting.releases import release, releases
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import COORDINATOR, campaign_of, done, reopened
from tests.journeys.visitor import PATIENCE_MS
from tests.unit.pdf_text import page_texts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("direction-situation", "direction-ecarts", "direction-carte", "direction-rapports")
DEPARTMENTS = 101


def test_a_leader_reads_the_story_the_map_and_takes_a_report(
    chromium: Browser, evening: Path, tmp_path: Path, language: str
) -> None:
    with reopened(evening) as office:
        campaign_id = campaign_of(office)
        found = done(release(office, COORDINATOR, campaign_id))
        (published,) = done(releases(office, COORDINATOR, campaign_id))
    print(found, published)
    with at_work(chromium, evening, tmp_path / "home", language) as person:
        person.signs_in(Role.LEADERSHIP)
        the_story_is_read(person)
        the_map_is_read(person)
        texts = the_report_is_taken(person)
        assert person.pictures == list(PICTURES)
    print(texts)
    assert 0


def the_story_is_read(person: Person) -> None:
    """Read how many families are in need, served and waiting, and where the gap is widest."""
    person.sees(person.says("Où en est la campagne ?"), person.says("foyers éligibles"), person.says("foyers attendent"))
    print(person.text())
    person.shows("direction-situation")
    person.shows("direction-ecarts", person.says("Là où l'écart est le plus grand"))


def the_map_is_read(person: Person) -> None:
    """Read the map and the table beside it: every department is on both."""
    person.goes_to(person.says("Carte"))
    frame = person.page.frame_locator("iframe").first
    expect(frame.locator("svg path.leaflet-interactive")).to_have_count(DEPARTMENTS + len(RING), timeout=PATIENCE_MS)
    assert person.row_count(person.says("Département")) == DEPARTMENTS
    person.turns_to(person.says("Servis"))
    expect(frame.locator("svg path.leaflet-interactive")).to_have_count(DEPARTMENTS + len(RING), timeout=PATIENCE_MS)
    person.shows("direction-carte")


def the_report_is_taken(person: Person) -> list[str]:
    """Take the report of the day, and return what is written on it."""
    person.goes_to(person.says("Rapports"))
    person.sees(person.says("Point de situation"), person.says("Données ouvertes"))
    person.shows("direction-rapports")
    return page_texts(Path(person.fetches(person.says("En PDF")).path()).read_bytes())
