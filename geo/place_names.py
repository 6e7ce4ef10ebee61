"""One spelling for every way of writing the name of a commune, so that equal names compare equal.

Text in, text out. It must never decide which commune a name means.
"""

import re
import unicodedata
from functools import lru_cache

ABBREVIATIONS = {
    "ST": "SAINT",
    "STE": "SAINTE",
    "STS": "SAINTS",
    "STES": "SAINTES",
    "S": "SUR",
    "ND": "NOTREDAME",
    "MT": "MONT",
    "GD": "GRAND",
    "GDE": "GRANDE",
    "LEZ": "LES",
}
OPENED = frozenset(ABBREVIATIONS.values())
ARTICLES = frozenset({"LE", "LA", "LES", "L"})
CITIES = {"PARIS": "75056", "LYON": "69123", "MARSEILLE": "13055"}
FIRST_DISTRICT = {"PARIS": 75100, "LYON": 69380, "MARSEILLE": 13200}

ROMAN = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip

_LIGATURES = str.maketrans({"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae"})
_CEDEX = re.compile(r"\bCEDEX\b")
_DEPARTMENT = re.compile(r"\(\s*(\d[\dAB]\d?)\s*\)")
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_DISTRICT = re.compile(
    r"^(PARIS|LYON|MARSEILLE)\s*(?:CEDEX\s*)?0*(\d{1,2})\s*(?:ER|E|EME|IEME|ND|NDE)?\s*(?:ARR(?:T|DT|OND\w*)?)?$"
)

_ROMAN_DISTRICT = re.compile(r"^(PARIS|LYON|MARSEILLE) ([IVX]+)\s?(?:ER|E|EME|IEME)?(?: ARR(?:T|DT|OND\w*)?)?$")


def plain_words(name: str) -> str:
    """Return a name in capitals without accents, its words parted by one space; « s/ » reads « sur »."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    text = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).upper()
    text = re.sub(r"\bS/S(?=\W|$)|\bS/S/", " SOUS ", text)
    text = re.sub(r"\bS/|/", " SUR ", text)
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text).split())


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, abbreviations opened: « St-Denis Cedex 2 » -> SAINT, DENIS.

    Cedex and what follows are dropped; an article sent to the end comes back to the front.
    """
    words = _CEDEX.split(plain_words(name))[0].split()
    if len(words) > 1 and words[-1] in ARTICLES:
        words = [words[-1], *words[:-1]]
    return tuple(ABBREVIATIONS.get(word, word) for word in words)


def name_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal: « St-Denis » and « SAINT DENIS »."""
    return "".join(name_words(name))


def loose_key(name: str) -> str:
    """Return the key without its leading article: « La Courneuve » and « COURNEUVE »."""
    words = name_words(name)
    return "".join(words[1:] if has_article(name) else words)


def has_article(name: str) -> bool:
    """Say whether a name begins with an article (or had it sent to the end)."""
    words = name_words(name)
    return len(words) > 1 and words[0] in ARTICLES


def district_code(name: str) -> str | None:
    """Return the code of the district of Paris, Lyon or Marseille that a spelling names: « Paris 19ème » -> 75119."""
    words = plain_words(name)
    if found := _DISTRICT.match(words):
        return str(FIRST_DISTRICT[found[1]] + int(found[2]))
    roman = _ROMAN_DISTRICT.match(words)
    return str(FIRST_DISTRICT[roman[1]] + ROMAN.index(roman[2]) + 1) if roman and roman[2] in ROMAN else None


def city_code(name: str) -> str | None:
    """Return the code of Paris, Lyon or Marseille when the name says no more."""
    return CITIES.get(name_key(name))


def written_department(name: str) -> str | None:
    """Return the department written after a name: « SAINT-DENIS (93) »."""
    found = _DEPARTMENT.search(name.upper())
    return found[1] if found else None


def written_postcode(name: str) -> str | None:
    """Return the postcode written with a name: « 93200 SAINT DENIS »."""
    found = _POSTCODE.search(name)
    return found[1] if found else None


def bare_name(name: str) -> str:
    """Return a name without the postcode or the department written with it."""
    return _POSTCODE.sub(" ", _DEPARTMENT.sub(" ", name.upper())).strip()
