"""The map shows figures by department, asks for nothing outside, and lets no text of anybody's run."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely
from playwright.sync_api import Browser

from geo.coverage import Cell, CellState, coverage_cells
from geo.coverage_rows import coverage_rows
from geo.insets import FRAMES, OVERSEAS, RING, drawn_bounds, frame_shape, placed_shapes
from geo.legend import class_text
from geo.map import department_map, map_html
from geo.map_text import read_day, read_number, read_rate, safe_map_text
from geo.territories import load_territories

PAYLOADS = [
    "${alert(1)}",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "';alert(1);//",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{ alert(1) }}",
    "<svg/onload=alert(1)>",
]

ROWS: list[dict[str, Any]] = [
    {"territory_code": "93", "need": 4310, "served": 1205, "gap": 3105, "rate": 1205 / 4310, "hidden": False, "unknown": False},
    {"territory_code": "59", "need": 2000, "served": 1600, "gap": 400, "rate": 0.8, "hidden": False, "unknown": False},
    {"territory_code": "974", "need": 812, "served": 400, "gap": 412, "rate": 400 / 812, "hidden": False, "unknown": False},
    {"territory_code": "48", "need": None, "served": None, "gap": None, "rate": None, "hidden": True, "unknown": False},
    {"territory_code": "15", "need": 120, "served": None, "gap": None, "rate": None, "hidden": True, "unknown": False},
    {"territory_code": "2A", "need": 0, "served": 0, "gap": 0, "rate": None, "hidden": False, "unknown": True},
]  # fmt: skip


FLAGGED = pa.schema(
    [("territory_code", pa.string()), ("need", pa.int64()), ("need_hidden", pa.bool_()), ("gap", pa.int64()),
     ("gap_hidden", pa.bool_()), ("hidden", pa.bool_())]
)  # fmt: skip


@pytest.fixture
def coverage() -> pa.Table:
    return pa.Table.from_pylist(ROWS)


def state_of(coverage: pa.Table, measure: str) -> dict[str, Cell]:
    return {cell.code: cell for cell in coverage_cells(coverage, measure)}


def test_every_department_has_a_cell_whatever_the_table_holds(coverage: pa.Table) -> None:
    cells = state_of(coverage, "gap")
    assert len(cells) == 101
    assert (cells["93"].state, cells["93"].value) == (CellState.SHOWN, 3105)
    assert (cells["48"].state, cells["48"].value) == (CellState.HIDDEN, None)
    assert (cells["2A"].state, cells["2A"].value) == (CellState.UNKNOWN, None)
    assert (cells["75"].state, cells["75"].value) == (CellState.UNKNOWN, None)


def test_a_figure_may_be_shown_where_another_of_the_department_is_hidden(coverage: pa.Table) -> None:
    assert state_of(coverage, "need")["15"].value == 120
    assert state_of(coverage, "served")["15"].state is CellState.HIDDEN


def test_a_flag_of_the_measure_itself_comes_before_that_of_the_row() -> None:
    row = {"territory_code": "93", "need": None, "need_hidden": False, "gap": None, "gap_hidden": True, "hidden": True}
    table = pa.Table.from_pylist([row], schema=FLAGGED)
    assert state_of(table, "need")["93"].state is CellState.UNKNOWN
    assert state_of(table, "gap")["93"].state is CellState.HIDDEN


@pytest.mark.parametrize("column", ["household_id", "name", "lat", "lon", "commune_code", "note"])
def test_a_column_about_anything_but_figures_is_refused(coverage: pa.Table, column: str) -> None:
    strange = coverage.append_column(column, pa.array(["x"] * coverage.num_rows))
    with pytest.raises(ValueError, match=column):
        department_map(strange, "gap", language="fr")


@pytest.mark.parametrize(
    "change",
    [
        {"territory_code": "93066"},
        {"territory_code": "59"},
        {"territory_code": None},
        {"gap": 10},
        {"served": 1},
        {"need": -4},
    ],
    ids=str,
)
def test_what_is_not_a_disclosed_figure_by_department_is_refused(change: dict[str, Any]) -> None:
    table = pa.Table.from_pylist([ROWS[0] | change, *ROWS[1:]])
    with pytest.raises(ValueError, match=r"."):
        coverage_cells(table, "gap")


def test_text_in_place_of_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        coverage_cells(pa.table({"territory_code": ["93"], "gap": ["<b>12</b>"]}), "gap")


def test_an_unknown_measure_is_refused(coverage: pa.Table) -> None:
    with pytest.raises(ValueError, match="income"):
        department_map(coverage, "income", language="fr")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_safe_text_reads_the_same_and_holds_nothing_that_can_run(payload: str) -> None:
    safe = safe_map_text(payload)
    assert html.unescape(safe) == payload
    assert not set(safe) & set("<>\"'`$\\{}")


def test_figures_are_written_as_the_french_write_them() -> None:
    assert read_number(12345, "fr") == "12\u202f345"
    assert read_rate(0.714, "fr") == "71\u202f%"
    assert read_number(12345, "en") == "12,345"
    assert read_rate(0.714, "en") == "71%"
    assert read_day(date(2026, 4, 3), "fr") == "3\u00a0avr.\u00a02026"


def test_a_map_without_any_figure_has_no_class_and_still_draws() -> None:
    empty = pa.table({"territory_code": pa.array([], pa.string()), "gap": pa.array([], pa.int64())})
    page = map_html(department_map(empty, "gap", language="fr"))
    assert "Inconnu" in page
    assert "et plus" not in page


def test_classes_are_read_as_whole_numbers_that_do_not_overlap() -> None:
    texts = [class_text(i, (50.0, 100.0, 1500.0), "gap", "fr") for i in range(4)]
    assert texts == ["moins de 50", "50 à 99", "100 à 1\u202f499", "1\u202f500 et plus"]


def test_overseas_departments_are_inside_their_frames_and_frames_do_not_touch_the_country() -> None:
    frames = {frame.name: frame_shape(frame) for frame in FRAMES}
    assert set(frames) == {*OVERSEAS, "ring"}
    for placed in placed_shapes():
        if placed.frame:
            assert frames[placed.frame].contains(placed.shape), placed.code
        else:
            assert not any(frame.intersects(placed.shape) for frame in frames.values()), placed.code
    boxes = list(frames.values())
    assert shapely.union_all(boxes).area == pytest.approx(sum(box.area for box in boxes))


def test_each_department_is_drawn_once_and_the_paris_ring_once_more() -> None:
    codes = [placed.code for placed in placed_shapes()]
    assert set(codes) == set(load_territories().departments)
    assert {code for code in codes if codes.count(code) == 2} == set(RING)
    assert len(codes) == 105


def test_shapes_in_frames_keep_their_proportions() -> None:
    """La Réunion is 1.09 times as wide as high on the ground; a frame that stretched it would not be."""
    west, south, east, north = next(placed.shape.bounds for placed in placed_shapes() if placed.code == "974")
    assert (east - west) / (north - south) * 0.69 == pytest.approx(1.09, abs=0.06)


def test_everything_drawn_is_within_the_view() -> None:
    (south, west), (north, east) = drawn_bounds()
    view = shapely.box(west, south, east, north)
    assert all(view.covers(placed.shape) for placed in placed_shapes())


@pytest.mark.parametrize("measure", ["need", "served", "gap", "rate"])
def test_a_page_names_no_address_but_its_own(coverage: pa.Table, measure: str) -> None:
    for inline in (True, False):
        page = map_html(department_map(coverage, measure, language="fr", inline=inline), inline=inline)
        asked = re.findall(
            r"""(?:src|href|data|action)\s*=\s*["']([^"']+)|url\((?!["']?#)([^)]+)\)|@import""", ours(page)
        )
        wanted = (
            set() if inline else {"/app/static/vendor/leaflet/leaflet.js", "/app/static/vendor/leaflet/leaflet.css"}
        )
        assert {first or second for first, second in asked} == wanted
        assert re.findall(r"https?://[^\s\"']*", ours(page)) == []


def ours(page: str) -> str:
    """Return a page without the text of Leaflet's own script, which names its site without asking for it."""
    return re.sub(r"<script>/\* @preserve.*?</script>", "", page, flags=re.DOTALL)


def test_a_page_says_what_when_out_of_what_and_what_is_not_shown(coverage: pa.Table) -> None:
    page = map_html(department_map(coverage, "rate", language="fr", as_of=date(2026, 4, 3), unplaced=1234))
    for said in (
        "Part des foyers éligibles servis, au 3\u00a0avr.\u00a02026",
        "Foyers servis / foyers éligibles",
        "Masqué",
        "Inconnu",
        "1\u202f234 foyers ne sont pas sur la carte",
        "Licence Ouverte",
    ):
        assert html.escape(said) in page, said


def test_too_few_unplaced_households_are_said_without_their_number(coverage: pa.Table) -> None:
    page = map_html(department_map(coverage, "gap", language="en", unplaced=None))
    assert "number hidden" in page


def test_the_table_twin_shows_what_the_map_shows(coverage: pa.Table) -> None:
    rows = coverage_rows(coverage, "fr")
    assert [row["Code"] for row in rows[:3]] == ["93", "974", "59"]
    assert rows[0]["Foyers éligibles non servis"] == "3\u202f105"
    assert rows[0]["Part des foyers éligibles servis"] == "28\u202f%"
    assert [row["Code"] for row in rows[3:5]] == ["15", "48"]
    assert {row["Foyers servis"] for row in rows[3:5]} == {"masqué"}
    assert len(rows) == 101
    assert rows[5]["Foyers servis"] == "inconnu"


@pytest.mark.browser
def test_in_a_browser_the_page_asks_for_nothing_and_every_department_can_be_read(
    coverage: pa.Table, chromium: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "carte.html"
    path.write_text(map_html(department_map(coverage, "gap", language="fr")), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 760})
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".map-label >> nth=5")
    assert page.locator("path.leaflet-interactive").count() == 105
    labels = page.locator(".map-label").all_inner_texts()
    assert sorted(labels) == ["Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte", "Paris, 92, 93, 94"]
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    for shape in page.locator("path.leaflet-interactive").all():
        place = shape.bounding_box()
        assert place is not None
        assert box["x"] <= place["x"]
        assert place["x"] + place["width"] <= box["x"] + box["width"]
        assert box["y"] <= place["y"]
        assert place["y"] + place["height"] <= box["y"] + box["height"]
    assert (asked, faults) == ([path.as_uri()], [])
    page.close()


@pytest.mark.browser
def test_in_a_browser_hostile_text_is_only_read(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such text can come in: reference names are replaced here to see what escaping alone does."""
    hostile = "".join(PAYLOADS)
    monkeypatch.setattr("geo.words.RING_NAME", ("{name}", "{name}"))
    monkeypatch.setattr("geo.words.say", lambda text, language, **values: hostile)
    coverage = pa.Table.from_pylist(ROWS)
    path = tmp_path / "carte.html"
    path.write_text(map_html(department_map(coverage, "gap", language="fr", unplaced=12)), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 760})
    called: list[str] = []
    faults: list[str] = []
    page.on("dialog", lambda dialog: (called.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".map-label >> nth=5")
    page.mouse.move(500, 500)
    page.wait_for_timeout(300)
    assert hostile in page.locator("h2").inner_text()
    assert hostile in page.locator(".map-label").last.inner_text()
    assert (called, faults) == ([], [])
    page.close()


def test_the_page_of_a_map_says_its_language(coverage: pa.Table) -> None:
    for language in ("fr", "en"):
        page = map_html(department_map(coverage, "need", language=language))
        assert page.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
