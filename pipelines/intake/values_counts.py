"""Counts and yes/no as partners write them: 3, « 3,0 », trois, « 2 enfants », « 2 adultes + 3 enfants », x, oui, O/N.

This module must never judge whether a count is believable.
"""

import re

from pipelines.intake.vocabulary import is_nothing, plain, profile, vocabulary

WHOLE = re.compile(r"^([+-]?\d{1,6})(?:[.,]0+)?$")
NUMBER = re.compile(r"(?<![\w.,])(-?\d{1,4})(?:[.,]0+)?(?![\w.,]*\d)")
PEOPLE = frozenset(
    {
        "adulte",
        "adultes",
        "enfant",
        "enfants",
        "parent",
        "parents",
        "bebe",
        "bebes",
        "ado",
        "ados",
        "adult",
        "adults",
        "child",
        "children",
        "personne",
        "personnes",
        "mineur",
        "mineurs",
        "majeur",
        "majeurs",
    }
)


def read_count(text: str) -> tuple[int | None, str | None]:
    """Read one count; the problem is `unreadable_count`."""
    if is_nothing(text):
        return None, None
    if found := WHOLE.match(text.strip()):
        return int(found[1]), None
    words = [number_word(word) for word in plain(text).split()]
    numbers = [int(value) for value in NUMBER.findall(text)] or [word for word in words if word is not None]
    if len(numbers) == 1:
        return numbers[0], None
    # « 2 adultes + 3 enfants »: a household told by its parts.
    if len(numbers) > 1 and len(set(plain(text).split()) & PEOPLE) > 1:
        return sum(numbers), None
    return None, "unreadable_count"


def number_word(word: str) -> int | None:
    """Return the number that a word says."""
    found = profile("vocabularies")["numbers"]["words"].get(word)
    return None if found is None else int(found)


def read_need(text: str) -> tuple[int | None, str | None]:
    """Read how many of an item a family needs: a count, or yes (1) or no (0)."""
    text = text.strip()
    if found := WHOLE.match(text):
        return int(found[1]), None
    answer = read_yes_no(text)
    if answer is not None:
        return int(answer), None
    count, problem = read_count(text)
    if problem is None:
        return count, None
    loose = vocabulary("yes_no").part_match(text)
    return (int(loose == "yes"), None) if loose else (None, problem)


def read_yes_no(text: str) -> bool | None:
    """Return yes, no or None."""
    simple = plain(text)
    words = vocabulary("yes_no")
    found = words.exact.get(simple) if simple else words.signs.get(text.strip().lower())
    if found is None and simple in {"1", "0"}:
        found = "yes" if simple == "1" else "no"
    return None if found is None else found == "yes"
