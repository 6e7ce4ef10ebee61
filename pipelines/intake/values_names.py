"""A person's name as a cell says it, apart from the phone numbers that some partners write beside it.

« Mme DIALLO 06 12 34 56 78 » is a name and a number. This module must never split a last name from a first name.
"""

import re

from pipelines.intake.values_phones import read_phone
from pipelines.intake.values_places import read_text

# Nine digits or more, parted as numbers are.
NUMBER = re.compile(r"(?:\+|\b00|\(0\)\s?)?\d(?:[\s./()\-]{0,2}\d){8,14}(?!\d)")
DIGIT = re.compile(r"\d")
LABELS = re.compile(
    r"\b(?:n° *(?:de *)?)?(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|gsm|phone)\b\.?", re.IGNORECASE
)
LEFT_OVER = re.compile(r"\(\W*\)|\s+(?:ou|et|or|and)(?=\s*$)|^[\s,;:/|–\-]+|[\s,;:/|–\-]+$")
PROBLEM = "phone_in_name"


def read_name(text: str) -> tuple[str | None, str | None]:
    """Read a name; the problem is `phone_in_name` when numbers stand beside it."""
    if DIGIT.search(text) is None:
        # Nearly all names.
        return read_text(text)
    name, numbers = name_and_phones(text)
    found, _ = read_text(name)
    return found, PROBLEM if numbers else None


def name_and_phones(text: str) -> tuple[str, list[str]]:
    """Return a text without its phone numbers, and these; the whole text when what looks like a number is none."""
    written = NUMBER.findall(text)
    numbers = [found for part in written if (found := read_phone(part.strip())[0])]
    if not numbers or len(numbers) < len(written):
        return text, []
    name = LABELS.sub(" ", NUMBER.sub(" ", text))
    while (shorter := LEFT_OVER.sub("", name)) != name:
        name = shorter
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1]
    return " ".join(name.split()), list(dict.fromkeys(numbers))
