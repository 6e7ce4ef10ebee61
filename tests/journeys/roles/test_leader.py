"""A leader, from sign-in to a report in hand: reads the story, the map, a department, and takes the report of the day."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from dashboard.wording.numbers import day, number, percent
from geo.insets import RING
from pipelines.reporting.releases import release
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.sentences import one_spaced
from tests.journeys.roles.spring import COORDINATOR, campaign_of, done, reopened
from tests.journeys.visitor import PATIENCE_MS
from tests.unit.pdf_text import page_texts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("direction-situation", "direction-carte", "direction-departement", "direction-rapports")
DEPARTMENTS, OPENED = 101, "Seine-Saint-Denis"


def test_a_leader_reads_the_story_the_map_and_takes_a_report(
    chromium: Browser, evening: Path, tmp_path: Path, language: str
) -> None:
    with reopened(evening) as office:
        campaign_id = campaign_of(office)
        found = done(release(office, COORDINATOR, campaign_id))
        country = next(row for row in found.tables["standing"].to_pylist() if row["territory_code"] == "FR")
    with at_work(chromium, evening, tmp_path / "home", language) as person:
        person.signs_in(Role.LEADERSHIP)
        the_story_is_read(person, country)
        the_map_is_read(person)
        report = one_spaced(" ".join(the_report_is_taken(person)))
        assert person.pictures == list(PICTURES)
    told = [person.says(word) for word in ("Foyers éligibles", "Foyers servis", "Foyers éligibles non servis")]
    counts = [number(country[name], language) for name in ("need", "served", "gap")]
    assert [f"{one_spaced(count)} {word}" in report for count, word in zip(counts, told, strict=True)] == [True] * 3, (
        report
    )
    assert found.digest in report


def the_story_is_read(person: Person, country: Mapping[str, Any]) -> None:
    """Read how many families are in need, served and waiting, and where the gap is widest."""
    language = person.words.language
    said = person.says(
        "{place} : {served} sur {eligible} ({share}), au {day}.", place=person.says("France entière"),
        served=person.counts("{n} foyer servi", "{n} foyers servis", country["served"]),
        eligible=person.counts("{n} éligible", "{n} éligibles", country["need"]),
        share=percent(country["rate"], language), day=day(country["need_on"], language),
    )  # fmt: skip
    person.sees(person.says("Où en est la campagne ?"), said)
    person.shows("direction-situation")


def the_map_is_read(person: Person) -> None:
    """Read the map and the table beside it: every department is on both."""
    person.goes_to(person.says("Carte"))
    frame = person.page.frame_locator("iframe").first
    expect(frame.locator("svg path.leaflet-interactive")).to_have_count(DEPARTMENTS + len(RING), timeout=PATIENCE_MS)
    assert person.row_count(person.says("Département")) == DEPARTMENTS
    person.shows("direction-carte", person.main.get_by_test_id("stButtonGroup").first)
    person.chooses(person.says("Ouvrir un département, par commune"), OPENED)
    expect(frame.get_by_role("heading")).to_contain_text(OPENED, timeout=PATIENCE_MS)
    person.shows("direction-departement", person.main.get_by_test_id("stButtonGroup").first)


def the_report_is_taken(person: Person) -> list[str]:
    """Take the report of the day, and return what is written on it."""
    person.goes_to(person.says("Rapports"))
    person.sees(person.says("Point de situation"), person.says("Données ouvertes"))
    person.shows("direction-rapports")
    return page_texts(Path(person.fetches(person.says("En PDF")).path()).read_bytes())
