"""Folds phones, e-mails, dates and addresses to the form in which two spellings of one thing are equal. Pure.

Values may be anything that a table holds (an identifier in the e-mail's place, a foreign number): what cannot be read as
French is kept as letters and digits, never dropped because it looks strange.
"""

import re
from datetime import date

from anyascii import anyascii

from pipelines.intake.values_phones import OVERSEAS, read_phone
from pipelines.linkage.skeleton import skeleton

NOTHING = frozenset(
    {"", "inconnu", "inconnue", "xxx", "xx", "x", "test", "neant", "aucun", "aucune", "sans", "nc", "na", "n a", "nan",
     "null", "none", "néant", "non renseigné", "non renseignée", "n/a", "unknown", "non renseigne", "pas de telephone", "pas d adresse", "sdf"}
)  # fmt: skip
FRENCH_PHONE = re.compile(r"^\+33[1-9]\d{8}$")
MOBILE = re.compile(r"^(?:\+33|0033|33)?0?([67]\d{8})$")
SEPARATORS = str.maketrans("", "", " .-/()\u00a0")
SIGNS = re.compile(r"\W")
SHORTEST_PHONE = 6
# Words that tell the kind of a street, or a flat inside a building: they are spelled in every way, or left out.
STREET_KINDS = frozenset(
    {"rue", "r", "avenue", "av", "ave", "boulevard", "bd", "bld", "blvd", "place", "pl", "allee", "all", "chemin", "chem", "ch",
     "impasse", "imp", "square", "sq", "route", "rte", "quai", "cours", "street", "st", "road", "rd", "crescent", "circuit",
     "court", "close", "drive", "lane", "de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux"}
)  # fmt: skip
FLAT = re.compile(r"\b(?:apt|appt|appart|appartement|bat|batiment|esc|escalier|etage|porte|chambre|ch|lot|res|residence)\b\.? *\w{0,4}")  # fmt: skip
NUMBER = re.compile(r"\b(\d+)")
NOT_WORDS = re.compile(r"[^a-z0-9]+")
LETTERS = re.compile(r"[a-z]+")
DIGITS = re.compile(r"\d+")
YEAR_DIGITS = 8


def is_nothing(text: str | None) -> bool:
    """Tell whether a cell says nothing: blank, « inconnu », one sign repeated."""
    plain = (text or "").strip().lower()
    return plain in NOTHING or len(set(SIGNS.sub("", plain))) <= 1


def phone_of(text: str | None) -> str | None:
    """Return a number as E.164, else its digits; None where nothing can be dialled."""
    if text is None or FRENCH_PHONE.match(text):
        return text
    if (plain := MOBILE.match(text.translate(SEPARATORS))) and len(set(plain[1])) > 3 and plain[1][:3] not in OVERSEAS:
        return f"+33{plain[1]}"
    return other_phone_of(text)


def other_phone_of(text: str) -> str | None:
    """Return a number that is not plainly a French mobile, read as intake reads it; else its digits."""
    if is_nothing(text):
        return None
    found, problem = read_phone(text)
    if problem is None:
        return found
    digits = "".join(DIGITS.findall(text)).lstrip("0")
    return digits if len(digits) >= SHORTEST_PHONE and len(set(digits)) > 2 else None


def email_of(text: str | None) -> str | None:
    """Return an e-mail in lower case without spaces; an identifier keeps its letters and digits."""
    if text is None or is_nothing(text):
        return None
    return re.sub(r"\s+", "", text).lower().removeprefix("mailto:") or None


def date_of(text: str | None) -> str | None:
    """Return the eight digits year, month, day of a date written in any order, whether or not that day exists."""
    parts = DIGITS.findall(text or "")
    if len(parts) >= 3:
        first, second, third = parts[0], parts[1], parts[2]
        year, month, day = (first, second, third) if len(first) == 4 else (third, second, first)
        joined = f"{year:0>4}{month:0>2}{day:0>2}"
    else:
        joined = parts[0] if parts else ""
    return joined if len(joined) == YEAR_DIGITS and len(set(joined)) > 1 else None


def day_number(digits: str | None) -> int | None:
    """Return the day's number where the date exists; None otherwise."""
    if digits is None:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal()
    except ValueError:
        return None


def address_of(text: str | None) -> tuple[str | None, str | None]:
    """Return the house number and the sorted skeletons of the street's words; flats and kinds of street are left out."""
    if text is None or is_nothing(text):
        return None, None
    plain = (text if text.isascii() else anyascii(text)).lower()
    plain = FLAT.sub(" ", NOT_WORDS.sub(" ", plain))
    number = NUMBER.search(plain)
    words = {word for word in LETTERS.findall(plain) if word not in STREET_KINDS}
    street = " ".join(sorted({skeleton(word) for word in words} - {""}))
    return (number.group(1) if number else None), street or None
