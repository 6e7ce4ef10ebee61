"""Tells the rows of a table apart: requests, blank lines, totals, sections, repeated headers, notes.

When in doubt a row is a request: it is better shown to the partner than lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median_low

from pipelines.intake.reading_parts import ColumnMatch, OtherKind
from pipelines.intake.table_shape import Header
from pipelines.intake.values_codes import read_school_level
from pipelines.intake.values_places import own_text
from pipelines.intake.vocabulary import plain, profile, word_set

NAME_PARTS = ("_last_name", "_first_name", "_full_name")
NARROW = 3
REPEATED_SHARE = 0.6
NOTE_WORDS = 4
UNPARTED_SHARE = 0.6
# The row equation that stands under the table of our own receipt.
RECEIPT_LINE = re.compile(r"^\d+ lignes = \d+ d'en-tête \+ ")
# « --- CM1 --- », « ** Bâtiment A ** »: a title between rules.
RULED = re.compile(r"^([-=*#~_<>•])\1*\s*[^\W_].*\1$")
# « Hall », « Lot », « Bat » are names as well.
TELLING_LETTERS = 5
# « 12 familles », « 5 élèves équipés »: a number and what it counts.
COUNTED = re.compile(r"^\s*[\d\s.,]+\s*[^\W\d_]+(?:\s[^\W\d_]+)?\s*$")


@dataclass(frozen=True)
class TableLook:
    """What the rows of a table look like."""

    header_cells: tuple[str, ...]
    header_signs: frozenset[str]
    band_cells: tuple[str, ...]
    names: frozenset[int]
    references: frozenset[int]
    ordinals: frozenset[int]
    usual_filled: int


def table_look(header: Header, columns: Sequence[ColumnMatch], filled_counts: Sequence[int]) -> TableLook:
    """Gather what tells a request from another row."""
    return TableLook(
        header_cells=tuple(plain(text) for text in header.texts),
        header_signs=frozenset(text.strip()[:2].lower() for text in (*header.texts, *header.bands)),
        band_cells=tuple(plain(text) for text in header.bands),
        names=frozenset(at for at, column in enumerate(columns) if column.target.endswith(NAME_PARTS)),
        references=frozenset(at for at, column in enumerate(columns) if column.target == "partner_reference"),
        ordinals=frozenset(
            at
            for at, column in enumerate(columns)
            if plain(column.header) in {"n", "no", "num", "numero", "ordre", "rang", "ligne"}
        ),
        usual_filled=median_low(filled_counts) if filled_counts else 0,
    )


def row_kind(cells: Sequence[str], look: TableLook, more_below: bool) -> OtherKind | None:
    """Return what a row is, or None when it is a request.

    Parameters
    ----------
    cells
        The own texts of the row.
    more_below
        Whether rows with several filled cells follow: a lone text in the table is a section, below it a note.
    """
    filled = [(at, text) for at, text in enumerate(cells) if text]
    if not filled or (len(filled) == 1 and filled[0][0] in look.ordinals and filled[0][1].isdigit()):
        return "blank"
    if is_repeated_header(filled, look):
        return "repeated_header"
    if is_total(filled):
        return "total"
    if len(filled) == 1 and RECEIPT_LINE.match(filled[0][1]):
        return "note"
    if len(filled) == 1 and look.usual_filled >= NARROW:
        return lone_kind(*filled[0], look, more_below)
    if len(filled) == 2 and look.usual_filled > NARROW and filled[0][1].endswith(":"):
        return "section" if more_below and starts_with(filled[0][1], "sections") else "note"
    return None


def is_equation(cells: Sequence[str]) -> bool:
    """Tell whether a row is the row equation that a receipt prints under its table."""
    filled = [text for text in own_texts(cells) if text]
    return len(filled) == 1 and bool(RECEIPT_LINE.match(filled[0]))


def is_repeated_header(filled: list[tuple[int, str]], look: TableLook) -> bool:
    """Tell whether a row says the header again."""
    # Most rows differ from the header in their first letters: they need no closer look.
    if not is_header_like(filled[0][1], look):
        return False
    for wanted in (look.header_cells, look.band_cells):
        same = sum(1 for at, text in filled if at < len(wanted) and wanted[at] and plain(text) == wanted[at])
        if same >= 2 and same >= REPEATED_SHARE * len(filled):
            return True
    return False


def is_header_like(text: str, look: TableLook) -> bool:
    """Tell whether the first text of a row may begin the header said again."""
    return text[:2].lower() in look.header_signs


def is_total(filled: list[tuple[int, str]]) -> bool:
    """Tell whether a row sums the table up: it begins with « TOTAL » and the rest are numbers."""
    return is_total_like(filled[0][1]) and all(is_number(text) for _, text in filled[1:])


def is_total_like(text: str) -> bool:
    """Tell whether the first text of a row begins as that of a total does."""
    # Spelling a text out is slow: most begin with a letter that no such word begins with.
    if not text[0].isalpha() or (text[0].isascii() and text[0].lower() not in total_letters()):
        return False
    first = plain(text)
    return any(first == word or first.startswith((f"{word} ", f"{word}s ")) for word in word_set("totals", "starts"))


@cache
def total_letters() -> frozenset[str]:
    """Return the letters with which totals begin."""
    return frozenset(word[0] for word in word_set("totals", "starts"))


def is_number(text: str) -> bool:
    """Tell whether a cell is a number, with its unit or percent at most."""
    return not any(sign.isalpha() for sign in text) or bool(COUNTED.match(text))


def lone_kind(at: int, text: str, look: TableLook, more_below: bool) -> OtherKind | None:
    """Tell what a row with a single filled cell is."""
    if RULED.match(text):
        return "section" if more_below else "note"
    if text.startswith("*") or starts_with(text, "notes"):
        return "note"
    if is_section_like(text) or text.endswith(":") or read_school_level(text)[0] is not None:
        return "section" if more_below else "note"
    if is_unparted(text, len(look.header_cells)):
        return None
    words = plain(text).split()
    telling_digits = any(sign.isdigit() for sign in text) and at not in look.names | look.references
    if len(words) >= NOTE_WORDS or telling_digits:
        return "section" if more_below else "note"
    # A lone name, or a lone reference, is somebody's: the partner is asked for the rest.
    if at in look.names or at in look.references:
        return None
    return "section" if more_below else "note"


def is_section_like(text: str) -> bool:
    """Tell whether a lone text says what cuts lists: a class, a floor, a place, a day of reception, a month."""
    words = plain(text).split()
    if starts_with(text, "sections") or " ".join(words) in word_set("sections", "alone"):
        return True
    if not words or not words[0]:
        return False
    days, months = word_set("sections", "days"), profile("vocabularies")["months"]["names"].keys()
    # « Avril » alone may be somebody, « Avril 2026 » is nobody.
    if words[0] in days or (words[0] in months and len(words) > 1):
        return all(word in days or word in months or word.isdigit() for word in words[1:])
    # « 1er étage », « Hors résidence »: the kind of place is said after which one it is.
    kinds = {start for start in word_set("sections", "starts") if len(start) >= TELLING_LETTERS}
    return (
        len(words) > 1
        and (not text[0].isalpha() or words[0] in word_set("sections", "before"))
        and bool(kinds & set(words[1:]))
    )


def is_unparted(text: str, width: int) -> bool:
    """Tell whether a lone text is a whole row written with another separator."""
    return any(text.count(sign) + 1 >= max(NARROW, UNPARTED_SHARE * width) for sign in ",;|\t")


@cache
def starting_words(section: str) -> tuple[tuple[str, ...], ...]:
    """Return the declared first words of a kind of row."""
    return tuple(tuple(text.split()) for text in word_set(section, "starts"))


def starts_with(text: str, section: str) -> bool:
    """Tell whether a text begins with one of the declared expressions, as whole words."""
    words = tuple(plain(text).split())
    return any(words[: len(start)] == start for start in starting_words(section)) and (
        len(words) > 1 or section == "notes"
    )


def own_texts(cells: Sequence[str]) -> list[str]:
    """Return the own text of each cell."""
    return [own_text(cell) for cell in cells]
