"""What a partner writes in each cell: names, dates, telephones, places and needs, in the partner's own style.

One function a field, on all rows of one list at once. It must never write a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

from pipelines.sample.asked import Variant
from pipelines.sample.draws import Ints, Texts
from pipelines.sample.families import school_year
from pipelines.sample.formats import UNIT_WORDS, as_date, as_phone, need_text
from pipelines.sample.sample import Sample
from pipelines.sample.spelling import misspelt
from pipelines.sample.styles import Cell, Style

LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "6e", "5e", "4e", "3e", "2de", "1re", "Tle")
EXAM_LEVELS = ("3e", "Tle")
STUDENT_LEVELS = ("L1", "L2", "L3", "M1", "M2")
FOLLOWERS = ("vie scolaire", "assistante sociale", "professeur principal", "")
NOTES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "Rappeler après 18 h",
    "Pas de bureau pour travailler",
    "Parle peu français",
    "Passe par l'accueil le matin",
)


@dataclass(frozen=True)
class ListView:
    """One list to write: its style, and for each row the family, the child and how the row differs."""

    sample: Sample
    number: int
    rows: Ints
    family: Ints
    child: Ints
    variant: Ints

    @property
    def style(self) -> Style:
        """Return the partner's way of writing."""
        return self.sample.styles[self.number]

    def is_variant(self, variant: Variant) -> list[bool]:
        """Mark the rows that differ in one way."""
        return [bool(flag) for flag in self.variant == variant]


Writer = Callable[[ListView], list[Cell]]


def view_of_list(sample: Sample, number: int) -> ListView:
    """Gather the rows of one list."""
    rows = sample.asked.of_list(number)
    return ListView(
        sample, number, rows, sample.asked.family[rows], sample.asked.child[rows], sample.asked.variant[rows]
    )


def written_columns(view: ListView) -> dict[str, list[Cell]]:
    """Write all columns of a list, by field."""
    return {field: WRITERS[field](view) for field in view.style.fields}


def _surname(view: ListView, positions: Ints) -> list[Cell]:
    words = view.sample.names.surnames[positions]
    changed = zip(words, view.is_variant(Variant.SPELLING), view.family, strict=True)
    texts = [misspelt(str(word), int(salt)) if other else str(word) for word, other, salt in changed]
    return [text.upper() for text in texts] if view.style.surnames == "upper" else list(texts)


def _guardian_last_name(view: ListView) -> list[Cell]:
    people = view.sample.families.people
    other = view.variant == Variant.RELATIVE
    return _surname(view, np.where(other, people.second_surname[view.family], people.surname[view.family]))


def _guardian_first_name(view: ListView) -> list[Cell]:
    people = view.sample.families.people
    other = view.variant == Variant.RELATIVE
    positions = np.where(other, people.second_first[view.family], people.guardian_first[view.family])
    return list(view.sample.names.first_names[positions])


def _guardian_full_name(view: ListView) -> list[Cell]:
    pairs = zip(_guardian_last_name(view), _guardian_first_name(view), strict=True)
    return [f"{str(last).upper()} {first}" for last, first in pairs]


def _guardian_birth_date(view: ListView) -> list[Cell]:
    births = view.sample.families.people.guardian_birth[view.family].astype(object)
    other = view.is_variant(Variant.RELATIVE)
    return ["" if unknown else as_date(birth, view.style) for birth, unknown in zip(births, other, strict=True)]


def _child_last_name(view: ListView) -> list[Cell]:
    return _surname(view, view.sample.families.people.children_surname[view.family])


def _child_first_name(view: ListView) -> list[Cell]:
    return list(view.sample.names.first_names[view.sample.families.people.child_first[view.family, view.child]])


def _child_birth_date(view: ListView) -> list[Cell]:
    births = view.sample.families.people.child_birth[view.family, view.child].astype(object)
    return [as_date(birth, view.style) for birth in births]


def _school_levels(view: ListView) -> list[str]:
    people, year = view.sample.families.people, school_year(view.sample.today)
    if view.sample.senders[view.number].writes_students:
        return [STUDENT_LEVELS[int(family) % len(STUDENT_LEVELS)] for family in view.family]
    years = people.child_birth[view.family, view.child].astype("datetime64[Y]").astype(int) + 1970
    ages = year - years
    return [LEVELS[age - 3] if 3 <= age < 3 + len(LEVELS) else "" for age in ages]


def _school_level(view: ListView) -> list[Cell]:
    return list(_school_levels(view))


def _exam_year(view: ListView) -> list[Cell]:
    return ["oui" if level in EXAM_LEVELS else "non" for level in _school_levels(view)]


def _phones(view: ListView) -> tuple[Texts, Texts]:
    """Choose the telephones that this partner knows: the other one where the family moved on, or where a list has no e-mails."""
    contacts = view.sample.contacts
    first, second = contacts.phone[view.family], contacts.second_phone[view.family]
    moved = (view.variant == Variant.PHONE) & (second != "")
    unreachable = (first == "") & ("email" not in view.style.fields)
    other_first = moved | unreachable | ((first == "") & ("phone_2" in view.style.fields))
    return np.where(other_first, second, first), np.where(other_first | (first == ""), "", second)


def _phone_1(view: ListView) -> list[Cell]:
    return [as_phone(str(number), view.style) for number in _phones(view)[0]]


def _phone_2(view: ListView) -> list[Cell]:
    return [as_phone(str(number), view.style) for number in _phones(view)[1]]


def _email(view: ListView) -> list[Cell]:
    contacts = view.sample.contacts
    left_out = (view.variant == Variant.RELATIVE) & (contacts.phone[view.family] != "")
    return list(np.where(left_out, "", contacts.email[view.family]))


def _address(view: ListView) -> list[Cell]:
    return list(view.sample.contacts.address[view.family])


def _structure(view: ListView) -> list[Cell]:
    positions = view.sample.families.homes.structure[view.family]
    return [str(view.sample.structures.name[i]) if i >= 0 else "" for i in positions]


def _structure_address(view: ListView) -> list[Cell]:
    pairs = zip(_structure(view), _address(view), strict=True)
    return [f"{name}, {address}" if name else address for name, address in pairs]


def _postcode(view: ListView) -> list[Cell]:
    return list(view.sample.families.homes.postcode[view.family])


def _commune(view: ListView) -> list[Cell]:
    places = view.sample.families.homes.place[view.family]
    names = [str(name).replace(" Arrondissement", "") for name in view.sample.places.names[places]]
    return [anyascii(name).upper() for name in names] if view.style.communes == "upper" else list(names)


def _commune_code(view: ListView) -> list[Cell]:
    return list(view.sample.places.codes[view.sample.families.homes.place[view.family]])


def _counts(values: Ints, view: ListView) -> list[Cell]:
    return [int(value) for value in values[view.family]]


def _worded(field: str, values: Texts, view: ListView) -> list[Cell]:
    words = view.sample.words.wording(field, view.style)
    return [words[str(code)] for code in values[view.family]]


def _units(values: Ints, view: ListView) -> list[Cell]:
    yes, no = view.style.yes_no
    return [no if not count else int(count) if yes == "count" or count > 1 else yes for count in values[view.family]]


def _scholarship_level(view: ListView) -> list[Cell]:
    steps = view.sample.needs.scholarship_step[view.family]
    return ["0bis" if not step else f"Échelon {step}" if view.style.name == "crous" else str(step) for step in steps]


def _need_text(view: ListView) -> list[Cell]:
    needs = view.sample.needs
    columns = {name: getattr(needs, name)[view.family] for name in UNIT_WORDS}
    return [
        need_text({name: int(values[i]) for name, values in columns.items()}, int(f)) for i, f in enumerate(view.family)
    ]


def _urgency(view: ListView) -> list[Cell]:
    return ["oui" if urgent else "" for urgent in view.sample.needs.urgent[view.family]]


def _help_wanted(view: ListView) -> list[Cell]:
    yes, no = view.style.yes_no
    said = "oui" if yes == "count" else yes
    return [said if wanted else no for wanted in view.sample.needs.help_wanted[view.family]]


WRITERS: Mapping[str, Writer] = {
    "row_number": lambda view: list(range(1, view.rows.size + 1)),
    "partner_reference": lambda view: [f"D-{1000 + i}" for i in range(view.rows.size)],
    "guardian_last_name": _guardian_last_name,
    "guardian_first_name": _guardian_first_name,
    "guardian_full_name": _guardian_full_name,
    "guardian_birth_date": _guardian_birth_date,
    "child_last_name": _child_last_name,
    "child_first_name": _child_first_name,
    "child_birth_date": _child_birth_date,
    "school_level": _school_level,
    "exam_year": _exam_year,
    "phone_1": _phone_1,
    "phone_2": _phone_2,
    "email": _email,
    "address": _address,
    "structure": _structure,
    "structure_address": _structure_address,
    "postcode": _postcode,
    "commune": _commune,
    "commune_code": _commune_code,
    "children_count": lambda view: _counts(view.sample.families.people.children_count, view),
    "students_count": lambda view: _counts(view.sample.families.people.students_count, view),
    "household_size": lambda view: _counts(view.sample.families.people.household_size, view),
    "housing_kind": lambda view: _worded("housing_kind", view.sample.families.homes.housing, view),
    "device_situation": lambda view: _worded("device_situation", view.sample.needs.device_situation, view),
    "connection_situation": lambda view: _worded("connection_situation", view.sample.needs.connection_situation, view),
    "need_laptop": lambda view: _units(view.sample.needs.laptop, view),
    "need_tablet": lambda view: _units(view.sample.needs.tablet, view),
    "need_smartphone": lambda view: _units(view.sample.needs.smartphone, view),
    "need_phone": lambda view: _units(view.sample.needs.phone, view),
    "need_connection": lambda view: _units(view.sample.needs.connection, view),
    "need_text": _need_text,
    "scholarship_level": _scholarship_level,
    "urgency": _urgency,
    "help_wanted": _help_wanted,
    "information_given": lambda view: ["oui"] * view.rows.size,
    "follower": lambda view: [FOLLOWERS[int(family) % len(FOLLOWERS)] for family in view.family],
    "note": lambda view: [NOTES[int(family) % len(NOTES)] for family in view.family],
}
