"""The door of each sink, to the letter: pages, maps, cells of a spreadsheet."""

from datetime import date

import pytest

from dashboard import style
from dashboard.style import Fragment, bound, fragment, joined, whole_page
from geo.map_text import read_day, read_decimal, read_number, read_rate, safe_map_text
from pipelines.reporting.cells import plain_cell


def test_every_value_of_a_page_is_escaped_and_a_fragment_is_not_escaped_twice() -> None:
    inner = fragment("<b>{x}</b>", x="<i>&\"'")
    assert inner == "<b>&lt;i&gt;&amp;&quot;&#x27;</b>" and isinstance(inner, Fragment)
    assert fragment("<p title='{t}'>{inner}{n:03d}</p>", t="'", inner=inner, n=7) == f"<p title='&#x27;'>{inner}007</p>"
    assert joined([inner, Fragment("<hr>")]) == f"{inner}<hr>" and isinstance(joined([]), Fragment)


def test_a_sign_keeps_to_its_word_and_a_tag_is_left_alone() -> None:
    assert (
        bound("<p class='a : b'>Oui ? « Non » : 5 %.</p>")
        == "<p class='a : b'>Oui\u00a0? «\u00a0Non\u00a0»\u00a0: 5 %.</p>"
    )


def test_a_page_of_ours_escapes_its_title_and_holds_its_body() -> None:
    page = whole_page("<t>", "en", fragment("<p>{x}</p>", x="<x>"))
    assert page.startswith("<!doctype html><html lang='en'><head><meta charset='utf-8'><title>&lt;t&gt;</title>")
    assert page.endswith("<body class='stApp'><main><p>&lt;x&gt;</p></main></body></html>")
    assert "<meta name='robots' content='noindex'>" in page and "<meta name='referrer' content='same-origin'>" in page
    assert "<style>.stApp{--" in page and "<script src='/app/static/door.js' defer></script>" in page
    assert "<meta name='viewport' content='width=device-width, initial-scale=1'>" in page
    assert "<link rel='stylesheet' href='/app/static/door.css'>" in page


def test_a_text_of_a_style_sheet_neither_ends_it_nor_its_own_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(style.st, "html", drawn.append)
    monkeypatch.setattr(style, "UPLOAD_SHEET", "%(drop)s|%(browse)s|%(limit)s")
    style.upload_texts('</style>"\\;é1', "Œuvre, l'été (a : b…)", "X’")
    assert drawn == ['<style>"\\3c \\2f style\\3e \\22 \\5c \\3b é1"|"Œuvre, l\'été (a : b…)"|"X’"</style>']


def test_what_could_end_or_run_on_a_map_is_an_entity() -> None:
    assert safe_map_text("Xa`${b}\\<c>'\"&é") == "Xa&#96;&#36;&#123;b&#125;&#92;&lt;c&gt;&#x27;&quot;&amp;é"


def test_numbers_and_days_of_a_map() -> None:
    assert (read_number(12345, "fr"), read_number(12345, "en")) == ("12\u202f345", "12,345")
    assert (read_decimal(98.64, "fr"), read_decimal(1234.0, "en")) == ("98,6", "1,234")
    assert (read_rate(0.714, "fr"), read_rate(0.714, "en")) == ("71\u202f%", "71%")
    assert (read_day(date(2026, 4, 3), "fr"), read_day(date(2026, 4, 3), "en")) == (
        "3\u00a0avr.\u00a02026",
        "3\u00a0Apr\u00a02026",
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@a",
        "\ta",
        "\ra",
        "\na",
        "\0a",
        "\uff1d1",
        "\u200b=1",
        " =1",
        "+331234567",
        "+3312345678901234",
        "+33612345678x",
        "x+33612345678"[1:] + " ",
    ],
)
def test_what_a_spreadsheet_could_run_is_behind_an_apostrophe(text: str) -> None:
    assert plain_cell(text) == (text if text == "+331234567" else f"'{text}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a=1",
        "1-2",
        "É",
        "+33612345678",
        "+12345678",
        "X=",
        "XX",
        "a\u200b=",
        "+123456789012345",
        "\u200b",
        "X",
    ],
)
def test_what_it_only_reads_stays_as_it_is(text: str) -> None:
    assert plain_cell(text) == text
