"""Columns of codes say what the same columns of texts say, faults included."""

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.allocation.coded import CODED, coded, coded_column, places, plain
from campaigns.allocation.columns import repeated_texts, text_column

NAMES = st.lists(st.none() | st.sampled_from(["a", "b", "é", "", " "]), max_size=6)


@st.composite
def columns_of_codes(draw: st.DrawFn) -> pa.DictionaryArray:
    """Codes as a stranger may write them: blanks, nulls, texts that stand twice or on no row."""
    names = draw(NAMES)
    rows = draw(st.lists(st.none() | st.sampled_from(range(len(names))), max_size=8)) if names else []
    return pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), pa.array(names, pa.string()))


@given(columns_of_codes())
@example(pa.array(["a", "b", "a"]).dictionary_encode())
def test_a_column_that_comes_as_codes_has_the_texts_and_the_faults_of_its_texts(column: pa.DictionaryArray) -> None:
    codes, faults = coded_column(pa.table({"type_id": column}), "lines", "type_id")
    texts, expected = text_column(pa.table({"type_id": column.dictionary_decode()}), "lines", "type_id")
    assert codes.type == CODED
    assert (codes.to_pylist(), faults) == (texts.to_pylist(), expected)
    assert len(set(codes.dictionary.to_pylist())) == len(codes.dictionary)


@given(columns_of_codes(), st.lists(st.sampled_from("abé"), unique=True))
def test_codes_are_found_where_their_texts_are(column: pa.DictionaryArray, ids: list[str]) -> None:
    found = places(column, pa.array(ids, pa.string()))
    assert found.tolist() == [ids.index(text) if text in ids else -1 for text in column.to_pylist()]


@given(NAMES.filter(bool), st.lists(st.integers(0, 5), max_size=8))
def test_each_row_gets_the_text_of_its_place(names: list[str | None], rows: list[int]) -> None:
    rows = [row % len(names) for row in rows]
    made = coded(pa.array(names, pa.string()), np.array(rows, dtype=np.int64))
    assert plain(made).to_pylist() == [names[row] for row in rows]


@given(NAMES)
def test_a_text_repeats_the_same_text_above_it(texts: list[str | None]) -> None:
    seen = [text is not None and text in texts[:row] for row, text in enumerate(texts)]
    assert repeated_texts(pa.array(texts, pa.string())).tolist() == seen
