"""Settles what a column is by the other columns of its list, when its header alone may mean two things.

« Box internet » beside « Clés 4G à fournir » tells what there is; « Foyer » over numbers, in a list of names, is how many live
there. This module must never look at one row only.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from pipelines.intake.column_content import is_count, is_situation, readable_share, share
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_questions import answers_yes_or_no
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import item_words
from pipelines.intake.reading_parts import IGNORE, How

SITUATIONS = {"need_laptop": "device_situation", "need_connection": "connection_situation"}
# How sure a header is once the other columns had to say what it means.
TOLD_BY_OTHERS = 0.8
UNKNOWN_CONFIDENCE = 0.3
READS_SHARE = 0.6
COUNT_SHARE = 0.8
ALL_AGES = re.compile(r"\b(?:tous|toutes?|all)\s+[aâ]ges?\b|\b[aâ]ges? confondus\b", re.I)
CHILDREN = frozenset({"enfant", "eleve", "fratrie"})
# Connections that are handed out: such a column is never about what there is.
GIVEN = frozenset({"recharge", "sim", "cle", "4g", "boitier", "routeur", "dongle"})
NOT_COUNTED = frozenset({"age", "annee", "naissance", "ne", "nee", "prenom", "nom", "classe"})


class SiblingColumn(Protocol):
    """A column as this module needs it."""

    key: str
    cells: list[str]
    guess: Guess | None
    target: str
    confidence: float

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""


def settle_counts(columns: Sequence[SiblingColumn]) -> None:
    """Read counts by whom their header names: children where no expression says as much, a household in a list of names."""
    taken = {column.target for column in columns}
    named = any(target.endswith("_name") for target in taken)
    for column in columns:
        # « Enfants (tous âges) » counts them.
        words = header_words(ALL_AGES.sub("", column.key))
        target = None
        if column.target == IGNORE and words & CHILDREN and not words & NOT_COUNTED:
            target = "students_count" if words & item_words("schooled", "words") else "children_count"
        elif column.target == IGNORE and words & item_words("schooled", "words") and not words & NOT_COUNTED:
            target = "students_count"
        elif column.target == "households_count" and named:
            target = "household_size"
        if target is not None and target not in taken and share(column.cells, is_count) >= COUNT_SHARE:
            column.become(target, min(column.confidence, TOLD_BY_OTHERS), "content")
            taken.add(target)


def settle_two_needs(columns: Sequence[SiblingColumn]) -> None:
    """Of two columns of needs in words, of which one says that they are wanted, take the other for what there is."""
    twins = [column for column in columns if column.target == "need_text"]
    plain_ones = [column for column in twins if "besoin" not in header_words(column.key)]
    if len(twins) < 2 or len(plain_ones) == len(twins) or any(c.target == "device_situation" for c in columns):
        return
    for column in plain_ones[:1]:
        if readable_share("device_situation", column.cells) >= READS_SHARE:
            column.become("device_situation", min(column.confidence, TOLD_BY_OTHERS), "content")


def settle_questions(columns: Sequence[SiblingColumn]) -> None:
    """Read « Internet ? » beside needs in words as a question about what there is."""
    taken = {column.target for column in columns}
    if "need_text" not in taken:
        return
    for column in columns:
        state = SITUATIONS.get(column.target)
        if state is None or column.guess is None or len(column.guess.matched) != 1:
            continue
        parallel = state == "connection_situation" and "device_situation" in taken
        asked = (
            parallel
            or answers_yes_or_no(column.key)
            or (not column.guess.matched & GIVEN and share(column.cells, is_situation(state)) >= READS_SHARE)
        )
        if asked and not any(other.target == state for other in columns):
            column.become(state, min(column.confidence, TOLD_BY_OTHERS), "content")
            taken.add(state)


def settle_situations(columns: Sequence[SiblingColumn]) -> None:
    """Of two columns of one item, of which one says that it is wanted, take the other for what there is."""
    for need, state in SITUATIONS.items():
        twins = [column for column in columns if column.target == need]
        plain_ones = [column for column in twins if not says_wanted(column)]
        if len(plain_ones) == len(twins) or any(column.target == state for column in columns):
            continue
        for column in plain_ones:
            if (
                column is plain_ones[0]
                and readable_share(state, column.cells) >= READS_SHARE
                and share(column.cells, is_count) < READS_SHARE
            ):
                column.become(state, min(column.confidence, TOLD_BY_OTHERS), "content")
            else:
                column.become(IGNORE, UNKNOWN_CONFIDENCE, "content")


def says_wanted(column: SiblingColumn) -> bool:
    """Tell whether a header says that its item is wanted."""
    return bool(header_words(column.key) & item_words("standing", "wanted"))
