"""What admission needs of rows, made from their values by columns: JSON texts, keys by which rows find each other, plain columns.

The same columns come from a file just read and from rows that waited for a decision. This module must never judge a row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.arrow_texts import bits, joined_there, json_texts, names_keys, rewritten, without_empty, wrapped
from pipelines.intake.block import DATES, PLAIN, plain_type
from pipelines.linkage.keys import match_key
from pipelines.linkage.normalise import surname_of

Columns = Mapping[str, pa.Array]
# A reference that lower case and case folding treat alike, without outer spaces.
PLAIN_REFERENCE = "^[!-~](?:[ -~]*[!-~])?$"
NOTHING = pa.scalar(None, pa.string())


def packed_columns(values: Columns, count: int) -> dict[str, pa.Array]:
    """Return the columns of `ADMISSION_FIELDS`.

    Parameters
    ----------
    values
        Canonical field -> one value a row, nothing where there is none; dates as ISO text.
    """
    whole = Whole(values, count)
    members = {name: member_texts(name, values[name]) for name in sorted(values)}
    return {
        "content": objects(list(members.values()), count),
        "identity": objects([member for name, member in members.items() if name not in PLAIN], count),
        **key_columns(whole),
        "postcode": whole["postcode"],
        **{name: whole[name] for name in PLAIN},
        "has_phone": pc.or_(is_told(whole["phone_1"]), is_told(whole["phone_2"])),
        "has_address": is_told(whole["address"]),
    }


class Whole:
    """The columns of some rows; a field without a column is nothing in each row."""

    def __init__(self, values: Columns, count: int) -> None:
        self.values, self.count = values, count

    def __getitem__(self, name: str) -> pa.Array:
        found = self.values.get(name)
        return pa.nulls(self.count, plain_type(name)) if found is None else found

    def row(self, at: int, names: Sequence[str]) -> dict[str, Any]:
        """Return some values of one row."""
        return {name: self[name][at].as_py() for name in names}


def is_told(column: pa.Array) -> pa.Array:
    """Tell which texts say something."""
    return pc.fill_null(pc.not_equal(column, ""), False)


def member_texts(name: str, column: pa.Array) -> pa.Array:
    """Return the member of a JSON object that gives each row the value of a field, nothing for no value."""
    if pa.types.is_string(column.type):
        return wrapped(f'"{name}": "', json_texts(column), '"')
    return wrapped(f'"{name}": ', pc.cast(column, pa.string()), "")


def objects(members: Sequence[pa.Array], count: int) -> pa.Array:
    """Join the members of each row into a JSON object; keys come in the order given."""
    return wrapped("{", joined_there(members, ", ", count), "}")


def key_columns(whole: Whole) -> dict[str, pa.Array]:
    """Return what `linkage.keys` makes of each row, by columns: `match` and the household keys."""
    guardians = names_keys(
        [whole[name] for name in ("guardian_last_name", "guardian_first_name", "guardian_full_name")], whole.count
    )
    children = names_keys([whole[name] for name in ("child_last_name", "child_first_name")], whole.count)
    email = without_empty(whole["email"])
    return {
        "match": match_keys(whole, guardians, children),
        "email_key": rewritten(pc.ascii_lower(email), foreign(email), email, str.lower),
        "guardian_key": told_together(guardians, whole["guardian_birth_date"]),
        "child_key": told_together(children, whole["child_birth_date"], whole["postcode"]),
        "phone_1_key": without_empty(whole["phone_1"]),
        "phone_2_key": without_empty(whole["phone_2"]),
        "surname_key": surname_keys(whole),
    }


def foreign(column: pa.Array) -> np.ndarray:
    """Tell which texts have signs that are not ASCII."""
    return ~bits(pc.string_is_ascii(pc.fill_null(column, "")))


def told_together(*columns: pa.Array) -> pa.Array:
    """Join texts with a bar where all are told, nothing elsewhere."""
    return pc.binary_join_element_wise(*map(without_empty, columns), "|")


def match_keys(whole: Whole, guardians: pa.Array, children: pa.Array) -> pa.Array:
    """Return what finds each row again within its partner: its reference, else the people it names."""
    references = whole["partner_reference"]
    plain = bits(pc.match_substring_regex(references, PLAIN_REFERENCE))
    named = bits(pc.or_(is_told(guardians), is_told(children)))
    empty = ~bits(is_told(references))
    by_name = pc.binary_join_element_wise("people", guardians, children, "|")
    by_reference = wrapped("reference|", pc.ascii_lower(references), "")
    found = pc.if_else(pa.array(plain), by_reference, by_name)
    odd = ~(plain | (empty & named))
    fields = ("partner_reference", "need_text", "households_count", *NAMES)
    keys = [match_key(whole.row(at, fields)) for at in np.flatnonzero(odd).tolist()]
    return pc.replace_with_mask(found, pa.array(odd), pa.array(keys, pa.string()))


NAMES = ("guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name")


def surname_keys(whole: Whole) -> pa.Array:
    """Return the folded surname of each row, nothing where it has none."""
    last = pc.coalesce(without_empty(whole["guardian_last_name"]), without_empty(whole["child_last_name"]))
    found = without_empty(names_keys([last], whole.count))
    alone = ~bits(pc.is_valid(last)) & bits(is_told(whole["guardian_full_name"]))
    return rewritten(found, alone, whole["guardian_full_name"], last_word_key)


def last_word_key(full_name: str) -> str | None:
    """Return the folded surname in a full name."""
    return surname_of(None, full_name) or None


def column_of(name: str, values: Sequence[Any]) -> pa.Array:
    """Return values as their column holds them."""
    if name in DATES:
        values = [None if value is None else str(value) for value in values]
    return pa.array(values, plain_type(name))
