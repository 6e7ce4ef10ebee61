"""Hostile and damaged files: each ends in a clean reading or in one clear sentence, and the server stays up."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading
from pipelines.intake.worker import ReadingRoom

FILES = Path(__file__).parent / "files"
TODAY = date(2020, 4, 3)
REFUSED = {
    "billion_laughs.xlsx": "unsafe_archive",
    "quadratic_blowup.xlsx": "unsafe_archive",
    "xxe_file.xlsx": "unsafe_archive",
    "xxe_http.xlsx": "unsafe_archive",
    "zip_slip.xlsx": "unsafe_archive",
    "zip_dup_entry.xlsx": "unsafe_archive",
    "million_cells_in_row.xlsx": "unsafe_archive",
    "far_cell.xlsx": "far_cell",
    "sparse_100x1M.xlsx": "far_cell",
    "truncated.xlsx": "damaged",
    "zip_not_xlsx.xlsx": "damaged",
    "empty_sheet.xlsx": "empty_workbook",
    "html_as.xls": "not_a_list",
    "ole_garbage.xls": "not_a_list",
    "pdf_as.csv": "not_a_list",
    "png_as.csv": "not_a_list",
    "empty.csv": "empty_file",
    "only_bom.csv": "empty_file",
    "only_nul.csv": "empty_file",
    "whitespace.csv": "empty_file",
    "only_header.csv": "no_rows",
    "unclosed_quote.csv": "unclosed_quote",
    "mixed_encodings.csv": "mixed_encodings",
    "invalid_utf8_tail.csv": "mixed_encodings",
    "one_field_50MB.csv.gz": "too_long_cell",
    "dunder_headers.csv": "no_header",
    "empty_headers.csv": "no_header",
    "ragged.csv": "no_header",
}


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as found:
        yield found


def read(room: ReadingRoom, path: Path) -> ListReading | Refusal:
    data, name = path.read_bytes(), path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name.removesuffix(".gz")
    return room.read(data, name, today=TODAY)


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_a_hostile_file_ends_cleanly(room: ReadingRoom, path: Path) -> None:
    found = read(room, path)
    if path.name in REFUSED:
        assert isinstance(found, Refusal)
        assert (found.code, "\n" in found.sentence.fr) == (REFUSED[path.name], False)
        return
    assert isinstance(found, ListReading), found
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    assert found.counts["physical"] == sum(found.counts[part] for part in parts)


@pytest.mark.parametrize(
    "name",
    [
        "utf8.csv",
        "utf8_bom.csv",
        "utf16le_bom.csv",
        "utf16le_nobom.csv",
        "cp1252.csv",
        "macroman.csv",
        "double_encoded.csv",
        "nul_bytes.csv",
        "sep_line.csv",
        "pipe.csv",
        "tab.csv",
    ],
)
def test_the_same_list_in_any_encoding_says_the_same(room: ReadingRoom, name: str) -> None:
    found = read(room, FILES / name)
    assert isinstance(found, ListReading)
    assert found.rows[0].values == {
        "guardian_last_name": "Lefèvre",
        "guardian_first_name": "Zoé",
        "phone_1": "+33612345678",
        "address": "3 rue de l'Œuvre",
        "children_count": 2,
    }


def test_a_workbook_that_counts_from_1904_gives_the_same_day(room: ReadingRoom) -> None:
    days = [
        found.rows[0].values["guardian_birth_date"]
        for name in ("ok.xlsx", "date1904.xlsx")
        if isinstance(found := read(room, FILES / name), ListReading)
    ]
    assert days == [date(2015, 4, 3), date(2015, 4, 3)]


def test_a_sheet_that_lies_about_its_size_loses_no_row(room: ReadingRoom) -> None:
    found = read(room, FILES / "dimension_lie.xlsx")
    assert isinstance(found, ListReading)
    assert found.counts["physical"] == 2


def test_formulas_without_results_keep_their_row(room: ReadingRoom) -> None:
    found = read(room, FILES / "formulas_no_cached_values.xlsx")
    assert isinstance(found, ListReading)
    assert [row.row for row in found.rows] == [2, 3]


def test_a_million_columns_are_refused(room: ReadingRoom) -> None:
    found = room.read(b";".join([b"a"] * 1_000_000) + b"\n", "large.csv", today=TODAY)
    assert isinstance(found, Refusal)
    assert found.code == "too_many_columns"
