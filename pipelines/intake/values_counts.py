"""Counts and yes/no as partners write them: 3, « 3,0 », trois, « 2 enfants », « 2 adultes + 3 enfants », x, oui, O/N.

This module must never judge whether a count is believable.
"""

import re
from functools import cache

from pipelines.intake.values_needs import number_word, read_needs
from pipelines.intake.vocabulary import is_nothing, plain, profile, vocabulary, word_set

WHOLE = re.compile(r"^([+-]?\d{1,6})(?:[.,]0+)?$")
NUMBER = re.compile(r"(?<![\w.,])(-?\d{1,4})(?:[.,]0+)?(?![\w.,]*\d)")
AGE_WORDS = frozenset({"an", "ans", "mois", "years", "yrs"})
# « 3 (5, 8 et 12 ans) », « 2 enfants de 4 et 6 ans »: what follows the count tells more, it does not count more.
TOLD_MORE = re.compile(
    r"^(-?\d{1,3})\s*(?:enfants?|enfts?|enf|children|kids?)?\s*(?:[(\[:]|(?:de|dont)\b).*$", re.IGNORECASE | re.DOTALL
)
# « 2A3E », « 1A+2E », « couple + 2 enfants ».
GLUED_PEOPLE = re.compile(r"^(\d{1,2})\s*(?:a|ad)\s*[+/,&]?\s*(\d{1,2})\s*(?:e|enf)\.?$", re.IGNORECASE)
COUPLE = re.compile(r"\bcouple\b(?=.*enf)", re.IGNORECASE)
TIMES = re.compile(r"^\s*[x×]\s*(?=\d)|(?<=\d)\s*[x×]\s*$", re.IGNORECASE)
ONLY_SUM = re.compile(r"^\d{1,2}(?:\s*\+\s*\d{1,2})+$")
DIGIT_END = re.compile(r"(?<=\d)(?=[^\W\d])")
MOST_SIGNS = 80
# « 4 pers. », « 2A+3E »; « 3 enf. », « 2 gosses »: the unit says what is counted.
PEOPLE_UNIT = re.compile(
    r"^\D{0,3}\d{1,2}\s*(?:pers|people|pax|occup|membre|bouche|[aA]\s*[+/]?\s*\d{1,2}\s*[eE]\b)", re.IGNORECASE
)
CHILDREN_UNIT = re.compile(r"^\D{0,3}\d{1,2}\s*(?:enf|child|kids?\b|gosse|minot|marmaille)", re.IGNORECASE)


def read_count(text: str) -> tuple[int | None, str | None]:
    """Read one count; the problem is `unreadable_count`."""
    if is_nothing(text):
        return None, None
    if found := WHOLE.match(text.strip()):
        return int(found[1]), None
    if len(text) > MOST_SIGNS:
        return None, "unreadable_count"
    if found := TOLD_MORE.match(text.strip()):
        return int(found[1]), None
    if found := GLUED_PEOPLE.match(text.strip()):
        return int(found[1]) + int(found[2]), None
    parted = DIGIT_END.sub(" ", COUPLE.sub("2 adultes", text))
    words = plain(parted).split()
    numbers = [int(value) for value in NUMBER.findall(parted)] or [
        number for word in words if (number := number_word(word)) is not None
    ]
    if len(numbers) == 1 and not set(words) & AGE_WORDS:
        return numbers[0], None
    # « 2 adultes + 3 enfants », « 2A+3E »: a household told by its parts.
    if len(numbers) > 1 and (len(set(words) & word_set("numbers", "people")) > 1 or ONLY_SUM.match(text.strip())):
        return sum(numbers), None
    return None, "unreadable_count"


def is_unit_of_people(text: str) -> bool:
    """Tell whether a cell says that it counts a household: « 4 pers. », « 2A+3E »."""
    return bool(PEOPLE_UNIT.match(text.strip()))


def is_unit_of_children(text: str) -> bool:
    """Tell whether a cell says that it counts children: « 3 enf. », « 2 gosses »."""
    return bool(CHILDREN_UNIT.match(text.strip()))


def read_need(text: str, item: str | None = None) -> tuple[int | None, str | None]:
    """Read how many of an item a family needs: a count, or yes (1) or no (0).

    Parameters
    ----------
    item
        The need of the column: « PC portable » under it asks for one, « tablette » for none of it.
    """
    text = text.strip()
    if found := WHOLE.match(text):
        return int(found[1]), None
    answer = read_yes_no(text)
    if answer is not None:
        return int(answer), None
    if is_nothing(text):
        return None, None
    if begins_with_no(plain(text)):
        return 0, None
    stated = read_needs(text).counts
    # « Clé 4G » under the keys is one of them, not four.
    if item in stated and not TOLD_MORE.match(text):
        return stated[item], None
    count, problem = read_count(TIMES.sub("", text))
    if problem is None:
        return count, None
    loose = vocabulary("yes_no").part_match(text)
    return (int(loose == "yes"), None) if loose else (None, problem)


def begins_with_no(simple: str) -> bool:
    """Tell whether plain words begin with a refusal, and name no number: « pas nécessaire », « déjà équipé »."""
    starts = word_set("answers", "no_starts")
    return any(simple == start or simple.startswith(f"{start} ") for start in starts) and not any(
        map(str.isdigit, simple)
    )


def read_yes_no(text: str) -> bool | None:
    """Return yes, no or None."""
    mark = text.strip()
    if not mark.isascii() and (sign := marks().get(mark)) is not None:
        return sign
    simple = plain(text)
    words = vocabulary("yes_no")
    found = words.exact.get(simple) if simple else words.signs.get(mark.lower())
    if found is None and simple in {"1", "0"}:
        found = "yes" if simple == "1" else "no"
    return None if found is None else found == "yes"


@cache
def marks() -> dict[str, bool]:
    """Return each sign that answers, and whether it says yes."""
    declared = profile("vocabularies")["marks"]
    return {sign: answer == "yes" for answer, signs in declared.items() for sign in signs}
