"""Finds what must never be stored, by its shape or its words: social security, pupil, foreigner's and passport numbers, bank
accounts, nationality, religion, health.

What is found is replaced before anything is kept. This module must never return or log what it found.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.arrow_texts import bits, rewritten
from pipelines.intake.vocabulary import WITHDRAWN, is_nothing, plain, profile

# Sex, year, month, department, commune, order, and the key when it is written.
NIR = re.compile(
    r"(?<![\d+])[1-478][ .\-]?\d{2}[ .\-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .\-]?(?:\d{2}|2[ABab])[ .\-]?\d{3}[ .\-]?\d{3}(?:[ .\-/]{0,3}\d{2})?(?!\d)"
)
INE = re.compile(r"^\d{9}[0-9A-Za-z][A-Za-z]$|^\d{10}[A-Za-z]$")
ACCOUNT = r"FR\d{2}(?:[ ]?[0-9A-Z]{4}){5}[ ]?[0-9A-Z]{3}"
IBAN = re.compile(ACCOUNT)
# A number that says its own name inside a text, or an account.
NAMED = re.compile(
    r"\b(?:I\.?N\.?E\.?\b\s*[:n°]*\s*[0-9A-Z]{10,11}|(?:AGDREF|num[ée]ro [ée]tranger|n° ?[ée]tranger)\s*[:n°]*\s*\d{10}"
    r"|(?:passeport|passport)\s*(?:n°|no|:)?\s*[A-Z0-9]{7,10}(?<=\d)|" + ACCOUNT + r")\b",
    re.IGNORECASE,
)
# The shapes of single cells: a foreigner's file (ten digits, never 0 first), a French passport (those
# of other states look like partners' references).
FOREIGNER = re.compile(r"^[1-9]\d{9}$")
FRENCH_PASSPORT = re.compile(r"^\d{2}[A-Z]{2}\d{5}$")
# Shorter cells cannot hold one.
SHORTEST = 13
# What every text that holds one of the above matches, in RE2 and thousands at a time, unless it has unknown signs.
LOOKS_FORBIDDEN = (
    r"(?i)[1-478][ .\-]?[0-9]{2}[ .\-]?[0-9]{2}[ .\-]?[0-9][0-9ab][ .\-]?[0-9]{3}[ .\-]?[0-9]{3}"
    r"|i\.?n\.?e\.?(?:[^0-9a-z]|n)*[0-9a-z]{10}|agdref|tranger|passe?port|fr[0-9]{2}(?: ?[0-9a-z]{4}){5}"
)
UNKNOWN_SIGNS = r"[^\x00-\xff]"
REFUSED_SHARE = 0.3
WORDS_SHARE = 0.5
PAPERS_SHARE = 0.6
MOST_WORDS = 4
# Columns of free text: a word in a note is no column of such words, unless nearly all are.
FREE_TEXT = frozenset({"note", "need_text"})
FREE_SHARE = 0.8
FREE_CELLS = 3
NAMES = ("_name", "address", "commune", "email")


def scrubbed(text: str) -> str:
    """Return a text in which every NIR and account, and every INE, AGDREF or passport that says its name, is replaced."""
    if len(text) < SHORTEST:
        return text
    return NAMED.sub(WITHDRAWN, NIR.sub(WITHDRAWN, text))


def scrubbed_column(cells: pa.Array) -> pa.Array:
    """Return the cells of a column, each as `scrubbed` does; most cannot hold any such number, and are not looked at closely."""
    # Bytes are counted sooner than signs, and are never fewer.
    places = bits(pc.greater_equal(pc.binary_length(cells), SHORTEST))
    if not places.any():
        return cells
    long = cells.filter(pa.array(places))
    # Unknown signs may be digits, spaces or letters of another alphabet: only the close look knows.
    places[places] = bits(
        pc.or_(pc.match_substring_regex(long, LOOKS_FORBIDDEN), pc.match_substring_regex(long, UNKNOWN_SIGNS))
    )
    return rewritten(cells, places, cells, scrubbed)


def is_forbidden_column(cells: Iterable[str], target: str = "ignore", header: str = "") -> bool:
    """Tell whether a column's cells must not be stored.

    Parameters
    ----------
    target
        What the column was taken for: names and places are only tested for numbers.
    header
        Its header: a column of languages is no column of nationalities.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return False
    if share_of(filled, is_number_of_a_person) >= REFUSED_SHARE:
        return True
    if (
        target in {"ignore", "partner_reference", *FREE_TEXT}
        and share_of(filled, lambda cell: is_paper(cell, target)) >= PAPERS_SHARE
    ):
        return True
    if target not in {"ignore", *FREE_TEXT} or target.endswith(NAMES) or "langue" in plain(header):
        return False
    return any(is_column_of(kind, filled, target) for kind in ("nationality", "religion", "health"))


def share_of(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return the share of cells that pass a test."""
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def is_number_of_a_person(cell: str) -> bool:
    """Tell whether a cell is a social security or pupil number, or a bank account."""
    return bool(INE.match(cell) or NIR.fullmatch(cell) or IBAN.fullmatch(cell))


def is_paper(cell: str, target: str) -> bool:
    """Tell whether a cell is the number of a foreigner's file or a passport; a partner's reference may look like most."""
    is_foreigner = target != "partner_reference" and bool(FOREIGNER.match(cell.replace(" ", "")))
    return is_foreigner or bool(FRENCH_PASSPORT.match(cell))


def is_column_of(kind: str, cells: Sequence[str], target: str) -> bool:
    """Tell whether the telling cells of a column are mostly words of one kind."""
    words, weak = forbidden_words(kind)
    telling = [
        plain(cell) for cell in cells if not is_nothing(cell) and plain(cell) not in forbidden_words("nothing")[0]
    ]
    # A free text that only holds such a word among others is a note.
    found = [cell for cell in telling if (cell in words if target in FREE_TEXT else says_one(cell, words))]
    if not found or all(cell in weak for cell in found):
        return False
    if target in FREE_TEXT:
        return len(found) >= FREE_CELLS and len(found) >= FREE_SHARE * len(telling)
    return len(found) >= WORDS_SHARE * len(telling)


def says_one(cell: str, words: frozenset[str]) -> bool:
    """Tell whether a short cell is one of the words, or holds one: « asthme léger »."""
    parts = cell.split()
    if cell in words:
        return True
    return len(parts) <= MOST_WORDS and any(
        " ".join(parts[first:last]) in words for first in range(len(parts)) for last in range(first + 1, len(parts) + 1)
    )


@cache
def forbidden_words(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the declared words of a kind, plain, and those of them that prove nothing alone."""
    declared = profile("forbidden")[kind]
    return (
        frozenset(plain(word) for word in declared["words"]),
        frozenset(plain(word) for word in declared.get("weak", ())),
    )
