"""Files that leave the screens: nothing in them runs, and each address gives its file once."""

import asyncio
import csv
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.requests import Request

from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard.exports_route import GOOD_FOR, SHELF, STILL_GOOD_FOR, Shelf, hand_out
from dashboard.parts.export import as_csv, as_xlsx, harmless
from dashboard.parts.table import Ask, Slice, every_row

NOW = datetime(2026, 4, 3, 14, 5, tzinfo=UTC)
DANGERS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '"=1+1', "'=1+1",
    "\uff1d1+1", "\uff20SUM(1)", "\u200b=1+1", "\x00=1+1", "|calc",
]  # fmt: skip


@pytest.mark.parametrize("danger", DANGERS, ids=ascii)
def test_a_text_that_could_run_is_quoted(danger: str) -> None:
    assert harmless(danger) == f"'{danger}"


@pytest.mark.parametrize(
    "plain", ["Roubaix", "+33612345678", "Saint-Denis", "3 PC + 1 SIM", "", 12, -3.5, None], ids=ascii
)
def test_an_ordinary_cell_is_left_as_it_is(plain: object) -> None:
    assert harmless(plain) == plain


@given(st.text())
def test_no_exported_text_starts_as_a_formula(text: str) -> None:
    written = harmless(text)
    assert isinstance(written, str)
    visible = [
        c for c in unicodedata.normalize("NFKC", written) if not c.isspace() and unicodedata.category(c)[0] != "C"
    ]
    telephone = text.startswith("+") and text[1:].isdecimal()
    assert telephone or not visible or visible[0] not in "=+-@|"


def test_a_csv_opens_in_french_excel_with_its_accents() -> None:
    content = as_csv(["Commune", "Rang"], [["Évry", 1], ["=1+1", 2]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Commune", "Rang"], ["Évry", "1"], ["'=1+1", "2"]]


def test_a_workbook_holds_texts_and_numbers_and_no_formula() -> None:
    content = as_xlsx(["Commune", "Rang"], [["=1+1", 2], ["+33612345678", None]])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Commune", "Rang"], ["'=1+1", 2], ["+33612345678", None],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}


def test_an_address_gives_its_file_once() -> None:
    shelf = Shelf()
    token = shelf.leave("session/table/csv", lambda: b"x", "x.csv", "text/csv", NOW)
    parcel = shelf.collect(token, NOW)
    assert parcel is not None
    assert parcel.make() == b"x"
    assert shelf.collect(token, NOW) is None


def test_an_address_expires() -> None:
    shelf = Shelf()
    token = shelf.leave("slot", lambda: b"x", "x.csv", "text/csv", NOW)
    assert shelf.collect(token, NOW + GOOD_FOR) is None


def test_a_new_address_takes_the_place_of_the_former_a_moment_later() -> None:
    """Whoever clicks while the page is drawn again clicks the former link."""

    def replaced(at: datetime) -> tuple[Shelf, str, str]:
        shelf = Shelf()
        first = shelf.leave("slot", lambda: b"1", "x.csv", "text/csv", NOW)
        return shelf, first, shelf.leave("slot", lambda: b"2", "x.csv", "text/csv", at)

    later = NOW + timedelta(minutes=1)
    for waited, served in ((timedelta(0), True), (STILL_GOOD_FOR, False)):
        shelf, first, second = replaced(later)
        other = shelf.leave("another", lambda: b"3", "x.csv", "text/csv", later)
        assert (shelf.collect(first, later + waited) is not None) == served
        assert shelf.collect(first, later + waited) is None, "once only"
        assert shelf.collect(second, later + waited) is not None
        assert shelf.collect(other, later + waited) is not None
    # One that was about to expire does not live longer for it.
    shelf, first, _second = replaced(NOW + GOOD_FOR - timedelta(seconds=1))
    assert shelf.collect(first, NOW + GOOD_FOR) is None


def test_an_export_reads_every_row_of_the_view_to_the_end() -> None:
    rows = [{"n": n} for n in range(2503)]
    asked: list[tuple[int, str]] = []

    def fetch(ask: Ask) -> Slice:
        asked.append((ask.offset, ask.search))
        return Slice(rows[ask.offset : ask.offset + ask.limit], len(rows))

    assert list(every_row(fetch, Ask(50, 25, search="x"))) == rows
    assert asked == [(0, "x"), (1000, "x"), (2000, "x")]


def test_a_file_that_cannot_be_made_any_more_says_why() -> None:
    def make() -> bytes:
        raise CannotGoOn("receipt_over", Sentence("Le reçu n'est plus refait.", "The receipt is no longer made."))

    token = SHELF.leave("slot", make, "recu.csv", "text/csv", datetime.now(UTC))
    request = Request({"type": "http", "path_params": {"token": token}, "headers": []})
    # In a thread of its own: a browser of another test may keep a loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        answer = thread.submit(lambda: asyncio.run(hand_out(request))).result()
    assert answer.status_code == 409
    assert bytes(answer.body).decode() == "Le reçu n'est plus refait.\nThe receipt is no longer made.\n"
