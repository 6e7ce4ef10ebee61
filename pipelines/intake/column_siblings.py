"""Settles what a column is by the other columns of its list, when its header alone may mean two things.

« Box internet » beside « Clés 4G à fournir » tells what there is; « Foyer » over numbers, in a list of names, is how many live
there. This module must never look at one row only.
"""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from pipelines.intake.column_content import is_count, is_situation, readable_share, share
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_questions import YES_OR_NO, answers_yes_or_no
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import NEEDS, item_words
from pipelines.intake.reading_parts import IGNORE, How
from pipelines.intake.values_codes import firm_code
from pipelines.intake.values_counts import read_yes_no

SITUATIONS = {"need_laptop": "device_situation", "need_connection": "connection_situation"}
# How sure a header is once the other columns had to say what it means.
TOLD_BY_OTHERS = 0.8
UNKNOWN_CONFIDENCE = 0.3
READS_SHARE = 0.6
COUNT_SHARE = 0.8
TICKED_SHARE = 0.9
OF_SOMEBODY = ("_name", "_birth_date")
HOUSED = frozenset({"logement", "hebergement", "habitat"})
NUMBER = frozenset({"nombre"})
# A partner that asks for all its families does so in a row or a few.
MOST_REQUESTS = 3
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


def settle_by_siblings(columns: Sequence[SiblingColumn]) -> None:
    """Settle counts, then needs and what there is, then what only a request for several families says."""
    settle_counts(columns)
    settle_two_needs(columns)
    settle_marked_needs(columns)
    settle_questions(columns)
    settle_situations(columns)
    settle_aggregates(columns)


def settle_aggregates(columns: Sequence[SiblingColumn]) -> None:
    """Read a request for several families as such: « Hôtel » and « Contact » name who sends it, « Effectif » counts families."""
    targets = {column.target for column in columns}
    if any(target.endswith(OF_SOMEBODY) for target in targets) or not targets & set(NEEDS):
        return
    if "households_count" not in targets and max(len(column.cells) for column in columns) > MOST_REQUESTS:
        return
    for column in columns:
        named = column.target == "housing_kind" and names_a_house(column.key)
        unnumbered = column.target in {"phone_1", "phone_2"} and not any(map(str.isdigit, "".join(column.cells)))
        if named or unnumbered:
            column.become(IGNORE, UNKNOWN_CONFIDENCE, "content")
        counts = column.target == IGNORE and header_words(column.key) == NUMBER
        if counts and "households_count" not in targets and share(column.cells, is_count) >= COUNT_SHARE:
            column.become("households_count", TOLD_BY_OTHERS, "content")
            targets.add("households_count")


def names_a_house(header: str) -> bool:
    """Tell whether a header says which house, not how one is housed: « Centre », « Hôtel social »."""
    words = header_words(header)
    return firm_code("housing_kind", header) is not None or (len(words) == 1 and not words & HOUSED)


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


def settle_marked_needs(columns: Sequence[SiblingColumn]) -> None:
    """Read « Connexion internet (O/N) » as a need beside « PC (O/N) », or beside a column that tells what there is.

    Only over yes and no, and where no other column asks for the item.
    """
    for need, state in SITUATIONS.items():
        marked = [column for column in columns if column.target.startswith("need_") and YES_OR_NO.search(column.key)]
        twins = [column for column in columns if column.target == state]
        asked = [column for column in twins if is_ticked(column) and not tells_there(column)]
        if len(asked) != 1 or any(column.target in {need, "need_text"} for column in columns):
            continue
        if len(twins) > 1 or (marked and YES_OR_NO.search(asked[0].key)):
            asked[0].become(need, min(asked[0].confidence, TOLD_BY_OTHERS), "content")


def is_ticked(column: SiblingColumn) -> bool:
    """Tell whether a column holds yes and no, or numbers."""
    return share(column.cells, is_tick) >= TICKED_SHARE


def is_tick(text: str) -> bool:
    """Tell whether a cell is a yes, a no or a number."""
    return read_yes_no(text) is not None or text.strip().isdigit()


def tells_there(column: SiblingColumn) -> bool:
    """Tell whether a header says that its item is there."""
    return bool(header_words(column.key) & item_words("standing", "there"))


def settle_situations(columns: Sequence[SiblingColumn]) -> None:
    """Of two columns of one item, of which one says that it is wanted, take the other for what there is."""
    for need, state in SITUATIONS.items():
        twins = [column for column in columns if column.target == need]
        plain_ones = [column for column in twins if not says_wanted(column)]
        if any(column.target == state for column in columns):
            continue
        if len(plain_ones) == len(twins):
            # « Wifi » over 4G, box, non beside « SIM » over numbers.
            told = [c for c in twins if not is_ticked(c) and share(c.cells, is_code_of(state)) >= READS_SHARE]
            if len(twins) == 2 and len(told) == 1:
                told[0].become(state, min(told[0].confidence, TOLD_BY_OTHERS), "content")
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


def is_code_of(state: str) -> Callable[[str], bool]:
    """Make the test of a cell that tells a situation, whatever else it may tell."""
    return lambda text: firm_code(state, text) is not None


def says_wanted(column: SiblingColumn) -> bool:
    """Tell whether a header says that its item is wanted."""
    return bool(header_words(column.key) & item_words("standing", "wanted"))
