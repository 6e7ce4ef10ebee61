"""The declared words of the lists: profiles in `data/profiles`, read once, and how text is compared with them.

This module must never decide what happens to a row.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from anyascii import anyascii
from rapidfuzz import fuzz, process

PROFILES = Path(__file__).resolve().parents[2] / "data" / "profiles"
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# Signs that anyascii would spell out and that say nothing in a header or a value.
SIGNS = str.maketrans(
    {
        "°": " ",
        "º": " ",
        "’": " ",
        "'": " ",
        "€": " ",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\ufeff": "",
        "\u2060": "",
    }
)
SMALL_WORDS = frozenset(
    {
        "de",
        "du",
        "des",
        "le",
        "la",
        "les",
        "l",
        "d",
        "un",
        "une",
        "en",
        "a",
        "au",
        "aux",
        "et",
        "pour",
        "dans",
        "chez",
        "the",
        "of",
    }
)
# What stands in a cell from which a forbidden number was withdrawn (a receipt sent again holds it).
WITHDRAWN = "« retiré »"
LONGEST_NOTHING = 30
FUZZY_CUTOFF = 88
SHORTEST_FUZZY = 5
SHORTEST_STEM = 4


@cache
def profile(name: str) -> dict[str, Any]:
    """Return a declared profile of `data/profiles`, by file name without ending."""
    with (PROFILES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


class Letters(dict[int, str]):
    """What each sign is in ASCII, found once: a text is then spelt in one pass."""

    def __missing__(self, sign: int) -> str:
        """Spell a sign that was not met before."""
        self[sign] = spelt = str(anyascii(chr(sign)))
        return spelt


LETTERS = Letters()


def in_ascii(text: str) -> str:
    """Return a text in ASCII, sign by sign, as `anyascii` spells it."""
    return text.translate(LETTERS)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return text in lower case ASCII words parted by one space: « Né(e) le » -> `ne e le`."""
    text = text.translate(SIGNS)
    return NOT_A_WORD.sub(" ", (text if text.isascii() else in_ascii(text)).lower()).strip()


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry meaning in a value, abbreviations opened, without gender or number."""
    words = (abbreviations().get(word, word) for word in plain(text).split())
    return tuple(stem(word) for word in words if word not in SMALL_WORDS)


def stem(word: str) -> str:
    """Return a word without its marks of gender and number: « hébergées » and « hébergé » are one."""
    if len(word) < SHORTEST_STEM:
        return word
    return word.rstrip("sx").rstrip("e") if len(word.rstrip("sxe")) > 2 else word


@cache
def abbreviations() -> dict[str, str]:
    """Return each usual abbreviation of a value, and the word that it stands for."""
    groups = profile("vocabularies")["abbreviations"]
    return {plain(short): word for word, shorts in groups.items() for short in shorts}


class Vocabulary:
    """Expressions and the codes that they mean."""

    def __init__(self, codes: dict[str, list[str]]) -> None:
        self.exact = {plain(text): code for code, texts in codes.items() for text in texts if plain(text)}
        self.signs = {text.lower(): code for code, texts in codes.items() for text in texts if not plain(text)}
        parts = [(frozenset(tokens(text)), code) for code, texts in codes.items() for text in texts]
        # A single short or numeric word inside a longer text proves nothing.
        telling = [(words, code) for words, code in parts if len("".join(words)) > 2 and not "".join(words).isdigit()]
        self.parts = sorted(telling, key=lambda part: -len(part[0]))

    def match(self, text: str) -> str | None:
        """Return the code that a text means, or None."""
        found = self.exact.get(plain(text)) or self.signs.get(text.strip().lower())
        return found or self.words_match(text) or self.part_match(text) or self.near_match(text)

    def words_match(self, text: str) -> str | None:
        """Return the code that each word of a text means alone, if they all agree: « F1 115 »."""
        codes = {self.exact.get(word) for word in plain(text).split()}
        return codes.pop() if len(codes) == 1 else None

    def part_match(self, text: str) -> str | None:
        """Return the code of the longest expression whose words all stand in the text."""
        words = set(tokens(text))
        return next((code for part, code in self.parts if part <= words), None)

    def near_match(self, text: str, cutoff: int = FUZZY_CUTOFF) -> str | None:
        """Return the code of the expression nearest in spelling."""
        simple = plain(text)
        if len(simple) < SHORTEST_FUZZY:
            return None
        near = process.extractOne(simple, self.exact.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
        # « insuffisant » is no misspelling of « suffisant ».
        if near is None or simple.endswith(near[0]):
            return None
        return self.exact[near[0]]


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return one vocabulary of `vocabularies.toml`."""
    return Vocabulary(profile("vocabularies")[name])


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """Return the expressions of one list of `vocabularies.toml`, plain."""
    return frozenset(plain(text) for text in profile("vocabularies")[section][key]) - {""}


@cache
def sign_set(section: str, key: str) -> frozenset[str]:
    """Return the expressions of one list of `vocabularies.toml` as written, in lower case."""
    return frozenset(unaccented(text) for text in profile("vocabularies")[section][key])


def unaccented(text: str) -> str:
    """Return text in lower case without accents, its punctuation kept."""
    text = text.strip().lower()
    return text if text.isascii() else latin(text)


@lru_cache(maxsize=8192)
def latin(text: str) -> str:
    """Return text in ASCII letters."""
    return in_ascii(text)


@cache
def always_nothing() -> frozenset[str]:
    """Return what says that nothing was written, in any column."""
    return sign_set("placeholders", "always") | {"#n/d", "#null!", unaccented(WITHDRAWN)}


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that nothing was written, in any column."""
    return not text.strip() or (len(text) <= LONGEST_NOTHING and unaccented(text) in always_nothing())


@cache
def nothing_in_text() -> frozenset[str]:
    """Return what says that nothing was written, in a column of names, contacts, addresses or dates."""
    return always_nothing() | sign_set("placeholders", "in_text")


def is_nothing_in_text(text: str) -> bool:
    """Tell whether a name, phone, address, e-mail or date says that nothing was written."""
    if len(text) > LONGEST_NOTHING:
        return not text.strip()
    if not text.strip() or unaccented(text) in nothing_in_text():
        return True
    # Most names and numbers begin with a sign that no such word begins with: they need no spelling out.
    start = text[0].lower()
    return not (start.isascii() and start.isalnum() and start not in none_signs()) and says_none(plain(text))


@cache
def none_signs() -> frozenset[str]:
    """Return the signs with which words that say « none » begin."""
    return frozenset(word[0] for word in word_set("placeholders", "none_words")) | {"x"}


@lru_cache(maxsize=8192)
def says_none(simple: str) -> bool:
    """Tell whether plain words say that there is none: « pas de tél. », « aucun mail », « xx xx xx xx »."""
    first = simple.partition(" ")[0]
    none = word_set("placeholders", "none_words")
    if first and first not in none and first[0] != "x":
        return False
    words = simple.split()
    if not words:
        return True
    if set(words) <= {"x", "xx", "xxx", "xxxx", "xxxxxxxxxx"}:
        return len(words) > 1
    things = word_set("placeholders", "none_of")
    return len(words) > 1 and words[0] in none and all(word in things for word in words[1:])
