"""What admission needs of rows, made from their values by columns: JSON texts, keys by which rows find each other, plain columns.

The same columns come from a file just read and from rows that waited for a decision. This module must never judge a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipelines.intake.block import DATES, PLAIN
from pipelines.intake.field_column import fragment
from pipelines.linkage.keys import match_key
from pipelines.linkage.normalise import PARTICLES, folded, name_key, surname_of

Values = Mapping[str, Sequence[Any]]
Fragments = Mapping[str, Sequence[str | None]]


def packed_columns(values: Values, fragments: Fragments, count: int) -> dict[str, Sequence[Any]]:
    """Return the columns of `ADMISSION_FIELDS`.

    Parameters
    ----------
    values
        Canonical field -> one value a row, None where there is none; dates as ISO text.
    fragments
        The same, each as the member of a JSON object.
    """
    nothing: Sequence[Any] = [None] * count
    column = {
        name: values.get(name, nothing) for name in (*PLAIN, "postcode", "email", "phone_1", "phone_2", "address")
    }
    ordered = sorted(fragments)
    return {
        "content": objects([fragments[name] for name in ordered], count),
        "identity": objects([fragments[name] for name in ordered if name not in PLAIN], count),
        **key_columns(values, nothing),
        "postcode": column["postcode"],
        **{name: column[name] for name in PLAIN},
        "has_phone": [bool(one or other) for one, other in zip(column["phone_1"], column["phone_2"], strict=True)],
        "has_address": list(map(bool, column["address"])),
    }


def objects(members: Sequence[Sequence[str | None]], count: int) -> list[str]:
    """Join the members of each row into a JSON object; keys come in the order given."""
    if not members:
        return ["{}"] * count
    return [f"{{{', '.join(filter(None, row))}}}" for row in zip(*members, strict=True)]


def key_columns(values: Values, nothing: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """Return what `linkage.keys` makes of each row, by columns: `match` and the household keys."""
    last, first, full, child_last, child_first, born, child_born, postcode, email, phone_1, phone_2 = (
        values.get(name, nothing)
        for name in (
            "guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name", "guardian_birth_date",
            "child_birth_date", "postcode", "email", "phone_1", "phone_2",
        )
    )  # fmt: skip
    guardians = list(map(names_key, zip(last, first, full, strict=True)))
    children = list(map(names_key, zip(child_last, child_first, strict=True)))
    return {
        "match": match_keys(values, nothing, guardians, children),
        "email_key": [text.lower() if text else None for text in email],
        "guardian_key": [f"{name}|{day}" if name and day else None for name, day in zip(guardians, born, strict=True)],
        "child_key": [
            f"{name}|{day}|{code}" if name and day and code else None
            for name, day, code in zip(children, child_born, postcode, strict=True)
        ],
        "phone_1_key": [number or None for number in phone_1],
        "phone_2_key": [number or None for number in phone_2],
        "surname_key": [surname(*names) or None for names in zip(last, child_last, full, strict=True)],
    }


def match_keys(values: Values, nothing: Sequence[Any], guardians: Sequence[str], children: Sequence[str]) -> list[str]:
    """Return what finds each row again within its partner: its reference, else the people it names."""
    found = []
    columns = [values.get(name, nothing) for name in ("partner_reference", "need_text", "households_count")]
    for reference, need, households, guardian, child in zip(*columns, guardians, children, strict=True):
        told = reference.strip() if reference else ""
        if told:
            found.append(f"reference|{told.casefold()}")
        elif guardian or child:
            found.append(f"people|{guardian}|{child}")
        else:
            found.append(match_key({"need_text": need, "households_count": households}))
    return found


def names_key(parts: tuple[str | None, ...]) -> str:
    """Return one key for the parts of a name, as `name_key` does; the words of each part are remembered."""
    words: frozenset[str] = frozenset().union(*(words_of(part) for part in parts if part))
    return " ".join(sorted(words - PARTICLES or words))


@lru_cache(maxsize=65_536)
def words_of(text: str) -> frozenset[str]:
    """Return the folded words of a name."""
    return frozenset(folded(text).split())


def surname(last: str | None, child_last: str | None, full: str | None) -> str:
    """Return the folded surname of a row."""
    name = last or child_last
    return last_name_key(name) if name else surname_of(None, full)


@lru_cache(maxsize=65_536)
def last_name_key(text: str) -> str:
    """Return the key of a last name."""
    return name_key(text)


def columns_of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, list[Any]], dict[str, list[str | None]], int]:
    """Return values and fragments, by columns, of rows given one by one, and how many there are."""
    found = list(rows)
    names = sorted({name for row in found for name in row})
    values: dict[str, list[Any]] = {name: [plain_value(name, row.get(name)) for row in found] for name in names}
    fragments = {name: [fragment(name, value) for value in column] for name, column in values.items()}
    return values, fragments, len(found)


def plain_value(name: str, value: Any) -> Any:
    """Return a value as columns hold it."""
    return str(value) if name in DATES and value is not None else value
