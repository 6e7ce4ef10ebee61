"""Distinct values are numbered below the number of rows, however many texts a column of codes names."""

import pyarrow as pa

from campaigns.allocation.columns import codes_of
from campaigns.allocation.pairing import matches, numbered_alike


def of_codes(rows: list[int | None], names: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), pa.array(names))


def test_codes_stay_below_the_number_of_rows_where_a_column_names_more_texts_than_it_has_rows() -> None:
    names = [f"c{place}" for place in range(9)]
    assert codes_of(of_codes([8, 3, 8], names)).tolist() == [1, 0, 1]
    assert codes_of(of_codes([8, None, 3, None], names)).tolist() == [1, -1, 0, -2]
    assert codes_of(pa.array(["b", "a", "b", None])).tolist() == [0, 1, 0, -1]


def test_two_rows_bear_one_number_only_where_all_their_columns_agree() -> None:
    names = [f"c{place}" for place in range(40)]
    for first in range(40):
        for second in range(40):
            left = pa.table({"a": of_codes([0, 1], names), "b": of_codes([first, second], names)})
            pairs = matches(*numbered_alike(left, left, ["a", "b"]))
            assert [rows.tolist() for rows in pairs] == [[0, 1], [0, 1]], (first, second)
