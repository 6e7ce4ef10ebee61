"""A report is read whole, on a telephone and on paper: nothing runs off the side, and no heading is cut."""

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from pipelines.reporting.report_html import report_html
from pipelines.reporting.report_parts import Report, Table
from pipelines.reporting.report_pdf import FOOT_MM, Sheet, report_pdf

LONG = "Établissement d'enseignement et d'hébergement de Villeneuve-Saint-Georges"
TABLES = (
    Table("Par type de structure", ("Structure", "Éligibles", "Servis", "Attendent", "Part servie"), (
        (LONG, "12 345", "2 345", "10 000", "19 %"), ("Hébergement", "518", "399", "119", "77 %"))),
    Table("Sites du département où du matériel attend encore d'être distribué", ("Site", "Appareils libres, à la dizaine"),
          ((LONG, "120"), ("Relais", "0"))),
)  # fmt: skip
SEALED = "Empreinte des chiffres (SHA-256) : " + "b87dfdc8" * 8
REPORT = Report(
    "Point de situation", "Chiffres publiés", "Nord : 68 foyers servis", (("124", "Foyers"),), None, TABLES, (SEALED,)
)
EVERY_BOX = """() => [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.right > innerWidth + 1 && !e.closest(".scrolled") && getComputedStyle(e).display !== "none";
}).map(e => e.outerHTML.slice(0, 90))"""
# A heading broken inside a word, or a word that its own cell hides.
CUT_HEADS = """() => [...document.querySelectorAll("th")].filter(e => {
    const range = document.createRange(); range.selectNodeContents(e);
    return range.getBoundingClientRect().width > e.getBoundingClientRect().width + 1 || e.scrollWidth > e.clientWidth + 1;
}).map(e => e.textContent)"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_of_a_report_runs_off_the_side_of_a_screen(chromium: Browser, width: int, scheme: Any) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        page.set_content(report_html(REPORT, "fr").decode())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(EVERY_BOX) == []
        assert page.evaluate(CUT_HEADS) == []
        if width == 390:
            # What is wider than the screen can be brought in, by the keyboard too.
            box = page.locator(".scrolled").first
            box.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("document.querySelector('.scrolled').scrollLeft > 0")
    finally:
        page.close()


def test_every_word_of_a_table_is_on_its_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    written, lowest = list[str](), [0.0]
    real = Sheet.multi_cell

    def watched(sheet: Sheet, *given: Any, **named: Any) -> Any:
        made = real(sheet, *given, **named)
        if given and not named.get("dry_run"):
            written.append(given[2])
            lowest[0] = max(lowest[0], sheet.get_y())
            assert sheet.get_y() <= sheet.h - FOOT_MM + 1, given[2]
        return made

    monkeypatch.setattr(Sheet, "multi_cell", watched)
    long = Table("Beaucoup de lignes", TABLES[1].columns, tuple((f"{LONG} {place}", "1 234") for place in range(30)))
    report_pdf(Report("T", "b", "a", (), None, (*TABLES, long), ()), datetime(2026, 11, 28), "fr")
    wanted = [
        text
        for table in (*TABLES, long)
        for text in (table.title, *table.columns, *(cell for row in table.rows for cell in row))
    ]
    assert set(wanted) <= set(written)
    assert lowest[0] > 100
