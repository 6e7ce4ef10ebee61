"""Names of a long column are found where a dictionary would find them."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation import ledger
from campaigns.allocation.ledger import Places

NAMES = st.lists(st.text(alphabet="abé", max_size=3), max_size=12)


def by_dictionary(names: list[str], asked: list[str | None]) -> list[int]:
    known = {name: place for place, name in enumerate(names)}
    return [-1 if name is None else known.get(name, -1) for name in asked]


@given(NAMES, st.lists(st.none() | st.text(alphabet="abé", max_size=3), max_size=12))
def test_a_name_is_found_where_a_dictionary_finds_it(names: list[str], asked: list[str | None]) -> None:
    found = Places(pa.array(names, pa.string())).of(pa.chunked_array([pa.array(asked, pa.string())]))
    assert found.tolist() == by_dictionary(names, asked)


def test_names_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "hash", len, raising=False)
    names, asked = ["ab", "cd", "e"], ["cd", "ab", "e", "f", "gh"]
    places = Places(pa.array(names))
    assert places.of(pa.chunked_array([asked])).tolist() == [1, 0, 2, -1, -1]
    # One hash of its own, and another name that shares it.
    assert Places(pa.array(["e"])).of(pa.chunked_array([["f", "e"]])).tolist() == [-1, 0]


def test_a_long_column_is_looked_up_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "BLOCK_ROWS", 3)
    names = [f"L{number}" for number in range(10)]
    assert Places(pa.array(names)).of(pa.chunked_array([names[::-1]])).tolist() == list(range(9, -1, -1))
