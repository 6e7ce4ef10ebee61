"""Hostile and damaged files: each ends in a clean reading or in one clear sentence, and the server stays up."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading
from pipelines.intake.worker import ReadingRoom
from tests.faults.hostile_truth import DAY, FAMILY, FILES, LOOKED_UP, REFUSED, ROWS, SAME_DAY, SAME_LIST

TODAY = date(2020, 4, 3)


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as found:
        yield found


def read(room: ReadingRoom, path: Path) -> ListReading | Refusal:
    data, name = path.read_bytes(), path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name.removesuffix(".gz")
    return room.read(data, name, today=TODAY)


def test_what_is_known_is_of_files_that_are_there() -> None:
    there = {path.name for path in FILES.iterdir()}
    assert set(REFUSED) | set(ROWS) | set(LOOKED_UP) <= there
    assert set(REFUSED) & set(ROWS) == set()


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
    assert len(found.rows) == ROWS.get(path.name, len(found.rows))


@pytest.mark.parametrize("name", SAME_LIST)
def test_the_same_list_in_any_encoding_says_the_same(room: ReadingRoom, name: str) -> None:
    found = read(room, FILES / name)
    assert isinstance(found, ListReading)
    assert found.rows[0].values == FAMILY


def test_a_workbook_that_counts_from_1904_gives_the_same_day(room: ReadingRoom) -> None:
    days = [
        found.rows[0].values["guardian_birth_date"]
        for name in SAME_DAY
        if isinstance(found := read(room, FILES / name), ListReading)
    ]
    assert days == [date.fromisoformat(DAY)] * 2


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
