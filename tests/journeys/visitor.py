"""Somebody at a browser: clicks what is written, drops files, reads, and notes every address that the pages ask for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.drawing import Drawing

SHOTS = Path(__file__).parent / "shots"
# A shared runner is slow; nothing here waits that long when it works.
PATIENCE_MS = 60_000
SOON_MS, REOPENINGS = 5_000, 10
LOOK_MS = 20
SCREEN, TELEPHONE = 1280, 390
ROW_PX = 35
FAILURE = re.compile("Traceback|Page interrompue|Page stopped|Ce n'est pas possible pour l'instant")


def clicked_soon(locator: Locator) -> bool:
    """Click something if it comes into view within a few seconds, and tell whether it could be clicked."""
    try:
        locator.click(timeout=SOON_MS)
    except PlaywrightTimeout:
        return False
    return True


def spaced(pattern: str) -> re.Pattern[str]:
    """Return a pattern whose spaces are any: on the page the one before a sign does not break."""
    return re.compile(pattern.replace(" ", r"\s"))


class Visitor:
    """One person's page, on a screen or on a telephone."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        # Set by a journey that means to be refused from now on.
        self.expects_refusal = False
        self.context = chromium.new_context(
            viewport={"width": SCREEN, "height": 900}, locale="fr-FR", reduced_motion="reduce"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("page", lambda page: page.on("websocket", lambda socket: self.asked.append(socket.url)))
        self.page: Page = self.context.new_page()
        self.drawing = Drawing()
        self.page.on("websocket", self.drawing.follow)

    def close(self) -> None:
        """Leave."""
        self.context.close()

    @property
    def main(self) -> Locator:
        """Return the page without its menu."""
        return self.page.get_by_test_id("stMain")

    def opens(self, link: str = "") -> None:
        """Follow a link to the application."""
        self.page.goto(f"{self.address}/{link}")
        self.settles()

    def becomes(self, role: str) -> None:
        """Choose a fictive person in the side bar."""
        self.chooses("Vous êtes", role)

    def chooses(self, label: str, option: str) -> None:
        """Choose in a list of choices by the first letters: a long list only holds the options in view."""
        field = self.page.get_by_role("combobox", name=label)
        # At the very edge of the screen the list would have no room to open.
        field.evaluate("field => field.scrollIntoView({block: 'center'})")
        # A page that is drawn again just then, or an opening fold that moves it, closes the list under the pointer:
        # it is opened anew until the choice could be clicked.
        wanted = self.page.get_by_role("option", name=option).first
        for _ in range(REOPENINGS):
            field.fill("")
            field.fill(option)
            if clicked_soon(wanted):
                break
        else:
            pytest.fail(f"« {option} » is not in the list « {label} »")
        self.settles()

    def goes_to(self, title: str) -> None:
        """Open a page of the menu."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        self.settles()

    def turns_to(self, view: str) -> None:
        """Open a view of a page."""
        self.main.get_by_role("radio", name=view, exact=True).or_(
            self.main.get_by_test_id("stButtonGroup").get_by_role("button", name=view, exact=True)
        ).first.click()
        self.settles()

    def presses(self, label: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.main.get_by_role("button", name=label).first.click()
        self.settles()

    def drops(self, file: Path, zone: str) -> None:
        """Drop a file into the zone of that name."""
        self.main.get_by_test_id("stFileUploader").filter(has_text=zone).locator("input[type=file]").set_input_files(
            file
        )

    def picks_row(self, number: int, grid: str) -> None:
        """Click the box at the start of a row of a table."""
        table = self.main.get_by_test_id("stDataFrame").filter(has_text=grid).first
        # The row itself must be in view, and not only the top of its table.
        table.evaluate("table => table.scrollIntoView({block: 'center'})")
        table.locator(".dvn-scroller").click(position={"x": 18, "y": ROW_PX * number + ROW_PX // 2})
        self.settles()

    def fetches(self, link: str) -> Download:
        """Fetch a file by its link."""
        with self.page.expect_download(timeout=PATIENCE_MS) as fetched:
            self.main.get_by_role("link", name=link).first.click()
        return fetched.value

    def sees(self, *said: str | re.Pattern[str]) -> None:
        """Expect sentences on the page."""
        for words in said:
            text = spaced(words.pattern) if isinstance(words, re.Pattern) else words
            expect(self.main.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)

    def reads(self, pattern: str) -> tuple[int, ...]:
        """Expect a sentence, and return the numbers in the groups of its pattern."""
        expect(self.main).to_contain_text(spaced(pattern), use_inner_text=True, timeout=PATIENCE_MS)
        found = re.search(pattern, self.text())
        assert found is not None, pattern
        return tuple(int(re.sub(r"\D", "", group)) for group in found.groups())

    def text(self) -> str:
        """Return what is written on the page; every kind of space is a plain one."""
        return re.sub(r"[\u00a0\u202f\u2009]", " ", self.main.inner_text())

    def lines(self) -> set[str]:
        """Return the lines written on the page and in its menu."""
        whole = self.text() + "\n" + self.page.get_by_test_id("stSidebar").inner_text()
        return {line.strip() for line in whole.splitlines() if line.strip()}

    def row_count(self, heading: str) -> int:
        """Return how many rows a screen reader is told of, in the table that has a column of that name."""
        grid = self.main.get_by_test_id("stDataFrame").filter(has_text=heading).first.locator("table")
        return int(grid.get_attribute("aria-rowcount") or 0) - 1

    def settles(self) -> None:
        """Wait until the page has been drawn to its end, and shows no failure."""
        # A click asks for its drawing within two frames; what the server then answers has no such limit.
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        waited = 0
        while self.drawing.asked and waited < PATIENCE_MS:
            self.page.wait_for_timeout(LOOK_MS)
            waited += LOOK_MS
        assert not self.drawing.asked, f"Timeout: no drawing ended within {PATIENCE_MS} ms of the click"
        expect(self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached(
            timeout=PATIENCE_MS
        )
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE_MS)
        assert self.expects_refusal or not FAILURE.search(self.main.inner_text()), self.main.inner_text()

    def shoots(self, name: str, *widths: int) -> None:
        """Keep a picture of the whole page at each width, and check that nothing runs off its side."""
        SHOTS.mkdir(exist_ok=True)
        self.settles()
        for width in widths or (SCREEN,):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.settles()
            self.page.set_viewport_size({"width": width, "height": self.height()})
            self.page.screenshot(path=SHOTS / f"{name}-{width}.png")
            assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
        self.page.set_viewport_size({"width": SCREEN, "height": 900})

    def height(self) -> int:
        """Return the height at which the whole page is in view, in pixels."""
        asked: int = self.page.evaluate(
            "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight + 20"
        )
        return min(max(asked, 900), 4000)
