"""Draws the same figures on our map and on those of folium and plotly: bytes, processor, outside addresses, what is seen without a network.

`python -m benchmarks.maps [--runs 3]`. The rivals draw the same reference shapes as their guides show (`map_rivals.py`). In a browser,
« without network » refuses every outside address; « quick network » answers each at once from the disk: Leaflet and plotly's own script, a
world without outlines, the rest empty, and the key of plain folium, which needs one of those, is left out. That flatters them, real
networks take longer. A browser that is not there is said, and the rest is measured.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
from playwright.sync_api import Browser, Error, Route, sync_playwright

from benchmarks.map_rivals import FOLIUM, drawn_by, rivals, script_of_plotly
from benchmarks.records import HIGHER, LOWER, OURS, Record, write_records
from geo.commune_shapes import commune_shapes
from geo.coverage import department_names
from geo.map import commune_map, commune_names, department_map, map_html
from geo.map_frame import ASSETS

AREA = "maps"
COMMUNES_OF = "33"
DEPARTMENTS = Path(__file__).resolve().parents[1] / "data/reference/departments.geojson"
SHAPES = "path.leaflet-interactive, .choroplethlayer path"
# Plotly asks its CDN for the outline of the world even where it is hidden, and draws nothing before the answer: this one is empty.
LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
NO_WORLD = {
    "type": "Topology",
    "arcs": [],
    "objects": {name: {"type": "GeometryCollection", "geometries": []} for name in LAYERS},
}
# How long anything may take to be seen; without a network nothing that is missing will come.
WAIT_MS, ALONE_WAIT_MS = 30_000, 8_000
OPEN = {"access-control-allow-origin": "*"}
Draw = Callable[[], str]


def main() -> int:
    """Measure, write the records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    found: list[Record] = []
    kept: dict[tuple[str, str], str] = {}
    for run in range(options.runs + 1):
        for what, who, draw in ways():
            started = time.process_time()
            kept[what, who] = draw()
            seconds = time.process_time() - started
            # The first round reads modules and reference files, for one as for the other.
            if run:
                found.append(Record(AREA, f"cpu_to_make_{what}", "s", seconds, run, who, LOWER))
    for (what, who), page in kept.items():
        found += weighed(what, who, page)
    found += seen(kept, options.runs)
    write_records("maps", found)
    return 0


def ways() -> Iterator[tuple[str, str, Draw]]:
    """Yield what is drawn, by whom, and how."""
    for what, (frame, figures) in read_once().items():
        yield what, OURS, lambda what=what, figures=figures: ours(what, figures)
        for who in rivals():
            yield what, who, lambda who=who, frame=frame, figures=figures: drawn_by(who, frame, figures)


def ours(what: str, figures: pa.Table) -> str:
    """Draw with the application."""
    if what == "departments":
        return map_html(department_map(figures, "need", language="fr"))
    return map_html(commune_map(figures, "need", COMMUNES_OF, language="fr"))


@lru_cache(maxsize=1)
def read_once() -> dict[str, tuple[gpd.GeoDataFrame, pa.Table]]:
    """Return the shapes and the figures of each map; nobody's seconds count the reading."""
    departments = gpd.read_file(DEPARTMENTS)[["code", "name", "geometry"]]
    return {
        "departments": (departments, invented(sorted(department_names()))),
        "communes": (frame_of(COMMUNES_OF), invented(sorted(commune_names(COMMUNES_OF)))),
    }


def invented(codes: list[str]) -> pa.Table:
    """Invent a count for each territory, of those that may be shown."""
    need = np.random.default_rng(1).integers(11, 900, len(codes))
    return pa.table({"territory_code": codes, "need": need})


def frame_of(department_code: str) -> gpd.GeoDataFrame:
    """Return the communes of a department as a script would read them."""
    names = commune_names(department_code)
    shapes = {code: shape for code, shape in commune_shapes(department_code).items() if code in names}
    columns = {"code": list(shapes), "name": [names[code] for code in shapes]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes.values()), crs="EPSG:4326")


def weighed(what: str, who: str, page: str) -> Iterator[Record]:
    """Yield what a page weighs."""
    data = page.encode()
    yield Record(AREA, f"bytes_{what}", "bytes", len(data), 1, who, LOWER)
    yield Record(AREA, f"bytes_{what}_compressed", "bytes", len(gzip.compress(data, 6, mtime=0)), 1, who, LOWER)


def seen(pages: dict[tuple[str, str], str], runs: int) -> list[Record]:
    """Open every page in a browser, with and without outside addresses."""
    found: list[Record] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        try:
            path = os.environ.get("CONNEXION_TEST_CHROMIUM") or shutil.which("chromium")
            browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            print(f"no browser: {str(error).splitlines()[0]}", file=sys.stderr)
            return found
        for (what, who), page in pages.items():
            path = Path(folder) / f"{what}-{who}.html"
            path.write_text(page, "utf-8")
            found += without_network(browser, path, what, who)
        for (what, who), page in bare(pages).items():
            (Path(folder) / f"{what}-{who}.html").write_text(page, "utf-8")
        for run in range(1, runs + 1):
            for what, who in pages:
                shapes, seconds = first_view(browser, Path(folder) / f"{what}-{who}.html", from_disk, WAIT_MS)
                if shapes:
                    found.append(Record(AREA, f"first_view_quick_network_{what}", "s", seconds, run, who, LOWER))
        browser.close()
    return found


def bare(pages: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return the same pages, those of plain folium without their key, which needs a script that we have no copy of."""
    return pages | {(what, FOLIUM): drawn_by(FOLIUM, *given, with_key=False) for what, given in read_once().items()}


def without_network(browser: Browser, path: Path, what: str, who: str) -> Iterator[Record]:
    """Yield the outside addresses that a page asks, all refused, and what is seen of it all the same."""
    asked: set[str] = set()

    def refuse(route: Route) -> None:
        asked.add(route.request.url)
        route.abort()

    shapes, _ = first_view(browser, path, refuse, ALONE_WAIT_MS)
    yield Record(AREA, f"shapes_seen_without_network_{what}", "shapes", shapes, 1, who, HIGHER)
    yield Record(AREA, f"outside_addresses_{what}", "addresses", len(asked), 1, who, LOWER)


def first_view(browser: Browser, path: Path, answer: Callable[[Route], None], wait_ms: int) -> tuple[int, float]:
    """Open a page; return how many shapes are drawn, and the seconds until the first is."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route(re.compile("^https?://"), answer)
    started = time.perf_counter()
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector(SHAPES, state="attached", timeout=wait_ms)
        seconds = time.perf_counter() - started
        page.wait_for_load_state()
        codes = f"new Set([...document.querySelectorAll('{SHAPES}')].map(path => path.getAttribute('d'))).size"
        return int(page.evaluate(codes)), seconds
    except Error:
        return 0, time.perf_counter() - started
    finally:
        page.close()


def from_disk(route: Route) -> None:
    """Answer at once: the scripts from our copies, a world without outlines, all else empty."""
    name = route.request.url.rsplit("/", 1)[1]
    if name in {"leaflet.js", "leaflet.css"}:
        route.fulfill(path=ASSETS / name)
    elif name.startswith("plotly"):
        route.fulfill(path=script_of_plotly(), headers=OPEN | {"content-type": "text/javascript"})
    elif name.endswith("json"):
        route.fulfill(body=json.dumps(NO_WORLD), headers=OPEN | {"content-type": "application/json"})
    else:
        route.fulfill(status=200, body="", content_type="text/css" if name.endswith("css") else "text/javascript")


if __name__ == "__main__":
    sys.exit(main())
