"""Hundreds of hostile names of sites and donors, through maps, reports and files: nothing runs, and no cell is a formula.

Only sites and donors have names in what is published: the names of partners and families never come there.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from playwright.sync_api import Browser

from campaigns.model.outcome import Refusal
from geo.difference_map import difference_map
from geo.fact_map import fact_map
from geo.facts import FactLayer, PlaceFact
from geo.map import commune_map, department_map, map_html
from geo.marks import Flow, Site
from geo.pictures import fact_picture
from geo.still_picture import picture_svg
from pipelines.reporting.exports import write_release
from pipelines.reporting.release_view import map_table
from pipelines.reporting.releases import Release, publish_figures, release
from pipelines.reporting.report_html import report_html
from pipelines.reporting.report_pdf import report_pdf
from pipelines.reporting.reports import donors, report_of
from tests.unit.naughty import naughty_strings
from tests.unit.small_campaign import COORDINATOR, filled_campaign

NAMES = naughty_strings()
WATCH = "window.ran = 0; window.alert = () => { window.ran = 1; };"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Publish a small campaign, then give every site and donor of the release a hostile name."""
    small = filled_campaign(tmp_path_factory.mktemp("home"))
    assert not isinstance(publish_figures(small.office, COORDINATOR, small.campaign_id), Refusal)
    found = release(small.office, COORDINATOR, small.campaign_id)
    assert not isinstance(found, Refusal)
    small.office.close()
    sites = [
        {"site_code": f"S{n}", "name": name, "kind": "relais", "commune_code": "93066", "department_code": "93", "side": "device",
         "about_units": n % 40 * 10}
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    gifts = [
        {"donor": name, "item": "laptop", "received": 12, "granted": 11, "delivered": 0, "handed_over": 0}
        for name in NAMES
    ]
    tables = dict(found.tables)
    tables["sites"] = pa.Table.from_pylist(sites, found.tables["sites"].schema)
    tables["donors"] = pa.Table.from_pylist(gifts, found.tables["donors"].schema)
    return replace(found, tables=tables)


def test_there_are_more_than_six_hundred_of_them() -> None:
    assert len(NAMES) >= 600


def pages(found: Release) -> dict[str, str]:
    """Return every page that has the names on it."""
    sites = [Site(row["site_code"], row["name"], row["kind"], row["commune_code"], row["department_code"], row["about_units"])
             for row in found.rows("sites")]  # fmt: skip
    flows = [Flow(site.code, "75", 20) for site in sites]
    communes = frozenset(["93066"])
    made = {
        "map": map_html(department_map(map_table(found).departments, "gap", language="fr", sites=sites, flows=flows)),
        "communes": map_html(
            commune_map(map_table(found, "93", communes).departments, "gap", "93", language="fr", sites=sites)
        ),
    }
    for kind, about in (("department", "93"), *(("donor", name) for name in donors(found)[::40])):
        report = report_of(found, about, "fr", kind, about)
        assert not isinstance(report, Refusal)
        made[f"{kind} {len(made)}"] = report_html(report, "fr").decode()
    table = map_table(found).departments
    for name in NAMES[::200]:
        layer, facts = (
            FactLayer("score", name, name, name, is_sample=True),
            {"93": PlaceFact(81.0), "75": PlaceFact(95.0, 0.6)},
        )
        made[f"fact {len(made)}"] = map_html(fact_map(layer, facts, table, "gap", language="fr"))
        picture = picture_svg(fact_picture(layer, facts, table, "gap", language="fr")).decode("utf-8", "replace")
        made[f"picture {len(made)}"] = f"<!doctype html><meta charset='utf-8'>{picture}"
    for name in NAMES[::120]:
        made[f"difference {len(made)}"] = map_html(difference_map({"93": 40}, name, name, language="fr"))
    return made


@pytest.mark.slow
@pytest.mark.browser
def test_no_name_runs_in_a_browser(poisoned: Release, chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for number, (name, text) in enumerate(pages(poisoned).items()):
        path = tmp_path / f"{number}.html"
        path.write_text(text, encoding="utf-8", errors="replace")
        page.goto(path.as_uri())
        if name in ("map", "communes"):
            page.wait_for_selector(".map-site >> nth=599", state="attached")
            # Each label is put in the page when it is opened.
            opened = page.evaluate(
                "() => { let n = 0; for (const key of Object.keys(window)) { const map = window[key];"
                " if (map instanceof L.Map) map.eachLayer(l => { if (l.getTooltip && l.getTooltip()) { l.openTooltip(); n++; } }); } return n; }"
            )
            assert opened > 600
        page.wait_for_timeout(150)
        assert page.evaluate("window.ran") == 0, name
    context.close()
    assert dialogs == []
    assert [url for url in asked if not url.startswith("file://")] == []
    assert len(asked) == len(set(asked)), "a page asked for something beside itself"


def test_no_cell_of_any_file_is_a_formula(poisoned: Release, tmp_path: Path) -> None:
    written = write_release(poisoned, tmp_path / "publication")
    cells = 0
    for path in (tmp_path / name for name in written if name.endswith(".csv")):
        for cell in cells_of(path.read_text("utf-8-sig")):
            cells += 1
            visible = "".join(
                c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) not in ("Cf", "Zs")
            )
            assert not visible or visible[0] not in "=+-@\t\r\n\0" or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell
    assert cells > 600
    with zipfile.ZipFile(io.BytesIO((tmp_path / "publication/chiffres.xlsx").read_bytes())) as book:
        for name in book.namelist():
            content = book.read(name).decode("utf-8")
            if name.startswith("xl/worksheets/"):
                assert "<f>" not in content and "<hyperlink" not in content, name


def cells_of(text: str) -> Iterator[str]:
    """Return every cell of a CSV."""
    import csv

    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        yield from row


def test_every_name_can_be_printed(poisoned: Release) -> None:
    made: list[Any] = []
    for name in donors(poisoned)[::40]:
        report = report_of(poisoned, name, "fr", "donor", name)
        assert not isinstance(report, Refusal)
        made.append(report_pdf(report, poisoned.made_at, "fr"))
    assert all(content.startswith(b"%PDF-") for content in made)
