"""How long somebody at a browser waits for the pages that read the whole campaign, on any folder.

`python -m benchmarks.pages_at_size --home FOLDER [--runs 3] [--department 59]`. Serves the folder, opens a real Chromium that finds no address
but this machine's, and times what is seen: from the asked address, or the click, to the thing that the page is for. « first » is the first
reader of a server just started, with nothing in the browser's cache; the others come after, each in a browser window of its own, the cache empty again.
The median of each is printed with every run and the load of the machine; browser and server share its processors.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

from benchmarks.load.run import ROOT, until_ready

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
# No name is looked up, and no other machine is spoken to.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PATIENCE_MS = 120_000
SHAPES = "path.leaflet-interactive"
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"


@dataclass
class Measured:
    """Seconds of each thing seen, in the order of the visits, and whatever the pages asked of other machines."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)

    def hears(self, url: str, address: str) -> None:
        """Keep an address that is not the application's own."""
        if not url.startswith((f"{address}/", "data:", "blob:", "about:")):
            self.elsewhere.append(url)

    def note(self, name: str, asked: Callable[[], object], seen: Callable[[], object]) -> None:
        """Ask for something, and note how long until it is seen."""
        started = time.perf_counter()
        asked()
        seen()
        self.seconds.setdefault(name, []).append(time.perf_counter() - started)
        print(f"{name}: {self.seconds[name][-1]:.2f} s, load {os.getloadavg()[0]:.1f}", flush=True)


def main() -> int:
    """Serve the folder, visit its pages, print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a folder with a published release")
    parser.add_argument("--runs", type=int, default=3, help="visits after the first")
    parser.add_argument("--department", default="59", help="the one whose communes are opened by a click")
    parser.add_argument("--port", type=int, default=8878)
    options = parser.parse_args()
    before = os.getloadavg()[0]
    found = Measured()
    with served(options.home, options.port) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_here(), args=[*FLAGS, ALONE])
        for _ in range(options.runs + 1):
            visit(browser, address, options.department, found)
        browser.close()
    show(found, before)
    return 1 if found.elsewhere else 0


def chromium_here() -> str | None:
    """Return where Chromium is."""
    return os.environ.get("CONNEXION_TEST_CHROMIUM") or shutil.which("chromium")


@contextmanager
def served(home: Path, port: int) -> Iterator[str]:
    """Serve a folder, and give the address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "serve", "--home", str(home), "--port", str(port), "--no-browser"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def visit(browser: Browser, address: str, department: str, found: Measured) -> None:
    """Look once at every page, as a reader who comes for the first time would."""
    for look in (map_and_communes, situation, home_of_coordination):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("request", lambda sent: found.hears(sent.url, address))
        look(page, address, department, found)
        context.close()


def map_and_communes(page: Page, address: str, department: str, found: Measured) -> None:
    """Open the map of departments, then click one of them; then go back, and click again."""
    frame = page.frame_locator("iframe").first
    found.note("map", lambda: page.goto(f"{address}/carte?role=leadership", wait_until="commit"), lambda: drawn(frame))
    finished(page)
    for name in ("communes", "communes_again"):
        shape = frame.locator(f'{SHAPES}[aria-label*="({department})"]').first
        found.note(name, partial(shape.dispatch_event, "click"), lambda: communes_drawn(frame))
        finished(page)
        page.go_back()
        expect(frame.get_by_text("La Réunion")).to_be_visible(timeout=PATIENCE_MS)
        finished(page)


def situation(page: Page, address: str, _department: str, found: Measured) -> None:
    """Open the figures, then choose a territory."""
    found.note(
        "situation", lambda: page.goto(f"{address}/?role=leadership", wait_until="commit"), lambda: titled(page, "Où en est la campagne")
    )  # fmt: skip
    finished(page)
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Rapports", exact=True)
    found.note("reports_after", lambda: link.click(), lambda: titled(page, "Que peut-on donner à lire"))
    finished(page)
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Situation", exact=True)
    found.note("situation_after", lambda: link.click(), lambda: titled(page, "Où en est la campagne"))


def home_of_coordination(page: Page, address: str, _department: str, found: Measured) -> None:
    """Open the coordination's first page: until it says what to do, then until nothing more is looked for."""
    asked = f"{address}/?role=coordinator"
    started = time.perf_counter()
    found.note(
        "home", lambda: page.goto(asked, wait_until="commit"), lambda: titled(page, "Que faut-il faire maintenant")
    )
    finished(page)
    expect(page.locator(".cu-working")).to_have_count(0, timeout=PATIENCE_MS)
    found.seconds.setdefault("home_whole", []).append(time.perf_counter() - started)


def titled(page: Page, question: str) -> None:
    """Wait for the head of a page."""
    expect(page.locator("h1.cu-title")).to_contain_text(question, timeout=PATIENCE_MS)


def drawn(frame: FrameLocator) -> None:
    """Wait until a map has its shapes and its legend."""
    expect(frame.locator(SHAPES).first).to_be_visible(timeout=PATIENCE_MS)
    expect(frame.locator(".map-legend")).to_be_visible(timeout=PATIENCE_MS)


def communes_drawn(frame: FrameLocator) -> None:
    """Wait until the map is that of communes, with its shapes."""
    expect(frame.get_by_role("heading").first).to_contain_text("communes :", timeout=PATIENCE_MS)
    drawn(frame)


def finished(page: Page) -> None:
    """Wait until the server has drawn the page to its end."""
    expect(page.locator(FINISHED)).to_be_attached(timeout=PATIENCE_MS)


def show(found: Measured, load_before: float) -> None:
    """Print each thing seen: the first time, the median of the others, every run."""
    print(f"load average, before and after: {load_before:.1f}, {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors")
    for name, runs in found.seconds.items():
        later = runs[len(runs) // len(found.seconds["map"]) :] or runs
        print(
            f"{name}: first {runs[0]:.2f} s, then {statistics.median(later):.2f} s ({', '.join(f'{run:.2f}' for run in runs)})"
        )
    print(f"asked of other machines: {len(found.elsewhere)} {sorted(set(found.elsewhere))}")


if __name__ == "__main__":
    sys.exit(main())
