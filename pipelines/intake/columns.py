"""Recognises the columns of a table by header, then by content, and settles who owns what.

A person's choice wins over everything but the law: a column that must not be stored can't be chosen back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.intake.column_content import (
    TESTS,
    are_varied,
    is_count,
    is_place,
    readable_share,
    share,
    swapped_target,
)
from pipelines.intake.column_evidence import settle_open_columns
from pipelines.intake.column_halves import leave_shared_words, settle_halves
from pipelines.intake.column_persons import settle_persons
from pipelines.intake.column_references import are_references
from pipelines.intake.column_siblings import settle_by_siblings
from pipelines.intake.column_twins import settle_twins
from pipelines.intake.column_unsaid import (
    by_content,
    informs_someone,
    names_several_needs,
    numbers_files,
    settle_named_phones,
)
from pipelines.intake.forbidden import is_forbidden_column, scrubbed
from pipelines.intake.header_bands import guess_with_band
from pipelines.intake.header_guess import Guess
from pipelines.intake.header_words import of_workers
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import IGNORE, REFUSE, Choices, ColumnMatch, How
from pipelines.intake.table_shape import Header
from pipelines.intake.values import FIELDS
from pipelines.intake.values_dates import read_date
from pipelines.intake.values_places import own_text

SAMPLE_ROWS = 400
# Any late day will do: only the shape of a day is asked.
LAST_DAY = date.max
SAMPLES = 3
# Whoever a list has few of in many rows is no family of it: who follows them, or who wrote it.
MANY_NAMES, FEW_NAMES_SHARE = 20, 0.2
UNKNOWN_CONFIDENCE = 0.3
REMEMBERED_CONFIDENCE = 0.95
HALF_SAID = 0.75
COUNTS = frozenset({"household_size", "children_count", "students_count"})
SEVERAL = 3
HARDLY_ANY = 0.3
SURE_SHARE = 0.9
LITTLE_SAID, MOST_READ = 0.5, 0.6
BY_WHOM = re.compile(r"\b(?:par|by)\s*:?\s*$", re.IGNORECASE)
# « Donné le », « Vu le »: the day of something that happened.
ON_A_DAY = re.compile(r"\w\s+le\s*:?\s*$", re.IGNORECASE)
ORIGIN = frozenset({"origine"})
# Fields under which numbers and addresses would read as mere words.
ANY_WORDS = frozenset({"partner_reference", "need_text"})
# No cell in twenty of a situation can be read: « Équipe » over Nord, Sud.
NOTHING_READ = 0.05
PLACE_WORDS = frozenset({"ville", "cp", "postal"})
# What cells are beyond doubt by their shape alone.
HARD = {"email": "email", "phone": "phone_1"}


@dataclass
class Column:
    """One column while it is being recognised."""

    at: int
    key: str
    cells: list[str]
    by_row: Sequence[str]
    guess: Guess | None
    target: str = IGNORE
    confidence: float = UNKNOWN_CONFIDENCE
    how: How = "header"
    denied: bool = False

    def become(self, target: str, confidence: float, how: How) -> None:
        """Settle what the column is."""
        self.target, self.confidence, self.how = target, confidence, how


def match_columns(
    header: Header, rows: Sequence[Sequence[str]], choices: Choices, partner_kind: str | None, today: date
) -> list[ColumnMatch]:
    """Recognise every column.

    Parameters
    ----------
    rows
        The rows below the header.
    partner_kind
        A `PartnerKind` value, or None; a school's list speaks of pupils.

    Returns
    -------
    list of ColumnMatch
        In file order; refused columns have no sample.
    """
    columns = [column_of(at, header, rows) for at in range(len(header.keys))]
    for column in columns:
        first_target(column)
    leave_shared_words(columns)
    # « Enfants » over numbers is a count: told before deciding whose the plain names are.
    for column in columns:
        second_look(column)
    by_content(columns)
    settle_named_phones(columns)
    settle_persons(columns, partner_kind, today)
    settle_halves(columns)
    settle_by_siblings(columns)
    settle_open_columns(columns)
    refuse_by_content(columns)
    apply_choices(columns, choices)
    settle_twins(columns)
    return [match_of(column) for column in columns]


def column_of(at: int, header: Header, rows: Sequence[Sequence[str]]) -> Column:
    """Gather a column and what its header says, its band included."""
    by_row = [own_text(row[at]) if at < len(row) else "" for row in rows[:SAMPLE_ROWS]]
    text = own_text(header.texts[at]) if at < len(header.texts) else ""
    band = header.bands[at] if at < len(header.bands) else ""
    return Column(at, header.keys[at], [cell for cell in by_row if cell], by_row, guess_with_band(text, band))


def first_target(column: Column) -> None:
    """Take what the header says."""
    if column.guess is not None:
        column.become(column.guess.target, column.guess.confidence, "fuzzy" if column.guess.fuzzy else "header")


def second_look(column: Column) -> None:
    """Let the cells correct the header: « Téléphone » over O/N asks whether one is needed."""
    target = swapped_target(column.target, column.cells) or plain_as_day(column)
    if target == "information_given" and is_half_said(column) and not informs_someone(column):
        # « Info. perdu ? » over yes and no: a row is not held back for an answer to another question.
        target = IGNORE
    if target is None and names_several_needs(column):
        target = "need_text"
    if column.target == "need_text" and numbers_files(column):
        # « Numéro de demande » over D-101, D-102.
        target = "partner_reference"
    if target is not None:
        column.become(target, min(column.confidence, 0.8), "content")
    elif is_contradicted(column):
        # « Groupe de vie » over « Les Pins » counts nothing, and is no place either.
        column.guess, column.denied = None, column.target in {*COUNTS, "households_count"}
        column.become(IGNORE, UNKNOWN_CONFIDENCE, "content")


def plain_as_day(column: Column) -> str | None:
    """Return what the cells are beyond doubt, under a header that they deny: « @ resp. », « CP origine », « Référent » over one name."""
    if column.target == REFUSE:
        named = column.guess is not None and column.guess.matched <= ORIGIN
        return "commune" if named and share(column.cells, is_place) >= SURE_SHARE else None
    if column.target == IGNORE:
        # « L'adulte : n° » over telephone numbers.
        numbered = column.guess is not None and "numero" in column.guess.matched and not of_workers(column.key)
        return "phone_1" if numbered and share(column.cells, TESTS["phone"]) >= SURE_SHARE else None
    if len(column.cells) < SEVERAL:
        return None
    if column.target == "note" and BY_WHOM.search(column.key) and are_of_few(column.cells):
        # « Noté par ».
        return IGNORE
    if column.target.endswith(("last_name", "full_name")) and are_of_few(column.cells):
        return IGNORE
    if (
        column.guess is not None
        and column.guess.fuzzy
        and column.target.endswith("full_name")
        and share(column.cells, TESTS["full_name"]) < HARDLY_ANY
        and share(column.cells, TESTS["town"]) >= SURE_SHARE
    ):
        # « Réside à », spelt like « résident », over towns.
        return "commune"
    if (
        column.target == "partner_reference"
        and not has_digits(column.cells)
        and (share(column.cells, TESTS["full_name"]) >= SURE_SHARE or not are_varied(column.cells))
    ):
        # « Réf. CEJ » over the same few names: who follows them; « Case » over a few words: a house.
        return IGNORE
    if (
        column.target == "address"
        and is_half_said(column)
        and are_of_few(column.cells)
        and not has_digits(column.cells)
    ):
        # « Éduc. de rue » over the same few people.
        return IGNORE
    if column.target not in ANY_WORDS and readable_share(column.target, column.cells) >= HARDLY_ANY:
        return None
    return next((target for name, target in HARD.items() if share(column.cells, TESTS[name]) >= SURE_SHARE), None)


def reads_as_day(text: str) -> bool:
    """Tell whether a cell is a day."""
    return read_date(text, LAST_DAY)[0] is not None


def is_half_said(column: Column) -> bool:
    """Tell whether a header says other things beside what was understood."""
    return column.guess is None or column.guess.coverage < 1


def has_digits(cells: Sequence[str]) -> bool:
    """Tell whether more than hardly any cell holds a digit."""
    return share(cells, lambda text: any(map(str.isdigit, text))) >= HARDLY_ANY


def are_of_few(cells: Sequence[str]) -> bool:
    """Tell whether the same few names come again and again."""
    return len(cells) >= MANY_NAMES and len(set(cells)) <= FEW_NAMES_SHARE * len(cells)


def is_contradicted(column: Column) -> bool:
    """Tell whether hardly any cell can be read as a header half says: « Date contact » over days is no phone.

    « Composition familiale » over « Couple avec enfants » is no count, though its header says so.
    """
    if column.guess is None:
        return False
    if ON_A_DAY.search(column.key) and not column.target.endswith(("_birth_date", "information_given")):
        return share(column.cells, reads_as_day) >= share(column.cells, TESTS["need_text"])
    if not column.cells:
        return False
    if column.target.endswith("_situation") and len(column.cells) >= SEVERAL:
        return readable_share(column.target, column.cells) < NOTHING_READ
    if (
        column.target == "commune"
        and len(column.cells) >= SEVERAL
        and (is_half_said(column) or column.guess.fuzzy or not column.guess.matched & PLACE_WORDS)
    ):
        return share(column.cells, is_place) < HARDLY_ANY
    if column.guess.fuzzy and column.target in COUNTS:
        return share(column.cells, is_count) < HARDLY_ANY
    if column.guess.coverage > HALF_SAID and not column.guess.fuzzy:
        of_people = column.target in {*COUNTS, "households_count"} and len(column.cells) >= SEVERAL
        is_room = column.target == "housing_kind" and are_references(column.cells)
        if not of_people and not is_room:
            return False
    counted = column.target in {*COUNTS, "households_count"}
    least = MOST_READ if column.guess.coverage <= LITTLE_SAID and counted else HARDLY_ANY
    return readable_share(column.target, column.cells) < least


def refuse_by_content(columns: list[Column]) -> None:
    """Refuse the columns whose cells must not be stored, whatever their header says; « Athée » is a commune as well."""
    for column in columns:
        said = IGNORE if column.guess is None else column.target
        if column.target != REFUSE and is_forbidden_column(column.cells, said, column.key):
            column.become(REFUSE, 0.95, "content")


def apply_choices(columns: list[Column], choices: Choices) -> None:
    """Apply what is remembered of the partner, then what a person chose; what must not be stored stays refused."""
    apply_targets(columns, choices.remembered, "remembered", REMEMBERED_CONFIDENCE)
    apply_targets(columns, choices.targets, "choice", 1.0)


def apply_targets(columns: list[Column], targets: Mapping[str, str], how: How, confidence: float) -> None:
    """Settle the columns whose meaning was said."""
    for column in columns:
        target = targets.get(column.key)
        if target is None:
            continue
        if target not in FIELDS and target not in {IGNORE, REFUSE}:
            raise refuse(
                "bad_choice",
                detail_fr=f"« {target} » n'est pas un champ connu",
                detail_en=f"“{target}” is not a known field",
            )
        if column.target != REFUSE:
            column.become(target, confidence, how)


def match_of(column: Column) -> ColumnMatch:
    """Return the column as it is shown for confirmation."""
    seen = list(dict.fromkeys(scrubbed(cell) for cell in column.cells))
    samples = () if column.target == REFUSE else tuple(seen[:SAMPLES])
    return ColumnMatch(column.at + 1, column.key, column.target, column.confidence, column.how, samples)
