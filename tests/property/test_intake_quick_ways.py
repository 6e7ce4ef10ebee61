"""Each quick way to read a cell, a text, a sheet or an id says what the plain way says."""

import csv
import io
import re
import zipfile
from datetime import datetime
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
import xlsxwriter
from anyascii import anyascii
from hypothesis import example, given
from hypothesis import strategies as st
from ulid import ULID

from pipelines.ids import new_ids, written
from pipelines.intake import csv_reader, forbidden, sheet_scan, values_phones
from pipelines.intake.arrow_texts import json_texts, quoted
from pipelines.intake.forbidden import scrubbed, scrubbed_column
from pipelines.intake.reading_parts import ListRefused
from pipelines.intake.vocabulary import (
    LONGEST_NOTHING,
    always_nothing,
    in_ascii,
    is_nothing_in_text,
    plain,
    says_none,
    sign_set,
    unaccented,
)
from pipelines.vault import Vault

TODAY_AT_NOON = datetime(2020, 4, 3, 12)
ACCOUNT = "IBAN FR7630006000011234567890189"
FREE = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x01"), max_size=15)


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """Open a vault with a key of its own."""
    return Vault(tmp_path_factory.mktemp("vault"))


@given(
    st.one_of(
        FREE,
        st.sampled_from(["", "Zoé", "inconnu", "« retiré »", "pas de nom", "xx xx", "pas de tél.", "06 12"]),
        st.sampled_from(["Xx x", "XX", "-", "…", "n.c."]),
    )
)
def test_the_quick_look_for_words_that_say_none_agrees_with_the_whole_one(text):
    declared = always_nothing() | sign_set("placeholders", "in_text")
    slow = not text.strip() or (
        len(text) <= LONGEST_NOTHING and (unaccented(text) in declared or says_none(plain(text)))
    )
    assert is_nothing_in_text(text) == slow


@given(
    st.one_of(
        st.from_regex(values_phones.PLAIN_SHAPE, fullmatch=True),
        st.text("0123456789 .-/+()", max_size=16),
        st.sampled_from(["0600000000", "06123456.00", "6123456.00", "+330612345678"]),
    )
)
def test_a_plain_phone_is_read_as_any_other(text):
    quick = values_phones.read_phone(text)
    with patch.object(values_phones, "PLAIN_SHAPE", re.compile(r"(?!)")):
        assert values_phones.read_phone(text) == quick


@given(st.text(max_size=40))
def test_a_text_spelt_from_the_table_is_spelt_as_by_the_library(text):
    assert in_ascii(text) == anyascii(text)


@given(st.lists(st.text(max_size=8), max_size=6), st.integers(0, 3))
def test_one_look_at_the_bytes_never_misses_what_json_escapes(texts, start):
    column = pa.array(texts, pa.string())[start:]
    assert json_texts(column).to_pylist() == [quoted(text) for text in texts[start:]]


@given(st.text(alphabet='ab;"\n\r,\u2028', max_size=60), st.integers(1, 9), st.integers(0, 3))
def test_a_text_read_in_pieces_gives_the_records_of_the_whole(text, piece, kept):
    with patch.object(csv_reader, "PIECE", piece), patch.object(csv_reader, "KEPT_RECORDS", kept):
        try:
            found = list(csv_reader.records(csv_reader.in_pieces(text), ";"))
        except ListRefused:
            return
    ended = text if text.endswith(("\n", "\r")) else text + "\n"
    assert found == [tuple(record) for record in csv.reader(io.StringIO(ended, newline=""), delimiter=";")]


@given(
    st.lists(
        st.one_of(
            FREE,
            st.sampled_from(
                [
                    "2 85 03 75 116 005 12",
                    "INE 0123456789A",
                    "1850375116005",
                    "passeport : 12AB34567",
                    "IBAN FR7630006000011234567890189",
                    "ine ٠١٢٣٤٥٦٧٨٩a",
                    "2٠85 03 75 116 005",
                    "I.N.E. n° : 0123456789ABC",
                    "Numéro étranger : 1234567890",
                    "ｐasseport 12AB34567",
                    "Paſſeport n° 12AB34567",
                    "",
                ]
            ),
            st.text("1278AB0 .-/iInNeEé:°FfRr\u0131\u212a\u00a0", min_size=12, max_size=30),
            st.from_regex(forbidden.NIR),
            st.from_regex(forbidden.NAMED),
        ),
        max_size=6,
    )
)
def test_a_column_is_scrubbed_as_its_cells_are(cells):
    assert scrubbed_column(pa.array(cells, pa.string())).to_pylist() == [scrubbed(cell) for cell in cells]


@given(
    st.lists(
        st.lists(st.one_of(FREE, st.integers(0, 9), st.sampled_from(["=1+1", " ", "&"])), max_size=5),
        min_size=1,
        max_size=6,
    ),
    st.sets(st.integers(0, 5), max_size=2),
)
@example([["=\x08"]], set())
def test_a_sheet_scanned_many_cells_at_a_time_is_as_the_watcher_sees_it(rows, hidden):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": True}) as book:
        sheet = book.add_worksheet("Liste")
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write(at, place, cell)
        for at in hidden:
            sheet.set_row(at, None, None, {"hidden": True})
    with zipfile.ZipFile(output) as archive:
        quick = seen_or_refused(sheet_scan.quick_scan, archive)
        with patch.object(sheet_scan, "quick_scan", lambda *_: None):
            assert quick in (None, seen_or_refused(sheet_scan.scan_sheet, archive))


def seen_or_refused(scan, archive):
    """Return where a sheet's cells are, or why it is refused: a formula with a control character is no XML."""
    try:
        return scan(archive, "xl/worksheets/sheet1.xml")
    except ListRefused as refused:
        return refused.refusal


@given(st.integers(0, 2**128 - 1))
def test_ids_written_in_bulk_are_those_of_the_library(number):
    high, low = np.array([number >> 64], dtype=np.uint64), np.array([number & (2**64 - 1)], dtype=np.uint64)
    assert written(high, low).to_pylist() == [str(ULID.from_int(number))]


@given(st.integers(0, 50))
def test_minted_ids_are_different_and_in_order(count):
    minted = new_ids(TODAY_AT_NOON, count)
    assert len(set(minted)) == count
    assert minted == sorted(minted)


@given(st.lists(st.one_of(st.none(), FREE), max_size=5))
def test_tokens_made_in_bulk_are_those_made_one_by_one(vault, values):
    made = vault.tokens("C1", "phone", values)
    assert made == [None if value is None else vault.token("C1", "phone", value) for value in values]
