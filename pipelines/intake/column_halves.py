"""Finds the half of a name that a list must have beside the other, where no word of a header tells it: « DA principal », « Prénom DA ».

Only the column right before or after the half that is known, over words that differ as names do. This module must never take a
column away from a field.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from pipelines.intake.column_content import TESTS, are_varied, is_need, share
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import PERSON_WORDS, grown_ups
from pipelines.intake.reading_parts import IGNORE, How

FEWEST_CELLS = 5
NAME_SHARE = 0.95
MOST_WORDS = 3
KNOWN_COVERAGE = 0.6
CONFIDENCE = 0.55
UNKNOWN_CONFIDENCE = 0.3
ONE_WORD_SHARE = 0.7
# So many headers that begin alike only say of whom they speak.
SHARED_BY = 3
PEOPLE = ("guardian", "child")
# « Firstname », « forename » are the same word (`columns.toml`).
FIRST_NAME_WORDS = frozenset({"prenom"})


class HalfColumn(Protocol):
    """A column as this module needs it."""

    at: int
    key: str
    cells: list[str]
    guess: Guess | None
    target: str

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""


def leave_shared_words(columns: Sequence[HalfColumn]) -> None:
    """Let the cells tell a column of which only a word is known that begins many headers: « Bénéf. nom », « Bénéf. loc. »."""
    counted = Counter(word for column in columns for word in header_words(column.key) & grown_ups())
    shared = frozenset(word for word, times in counted.items() if times >= SHARED_BY)
    for column in columns:
        guess = column.guess
        if (
            guess is not None
            and not guess.fuzzy
            and guess.matched <= shared
            and header_words(column.key) > guess.matched
        ):
            column.guess = None
            column.become(IGNORE, UNKNOWN_CONFIDENCE, "header")


def settle_halves(columns: Sequence[HalfColumn]) -> None:
    """Take the names beside the first names of a person without a last name for that last name."""
    for person in PEOPLE:
        part_unsaid(columns, person)
        settle_first_names(columns, person)
        taken = {column.target for column in columns}
        first = next((column for column in columns if column.target == f"{person}_first_name"), None)
        if first is None or taken & {f"{person}_last_name", f"{person}_full_name"}:
            continue
        beside = [column for column in columns if abs(column.at - first.at) == 1 and may_be_names(column)]
        if len(beside) == 1:
            beside[0].become(f"{person}_last_name", CONFIDENCE, "content")


def settle_first_names(columns: Sequence[HalfColumn], person: str) -> None:
    """Take « Prénom référent » beside the only last names for their first names, where they differ too much to be a worker's."""
    taken = {column.target for column in columns}
    last = next((column for column in columns if column.target == f"{person}_last_name"), None)
    if last is None or taken & {f"{person}_first_name", f"{person}_full_name"}:
        return
    beside = [column for column in columns if abs(column.at - last.at) == 1 and may_be_first_names(column)]
    if len(beside) == 1:
        beside[0].become(f"{person}_first_name", CONFIDENCE, "content")


def may_be_first_names(column: HalfColumn) -> bool:
    """Tell whether a column that is not kept says « prénom », over names that differ."""
    said = bool(header_words(column.key) & FIRST_NAME_WORDS)
    return column.target == IGNORE and said and holds_names(column)


def part_unsaid(columns: Sequence[HalfColumn], person: str) -> None:
    """Take « Enfant » beside « Nom de l'enfant » for the first name, where no column tells it and the cells are of one word."""
    last = [column for column in columns if column.target == f"{person}_last_name"]
    vague = [column for column in last if column.guess is not None and not column.guess.matched & PERSON_WORDS]
    if len(last) != 2 or len(vague) != 1 or any(column.target == f"{person}_first_name" for column in columns):
        return
    cells = vague[0].cells
    if are_varied(cells) and share(cells, lambda text: len(text.split()) == 1) >= ONE_WORD_SHARE:
        vague[0].become(f"{person}_first_name", CONFIDENCE, "content")


def may_be_names(column: HalfColumn) -> bool:
    """Tell whether a column that nothing told holds words that differ as last names do."""
    known = column.guess is not None and column.guess.coverage >= KNOWN_COVERAGE and not column.guess.fuzzy
    return column.target == IGNORE and not known and holds_names(column)


def holds_names(column: HalfColumn) -> bool:
    """Tell whether a column holds words that differ as names do."""
    cells = column.cells
    return len(cells) >= FEWEST_CELLS and are_varied(cells) and share(cells, looks_like_a_name) >= NAME_SHARE


def looks_like_a_name(text: str) -> bool:
    """Tell whether a cell is a few words without a digit, that ask for nothing."""
    return len(text.split()) <= MOST_WORDS and TESTS["name"](text) and not is_need(text)
