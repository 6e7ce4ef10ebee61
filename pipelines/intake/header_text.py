"""The words of a header that count, each in its commonest spelling: « Nb d'élèves au foyer » is {nombre, eleve, foyer}.

This module must never decide what a header means.
"""

import re
from functools import cache, lru_cache

from pipelines.intake.header_questions import spoken
from pipelines.intake.vocabulary import plain, profile

# One word, though its capitals say two.
BRAND = re.compile(r"(?:whatsapp|smartphone|chromebook|macbook|ipad|iphone|esim|\bdob\b)s?", re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# « TEL2 », « Resp1 »: a number glued to its word; « CE1 » and « 4G » stay whole.
GLUED_NUMBER = re.compile(r"(?<=[^\W\d_]{3})(?=\d\b)|(?<=[^\W\d_]{2})(?=[345][gG]\b)")
# « Under-18s »: the plural of a number.
NUMBERS = re.compile(r"\b(\d{1,2})s\b")
INITIALS = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?=\W|$)")
SHORTEST_GLUED = 5
# « 12. Où logez-vous ? », « Q3 - Nom », « (B) Prénom »: the number of a question.
NUMBERING = re.compile(r"^\s*\(?(?:[Qq](?:uestion)?\s?)?(?:\d{1,2}\s?[.):°/–-]+|[A-Z]\))\s+(?=[^\W\d])")


def singular(word: str) -> str:
    """Return a word without its plural mark."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def same_words() -> dict[str, str]:
    """Return each word that has a commoner twin, and that twin."""
    groups = profile("columns")["same_word"]
    return {singular(plain(other)): singular(word) for word, others in groups.items() for other in others}


@lru_cache(maxsize=8192)
def same_word(word: str) -> str:
    """Return the commoner twin of a word, by its whole spelling or by its stem: « acceptez » is accord."""
    known = same_words().get(word)
    if known is not None:
        return known
    stems = profile("columns")["same_start"]
    return next((twin for twin, starts in stems.items() if word.startswith(tuple(starts))), word)


@cache
def small_words() -> frozenset[str]:
    """Return the words that say nothing in a header."""
    return frozenset(singular(plain(word)) for word in profile("columns")["small_words"]["words"])


@lru_cache(maxsize=8192)
def header_words(text: str) -> frozenset[str]:
    """Return the words of a header that count: « Nb d'élèves au foyer » -> {nombre, eleve, foyer}."""
    text = NUMBERING.sub("", text)
    text = INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    text = spoken(BRAND.sub(lambda found: f" {found[0].lower()} ", text))
    text = NUMBERS.sub(r"\1", text)
    text = GLUED_NUMBER.sub(" ", text if text.isupper() else CAMEL.sub(" ", text))
    words = (part for word in plain(text).split() for part in unglued(singular(word)))
    known = (same_word(word) for word in words)
    return frozenset(word for word in known if word not in small_words() and (len(word) > 1 or word.isdigit()))


def unglued(word: str) -> tuple[str, ...]:
    """Return the two words that an export wrote as one: NBENF is nb and enf."""
    if len(word) < SHORTEST_GLUED or word in same_words():
        return (word,)
    declared = profile("columns")
    for end in declared["glued"]["ends"]:
        rest = word.removesuffix(end)
        if rest != word and (rest in same_words() or rest in glued_words()):
            return rest, end
    for start in declared["glued"]["starts"]:
        rest = word.removeprefix(start)
        if rest != word and (rest in same_words() or rest in glued_words() or f"{rest}s" in glued_words()):
            return start, rest
    return (word,)


@cache
def glued_words() -> frozenset[str]:
    """Return the words to which others are glued: those with twins, those of an item, those that ask for an agreement."""
    declared = profile("columns")
    items = frozenset(word for texts in declared["items"].values() for text in texts for word in text.split())
    return frozenset(declared["same_word"]) | items | {"rgpd"}
