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
SHORTEST_CONTRACTED = 4
FEWEST_LEFT_OUT = 2
VOWELS = frozenset("aeiouy")
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
    if word in known or not word.isalpha():
        return ()
    if word.endswith("t") and len(word) >= SHORTEST_CUT:
        # « Abonnt », « équipt », « hébergt »: the last letter stands for the ending.
        ended = tuple(sorted(other for other in known if other.endswith("ment") and other.startswith(word[:-1])))
        if ended:
            return ended[:MOST_ENDINGS]
    if is_contracted(word) and not is_cut:
        return tuple(sorted(other for other in known if holds(other, word)))[:MOST_ENDINGS]
    if len(word) < (SHORTEST_POINTED if is_cut else SHORTEST_CUT):
        return ()
    found = tuple(sorted(other for other in known if other.startswith(word)))
    return found if len(found) <= MOST_ENDINGS else ()


def is_contracted(word: str) -> bool:
    """Tell whether a word has too few vowels to be one: « pnom », « lgmt », « éqpmt »."""
    return len(word) >= SHORTEST_CONTRACTED and sum(sign in VOWELS for sign in word) <= 1


def holds(whole: str, word: str) -> bool:
    """Tell whether a longer word begins and ends as a contracted one does, and has its letters in order."""
    if whole[0] != word[0] or whole[-1] != word[-1] or len(whole) < len(word) + FEWEST_LEFT_OUT:
        return False
    signs = iter(whole)
    return all(sign in signs for sign in word)
