"""One of the six people of the journeys: signs in, works in one language, and shows the guide what was on the screen."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

from playwright.sync_api import Browser, Locator, expect

from campaigns.model.codes import Role
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import translate
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.roles.album import take
from tests.journeys.roles.sentences import of_the_other, one_spaced
from tests.journeys.roles.spring import LATER
from tests.journeys.visitor import PATIENCE_MS, Visitor

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
SERVER = "tests.journeys.roles.spring_server"
# So that a heading brought to the top of the window is not under the bar of the page.
TOP_PX = 70


class Person(Visitor):
    """Somebody who reads the application in one language; a journey writes what is said in French, as the code does."""

    def __init__(self, chromium: Browser, address: str, language: str) -> None:
        super().__init__(chromium, address)
        self.words = translate(language)
        self.pictures: list[str] = []

    def signs_in(self, role: Role, structure: str = "") -> None:
        """Open the application, choose the language, then who to be."""
        self.opens()
        bar = self.page.get_by_test_id("stSidebar")
        bar.get_by_text(LANGUAGE_NAMES[self.words.language], exact=True).click()
        expect(self.page.get_by_role("combobox", name=self.words("Vous êtes"))).to_be_visible(timeout=PATIENCE_MS)
        self.settles()
        if role is not Role.COORDINATOR:
            self.chooses(self.words("Vous êtes"), label(role, self.words))
        if structure:
            self.chooses(self.words("Votre structure"), structure)

    def says(self, sentence: str, **values: object) -> str:
        """Return a sentence of the application as this person reads it; whole numbers are written as on the page."""
        return self.words(sentence, **written(values, self.words.language))

    def counts(self, one: str, many: str, count: int, **values: object) -> str:
        """Return a sentence with a count in this person's language."""
        return self.words.plural(one, many, count, **written({"n": count} | values, self.words.language))

    def sees(self, *said: str | re.Pattern[str]) -> None:
        """Expect sentences on the page, whatever their spaces."""
        super().sees(*(one if isinstance(one, re.Pattern) else re.compile(literal(one)) for one in said))

    def unfolds(self, title: str) -> None:
        """Open the fold of that title."""
        self.main.get_by_test_id("stExpander").locator("summary").filter(has_text=title).first.click()
        self.settles()

    def picks(self, grid: str, *said: str) -> None:
        """Click the box of the first row that says all of that, in the table that has a column of that name."""
        table = self.main.get_by_test_id("stDataFrame").filter(has_text=grid).first
        rows = table.locator("tbody tr")
        for one in said:
            rows = rows.filter(has_text=one)
        # The first row of a table is that of its titles.
        self.picks_row(int(rows.first.get_attribute("aria-rowindex") or 0) - 1, grid)

    def shows(self, picture: str, part: str | Locator | None = None) -> None:
        """Show the guide what is in view, from a part of the page on; nothing on it is in the other language."""
        self.settles()
        self.speaks_one_language()
        where = self.main if part is None else part
        place = (
            where
            if isinstance(where, Locator)
            else self.main.get_by_text(re.compile(literal(where))).filter(visible=True).first
        )
        place.evaluate(
            "(part, top) => { part.style.scrollMarginTop = `${top}px`; part.scrollIntoView({block: 'start'}); }", TOP_PX
        )
        self.page.mouse.move(0, 0)
        self.settles()
        self.pictures.append(picture)
        if self.words.language == "fr":
            take(self.page, picture)

    def speaks_one_language(self) -> None:
        """Check that no line of the page or its menu is a sentence of the other language."""
        lines = {one_spaced(line) for line in self.lines()}
        assert of_the_other(self.words.language).found(lines) == set()


def literal(text: str) -> str:
    """Return the pattern of a text, its spaces left plain."""
    return re.escape(one_spaced(text)).replace(r"\ ", " ")


def written(values: Mapping[str, object], language: str) -> dict[str, object]:
    """Write whole numbers as a page does."""
    return {name: number(value, language) if isinstance(value, int) else value for name, value in values.items()}


@contextmanager
def at_work(chromium: Browser, prepared: Path, home: Path, language: str) -> Iterator[Person]:
    """Serve a copy of a prepared campaign on its own day, to one person; nothing may be asked elsewhere."""
    copytree(prepared, home)
    with served(home, starter=(SERVER, LATER.isoformat())) as address:
        person = Person(chromium, address, language)
        try:
            yield person
            assert [url for url in person.asked if is_elsewhere(url, address)] == []
        finally:
            person.close()
