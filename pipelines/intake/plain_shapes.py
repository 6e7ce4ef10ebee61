"""The plain shapes of cells, read thousands at a time: names, addresses, notes, phones, e-mails and dates as most people write them.

A cell of another shape is left to the readers of single cells, and so is any that may say « nothing », be an example or break
the contract. A property test proves, for each field, that a plain shape is read as those readers do.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.row import IDENTITY_FIELDS, LONGEST_TEXT
from pipelines.intake.arrow_texts import ACCENTED, bits, plain_texts, unaccented_known
from pipelines.intake.plain_dates import plain_dates
from pipelines.intake.row_rules import example_starts
from pipelines.intake.values import DATES, READERS
from pipelines.intake.values_names import read_name
from pipelines.intake.values_phones import OVERSEAS, read_phone
from pipelines.intake.values_places import read_email, read_note, read_text
from pipelines.intake.vocabulary import always_nothing, nothing_in_text, word_set

LETTERS = f"A-Za-z{ACCENTED}"
# A text in which own spaces, boxes, formulas, guards and withdrawn numbers have no place.
TEXT = rf"^[0-9{LETTERS}](?:[0-9{LETTERS} ',.;:/()&_+-]*[0-9{LETTERS},.;:/()&_+-])?$"
PHONE = (
    r"^(?:(?i:t[ée]l|port|mob)[ .:]*)?(?:0|(?:\+|00)33 ?(?:\(0\) ?)?)?"
    r"[1-9](?:[0-9]{8}|(?: [0-9]{2}){4}|(?:\.[0-9]{2}){4}|(?:-[0-9]{2}){4}|(?:/[0-9]{2}){4})$"
)
FILLERS = "(?:" + "|".join(f"{digit}{{8}}" for digit in range(10)) + ")$"
EMAIL = r"^[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$"
LONGEST_EMAIL = 254
# A postcode may stand there, five digits of an address, any digit of the name of a commune; or a phone beside a name.
PLACED = {"address": "[0-9]{5}", "commune": "[0-9]", "guardian_full_name": "[0-9]", "guardian_last_name": "[0-9]"}


class Plain(NamedTuple):
    """Which cells have a plain shape, and their values (nothing elsewhere, and where a plain cell has none)."""

    is_plain: np.ndarray
    values: pa.Array


def shape_of(name: str) -> Callable[[pa.Array, str, date], Plain] | None:
    """Return what reads the plain shape of a field, None where the field has none: codes and counts repeat themselves."""
    if name in DATES:
        return dated
    shapes: dict[object, Callable[[pa.Array, str, date], Plain]] = {
        read_text: worded, read_name: worded, read_note: noted, read_phone: phoned, read_email: mailed,
    }  # fmt: skip
    # A need in words states counts as well.
    return None if name == "need_text" else shapes.get(READERS[name])


def worded(cells: pa.Array, name: str, today: date) -> Plain:
    """Read names, addresses and references."""
    simple, is_plain = lowered(cells, TEXT, LONGEST_TEXT)
    is_plain &= ~bits(pc.is_in(simple, sayings(nothing_in_text()))) & ~bits(
        pc.match_substring_regex(simple, none_start())
    )
    if name in PLACED:
        is_plain &= ~bits(pc.match_substring_regex(cells, PLACED[name]))
    if name in IDENTITY_FIELDS:
        for start in example_starts():
            is_plain &= ~bits(pc.starts_with(simple, start))
    if name == "partner_reference":
        is_plain &= ~bits(pc.is_in(plain_texts(cells), sayings(word_set("examples", "references"))))
    return Plain(is_plain, cells)


def noted(cells: pa.Array, name: str, today: date) -> Plain:
    """Read free texts."""
    simple, is_plain = lowered(cells, TEXT, LONGEST_TEXT)
    is_plain &= ~bits(pc.is_in(simple, sayings(always_nothing())))
    said = pc.binary_join_element_wise(" ", plain_texts(cells), " ", "")
    for words in word_set("examples", "note_words"):
        is_plain &= ~bits(pc.match_substring(said, f" {words} "))
    return Plain(is_plain, cells)


def phoned(cells: pa.Array, name: str, today: date) -> Plain:
    """Read French numbers, their digits together or in pairs; one that was only typed to fill the cell is nothing."""
    is_plain = bits(pc.match_substring_regex(cells, PHONE))
    bare = pc.replace_substring_regex(cells, pattern="^[^0-9+]*", replacement="")
    is_plain &= ~bits(pc.is_in(bare, sayings(nothing_in_text()))) & ~bits(pc.is_in(cells, sayings(nothing_in_text())))
    digits = pc.utf8_slice_codeunits(pc.replace_substring_regex(cells, pattern="[^0-9]+", replacement=""), -9)
    keys, codes = pa.array(list(OVERSEAS)), pa.array(list(OVERSEAS.values()))
    prefix = pc.fill_null(codes.take(pc.index_in(pc.utf8_slice_codeunits(digits, 0, 3), keys)), "+33")
    numbers = pc.binary_join_element_wise(prefix, digits, "")
    return Plain(is_plain, pc.if_else(pc.match_substring_regex(digits, FILLERS), pa.scalar(None, pa.string()), numbers))


def mailed(cells: pa.Array, name: str, today: date) -> Plain:
    """Read e-mail addresses of usual signs."""
    simple, is_plain = lowered(cells, EMAIL, LONGEST_EMAIL)
    is_plain &= ~bits(pc.is_in(simple, sayings(nothing_in_text()))) & ~bits(
        pc.match_substring_regex(simple, none_start())
    )
    return Plain(is_plain, simple)


def dated(cells: pa.Array, name: str, today: date) -> Plain:
    """Read days in digits that the calendar has, and that are not to come."""
    return Plain(*plain_dates(cells, today))


def lowered(cells: pa.Array, shape: str, longest: int) -> tuple[pa.Array, np.ndarray]:
    """Return cells in lower case without accents, and which of them have a shape and a length."""
    is_plain = bits(pc.match_substring_regex(cells, shape)) & bits(pc.less_equal(pc.utf8_length(cells), longest))
    latin, _ = unaccented_known(cells)
    return pc.ascii_lower(latin), is_plain


@cache
def none_start() -> str:
    """Return how a text begins that may say in words that there is nothing: « pas de tél. », « xx xx »."""
    words = "|".join(sorted(map(re.escape, word_set("placeholders", "none_words"))))
    return f"^(?:x|(?:{words})(?:[^a-z0-9]|$))"


@cache
def sayings(words: frozenset[str]) -> pa.Array:
    """Return words as a column."""
    return pa.array(sorted(words), pa.string())
