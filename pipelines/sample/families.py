"""The invented families, in columns: who they are, where they live, what they lack.

The truth of the sample: lists are written from it. It must never hold anything about a real person.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample.calibration import Calibration, FamilyShares
from pipelines.sample.draws import Bools, Days, Ints, Texts, chance, generator, weighted, weighted_keys
from pipelines.sample.names import Names, drawn_first_names, drawn_groups, drawn_surnames
from pipelines.sample.partners import ListSizes, SamplePartner
from pipelines.sample.places import Places, drawn_postcodes, homes
from pipelines.sample.structures import Structures

MOST_CHILDREN = 5
FIRST_SCHOOL_AGE, LAST_SCHOOL_AGE = 3, 17


@dataclass(frozen=True)
class People:
    """Who a family is. Names are positions in the vocabularies; `child_*` have one column per child (MOST_CHILDREN)."""

    surname: Ints
    second_surname: Ints  # the other adult's, or the one that the children bear
    guardian_first: Ints
    second_first: Ints
    guardian_birth: Days
    children_surname: Ints
    child_first: Ints
    child_birth: Days
    children_count: Ints
    students_count: Ints
    household_size: Ints


@dataclass(frozen=True)
class Homes:
    """Where a family lives. `place` is a position in `Places`, `structure` in `Structures` (-1: none)."""

    place: Ints
    postcode: Texts
    structure: Ints
    housing: Texts


@dataclass(frozen=True)
class Families:
    """One entry per family, in the order of the lists that made them known."""

    list_number: Ints
    student: Bools
    people: People
    homes: Homes

    @property
    def count(self) -> int:
        """Return the number of families."""
        return int(self.list_number.size)


def school_year(today: date) -> int:
    """Return the civil year in which the current school year started."""
    return today.year if today.month >= 8 else today.year - 1


def drawn_families(
    seed: int,
    sizes: ListSizes,
    names: Names,
    places: Places,
    structures: Structures,
    calibration: Calibration,
    today: date,
) -> Families:
    """Draw all families of a sample."""
    list_number = np.repeat(np.arange(len(sizes.partners)), sizes.families)
    student = np.array([partner.writes_students for partner in sizes.partners])[list_number]
    people = _people(generator(seed, 1), sizes, list_number, student, names, calibration.families, today)
    return Families(
        list_number, student, people, _homes(generator(seed, 2), sizes, list_number, places, structures, calibration)
    )


def _people(
    rng: np.random.Generator,
    sizes: ListSizes,
    list_number: Ints,
    student: Bools,
    names: Names,
    shares: FamilyShares,
    today: date,
) -> People:
    size = list_number.size
    groups = drawn_groups(rng, names, size)
    surname, second_surname = drawn_surnames(rng, names, groups), drawn_surnames(rng, names, groups)
    children_surname = np.where(chance(rng, shares.other_surname_share, size), second_surname, surname)
    counts = _children_counts(rng, sizes, list_number, student, shares)
    present = np.arange(MOST_CHILDREN) < counts[:, None]
    ages = _child_ages(rng, sizes, list_number, present, shares)
    at_school = present & (ages >= FIRST_SCHOOL_AGE) & (ages <= LAST_SCHOOL_AGE)
    adults = 1 + (chance(rng, shares.second_adult_share, size) & ~student)
    return People(
        surname=surname,
        second_surname=second_surname,
        guardian_first=drawn_first_names(rng, names, groups, surname),
        second_first=drawn_first_names(rng, names, groups, second_surname),
        guardian_birth=_adult_births(
            rng, student, np.where(counts > 0, ages.max(axis=1, where=present, initial=0), 0), today
        ),
        children_surname=children_surname,
        child_first=np.stack(
            [drawn_first_names(rng, names, groups, children_surname) for _ in range(MOST_CHILDREN)], axis=1
        ),
        child_birth=_days_in(rng, school_year(today) - ages, today),
        children_count=counts,
        students_count=at_school.sum(axis=1),
        household_size=adults + counts,
    )


def _children_counts(
    rng: np.random.Generator, sizes: ListSizes, list_number: Ints, student: Bools, shares: FamilyShares
) -> Ints:
    counts = 1 + weighted(rng, shares.children_shares, list_number.size)
    may_be_childless = np.array([not (p.writes_children or p.writes_structures) for p in sizes.partners])[list_number]
    counts[may_be_childless & chance(rng, shares.childless_share, counts.size)] = 0
    counts[has_sibling_row(sizes, list_number) & (counts < 2)] = 2
    counts[student] = 0
    return counts


def has_sibling_row(sizes: ListSizes, list_number: Ints) -> Bools:
    """Mark the families of which two children are on the list: the first ones of each list."""
    first_family = np.concatenate(([0], np.cumsum(sizes.families)[:-1]))
    rank = np.arange(list_number.size) - first_family[list_number]
    marked: Bools = rank < sizes.siblings[list_number]
    return marked


def _child_ages(
    rng: np.random.Generator, sizes: ListSizes, list_number: Ints, present: Bools, shares: FamilyShares
) -> Ints:
    """Draw ages in years at the end of the year when school started, the eldest first; a pupils' list names two pupils of its own ages."""
    size = present.shape
    at_school = rng.integers(FIRST_SCHOOL_AGE, LAST_SCHOOL_AGE + 1, size=size)
    ages = np.where(rng.random(size) < shares.school_age_share, at_school, rng.integers(0, FIRST_SCHOOL_AGE, size=size))
    ages = -np.sort(-np.where(present, ages, 0), axis=1)
    for number, partner in enumerate(sizes.partners):
        if partner.ages is not None:
            mine = np.flatnonzero(list_number == number)
            ages[mine, :2] = rng.integers(partner.ages[0], partner.ages[1] + 1, size=(mine.size, 2))
    return ages


def _days_in(rng: np.random.Generator, years: Ints, today: date) -> Days:
    starts = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    days = starts + rng.integers(0, 365, size=years.shape).astype("timedelta64[D]")
    latest = np.datetime64(today, "D") - rng.integers(10, 200, size=years.shape).astype("timedelta64[D]")
    births: Days = np.minimum(days, latest)
    return births


def _adult_births(rng: np.random.Generator, student: Bools, eldest: Ints, today: date) -> Days:
    parent = eldest + rng.integers(19, 41, size=student.size)
    age = np.where(student, rng.integers(18, 27, size=student.size), parent)
    return _days_in(rng, today.year - 1 - age, today)


def _homes(
    rng: np.random.Generator,
    sizes: ListSizes,
    list_number: Ints,
    places: Places,
    structures: Structures,
    calibration: Calibration,
) -> Homes:
    size = list_number.size
    place, structure = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    housing = weighted_keys(rng, calibration.families.housing, size)
    for number, partner in enumerate(sizes.partners):
        mine = np.flatnonzero(list_number == number)
        if partner.writes_structures:
            structure[mine] = structures.of_list(number)
            place[mine] = structures.place[structure[mine]]
            housing[mine] = structures.housing[structure[mine]]
        else:
            place[mine] = homes(rng, places, partner.commune_code, partner.reach, mine.size)
            housing[mine] = _housing(rng, partner, housing[mine], calibration)
    postcode = drawn_postcodes(rng, places, place)
    housed = structure >= 0
    postcode[housed] = structures.postcode[structure[housed]]
    return Homes(place, postcode, structure, housing)


def _housing(rng: np.random.Generator, partner: SamplePartner, drawn: Texts, calibration: Calibration) -> Texts:
    if not partner.writes_students:
        return drawn
    residence = calibration.students.residence_share
    shares = {"student_residence": residence, "own_home": (1 - residence) * 0.7, "relatives": (1 - residence) * 0.3}
    return weighted_keys(rng, shares, drawn.size)
