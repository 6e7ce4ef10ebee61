"""How long each page and each of its views takes to be drawn, by click, in a real Chromium, on any folder.

`python -m benchmarks.every_page --home FOLDER [--runs 3] [--roles coordinator leadership …]`. Serves the folder, opens it once for each
role (the first load), then clicks through its menu and, on each page, through its views; a click is timed until the drawing that
it asked for has ended and nothing is left to come. The median of each is printed with every run; browser and server share the machine's processors.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

from benchmarks.pages_at_size import FLAGS, chromium_here, served
from campaigns.model.codes import Role
from dashboard.pages_table import PageEntry, pages_of
from tests.journeys.visitor import Visitor

LIMIT_SECONDS = 1.0
Seconds = dict[str, list[float]]


def main() -> int:
    """Serve the folder, click through every page, print what was measured; returns 1 where a median is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--home", type=Path, required=True, help="a folder with a plan in force and a published release"
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--port", type=int, default=8879)
    parser.add_argument("--roles", nargs="*", type=Role, default=list(Role))
    options = parser.parse_args()
    before = os.getloadavg()[0]
    seconds: Seconds = {}
    with served(options.home, options.port) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_here(), args=list(FLAGS))
        for role in options.roles:
            with closing(Visitor(browser, address)) as visitor:
                note(seconds, f"{role} first load", partial(visitor.opens, f"?role={role}"))
                for _ in range(options.runs):
                    for entry in pages_of(role):
                        if not entry.demonstration_only:
                            visit(visitor, f"{role} {entry.url_path}", entry, seconds)
        browser.close()
    return show(seconds, before)


def note(seconds: Seconds, name: str, act: Callable[[], None]) -> None:
    """Do something and note how long it took."""
    started = time.perf_counter()
    act()
    seconds.setdefault(name, []).append(time.perf_counter() - started)


def visit(visitor: Visitor, name: str, entry: PageEntry, seconds: Seconds) -> None:
    """Open a page from the menu, then each of its views."""
    note(seconds, name, partial(visitor.goes_to, entry.title))
    for place in range(1, views(visitor).count()):
        view = views(visitor).nth(place)
        said = view.inner_text()
        note(seconds, f"{name} « {said} »", partial(chosen, visitor, view))


def views(visitor: Visitor) -> Locator:
    """Return the names of a page's views, where it has some."""
    return visitor.main.get_by_test_id("stButtonGroup").first.get_by_role("radio")


def chosen(visitor: Visitor, view: Locator) -> None:
    """Choose a view."""
    view.click()
    visitor.settles()


def show(seconds: Seconds, load: float) -> int:
    """Print the slowest first."""
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    over = [name for name, median in medians.items() if median >= LIMIT_SECONDS and not name.endswith("first load")]
    for name in sorted(medians, key=medians.__getitem__, reverse=True):
        runs = ", ".join(f"{each:.2f}" for each in seconds[name])
        print(f"{medians[name]:6.2f} s  {name}  ({runs})")
    print(
        f"{len(medians)} pages and views, {len(over)} of {LIMIT_SECONDS:.0f} s or more after the first load; load before {load:.1f}"
    )
    return int(bool(over))


if __name__ == "__main__":
    raise SystemExit(main())
