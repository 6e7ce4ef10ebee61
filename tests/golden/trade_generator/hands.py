"""Habits of one author: a list's own words beside a column, loose phones and dates, « idem » and merged cells for brothers and sisters.

`Header = field {code: word, word | code: word}` gives a column its own words: a word that ends with `~` says nothing for sure; for a
need in words each is `one/several`; for what is ticked, the words for yes come first. A line `~ ditto WORD` or `~ merged` says how the author writes
what a second child has in common with the first.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pipelines.sample.formats import MONTHS

Words = dict[str, list[str]]
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
# Stands for a cell that is merged with the one above.
MERGED = object()
OF_A_FAMILY = ("guardian", "phone", "email", "address", "postcode", "commune", "housing", "connection", "information")
LOOSE_PHONES = (
    "{0} {1} {2} {3} {4}", "{0}.{1}.{2}.{3}.{4}", "{0}/{1}/{2}/{3}/{4}", "{0}{1} {2}{3}{4}", "{0}{1}{2}{3}{4}", "{0}-{1} {2} {3} {4}",
    "{0} {1} {2} {3} {4} (mère)", "tél {0} {1} {2} {3} {4}", "{0} {1}{2} {3}{4}", "{0}.{1}.{2} {3} {4} le soir", "{0},{1},{2},{3},{4}",
)  # fmt: skip


def own_words(text: str) -> Words:
    """Read `{code: word, word | code: word}`; a code without a word is left blank."""
    parts = (part.partition(":") for part in text.strip("{}").split("|"))
    return {code.strip(): [word.strip() for word in words.split(",")] for code, _, words in parts}


def own_word(words: Words, code: str, rng: random.Random) -> tuple[Any, Any]:
    """Return a list's own word for a code, and whether it says so for sure."""
    cell = rng.choice(words.get(code, [""]))
    return cell.rstrip("~") or None, None if not cell or cell.endswith("~") else code


def wished(words: Words, wanted: Mapping[str, int], rng: random.Random) -> tuple[Any, dict[str, Any]]:
    """Write needs with a list's own words, and say what they count."""
    parts, counts = [], {}
    for item, count in wanted.items():
        pair = rng.choice(words[item]) if item in words else ""
        one, _, many = pair.rstrip("~").partition("/")
        if one and count:
            parts.append(f"{count} {many}" if count > 1 else one)
            counts |= {} if pair.endswith("~") else {f"need_{item}": count}
    text = rng.choice([" + ", ", ", " et ", " & ", "/", "+"]).join(parts)
    return (text, {"need_text": text} | counts) if text else (None, {})


def ticked(words: Words, is_yes: bool, rng: random.Random, meant: tuple[Any, Any]) -> tuple[Any, Any]:
    """Write a yes or a no with a list's own words, of which those for yes come first."""
    cell = rng.choice(list(words.values())[0 if is_yes else 1]) or None
    if cell and cell.endswith("~"):
        return cell.rstrip("~"), None
    return cell, None if cell is None else meant[0 if is_yes else 1]


def loose_day(when: date, manner: str, rng: random.Random) -> str:
    """Write a day as people do: with its month in letters, or after « né le »."""
    month, short = MONTHS[when.month - 1], SHORT_MONTHS[when.month - 1]
    if manner == "le":
        return rng.choice(
            [f"né le {when:%d/%m/%Y}", f"née le {when:%d %m %Y}", f"le {when:%d.%m.%Y}", f"{when:%d/%m/%Y}"]
        )
    first = "1er" if when.day == 1 else str(when.day)
    return rng.choice(
        [
            f"{first} {month} {when.year}",
            f"{first} {month.upper()} {when.year}",
            f"{when.day}-{short}-{when.year}",
            f"{first} {short} {when.year}",
        ]
    )


def loose_phone(number: str, manner: str, rng: random.Random) -> str:
    """Write a phone in an odd grouping."""
    code = 3 if number.startswith("+33") else 4
    local = "0" + number[code:]
    pairs = [local[at : at + 2] for at in range(0, 10, 2)]
    if manner == "plus":
        return f"{number[:code]} {local[1]} {' '.join(pairs[1:])}"
    return (LOOSE_PHONES[2] if manner == "slashes" else rng.choice(LOOSE_PHONES)).format(*pairs)


def loose_count(count: int, adults: int, manner: str) -> str:
    """Write how many people: « 2A+3E », « 5 pers. », « à 5 »."""
    return {"compo": f"{adults}A+{count - adults}E", "said_people": f"{count} pers."}[manner]


def abbreviated(
    layout: Any, table: list[tuple[list[Any], dict[str, Any]]]
) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Write what a row has in common with the row above as the author does: « idem », or nothing where cells are merged."""
    above: dict[str, Any] = {}
    for cells, truth in table:
        values, kept = truth["values"], list(cells)
        same = bool(who(values)) and who(values) == who(above)
        for at, column in enumerate(layout.columns):
            shared = column.field.startswith(OF_A_FAMILY) and not column.others
            if (
                same
                and shared
                and cells[at] is not None
                and column.field in values
                and values[column.field] == above.get(column.field)
            ):
                kept[at] = MERGED if layout.habit == "merged" else layout.habit
        yield kept, truth
        above = values


def who(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what names the parent of a row."""
    return tuple(
        values[name] for name in ("guardian_last_name", "guardian_first_name", "guardian_full_name") if name in values
    )
