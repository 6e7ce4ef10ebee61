"""Texts by columns: what is done to one text in Python, done to thousands in Arrow, and only odd texts one by one.

Each function here has its twin in Python, which it calls for the texts that it does not know how to treat; property tests
prove that both agree. This module must never know a field.
"""

from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.vocabulary import plain
from pipelines.linkage.normalise import PARTICLES, folded

# Letters that lose their accent by decomposition, as they do when they are spelt in ASCII.
ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
KNOWN_SIGNS = rf"^[\x00-\x7f{ACCENTED}]*$"
ESCAPED_IN_JSON = r'[\x00-\x1f"\\]'
FIRST_PRINTED = 0x20
# What stays of an accent once its letter is parted from it.
MARKS = "[\u0300-\u036f]+"
EMPTY = pa.scalar("", pa.string())


def bits(column: pa.Array) -> np.ndarray:
    """Return a column of yes and no as an array; nothing is no."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False))


def patched(column: pa.Array, places: np.ndarray, found: Sequence[Any] | pa.Array) -> pa.Array:
    """Return a column with other values at some places (a mask), given in their order."""
    if not places.any():
        return column
    values = found if isinstance(found, pa.Array) else pa.array(found, column.type)
    return pc.replace_with_mask(column, pa.array(places), values)


def rewritten(
    column: pa.Array, places: np.ndarray, original: pa.Array, rewrite: Callable[[str], str | None]
) -> pa.Array:
    """Return a column in which some places hold what `rewrite` makes of the original text."""
    if not places.any():
        return column
    return patched(column, places, [rewrite(text) for text in original.filter(pa.array(places)).to_pylist()])


def unaccented_known(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Return texts without accents, and at which places that could not be done: an unknown sign stands there."""
    foreign = ~bits(pc.string_is_ascii(pc.fill_null(column, "")))
    if not foreign.any():
        return column, foreign
    texts = column.filter(pa.array(foreign))
    parted = pc.utf8_normalize(texts, form="NFD")
    column = patched(column, foreign, pc.replace_substring_regex(parted, pattern=MARKS, replacement=""))
    foreign[foreign] = ~bits(pc.match_substring_regex(texts, KNOWN_SIGNS))
    return column, foreign


def spelt(column: pa.Array, other_signs: str, slowly: Callable[[str], str]) -> pa.Array:
    """Return texts in lower case ASCII, runs of other signs as one space; `slowly` does the same to one text."""
    latin, odd = unaccented_known(column)
    simple = pc.replace_substring_regex(pc.ascii_lower(latin), pattern=other_signs, replacement=" ")
    return rewritten(pc.ascii_trim(simple, " "), odd, column, slowly)


def plain_texts(column: pa.Array) -> pa.Array:
    """Return each text as `vocabulary.plain` does."""
    return spelt(column, "[^a-z0-9]+", plain)


def folded_texts(column: pa.Array) -> pa.Array:
    """Return each text as `normalise.folded` does."""
    return spelt(column, "[^a-z]+", folded)


def joined_texts(columns: Sequence[pa.Array], sign: str, count: int) -> pa.Array:
    """Join what is there in each row, empty texts left out."""
    return joined_there(list(map(without_empty, columns)), sign, count)


def joined_there(columns: Sequence[pa.Array], sign: str, count: int) -> pa.Array:
    """Join what is there in each row; an empty text where nothing is."""
    if not columns:
        return pa.array([""] * count, pa.string())
    # Arrow leaves out rows in which nothing is there, instead of giving an empty text: they get one to join.
    first = pc.if_else(pc.is_null(pc.coalesce(*columns)), EMPTY, columns[0])
    return pc.binary_join_element_wise(first, *columns[1:], sign, null_handling="skip")


def without_empty(column: pa.Array) -> pa.Array:
    """Return texts, nothing in place of an empty one."""
    return pc.if_else(pc.equal(column, EMPTY), pa.scalar(None, pa.string()), column)


def names_keys(parts: Sequence[pa.Array], count: int) -> pa.Array:
    """Return one key for the parts of each name, as `normalise.name_key` does; empty where nobody is named."""
    texts = joined_texts([folded_texts(part) for part in parts], " ", count)
    words = pc.split_pattern(texts, " ")
    rows = pc.list_parent_indices(words).to_numpy()
    encoded = pc.list_flatten(words).dictionary_encode()
    ranks, names = ranked(encoded)
    order = np.lexsort((ranks, rows))
    rows, ranks = rows[order], ranks[order]
    # A word said twice counts once.
    once = np.ones(len(rows), dtype=bool)
    once[1:] = (rows[1:] != rows[:-1]) | (ranks[1:] != ranks[:-1])
    # Particles go, unless there is nothing else.
    weak = bits(pc.is_in(names, pa.array(sorted(PARTICLES), pa.string())))[ranks]
    strong = np.zeros(count, dtype=bool)
    strong[rows[~weak]] = True
    once &= ~weak | ~strong[rows]
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows[once], minlength=count), out=offsets[1:])
    lists = pa.ListArray.from_arrays(pa.array(offsets), names.take(pa.array(ranks[once])))
    return pc.binary_join(lists, " ")


def ranked(encoded: pa.DictionaryArray) -> tuple[np.ndarray, pa.Array]:
    """Return the rank of each word in spelling order, and the words in that order."""
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[encoded.indices.to_numpy()], encoded.dictionary.take(pa.array(order))


def json_texts(column: pa.Array) -> pa.Array:
    """Return each text as it stands between the quotes of a JSON string."""
    if not may_be_escaped(column):
        return column
    places = bits(pc.match_substring_regex(column, ESCAPED_IN_JSON))
    return rewritten(column, places, column, quoted)


def may_be_escaped(column: pa.Array) -> bool:
    """Tell whether some byte of a column is one that JSON escapes: one look at all of them is quicker than one at each text."""
    signs = text_bytes(column)
    return bool(((signs < FIRST_PRINTED) | (signs == ord('"')) | (signs == ord("\\"))).any())


def text_bytes(column: pa.StringArray) -> np.ndarray:
    """Return the bytes of all texts of a column, one after the other."""
    _, ends, signs = column.buffers()
    if signs is None or not len(column):
        return np.zeros(0, dtype=np.uint8)
    where = np.frombuffer(ends, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(signs, dtype=np.uint8)[where[0] : where[-1]]


def quoted(text: str) -> str:
    """Return one text as it stands between the quotes of a JSON string."""
    return encode_basestring(text)[1:-1]


def wrapped(before: str, column: pa.Array, after: str) -> pa.Array:
    """Return each text between two others; nothing stays nothing."""
    return pc.binary_join_element_wise(before, column, after, "")
