"""Settles whose name or birth date a column holds when its header does not say: the child's or the guardian's.

A header that says it wins; then the neighbours, the ages, and what the partner is. This module must never read a name.
"""

from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import Protocol

from pipelines.intake.header_guess import PLAIN_PERSON, Guess
from pipelines.intake.reading_parts import IGNORE
from pipelines.intake.values_codes import read_school_level
from pipelines.intake.values_dates import read_date
from pipelines.intake.vocabulary import plain

PUPIL_LEVELS = frozenset(
    {"PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "6e", "5e", "4e", "3e", "2de", "1re", "Tle"}
)
OLDEST_PUPIL = 20
ADULT_AGE = 21
PUPIL_SHARE = 0.6
# Of whom a parent may stand beside: then they are the children.
STUDENTS = frozenset(
    {
        "apprenti", "apprentie", "apprenant", "stagiaire", "student", "etudiant", "etudiante", "participant", "adherent",
        "beneficiaire", "usager", "accueilli", "interesse", "jeune majeur",
    }
)  # fmt: skip
YOUNG = frozenset({"jeune", "jeunes", "mentore", "filleul"})
NAME_WORDS = frozenset({"nom", "identite", "patronyme", "name", "surname"})
FAMILY_NAMES = frozenset({"guardian_last_name", "guardian_full_name", f"{PLAIN_PERSON}_last_name"})
ONE_WORD_SHARE = 0.8
FAMILY_WORD = frozenset({"famille"})
WHOLE_SHARE = 0.7
FEWEST_NAMES = 3
NOT_THE_NAME = "_birth_date"
PARTS = frozenset({"last_name", "first_name", "full_name", "birth_date"})
# A plain first name right after a last name is that person's, and the other way round.
OTHER_PART = {
    "first_name": {"child": ("child_last_name",), "guardian": ("guardian_last_name",)},
    "last_name": {"child": ("child_first_name",), "guardian": ("guardian_first_name",)},
}


class PersonColumn(Protocol):
    """A column as this module needs it."""

    at: int
    key: str
    cells: list[str]
    guess: Guess | None
    target: str


def settle_persons(columns: Sequence[PersonColumn], partner_kind: str | None, today: date) -> None:
    """Turn each `person_…` target into `child_…` or `guardian_…`; ages are counted on the day given."""
    settle_students(columns)
    settle_the_young(columns, partner_kind)
    settle_lone_children(columns)
    said = [column for column in columns if person_of(column) in {"child", "guardian"}]
    names = {
        person: [c for c in said if person_of(c) == person and not c.target.endswith(NOT_THE_NAME)]
        for person in ("child", "guardian")
    }
    if names["guardian"]:
        leave_the_writer(columns)
    plain_names = [c for c in columns if is_plain(c) and not c.target.endswith(NOT_THE_NAME)]
    owner = name_owner(columns, names, partner_kind, today)
    for column in plain_names:
        column.target = named_target(column, neighbour(column, columns) or owner)
    settle_whole_names(columns)
    for column in columns:
        if is_plain(column):
            column.target = f"{date_owner(column, columns, today)}_birth_date"


def settle_students(columns: Sequence[PersonColumn]) -> None:
    """Take a student for the child where a parent is named beside: alone, a student asks for himself."""
    guardians = [c for c in columns if person_of(c) == "guardian" and not c.target.endswith(NOT_THE_NAME)]
    students = [column for column in guardians if column.guess is not None and STUDENTS & column.guess.matched]
    others = {part_of(column) for column in guardians if column not in students}
    # « Nom de l'étudiant », « Prénom de l'intéressé »: two parts of one name.
    halves = others | {part_of(column) for column in students} <= OTHER_PART.keys()
    if not others or (halves and not others & {part_of(column) for column in students}):
        return
    for column in students:
        part = column.target.removeprefix("guardian_")
        column.target = "child_last_name" if part == "full_name" else f"child_{part}"
    for column in columns:
        if column.target == "guardian_birth_date" and column.guess is not None and STUDENTS & column.guess.matched:
            column.target = "child_birth_date"


def part_of(column: PersonColumn) -> str:
    """Return the part of a person that a column tells."""
    return column.target.partition("_")[2]


def settle_the_young(columns: Sequence[PersonColumn], partner_kind: str | None) -> None:
    """Take the young of a list without parents, classes or school for who asks, as a mission locale writes it."""
    if partner_kind == "school" or pupil_classes(columns) or any(person_of(c) == "guardian" for c in columns):
        return
    children = [column for column in columns if person_of(column) == "child"]
    if all(column.guess is not None and YOUNG & column.guess.matched for column in children):
        for column in children:
            column.target = "guardian" + column.target.removeprefix("child")
            if column.target == "guardian_last_name" and column.guess is not None and is_whole_name(column.guess):
                column.target = "guardian_full_name"


def is_whole_name(guess: Guess) -> bool:
    """Tell whether a header names a person, or both parts of a name, rather than a last name alone."""
    return "prenom" in guess.matched or not guess.matched & NAME_WORDS


def settle_lone_children(columns: Sequence[PersonColumn]) -> None:
    """Take « Enfant », « Enfant 1 », « Enfant 2 » over single words for first names, where the family's name stands in its own column."""
    if not any(column.target in FAMILY_NAMES for column in columns):
        return
    names = [column for column in columns if person_of(column) == "child" and not column.target.endswith(NOT_THE_NAME)]
    if any(c.target != "child_last_name" or c.guess is None or c.guess.matched & NAME_WORDS for c in names):
        return
    for column in names:
        cells = [cell for cell in column.cells if cell.strip()]
        if sum(len(cell.split()) == 1 for cell in cells) >= ONE_WORD_SHARE * len(cells):
            column.target = "child_first_name"


def leave_the_writer(columns: Sequence[PersonColumn]) -> None:
    """Ignore « Votre nom » in a form that names the family elsewhere: it is who filled the form in."""
    for column in columns:
        if is_plain(column) and plain(column.key).startswith(("votre ", "vos ", "your ")):
            column.target = IGNORE


def settle_whole_names(columns: Sequence[PersonColumn]) -> None:
    """Tell a parent's last name from a whole name by its cells and by whether the first name has its own column."""
    targets = {column.target for column in columns}
    for column in columns:
        words = [len(cell.split()) for cell in column.cells if cell.strip()]
        if len(words) < FEWEST_NAMES:
            continue
        if column.target == "guardian_last_name" and not targets & {"guardian_first_name", "guardian_full_name"}:
            # Few last names are of two words, fewer still of three.
            if sum(count > 1 for count in words) >= WHOLE_SHARE * len(words):
                column.target = "guardian_full_name"
        elif (
            column.target == "guardian_full_name"
            and "guardian_first_name" in targets
            and "guardian_last_name" not in targets
            and sum(count == 1 for count in words) >= WHOLE_SHARE * len(words)
        ):
            column.target = "guardian_last_name"


def neighbour(column: PersonColumn, columns: Sequence[PersonColumn]) -> str | None:
    """Return whose name the column just before, or after, tells a part of, when this column is the part that it lacks."""
    part = column.target.removeprefix(f"{PLAIN_PERSON}_")
    for beside in (-1, 1):
        other = next((other for other in columns if other.at == column.at + beside), None)
        person = person_of(other) if other is not None else None
        # What follows settles a parent's name only: « Nom | Prénom de l'enfant » may be the family's name.
        if person is None or other is None or (beside == 1 and person != "guardian"):
            continue
        is_lacking = not any(known.target == f"{person}_{part}" for known in columns)
        if other.target in OTHER_PART.get(part, {}).get(person, ()) and is_lacking:
            return person
    return None


def person_of(column: PersonColumn) -> str | None:
    """Return whose column it is, as its header says and its cells do not deny."""
    said = column.guess is not None and (
        column.guess.target == column.target or column.target.startswith(("child_", "guardian_f"))
    )
    person, _, part = column.target.partition("_")
    return person if said and person in {"child", "guardian"} and part in PARTS else None


def is_plain(column: PersonColumn) -> bool:
    """Tell whether a column speaks of a person without saying which."""
    return column.target.startswith(f"{PLAIN_PERSON}_")


def name_owner(
    columns: Sequence[PersonColumn], names: dict[str, list[PersonColumn]], partner_kind: str | None, today: date
) -> str:
    """Return whose the plain name columns are."""
    if names["guardian"] and not names["child"]:
        lacking = lacking_parts(columns)
        return "guardian" if lacking and not pupil_classes(columns) else "child"
    if names["child"]:
        return "guardian"
    # Neither is named apart: a pupil's list if there are school classes and no adult's birth date.
    pupils = partner_kind in {None, "school"} and pupil_classes(columns)
    ages = [
        age
        for column in columns
        if column.target == f"{PLAIN_PERSON}_birth_date"
        if (age := median_age(column.cells, today)) is not None
    ]
    return "child" if pupils and all(age <= OLDEST_PUPIL for age in ages) else "guardian"


def lacking_parts(columns: Sequence[PersonColumn]) -> bool:
    """Tell whether the plain name columns are just the part that the parent's name lacks: « Nom du résident », « Prénom »."""
    has = {
        "last_name" if is_family_word(column) else column.target.removeprefix("guardian_")
        for column in columns
        if column.target.startswith("guardian_")
    }
    plain_parts = [column.target.removeprefix(f"{PLAIN_PERSON}_") for column in columns if is_plain(column)]
    parts = [part for part in plain_parts if part in OTHER_PART]
    return len(parts) == 1 and parts[0] not in has and bool(has & OTHER_PART.keys())


def is_family_word(column: PersonColumn) -> bool:
    """Tell whether a column of whole names holds single words under « Famille »: the last names of families."""
    cells = [cell for cell in column.cells if cell.strip()]
    said = column.guess is not None and column.guess.matched == FAMILY_WORD
    return (
        said
        and column.target == "guardian_full_name"
        and sum(len(cell.split()) == 1 for cell in cells) * 2 >= len(cells)
    )


def pupil_classes(columns: Sequence[PersonColumn]) -> bool:
    """Tell whether a column holds classes from nursery school to the lycée."""
    for column in columns:
        if column.target == "school_level" and column.cells:
            levels = [read_school_level(cell)[0] for cell in column.cells]
            return sum(level in PUPIL_LEVELS for level in levels) >= PUPIL_SHARE * len(levels)
    return False


def named_target(column: PersonColumn, owner: str) -> str:
    """Return the field of a plain name column."""
    part = column.target.removeprefix(f"{PLAIN_PERSON}_")
    if part == "full_name":
        return "guardian_full_name" if owner == "guardian" else "child_last_name"
    return f"{owner}_{part}"


def date_owner(column: PersonColumn, columns: Sequence[PersonColumn], today: date) -> str:
    """Return whose a plain birth date is: by the ages when they tell, else the nearest name before it."""
    owners = {other.target.split("_")[0] for other in columns if other.target.endswith("_name")}
    if owners <= {"guardian"}:
        return "guardian"
    if owners == {"child"}:
        return "child"
    age = median_age(column.cells, today)
    taken = {other.target for other in columns}
    for owner, tells in (
        ("child", age is not None and age <= OLDEST_PUPIL),
        ("guardian", age is not None and age >= ADULT_AGE),
    ):
        if tells and f"{owner}_birth_date" not in taken:
            return owner
    before = [other for other in columns if other.at < column.at and other.target.endswith("_name")]
    return before[-1].target.split("_")[0] if before else "guardian"


def median_age(cells: Sequence[str], today: date) -> float | None:
    """Return the median age in years of the birth dates that are not to come, or None."""
    found = [read_date(cell, today)[0] for cell in cells]
    years = [today.year - day.year for day in found if day is not None and day <= today]
    return median(years) if years else None
