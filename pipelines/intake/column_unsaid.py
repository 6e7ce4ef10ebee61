"""Tells what a column is by its cells where its header says little: whole names, numbers of files, needs, a phone beside a name.

This module must never look at one row only.
"""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from pipelines.intake.column_content import (
    are_named_phones,
    are_varied,
    are_whole_names,
    certain_target,
    content_target,
    is_need,
    share,
)
from pipelines.intake.column_references import are_references
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import NEEDS, SUBJECTS, grown_ups, item_words, person_expressions, recognise
from pipelines.intake.reading_parts import IGNORE, REFUSE, How

CONTENT_CONFIDENCE = 0.55
# A header that an ignored expression covers less than this says little: its cells may say more.
SURE_COVERAGE = 0.6
# « N° » over telephone numbers: the header is known, and says nothing.
VAGUE = frozenset({"numero"})
NUMBERED = frozenset({"numero", "code", "reference"})
LINES = frozenset({"ligne", "line", "recharge", "sim", "puce"})
OF_NO_USE = frozenset({IGNORE, REFUSE, "housing_kind"})
# « N° de suivi » is the file's; « Suivi par » alone is somebody.
FOLLOWED = frozenset({"suivi"})
MOST_SAY = 0.75


class UnsaidColumn(Protocol):
    """A column as this module needs it."""

    key: str
    cells: list[str]
    guess: Guess | None
    target: str
    confidence: float
    how: How
    denied: bool

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""


def by_content(columns: Sequence[UnsaidColumn]) -> None:
    """Recognise columns without a known header by their cells, for fields that no other column has."""
    taken = {column.target for column in columns}
    for column in columns:
        if column.target == IGNORE:
            target = told_by_cells(column, taken) if says_little(column.guess) else told_for_sure(column, taken)
            if target is not None:
                column.become(target, CONTENT_CONFIDENCE, "content")
                taken.add(target)
    settle_lines(columns)


def settle_lines(columns: Sequence[UnsaidColumn]) -> None:
    """Take « Ligne concernée », or « Numéro » after an operator, for the line to recharge where a list has a phone beside."""
    phones = [column for column in columns if column.target in {"phone_1", "phone_2"}]
    if len(phones) < 2 or any(column.target == "line_to_recharge" for column in columns):
        return
    for before, column in zip((None, *columns), columns, strict=False):
        words = header_words(column.key)
        after_operator = before is not None and before.target == "operator" and words <= VAGUE
        if column in phones[1:] and column.how == "content" and (words & LINES or after_operator):
            column.become("line_to_recharge", column.confidence, "content")
            return


def told_for_sure(column: UnsaidColumn, taken: set[str]) -> str | None:
    """Return what cells say beyond doubt under a header that is known: « N° de suivi » over 2026-100, 2026-101."""
    if "partner_reference" not in taken and numbers_files(column):
        return "partner_reference"
    if are_varied(column.cells) and names_someone(column, taken):
        # « Adulte référent » over whole names that differ, where no parent is named: no worker follows one family each.
        return "guardian_full_name"
    return certain_target(column.cells, taken)


def settle_named_phones(columns: Sequence[UnsaidColumn]) -> None:
    """Take « Mme DIALLO 06 12 34 56 78 » for the parent's name where no other column tells it; its reader parts the number."""
    grown = [column for column in columns if column.target.startswith(("guardian_", "person_"))]
    if any(column.target.endswith("_name") for column in grown):
        return
    for column in columns:
        if column.target in {"phone_1", "phone_2"} and are_named_phones(column.cells):
            column.become("guardian_full_name", min(column.confidence, CONTENT_CONFIDENCE), "content")
            return


def told_by_cells(column: UnsaidColumn, taken: set[str]) -> str | None:
    """Return what a column under a header that says little is by its cells."""
    if "partner_reference" not in taken and numbers_files(column):
        return "partner_reference"
    if names_someone(column, taken):
        return "guardian_full_name"
    return content_target(column.cells, taken, column.guess is None and not column.denied)


def names_someone(column: UnsaidColumn, taken: set[str]) -> bool:
    """Tell whether a header speaks of somebody over whole names, in a list that names no parent: « Parent joignable »."""
    named = any(target.endswith("_name") and not target.startswith("child_") for target in taken)
    return not named and bool(header_words(column.key) & grown_ups()) and are_whole_names(column.cells)


def numbers_files(column: UnsaidColumn) -> bool:
    """Tell whether a column holds the partner's own numbers: « Carte n° » over C-101, C-102."""
    words = header_words(column.key)
    said = words & NUMBERED
    return bool(said) and said < words and not is_known_of_no_use(words - said) and are_references(column.cells)


def is_known_of_no_use(words: frozenset[str]) -> bool:
    """Tell whether words name what is not kept, or a room: « N° CAF », « Logt n° »."""
    return any((guess := recognise(word)) is not None and guess.target in OF_NO_USE for word in words - FOLLOWED)


def says_little(guess: Guess | None) -> bool:
    """Tell whether a header leaves it to the cells to say what they are."""
    return guess is None or guess.coverage < SURE_COVERAGE or guess.matched <= VAGUE


def names_several_needs(column: UnsaidColumn) -> bool:
    """Tell whether a header names several items, over cells that say which: « Besoin PC/tablette + connexion »."""
    words = header_words(column.key)
    items = sum(bool(words & item_words("items", need)) for need in NEEDS if need != "need_text")
    return column.target in NEEDS and items > 1 and share(column.cells, is_need) >= MOST_SAY


def informs_someone(column: UnsaidColumn) -> bool:
    """Tell whether a header says but the information and whom it was given to: « Information du majeur », « Info bénéficiaire »."""
    rest = header_words(column.key) - (column.guess.matched if column.guess is not None else frozenset())
    return bool(rest) and rest <= people_words()


@cache
def people_words() -> frozenset[str]:
    """Return the words for whoever a row may be about: « majeur », « bénéficiaire », « famille », « élève »."""
    said = (words for words, _ in person_expressions("persons") if len(words) == 1)
    return SUBJECTS.union(*said, item_words("informed", "words"))
