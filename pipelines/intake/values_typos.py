"""Mends the misspelt words of a cell against the words that a vocabulary knows: « en pane », « smarphone », « éberger ».

A word is only mended where one known word is nearest, a letter or two away by its length. This module must never decide what
a text means.
"""

import re
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.intake.vocabulary import profile, vocabulary

SHORTEST = 4
# From so many letters on, two of them may be wrong.
LONG = 7
SHORTEST_KNOWN = 3
PLAIN_WORD = re.compile(r"[a-z]{4,}")
# « Instable », « unstable »: letters that deny the word they stand before.
DENYING = ("in", "im", "ir", "il", "un", "non")


def mended(name: str, simple: str) -> str:
    """Return plain words with the misspelt ones spelt as a vocabulary spells them."""
    return " ".join(mended_word(name, word) for word in simple.split())


@lru_cache(maxsize=16384)
def mended_word(name: str, word: str) -> str:
    """Return the one known word nearest to a word, or the word itself."""
    known = spelt_words(name)
    if len(word) < SHORTEST or not word.isalpha() or word in known:
        return word
    most = 2 if len(word) >= LONG else 1
    away = {
        other: DamerauLevenshtein.distance(word, other, score_cutoff=most)
        for other in known
        if not are_opposites(word, other)
    }
    least = min(away.values(), default=most + 1)
    # Of « casse » and « cassee », both as near, either will do: they begin alike.
    near = sorted((other for other, far in away.items() if far == least), key=len)
    agree = bool(near) and all(other.startswith(near[0][:-1]) for other in near)
    return near[0] if least <= most and agree else word


def are_opposites(word: str, other: str) -> bool:
    """Tell whether one word denies the other: « stable » is no slip of « instable »."""
    return word in {f"{start}{other}" for start in DENYING} or other in {f"{start}{word}" for start in DENYING}


@cache
def spelt_words(name: str) -> frozenset[str]:
    """Return the words of a vocabulary and of its turns of phrase."""
    declared = profile("vocabularies")
    known = {word for text in vocabulary(name).exact for word in text.split() if len(word) >= SHORTEST_KNOWN}
    patterns = [
        pattern
        for section in ("phrases", "things")
        for patterns in declared[section].get(name, {}).values()
        for pattern in patterns
    ]
    return frozenset(known.union(*(PLAIN_WORD.findall(re.sub(r"\\[a-z]", " ", pattern)) for pattern in patterns)))
