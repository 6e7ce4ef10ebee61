"""Columns as received become typed columns, and every fault found on the way is kept as data.

Tables may come from CSV (all text) or Parquet (already typed). This room never reads a file and never
stops at the first fault.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.outcome import Refusal, Sentence

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# At most 18 digits: the value then always fits in 64 bits.
INTEGER_PATTERN = r"^[+-]?[0-9]{1,18}$"
# The first faults are enough to know where to look; the total tells how much is left.
FAULTS_SHOWN = 3

BLANK = Sentence("valeur manquante", "missing value")
NOT_INTEGER = Sentence("nombre entier attendu", "expected a whole number")
NEGATIVE = Sentence("nombre négatif", "negative number")
DUPLICATE = Sentence("valeur déjà présente plus haut", "value already present above")
TOO_LARGE = Sentence("nombre trop grand", "number too large")


@dataclass(frozen=True, slots=True)
class Fault:
    """One faulty value; `row` is the 1-based data row, header not counted."""

    table: str
    row: int
    column: str
    value: str
    why: Sentence


def faults_where(wrong: Bools, table: str, column: str, values: pa.Array, why: Sentence) -> list[Fault]:
    """List a fault for each True of `wrong`, quoting the value of that row."""
    return [Fault(table, int(i) + 1, column, _quoted(values[int(i)].as_py()), why) for i in np.flatnonzero(wrong)]


def text_column(source: pa.Table, table: str, column: str, *, optional: bool = False) -> tuple[pa.Array, list[Fault]]:
    """Read a column as text; a blank is null when `optional`, else a fault."""
    values = _flat(source, column)
    try:
        values = values.cast(pa.string())
    except pa.ArrowInvalid:
        return _nothing(len(values), pa.string()), [Fault(table, 1, column, str(values.type), _TEXT_EXPECTED)]
    blank = pc.fill_null(pc.or_(pc.utf8_is_space(values), pc.equal(pc.binary_length(values), 0)), True)
    if pc.any(blank).as_py():
        values = pc.if_else(blank, pa.scalar(None, pa.string()), values)
    return values, [] if optional else faults_where(_mask(blank), table, column, values, BLANK)


def integer_column(
    source: pa.Table, table: str, column: str, *, optional: bool = False
) -> tuple[pa.Array, list[Fault]]:
    """Read a column as 64-bit integers; a blank is null when `optional`, else a fault.

    Text must be plain digits; decimal numbers are accepted only when they are whole (a nullable integer
    column often comes back from Parquet as decimals).
    """
    raw = _flat(source, column)
    values = _whole_text(raw) if pa.types.is_string(raw.type) else _whole_number(raw)
    given = pc.is_valid(raw)
    if pa.types.is_string(raw.type):
        given = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(raw), ""), False)
    unreadable = pc.and_(given, pc.is_null(values))
    faults = faults_where(_mask(unreadable), table, column, raw, NOT_INTEGER)
    return values, faults + ([] if optional else faults_where(~_mask(given), table, column, raw, BLANK))


def repeated(keys: Ints) -> Bools:
    """Tell for each row whether an earlier row holds the same key."""
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(keys), dtype=np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    return again


def repeated_texts(values: pa.Array) -> Bools:
    """Tell for each row whether an earlier row holds the same text; a null repeats none.

    Where no two texts share Python's hash of them, none is twice; to number them all would hold each of them once more.
    """
    if not values.null_count:
        blocks = (values[start : start + BLOCK_ROWS].to_pylist() for start in range(0, len(values), BLOCK_ROWS))
        hashes = np.fromiter((hash(text) for block in blocks for text in block), dtype=np.int64, count=len(values))
        hashes.sort()
        if (hashes[1:] != hashes[:-1]).all():
            return np.zeros(len(values), dtype=np.bool_)
    return repeated(codes_of(values))


# Texts made into Python's own at a time.
BLOCK_ROWS = 1 << 16


def codes_of(values: pa.Array) -> Ints:
    """Number the distinct values of a column, each below its number of rows; nulls get distinct negative numbers, so they never repeat."""
    encoded = values.dictionary_encode()
    numbers = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    nulls = numbers < 0
    # A column that comes as codes may name more texts than it has rows, and callers make keys of two columns by that bound.
    if isinstance(encoded, pa.DictionaryArray) and len(encoded.dictionary) > len(values):
        numbers[~nulls] = np.unique(numbers[~nulls], return_inverse=True)[1]
    numbers[nulls] = -1 - np.arange(int(nulls.sum()))
    return np.asarray(numbers)


def places_in_order(values: pa.Array) -> Ints:
    """Return the place of each text among the distinct ones, sorted; each of these is looked at once. No value may be null."""
    told = values.dictionary_encode()
    ranks = pc.rank(told.dictionary, tiebreaker="dense").to_numpy().astype(np.int64)
    return np.asarray(ranks[told.indices.to_numpy()], dtype=np.int64)


def refusal_of(faults: list[Fault]) -> Refusal:
    """Gather the faults in one sentence: the first few, and how many more."""
    more = len(faults) - FAULTS_SHOWN
    shown = faults[:FAULTS_SHOWN]
    french = " ; ".join(
        f"{f.table}, ligne {f.row}, colonne {f.column} : {f'« {f.value} »' if f.value else '(vide)'}, {f.why.fr}"
        for f in shown
    )
    english = "; ".join(
        f"{f.table}, row {f.row}, column {f.column}: {f'“{f.value}”' if f.value else '(blank)'}, {f.why.en}"
        for f in shown
    )
    rest_fr, rest_en = (f" ; et {more} autre(s)", f"; and {more} more") if more > 0 else ("", "")
    return Refusal(
        "invalid_problem",
        Sentence(
            f"Le problème n'a pas été résolu. {french}{rest_fr}. Corrigez ces valeurs, puis relancez.",
            f"The problem was not solved. {english}{rest_en}. Correct these values, then run again.",
        ),
    )


_TEXT_EXPECTED = Sentence("texte attendu", "expected text")


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one piece; one that is already is not copied, as Arrow's own `combine_chunks` does."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _flat(source: pa.Table, column: str) -> pa.Array:
    values = whole(source.column(column))
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_large_string(values.type) or pa.types.is_null(values.type):
        values = values.cast(pa.string())
    return values


def _whole_text(values: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(values)
    plain = pc.fill_null(pc.match_substring_regex(trimmed, INTEGER_PATTERN), False)
    return pc.if_else(plain, pc.utf8_ltrim(trimmed, "+"), pa.scalar(None, pa.string())).cast(pa.int64())


def _whole_number(values: pa.Array) -> pa.Array:
    if pa.types.is_decimal(values.type) or pa.types.is_floating(values.type):
        values = pc.if_else(_is_whole(values), values, pa.scalar(None, values.type))
    elif not pa.types.is_integer(values.type):
        return _nothing(len(values), pa.int64())
    try:
        return values.cast(pa.int64())
    except pa.ArrowInvalid:  # an unsigned or decimal value beyond 64 bits
        return pa.array([v if v is None or abs(v) < 2**63 else None for v in values.to_pylist()], pa.int64())


def _is_whole(values: pa.Array) -> pa.Array:
    # 2**53: beyond it a decimal number no longer tells neighbouring integers apart.
    whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), pa.scalar(2**53)))
    return pc.fill_null(whole, False)


def _nothing(count: int, kind: pa.DataType) -> pa.Array:
    return pa.nulls(count, kind)


def _mask(values: pa.Array) -> Bools:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _quoted(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
