"""Keeps one column a field: of two that say the same, the surer, a grown-up's, a mobile number; a second phone becomes `phone_2`.

This module must never undo what a person chose.
"""

from collections.abc import Sequence
from typing import Protocol

from pipelines.intake.column_content import readable_share
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import grown_ups
from pipelines.intake.reading_parts import IGNORE, REFUSE, How

SECOND = {"phone_1": "phone_2"}
CHILD_WORDS = frozenset({"enfant", "eleve", "jeune", "fils", "fille"})
LANDLINE_WORDS = frozenset({"fixe", "maison", "travail", "bureau", "work", "landline"})
UNKNOWN_CONFIDENCE = 0.3
HARDLY_ANY = 0.3
SPARSE_SHARE = 0.5


class TwinColumn(Protocol):
    """A column as this module needs it."""

    at: int
    key: str
    cells: list[str]
    target: str
    confidence: float
    how: How

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""


def settle_twins(columns: Sequence[TwinColumn]) -> None:
    """Keep one column a field: the surest, then the first; a second phone becomes phone_2, other twins are left."""
    # Sorted, first phones are settled before second ones.
    promote_the_only_phone(columns)
    for target in sorted({column.target for column in columns} - {IGNORE, REFUSE}):
        known = sorted((column for column in columns if column.target == target), key=surest)
        if len(known) > 1:
            known = readable_first(known)
        # Of two phones that nobody chose between, a mobile number is the first one.
        most = max((len(column.cells) for column in known), default=0)
        twins = sorted(known, key=lambda column: (is_sparse(column, most), less_direct(column)))
        spare = SECOND.get(target)
        for column in twins[1:]:
            if spare and can_be_read(column) and not any(other.target == spare for other in columns):
                column.become(spare, column.confidence, column.how)
            else:
                column.become(IGNORE, UNKNOWN_CONFIDENCE, column.how)


def is_sparse(column: TwinColumn, most: int) -> bool:
    """Tell whether a phone that nobody chose is given by few of the families that give the other: it is the second."""
    said = column.how in {"choice", "remembered"} or column.target != "phone_1"
    return not said and len(column.cells) < SPARSE_SHARE * most


def readable_first(twins: Sequence[TwinColumn]) -> list[TwinColumn]:
    """Order twins by whether their cells can be read at all, what a person chose first: « Par (tél/mail) » is no phone."""
    return sorted(twins, key=lambda column: column.how not in {"choice", "remembered"} and not can_be_read(column))


def can_be_read(column: TwinColumn) -> bool:
    """Tell whether more than hardly any cell of a column reads as its field; an empty column does."""
    return not column.cells or readable_share(column.target, column.cells) >= HARDLY_ANY


def surest(column: TwinColumn) -> tuple[int, float, int]:
    """Order twins: chosen by a person, then remembered, then the surest, then the first."""
    said = {"choice": 0, "remembered": 1}.get(column.how, 2)
    return (said, -column.confidence if column.target != "phone_1" else 0.0, column.at)


def promote_the_only_phone(columns: Sequence[TwinColumn]) -> None:
    """Take a second phone for the first when the list has no other, unless a person said otherwise."""
    if any(column.target == "phone_1" for column in columns):
        return
    other = next(
        (column for column in columns if column.target == "phone_2" and column.how not in ("choice", "remembered")),
        None,
    )
    if other is not None:
        other.become("phone_1", other.confidence, other.how)


def less_direct(column: TwinColumn) -> tuple[bool, bool]:
    """Order phones and mails that nobody chose between: a child's own after a grown-up's, a landline after a mobile number."""
    if column.how in {"choice", "remembered"} or column.target not in {"phone_1", "phone_2", "email"}:
        return False, False
    words = header_words(column.key)
    is_childs = bool(words & CHILD_WORDS) and not words & grown_ups()
    return is_childs, column.target != "email" and is_landline(column)


def is_landline(column: TwinColumn) -> bool:
    """Tell whether a header says that its numbers are those of a home or a desk: a mobile number serves better."""
    return bool(header_words(column.key) & LANDLINE_WORDS)
