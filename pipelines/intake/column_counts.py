"""Judges which of the columns that no rule took counts a household, its children or its pupils, by the counts beside it.

A household has never fewer people than children and somebody more; pupils are no more than the children. It must never settle a column.
"""

from collections.abc import Sequence
from typing import Protocol

from pipelines.intake.column_content import is_count, share
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import item_words
from pipelines.intake.reading_parts import How
from pipelines.intake.values_counts import read_count
from pipelines.intake.vocabulary import is_nothing

# Three answers of one kind tell as much as a small list can.
FEWEST_CELLS = 3
HALF = 0.5
COUNT_SHARE = 0.9
ORDERED_SHARE = 0.9
CHILDREN = frozenset({"enfant", "eleve", "mineur", "charge"})
# What counts something else than people.
OTHER_COUNTS = frozenset(
    {"age", "annee", "piece", "chambre", "adulte", "qf", "revenu", "jour", "mois", "nuit", "montant"}
)


class OpenColumn(Protocol):
    """A column as those who judge it by its cells and its neighbours need it."""

    at: int
    key: str
    cells: list[str]
    by_row: Sequence[str]
    guess: Guess | None
    target: str
    confidence: float

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""


def household_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether numbers count a household: never fewer than its children and somebody more."""
    if not counts_people(column):
        return 0.0
    beside = told(columns, "children_count", "students_count")
    if beside is None:
        return HALF
    return 0.8 if ordered(beside, column, 1) >= ORDERED_SHARE else 0.0


def children_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether numbers count children: fewer than the household, and its header names some."""
    house = told(columns, "household_size")
    if not counts_people(column) or not header_words(column.key) & CHILDREN:
        return 0.0
    return 0.8 if house is None or ordered(column, house, 0) >= ORDERED_SHARE else 0.0


def students_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether numbers count pupils: no more than the children, and its header names children or a school."""
    children = told(columns, "children_count")
    said = header_words(column.key) & (CHILDREN | item_words("schooled", "words") | {"classe", "education"})
    if not counts_people(column) or children is None or not said:
        return 0.0
    return 0.8 if ordered(column, children, 0) >= ORDERED_SHARE else 0.0


def told(columns: Sequence[OpenColumn], *fields: str) -> OpenColumn | None:
    """Return the column of the first of these fields that has one."""
    return next((column for field in fields for column in columns if column.target == field), None)


def counts_people(column: OpenColumn) -> bool:
    """Tell whether cells are small numbers, of several sizes, under a header that counts nothing else."""
    words = header_words(column.key)
    return (
        not words & OTHER_COUNTS
        and share(column.cells, is_count) >= COUNT_SHARE
        and len({read_count(cell)[0] for cell in column.cells}) > 2
    )


def ordered(less: OpenColumn, more: OpenColumn, by: int) -> float:
    """Return the share of rows in which one count and so many more are at most the other."""
    pairs = [
        (low, high)
        for one, other in zip(less.by_row, more.by_row, strict=False)
        if not is_nothing(one) and not is_nothing(other)
        if (low := read_count(one)[0]) is not None and (high := read_count(other)[0]) is not None
    ]
    return sum(low + by <= high for low, high in pairs) / len(pairs) if len(pairs) >= FEWEST_CELLS else 0.0
