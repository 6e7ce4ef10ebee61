"""Turns rows in clear into the columns that are compared: one node a request. Pure, versioned, by distinct value.

A value that appears a thousand times is read once. The nodes are as clear as the rows: they live in a worker's memory only.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.linkage.contacts import address_of, date_of, day_number, email_of, is_nothing, phone_of
from pipelines.linkage.normalise import folded, name_tokens
from pipelines.linkage.skeleton import skeleton
from pipelines.memory import give_back_small

Columns = dict[str, pa.Array]
# Rows may come with any of these; what is absent is evidence of nothing.
READ = (
    "guardian_last_name", "guardian_first_name", "guardian_full_name", "guardian_birth_date", "child_last_name",
    "child_first_name", "child_birth_date", "phone_1", "phone_2", "email", "address", "postcode", "commune", "commune_code",
    "household_size", "children_count",
)  # fmt: skip
NAME_CELLS = ("guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name")
NAMES = (
    "surnames", "surname_skeletons", "surname", "surname_skeleton", "g_last", "g_first", "g_skel", "c_last", "c_first", "c_skel",
    "c_surname",
)  # fmt: skip
NAME_KINDS = {name: pa.list_(pa.string()) for name in ("surnames", "surname_skeletons")}
ADDRESS = pa.struct([("number", pa.string()), ("street", pa.string())])
# How many cells and names are remembered while a table is read.
CACHED = 200_000
# Distinct names held as Python's own at a time.
BLOCK_VALUES = 50_000
BETWEEN = "\x1f"
# Particles that one clerk writes apart and another in one word with the name; « ben » and its like alone tell nobody from another.
UNTOLD = frozenset({"ben", "bel", "ait", "ould"})
TIED = UNTOLD | {
    "el",
    "al",
    "abd",
    "abou",
    "abu",
    "bou",
    "de",
    "da",
    "do",
    "di",
    "du",
    "d",
    "la",
    "le",
    "l",
    "van",
    "von",
    "mac",
    "mc",
    "o",
}
SAINTS = {"st": "saint", "ste": "sainte"}
Reading = Callable[[str], Any]


def nodes_of(rows: pa.Table) -> pa.Table:
    """Return the nodes of a table of requests.

    Parameters
    ----------
    rows
        `request_id` (text, unique), perhaps `partner` (who asked), and any of `READ`, as text.

    Returns
    -------
    pyarrow.Table
        One row a request, in the order of `request_id`; `node` is its number from 0, `unique_id` the same.
    """
    rows = rows.sort_by("request_id")
    text = {name: column_of(rows, name) for name in READ}
    columns: Columns = {
        "unique_id": pa.array(range(len(rows)), pa.int64()),
        "request_id": column_of(rows, "request_id"),
        "partner": column_of(rows, "partner"),
    }
    columns |= name_columns(text) | birth_columns(text) | contact_columns(text) | place_columns(text)
    columns |= {"size": by_value(text["household_size"], size_of, pa.int32()),
                "children": by_value(text["children_count"], size_of, pa.int32())}  # fmt: skip
    if len(rows) > CACHED:
        # What is remembered of so many names would stand beside all the comparing that comes now.
        for remembering in (skeletons_of, skeleton_words, given_name, name_words, surname_words, skeleton):
            remembering.cache_clear()
        give_back_small()
    return pa.table(columns)


def column_of(rows: pa.Table, name: str) -> pa.Array:
    """Return a column as text, nulls where the table has none."""
    if name not in rows.column_names:
        return pa.nulls(len(rows), pa.string())
    return rows[name].combine_chunks().cast(pa.string())


def by_value(column: pa.Array, reading: Reading, kind: pa.DataType) -> pa.Array:
    """Read each distinct value once; null stays null."""
    coded = column.dictionary_encode()
    read = pa.array([reading(value) for value in coded.dictionary.to_pylist()], kind)
    return read.take(coded.indices)


def joined(*columns: pa.Array) -> pa.Array:
    """Join texts with a sign that no cell holds; absent ones count as blank."""
    return pc.binary_join_element_wise(*columns, BETWEEN, null_handling="replace", null_replacement="")


def name_columns(text: Columns) -> Columns:
    """Return the surnames of a row as words and skeletons, and the two names of each of its two persons.

    A guardian whose first name is the child's surname was written the other way round: the row itself proves it.
    """
    cells = joined(*(text[name] for name in NAME_CELLS))
    coded = cells.dictionary_encode()
    # A block at a time: as Python's own, the names of a million requests weigh ten times what they do in columns.
    starts = range(0, max(len(coded.dictionary), 1), BLOCK_VALUES)
    blocks = [names_block(coded.dictionary.slice(start, BLOCK_VALUES)) for start in starts]
    read = pa.concat_tables(blocks)
    return {name: read[name].combine_chunks().take(coded.indices) for name in NAMES}


def names_block(values: pa.Array) -> pa.Table:
    """Return the name columns of some distinct rows."""
    read = [names_of(value) for value in values.to_pylist()]
    return pa.table({name: pa.array([row[name] for row in read], NAME_KINDS.get(name, pa.string())) for name in NAMES})


def names_of(value: str) -> dict[str, Any]:
    """Return the name columns of one row from its five cells."""
    guardian_last, guardian_first, full, child_last, child_first = value.split(BETWEEN)
    if not guardian_last and not guardian_first:
        guardian_last, guardian_first = split_full(full)
    child, last, first = name_words(child_last), name_words(guardian_last), name_words(guardian_first)
    if child and first and set(first) <= set(child) and not set(last) & set(child):
        guardian_last, guardian_first, last = guardian_first, guardian_last, first
    main, surnames = last or child, tuple(sorted({*surname_words(guardian_last), *surname_words(child_last)}))
    g_first, g_skel = given_name(guardian_first)
    c_first, c_skel = given_name(child_first)
    return {
        "surnames": surnames or None,
        "surname_skeletons": skeleton_words(surnames) or None,
        "surname": " ".join(main) or None,
        "surname_skeleton": skeletons_of(main),
        "c_surname": " ".join(child) or None,
        "g_last": skeletons_of(last), "g_first": g_first, "g_skel": g_skel,
        "c_last": skeletons_of(child or last), "c_first": c_first, "c_skel": c_skel,
    }  # fmt: skip


@lru_cache(maxsize=CACHED)
def skeletons_of(words: tuple[str, ...]) -> str | None:
    """Return the skeletons of the words of a surname in one text."""
    return " ".join(map(skeleton, words)) or None


@lru_cache(maxsize=CACHED)
def skeleton_words(words: tuple[str, ...]) -> list[str]:
    """Return the distinct skeletons of surname words."""
    return sorted(set(map(skeleton, words)))


@lru_cache(maxsize=CACHED)
def given_name(cell: str) -> tuple[str | None, str | None]:
    """Return a first name folded in the order of its words, and the skeleton of the first one."""
    plain = folded(cell)
    if not plain or (len(plain) > 1 and is_nothing(cell)):
        return None, None
    return plain, skeleton(plain.split()[0]) or None


@lru_cache(maxsize=CACHED)
def name_words(cell: str) -> tuple[str, ...]:
    """Return the words of a name, particles and placeholders left out; a name of one letter is a name."""
    return () if len(cell) > 1 and is_nothing(cell) else tuple(name_tokens(cell))


@lru_cache(maxsize=CACHED)
def surname_words(cell: str) -> tuple[str, ...]:
    """Return the words of a surname; « Ben Abid », « El Idrissi », « de la Cruz » also as written in one word."""
    words, found, before = folded(cell).split(), set(name_words(cell)), ""
    for word in words:
        if word in TIED:
            before += word
            continue
        if before and word in found:
            found.add(before + word)
        before = ""
    return tuple(sorted(found - UNTOLD)) or tuple(sorted(found))


def split_full(value: str) -> tuple[str, str]:
    """Split « NOM Prénom » in a single cell: the words in capitals are the surname, else the first word is."""
    words = value.split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if not capitals or len(capitals) == len(words):
        capitals = words[:1]
    return " ".join(capitals), " ".join(word for word in words if word not in capitals)


def birth_columns(text: Columns) -> Columns:
    """Return the birth dates as eight digits and as day numbers."""
    columns: Columns = {}
    for person, short in (("guardian", "g"), ("child", "c")):
        born = by_value(text[f"{person}_birth_date"], date_of, pa.string())
        columns |= {f"{short}_born": born, f"{short}_day": by_value(born, day_number, pa.int32())}
    return columns


def contact_columns(text: Columns) -> Columns:
    """Return two phones, the e-mail and the part of it before the @."""
    email = by_value(text["email"], email_of, pa.string())
    return {
        "phone_a": by_value(text["phone_1"], phone_of, pa.string()),
        "phone_b": by_value(text["phone_2"], phone_of, pa.string()),
        "email": email,
        "mailbox": by_value(email, lambda value: mailbox(value), pa.string()),
    }


def mailbox(email: str) -> str | None:
    """Return what stands before the @, where it is long enough to mean somebody; None without an @."""
    local, at, _ = email.partition("@")
    return local if at and len(local) >= 4 else None


def place_columns(text: Columns) -> Columns:
    """Return the address key (number, street, postcode or commune), the street in words, postcode and commune."""
    address = by_value(
        text["address"], lambda value: dict(zip(("number", "street"), address_of(value), strict=True)), ADDRESS
    )
    number, street = pc.struct_field(address, "number"), pc.struct_field(address, "street")
    postcode = by_value(text["postcode"], lambda value: postcode_of(value), pa.string())
    commune = pc.coalesce(by_value(text["commune"], commune_of, pa.string()), text["commune_code"])
    return {
        "street": street,
        "house_number": number,
        "postcode": postcode,
        "commune": commune,
        "commune_code": text["commune_code"],
        "commune_skeleton": by_value(commune, lambda value: " ".join(map(skeleton, value.split())), pa.string()),
    }


def postcode_of(value: str) -> str | None:
    """Return a postcode without spaces; a French one gets its lost zero back."""
    plain = "".join(value.split()).lower()
    return None if is_nothing(plain) else (plain.zfill(5) if plain.isdigit() and len(plain) == 4 else plain)


def commune_of(value: str) -> str | None:
    """Return the folded name of a commune; « St » and « Ste » in full, as the official table writes them."""
    plain = " ".join(SAINTS.get(word, word) for word in folded(value).split())
    return None if is_nothing(plain) else plain or None


def size_of(value: str) -> int | None:
    """Return a count from 1 to 30."""
    digits = "".join(sign for sign in value if sign.isdigit())
    return int(digits) if digits and 0 < int(digits) <= 30 else None
