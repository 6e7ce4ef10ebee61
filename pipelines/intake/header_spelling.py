"""Opens a header's cut words and mends its misspelt ones, against the words that are known.

This module must never decide what a header means.
"""

from collections.abc import Set
from functools import lru_cache

from rapidfuzz import fuzz, process

FUZZY_CUTOFF = 82
SHORTEST_FUZZY = 5
SHORTEST_CUT = 5
SHORTEST_POINTED = 3
# More words than these begin alike: which one was cut is anybody's guess.
MOST_ENDINGS = 8


def repaired_word(word: str, known: Set[str]) -> str:
    """Return the known word nearest in spelling, or the word itself."""
    if word in known or len(word) < SHORTEST_FUZZY:
        return word
    near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
    return near[0] if near else word


@lru_cache(maxsize=4096)
def endings(word: str, known: frozenset[str], is_cut: bool = False) -> tuple[str, ...]:
    """Return the known words of which a word may be the beginning: « bénéf. » -> beneficiaire, beneficiary.

    Parameters
    ----------
    is_cut
        Whether a point says that the word was cut: three letters are then enough.
    """
    if word in known or len(word) < (SHORTEST_POINTED if is_cut else SHORTEST_CUT) or not word.isalpha():
        return ()
    found = tuple(sorted(other for other in known if other.startswith(word)))
    return found if len(found) <= MOST_ENDINGS else ()
