"""What the cells of a column read as: the test that corrects a header, or stands in for a missing one.

Swaps are declared in `columns.toml`. This module must never look at one cell only: it takes shares.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.intake.reading_parts import IGNORE, REFUSE
from pipelines.intake.row_places import are_near, is_known_postcode, territories
from pipelines.intake.values import CellReader
from pipelines.intake.values_codes import firm_code, read_school_level
from pipelines.intake.values_counts import WHOLE, is_unit_of_children, is_unit_of_people, read_count, read_yes_no
from pipelines.intake.values_dates import read_date
from pipelines.intake.values_names import name_and_phones
from pipelines.intake.values_needs import names_a_computer, read_needs
from pipelines.intake.values_phones import read_phones
from pipelines.intake.values_places import EMAIL_WITHIN, POSTCODE, spoken_place
from pipelines.intake.vocabulary import is_nothing, is_nothing_in_text, plain, profile, vocabulary, word_set

ENOUGH_CELLS = 1
SURE_CELLS = 2
STATES = frozenset({"device_situation", "connection_situation"})
READS_SHARE = 0.6
STATE_SHARE = 0.3
FAILS_SHARE = 0.5
CONTENT_SHARE = 0.7
LONG_WORDS = 5
FEWEST_DIGITS = 6
FEW_CELLS = 8
FEWEST_REPEATED = 4
VARIED_SHARE = 0.5
# « F00121 » is read as a postcode where a header says so, and else is the number of a file.
FILE_NUMBER = re.compile(r"^f\d", re.IGNORECASE)
STREET = re.compile(r"(?<!\d)\d{1,4}(?:\s?(?:bis|ter))?,?\s+[^\W\d]{1,}[^\d,]{4,}")
MOST_PEOPLE = 30
OWN_ANSWERS = 0.9
BIRTHS_APART_DAYS = 200
OF_THE_FAMILY = frozenset({"full_name", "birth_date", "commune"})
BY_FILLED = frozenset({"email", "phone", "second_phone", "birth_date", "postcode"})
# « M. PETROV Ivan », « Awa Diallo »: a civility or a capital, two to five words, no digit.
FULL_NAME = re.compile(r"^(?:(?:m|mr|mme|mlle|mrs|ms)\.?\s+)?[^\W\d_a-z][\w'’.\-]*(?:\s+\(?[^\W\d_][\w'’.\-)]*){1,4}$")
TEXT_FIELDS = frozenset({"address", "note", "commune", "need_text", "guardian_full_name"})
# Any day will do: only shapes are tested here.
ANY_DAY = date(2026, 1, 1)
CONTENT_TARGETS = {
    "email": "email", "phone": "phone_1", "second_phone": "phone_2", "birth_date": "person_birth_date", "postcode": "postcode",
    "housing_kind": "housing_kind", "clear_needs": "need_text", "first_need_text": "need_text", "full_name": "guardian_full_name",
    "device_situation": "device_situation", "connection_situation": "connection_situation", "school_level": "school_level",
    "need_text": "need_text", "commune": "commune", "operator": "operator", "urgency": "urgency",
    "counted_people": "household_size", "counted_children": "children_count",
}  # fmt: skip


def is_count(text: str) -> bool:
    """Tell whether a cell counts people: « 3 », « trois », « 2 enfants »."""
    count = read_count(text)[0]
    return count is not None and count < MOST_PEOPLE


def is_yes_no(text: str) -> bool:
    """Tell whether a cell answers yes or no in a word."""
    return read_yes_no(text) is not None and not text.strip().isdigit()


def is_need(text: str) -> bool:
    """Tell whether a cell asks for items in words."""
    return bool(read_needs(text).counts) and not WHOLE.match(text.strip())


def is_exact(name: str) -> Callable[[str], bool]:
    """Return the test that a cell is one of the expressions of a vocabulary, and no mere yes, no or number."""
    return lambda text: (
        plain(text) in vocabulary(name).exact and read_yes_no(text) is None and not WHOLE.match(text.strip())
    )


def is_birth_date(text: str) -> bool:
    """Tell whether a cell is a day on which somebody of school age or more may be born."""
    day = read_date(text, ANY_DAY)[0]
    return day is not None and day.year < ANY_DAY.year - 2 and not text.strip().isdigit()


def are_far_apart(cells: Sequence[str]) -> bool:
    """Tell whether days are as far apart as births are, even in one class: those of a list's own life are not."""
    days = [day for cell in cells if (day := read_date(cell, ANY_DAY)[0]) is not None]
    return bool(days) and (max(days) - min(days)).days >= BIRTHS_APART_DAYS


def name_several(cells: Sequence[str]) -> bool:
    """Tell whether enough cells ask for several things, or count them: « smartphone + recharge », « 2 PC »."""
    return share(cells, lambda text: sum(read_needs(text).counts.values()) > 1 or text[:1].isdigit()) >= STATE_SHARE


def is_place(text: str) -> bool:
    """Tell whether a cell names a commune."""
    return territories().resolve_commune(spoken_place(text), None, None).status in {"resolved", "city", "ambiguous"}


def is_name(text: str) -> bool:
    """Tell whether a cell is words without a digit, a phone beside them apart."""
    name = name_and_phones(text)[0]
    return (
        read_yes_no(text) is None and any(sign.isalpha() for sign in name) and not any(sign.isdigit() for sign in name)
    )


def is_full_name(text: str) -> bool:
    """Tell whether a cell is a name of two words or more, or a name after a civility; a phone may stand beside."""
    return bool(FULL_NAME.match(name_and_phones(text)[0])) and not read_needs(text).counts


def is_situation(name: str) -> Callable[[str], bool]:
    """Return the test that a cell tells a state of things, in words: no mere yes, no, sign or number."""
    return lambda text: (
        plain(text) not in {"oui", "non", "o", "n", "x", "yes", "no", "y"}
        and any(sign.isalpha() for sign in text)
        and firm_code(name, text) is not None
    )


def are_varied(cells: Sequence[str]) -> bool:
    """Tell whether cells differ as names do: « Femme seule », « Couple avec enfants » come again and again."""
    telling = [cell for cell in cells if not is_nothing(cell)]
    # In a short list too, names of which each comes again are those of who follows the families.
    if len(telling) >= FEWEST_REPEATED and min(Counter(telling).values()) > 1:
        return False
    return len(telling) <= FEW_CELLS or len(set(telling)) >= VARIED_SHARE * len(telling)


def are_whole_names(cells: Sequence[str]) -> bool:
    """Tell whether cells are names of two words or more, seldom the same."""
    return len(cells) >= SURE_CELLS and are_varied(cells) and share(cells, TESTS["full_name"]) >= CONTENT_SHARE


def are_named_phones(cells: Sequence[str]) -> bool:
    """Tell whether most cells are a name with its phone beside."""
    return len(cells) >= SURE_CELLS and share(cells, TESTS["named_phone"]) >= READS_SHARE


def tells_a_state(name: str, cells: Sequence[str]) -> bool:
    """Tell whether enough cells say what a list of needs seldom says: « fibre », « en panne », « partagé »."""
    words = word_set("state_words", name)
    return share(cells, lambda text: bool(words & set(plain(text).split()))) >= STATE_SHARE


TESTS: dict[str, Callable[[str], bool]] = {
    "yes_no": is_yes_no,
    "count": lambda text: bool(WHOLE.match(text.strip())) and len(text.strip()) <= 3,
    "phone": lambda text: bool(read_phones(text)[0]),
    "email": lambda text: bool(EMAIL_WITHIN.search(text)),
    "need_text": is_need,
    "device_situation": is_situation("device_situation"),
    "connection_situation": is_situation("connection_situation"),
    "school_level": lambda text: read_school_level(text)[0] is not None and not text.strip().isdigit(),
    "second_phone": lambda text: bool(read_phones(text)[0]),
    "birth_date": is_birth_date,
    "housing_kind": lambda text: read_yes_no(text) is None and firm_code("housing_kind", text) is not None,
    "operator": is_exact("operator"),
    "urgency": is_exact("urgency"),
    "people": is_count,
    "counted_people": is_unit_of_people,
    "counted_children": is_unit_of_children,
    "clear_needs": is_need,
    "first_need_text": is_need,
    "commune": is_place,
    "town": lambda text: read_yes_no(text) is None and not any(map(str.isdigit, text)) and is_place(text),
    "full_name": is_full_name,
    "named_phone": lambda text: name_and_phones(text)[0] != text and is_full_name(text),
    "postcode": lambda text: bool(POSTCODE.fullmatch(text.strip())) and not FILE_NUMBER.match(text.strip()),
    "short_postcode": lambda text: text.strip().isdigit() and len(text.strip()) in {4, 5},
    "postcode_only": lambda text: bool(POSTCODE.fullmatch(text.strip())) and text.strip().endswith("00"),
    "name": is_name,
    "street": lambda text: bool(STREET.search(text)) and not is_need(text),
    "long_text": lambda text: len(text.split()) >= LONG_WORDS,
}


def share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return the share of telling cells that pass a test."""
    telling = [cell for cell in cells if not is_nothing(cell)]
    return sum(map(test, telling)) / len(telling) if telling else 0.0


def readable_share(target: str, cells: Sequence[str]) -> float:
    """Return the share of cells that the field itself can read."""
    if target in {IGNORE, REFUSE}:
        return 1.0
    if target.endswith("_name") or target in TEXT_FIELDS:
        return share(cells, lambda text: any(sign.isalpha() for sign in text) and not EMAIL_WITHIN.search(text))
    if target in {"phone_1", "phone_2"}:
        # « tél », « mail » under « Par » give no number, though they are no wrong one either.
        given = [cell for cell in cells if not is_nothing_in_text(cell)]
        # « Portable à donner » over x and blanks gives no number either, and asks for one.
        return share(given, looks_dialled) if given else float(not any(map(read_yes_no, cells)))
    if target in {"device_situation", "connection_situation", "housing_kind"}:
        return share(cells, lambda text: firm_code(target, text) is not None)
    # A birth date whose owner is not settled yet reads like any other.
    target = "guardian_birth_date" if target.endswith("_birth_date") else target
    reader = CellReader(ANY_DAY)
    return share(cells, lambda text: reader.read(target, text)[1] in {None, "future_date"})


def looks_dialled(text: str) -> bool:
    """Tell whether a cell has as many digits as a number, right or wrong, and is no day."""
    return sum(map(str.isdigit, text)) >= FEWEST_DIGITS and read_date(text, ANY_DAY)[0] is None


def swapped_target(target: str, cells: Sequence[str]) -> str | None:
    """Return the field that the cells speak of when they contradict the header's, or None."""
    swaps = [swap for swap in profile("columns")["swaps"] if target in swap["from"]]
    if not swaps or len(cells) < ENOUGH_CELLS:
        return None
    fails = readable_share(target, cells) < FAILS_SHARE
    if target == "need_connection" and share(cells, answers_of_connection) >= OWN_ANSWERS:
        # « Internet » over mobile, box, non: each of them tells what there is.
        return "connection_situation" if tells_a_state("connection_situation", cells) else None
    return next(
        (str(swap["to"]) for swap in swaps if (fails or "even_if_readable" in swap) and reads_as(swap, cells)), None
    )


def answers_of_connection(text: str) -> bool:
    """Tell whether a cell is one word for a connection, or a yes or a no."""
    return (
        " " not in text.strip()
        and not WHOLE.match(text.strip())
        and firm_code("connection_situation", text) is not None
    )


def reads_as(swap: Mapping[str, Any], cells: Sequence[str]) -> bool:
    """Tell whether cells read as a swap wants them; a state of things must show a word that no need has."""
    name = str(swap["reads_as"])
    if swap["to"] == "guardian_full_name" and not are_varied(cells):
        return False
    if name not in STATES:
        return share(cells, TESTS[name]) >= READS_SHARE
    if swap["to"] == "connection_situation" and share(cells, names_a_computer) >= STATE_SHARE:
        # « PC + wifi » is asked for: nobody connects by a computer.
        return False
    telling = [cell for cell in cells if read_yes_no(cell) is None or TESTS[name](cell)]
    return share(telling, TESTS[name]) >= READS_SHARE and tells_a_state(name, cells)


def content_target(cells: Sequence[str], taken: set[str], nameless: bool = True) -> str | None:
    """Return the field that the cells of a column speak of, if no other column has it.

    Parameters
    ----------
    nameless
        Whether its header says nothing at all: only then can its names or days be those of the family.
    """
    if len(cells) < ENOUGH_CELLS:
        return None
    filled = [cell for cell in cells if not is_nothing_in_text(cell)]
    for name in profile("columns")["content"]["order"]:
        target = CONTENT_TARGETS[name]
        if (
            (nameless or name not in OF_THE_FAMILY)
            and is_open(name, target, taken)
            and share(filled if name in BY_FILLED else cells, TESTS[name]) >= CONTENT_SHARE
            and (name != "birth_date" or are_far_apart(cells))
            and (name != "full_name" or are_varied(cells))
            and (name != "commune" or are_near(cells))
            and (name != "postcode" or share(cells, is_known_postcode) >= CONTENT_SHARE)
            and (name != "clear_needs" or name_several(cells))
            # « Profil » over one word in every row (« Élève », read as « élevé ») grades nothing.
            and (name != "urgency" or len(cells) == 1 or len(set(cells)) > 1)
        ):
            return target
    return None


def certain_target(cells: Sequence[str], taken: set[str]) -> str | None:
    """Return the field that cells speak of beyond doubt, under a header that is known to be of no use: « Filière » over L1, M2."""
    for name in profile("columns")["content"]["certain"]:
        target = CONTENT_TARGETS[name]
        if len(cells) >= SURE_CELLS and is_open(name, target, taken) and share(cells, TESTS[name]) >= CONTENT_SHARE:
            return target
    return None


def is_open(name: str, target: str, taken: set[str]) -> bool:
    """Tell whether a field is still to be found: a name, a birth date or the needs only when the list has none yet."""
    if name == "full_name":
        return "households_count" not in taken and not any(other.endswith("_name") for other in taken)
    if name == "birth_date":
        return not any(other.endswith("_birth_date") for other in taken)
    if name == "first_need_text":
        return not any(other.startswith("need_") for other in taken)
    if name == "commune":
        # A surname may be the name of a commune: the names must be known first.
        return target not in taken and any(other.endswith("_name") for other in taken)
    return target not in taken and (name != "second_phone" or "phone_1" in taken)
