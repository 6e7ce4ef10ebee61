"""What axe-core finds on a page that is open in the browser, and what of it Streamlit itself causes.

axe-core 4.14.1 is vendored beside, under its own licence (MPL-2.0), for the tests alone.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.visitor import PATIENCE_MS

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
# Streamlit scrolls inside a box, and axe measures the contrast of what is in view: the window is as tall as the page.
HEIGHT = "() => document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight + 300"
TALLEST_PX = 8000
RUN = "() => axe.run(document, {resultTypes: ['violations'], iframes: false})"
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@dataclass(frozen=True, order=True)
class Finding:
    """One element that breaks one rule; `where` is axe's own selector and `what` the start of its HTML."""

    rule: str
    where: str
    what: str


def findings(page: Page) -> list[Finding]:
    """Return every serious or critical violation on the page as it stands, in its frames too."""
    found = []
    for frame in page.frames:
        if frame.url.startswith("http") or frame.parent_frame is not None:
            frame.evaluate(AXE)
            found += [
                Finding(violation["id"], " ".join(map(str, node["target"])), node["html"][:160])
                for violation in frame.evaluate(RUN)["violations"]
                if violation["impact"] in SERIOUS
                for node in violation["nodes"]
            ]
    return sorted(set(found))


def is_dark(page: Page) -> bool:
    """Tell whether the page is drawn light on dark."""
    numbers = page.evaluate(BACKGROUND).removeprefix("rgb(").removesuffix(")").split(",")
    return sum(int(float(number)) for number in numbers[:3]) < 3 * 128


def turns(page: Page, scheme: str, width: int) -> None:
    """Change the theme and the width of an open page, and wait until it is drawn so."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    # The browser tells Streamlit, which draws its theme a moment after.
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while is_dark(page) != (scheme == "dark") and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    page.set_viewport_size({"width": width, "height": 900})
    page.set_viewport_size({"width": width, "height": min(int(page.evaluate(HEIGHT)), TALLEST_PX)})
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached(timeout=PATIENCE_MS)
