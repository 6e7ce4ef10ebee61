"""Columns in which few texts stand on many rows: each text is kept once, and a row holds its number.

A million lines and their options name a few thousand types and cells; as texts they would weigh ten times as much.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import Fault, Ints, text_column, whole

CODED = pa.dictionary(pa.int32(), pa.string())


def coded(names: pa.Array | pa.ChunkedArray, rows: Ints) -> pa.DictionaryArray:
    """Return the text of each row as codes, `rows` telling its place among `names`."""
    told = (whole(names) if isinstance(names, pa.ChunkedArray) else names).dictionary_encode()
    return pa.DictionaryArray.from_arrays(told.indices.take(pa.array(rows)), told.dictionary)


def plain(values: pa.Array) -> pa.Array:
    """Return a column as texts."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def coded_column(source: pa.Table, table: str, column: str) -> tuple[pa.DictionaryArray, list[Fault]]:
    """Read a column as codes; a blank is a fault. One that comes as codes that can be trusted is not copied."""
    values = whole(source.column(column))
    if isinstance(values, pa.DictionaryArray) and values.type == CODED and _is_sound(values):
        return values, []
    texts, faults = text_column(source, table, column)
    return texts.dictionary_encode(), faults


def _is_sound(values: pa.DictionaryArray) -> bool:
    """Tell whether every row has a text, none is blank, and each stands once among the texts."""
    names = values.dictionary
    blank = pc.any(pc.or_(pc.utf8_is_space(names), pc.equal(pc.binary_length(names), 0))).as_py()
    return not (values.null_count or names.null_count or blank) and len(pc.unique(names)) == len(names)


def places(values: pa.Array, ids: pa.Array) -> Ints:
    """Place of each value among `ids`, -1 where absent; of a column of codes each text is looked up once."""
    if not isinstance(values, pa.DictionaryArray):
        return integers(pc.fill_null(pc.index_in(values, value_set=ids), -1))
    found = np.append(places(values.dictionary, ids), -1)
    return np.asarray(found[integers(pc.fill_null(values.indices, -1))], dtype=np.int64)


def integers(values: pa.Array) -> Ints:
    """Arrow integers without null as a NumPy array."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
