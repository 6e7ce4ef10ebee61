"""Settles the columns that no rule took, by all that speaks for each open field: header words, cells, numbers beside them.

A word of a header speaks for a field as often as the declared expressions that hold it are that field's; cells speak for it by
the share that it reads. Both are taken as chances and joined; the surest pair goes first, a field is given once. This
module must never take a column away from a field.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from pipelines.intake.column_content import (
    TESTS,
    are_varied,
    is_need,
    is_situation,
    name_several,
    share,
    tells_a_state,
)
from pipelines.intake.column_counts import (
    FEWEST_CELLS,
    HALF,
    OpenColumn,
    children_chance,
    household_chance,
    students_chance,
)
from pipelines.intake.column_references import are_references
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import expressions, grown_ups, item_words
from pipelines.intake.reading_parts import IGNORE
from pipelines.intake.values_codes import read_code
from pipelines.intake.vocabulary import profile

# A header that an expression covers this much is known, and not judged anew.
KNOWN_COVERAGE = 0.6
SURE_ENOUGH = 0.72
HARDLY_ANY = 0.1
UNDECIDED = 0.1
MOST_SURE = 0.95
FEWEST_WORDS = 3
CELL_SHARE = 0.7
MOST_CONFIDENT = 0.7
SITUATIONS = ("device_situation", "connection_situation", "housing_kind")
# What nothing told, and what any words can stand under.
LOOSE = frozenset({IGNORE, "note", "address", "commune"})
COUNTS = frozenset({"household_size", "children_count", "students_count"})
# Of these a yes or a no tells something, where the header asks for it.
ASKED = frozenset({"device_situation", "connection_situation"})
ANSWERED = 0.6


def settle_open_columns(columns: Sequence[OpenColumn]) -> None:
    """Give the columns that nothing told to the fields that nothing took, the surest pair first."""
    settle_needs(columns)
    pairs = [
        (chance, -column.at, field, column)
        for column in columns
        if is_open(column) or is_lesser_twin(column, columns)
        for field, chance in chances(column, columns).items()
        if chance >= SURE_ENOUGH
    ]
    settled: set[int] = set()
    for chance, _, field, column in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        taken = {other.target for other in columns}
        if id(column) not in settled and field not in taken:
            settled.add(id(column))
            column.become(field, round(min(chance, MOST_CONFIDENT), 2), "content")


def settle_needs(columns: Sequence[OpenColumn]) -> None:
    """Find what a list asks for where no column tells it: nobody sends a list that asks for nothing."""
    wanting = [column for column in columns if column.target.startswith("need_")]
    silent = [column for column in wanting if column.target == "need_text" and asks_nothing(column)]
    if len(wanting) > len(silent):
        return
    doubtful = [
        c
        for c in columns
        if c.target in {*LOOSE, *SITUATIONS, "households_count", "guardian_full_name"} and not is_firm(c)
    ]
    asking = [(share(c.cells, is_need), -c.at, c) for c in doubtful if len(c.cells) >= FEWEST_CELLS]
    best = max(asking, key=lambda found: found[:2], default=None)
    if best is not None and best[0] >= CELL_SHARE and (name_several(best[2].cells) or speaks_of_needs(best[2])):
        for column in silent:
            column.become(IGNORE, column.confidence, "content")
        best[2].become("need_text", round(best[0] * MOST_CONFIDENT, 2), "content")


def speaks_of_needs(column: OpenColumn) -> bool:
    """Tell whether a header speaks of what is wanted, among other things: « Souhait équipe »."""
    return "besoin" in header_words(column.key)


def asks_nothing(column: OpenColumn) -> bool:
    """Tell whether needs in words ask for nothing, or, where cells alone told them, say what there is: « que des téléphones »."""
    return share(column.cells, is_need) < HARDLY_ANY or (
        column.guess is None and tells_a_state("device_situation", column.cells)
    )


def is_firm(column: OpenColumn) -> bool:
    """Tell whether a header says what its column is, all of it and spelled out."""
    return column.guess is not None and column.guess.coverage == 1 and not column.guess.fuzzy


def is_open(column: OpenColumn) -> bool:
    """Tell whether a column has cells enough and a header that says little."""
    known = column.guess is not None and column.guess.coverage >= KNOWN_COVERAGE
    return column.target in LOOSE and not known and len(column.cells) >= FEWEST_CELLS


def is_lesser_twin(column: OpenColumn, columns: Sequence[OpenColumn]) -> bool:
    """Tell whether another column counts the same, and says so more surely: « Enfants », « Enfants en classe »."""
    return column.target in COUNTS and any(
        other.target == column.target and (-other.confidence, other.at) < (-column.confidence, column.at)
        for other in columns
    )


def chances(column: OpenColumn, columns: Sequence[OpenColumn]) -> Mapping[str, float]:
    """Return the chance of each field that the cells allow."""
    words = header_words(column.key)
    found = {field: test(column, columns) for field, test in CELL_TESTS.items()}
    return {field: joined(said_by(words).get(field, 0.0), cells) for field, cells in found.items() if cells > 0}


def joined(header: float, cells: float) -> float:
    """Join two chances: the surer one, and half of what the other adds."""
    return 1 - (1 - max(header, cells)) * (1 - HALF * min(header, cells))


@lru_cache(maxsize=4096)
def said_by(words: frozenset[str]) -> Mapping[str, float]:
    """Return how strongly the words of a header speak for each field."""
    against: dict[str, float] = defaultdict(lambda: 1.0)
    for word in words:
        for field, chance in word_chances().get(word, {}).items():
            against[field] *= 1 - chance
    return {field: min(MOST_SURE, 1 - chance) for field, chance in against.items()}


@cache
def word_chances() -> Mapping[str, Mapping[str, float]]:
    """Return for each word how often the declared expressions that hold it are each field's; one that is rare says less."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for part, field in expressions():
        for word in part:
            counted[word][field] += 1
    for field, hints in profile("columns")["hints"].items():
        for word in frozenset().union(*map(header_words, hints)):
            counted[word][field] += 3
    return {
        word: {field: count / (sum(fields.values()) + 1) for field, count in fields.items()}
        for word, fields in counted.items()
    }


Test = Callable[[OpenColumn, Sequence[OpenColumn]], float]


def state_chance(name: str) -> Test:
    """Make the test of a situation: how many cells tell it in words of their own, and differ as answers do."""

    def chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
        answered = [cell for cell in column.cells if TESTS["yes_no"](cell)]
        said = [cell for cell in column.cells if not TESTS["yes_no"](cell)]
        read = share(said, lambda text: read_code(name, text)[0] is not None)
        if len(answered) >= HALF * len(column.cells):
            return ANSWERED if name in ASKED and (not said or read >= HALF) else 0.0
        firm = share(said, is_situation(name))
        others = max(share(said, is_situation(other)) for other in SITUATIONS if other != name)
        if read < CELL_SHARE or firm < HALF or others > firm + UNDECIDED:
            return 0.0
        # « téléphone seulement » may be a device or a connection: the header must decide, unless nothing else fits at all.
        sure = SURE_ENOUGH if firm >= CELL_SHARE and others <= HARDLY_ANY else 0.0
        return max(sure, firm * (0.8 if others < firm - UNDECIDED else 0.6))

    return chance


def shaped(test: str, least: float = CELL_SHARE, weight: float = 0.8) -> Test:
    """Make the test of a field that its cells' shape tells."""

    def chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
        found = share(column.cells, TESTS[test])
        return found * weight if found >= least else 0.0

    return chance


def grown_up_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether cells name the grown-up of families whose children alone are named: whole names, seldom the same."""
    taken = {other.target for other in columns}
    if not any(name.startswith("child_") for name in taken) or any(name.startswith("guardian_") for name in taken):
        return 0.0
    words = header_words(column.key)
    if words & item_words("workers", "words") - grown_ups() or not are_varied(column.cells):
        return 0.0
    return share(column.cells, TESTS["full_name"]) * 0.8


def note_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether cells are remarks: sentences, each its own, under a header that leaves room for anything."""
    said = said_by(header_words(column.key)).get("note", 0.0) >= HALF
    return 0.6 if said and are_varied(column.cells) and share(column.cells, is_sentence) >= HALF else 0.0


def is_sentence(text: str) -> bool:
    """Tell whether a cell is of several words."""
    return len(text.split()) >= FEWEST_WORDS


def reference_chance(column: OpenColumn, columns: Sequence[OpenColumn]) -> float:
    """Judge whether cells are the partner's own numbers: each its own, under a header that may name a file or a card."""
    said = said_by(header_words(column.key)).get("partner_reference", 0.0)
    return 0.7 if said > 0 and are_references(column.cells) else 0.0


CELL_TESTS: Mapping[str, Test] = {
    "device_situation": state_chance("device_situation"), "connection_situation": state_chance("connection_situation"),
    "housing_kind": state_chance("housing_kind"), "need_text": shaped("need_text", 0.8, 0.75), "guardian_full_name": grown_up_chance,
    "household_size": household_chance, "children_count": children_chance, "students_count": students_chance,
    "partner_reference": reference_chance, "note": note_chance, "email": shaped("email", 0.9, 0.9), "phone_1": shaped("phone", 0.9, 0.9),
    "commune": shaped("town", 0.8, 0.6), "address": shaped("street", 0.7, 0.8), "school_level": shaped("school_level", 0.8, 0.8),
}  # fmt: skip
