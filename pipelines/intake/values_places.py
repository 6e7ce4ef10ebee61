"""Postcodes, commune codes, e-mails and plain texts, as the cell says them and as the contract wants them.

This module must never look a place up: `row_places` does.
"""

import re
from functools import lru_cache

from pipelines.intake.vocabulary import is_nothing, is_nothing_in_text, profile

WRAPPED = re.compile(r'^="(.*)"$', re.DOTALL)
# A spreadsheet takes a cell for a formula by its first visible sign, full-width twins included.
FORMULA_START = r"(?:[\s\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n])"
# The apostrophe that our own receipt puts before such a cell, so that a spreadsheet shows text.
GUARDED = re.compile(f"^'(?={FORMULA_START})")
POSTCODE = re.compile(r"(?<!\d)(?:F-?\s*)?(\d{2}\s?\d{3})(?!\d)", re.IGNORECASE)
SHORT_POSTCODE = re.compile(r"^(\d{4})(?:[.,]0+)?$")
COMMUNE_CODE = re.compile(r"^(\d{5}|2[AB]\d{3}|97\d{3})$")
EMAIL = re.compile(r"^[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s.,;<>()]{2,}$")
EMAIL_WITHIN = re.compile(r"[^@\s,;<>():]+@[^@\s,;<>()]+\.[A-Za-z]{2,}")
# « St Ouen l'Aumône 95 », never « Lyon 7 » nor « Paris 13 ».
TRAILING_DEPARTMENT = re.compile(r"(?<!paris)(?<!lyon)(?<!marseille)[\s,\-/]+(\d{2}|2[ABab]|97\d)$", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def own_text(text: str) -> str:
    """Return a cell's own text: without wrapping, guard, invisible signs and outer spaces."""
    if text.isascii() and not text.startswith(("'", "=")):
        return text.strip()
    text = GUARDED.sub("", text)
    if found := WRAPPED.match(text):
        text = found[1].replace('""', '"')
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=16384)
def spoken_place(text: str) -> str:
    """Return a place with what everybody says for it spelt out: « Mrs » is Marseille, « Ouen 95 » is « Ouen (95) »."""
    text = TRAILING_DEPARTMENT.sub(r" (\1)", text.strip())
    name, _, rest = text.partition(" ")
    whole = profile("vocabularies")["places"].get(name.lower().rstrip("."))
    return f"{whole} {rest}".strip() if whole else text


def read_text(text: str) -> tuple[str | None, str | None]:
    """Read a name, an address, a reference."""
    return (None if is_nothing_in_text(text) else text), None


def read_note(text: str) -> tuple[str | None, str | None]:
    """Read a free text, in which « sans » or « 0 » may mean something."""
    return (None if is_nothing(text) else text), None


def read_postcode(text: str) -> tuple[str | None, str | None]:
    """Read a postcode; the problem is `unknown_postcode` when the cell holds none."""
    if is_nothing_in_text(text):
        return None, None
    if found := SHORT_POSTCODE.match(text):
        return "0" + found[1], None
    if found := POSTCODE.search(text):
        return found[1].replace(" ", ""), None
    return None, "unknown_postcode"


def read_commune_code(text: str) -> tuple[str | None, str | None]:
    """Read the INSEE code of a commune; the problem is `unreadable_commune_code`."""
    if is_nothing_in_text(text):
        return None, None
    code = re.sub(r"[.,]0+$", "", text.strip()).upper().replace(" ", "")
    code = "0" + code if len(code) == 4 and code.isdigit() else code
    return (code, None) if COMMUNE_CODE.match(code) else (None, "unreadable_commune_code")


def read_email(text: str) -> tuple[str | None, str | None]:
    """Read an e-mail address in lower case; the problem is `invalid_email`."""
    if is_nothing_in_text(text):
        return None, None
    simple = text.replace(" ", "").strip("<>;,.").lower().removeprefix("mailto:")
    if EMAIL.match(simple):
        return simple, None
    found = EMAIL_WITHIN.findall(text)
    return (found[0].lower(), None) if found else (None, "invalid_email")
