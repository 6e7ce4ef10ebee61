"""Folds names and contacts to the form in which two spellings of one thing are equal. Pure and versioned.

It must never decide that two requests are one family: it only prepares what is compared.
"""

import re
import unicodedata

from anyascii import anyascii

NORM_VERSION = 4
NOT_LETTERS = re.compile(r"[^a-z]+")
# Particles carry no identity; two-letter surnames (Ba, Sy, Ly) do, so only these are dropped.
PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "les", "el", "al", "d", "l", "ep", "epouse", "nee", "mme", "m", "mr", "mlle"}
)


def folded(text: str) -> str:
    """Return lower-case Latin letters and single spaces: accents, hyphens and other scripts folded."""
    latin = text if text.isascii() else anyascii(unicodedata.normalize("NFC", text))
    return NOT_LETTERS.sub(" ", latin.lower()).strip()


def name_tokens(text: str | None) -> list[str]:
    """Return the sorted distinct words of a name, particles dropped."""
    words = set(folded(text or "").split())
    return sorted(words - PARTICLES) or sorted(words)


def name_key(*parts: str | None) -> str:
    """Return one key for a name given in one cell or in two, in either order."""
    return " ".join(name_tokens(" ".join(part for part in parts if part)))


def surname_of(last_name: str | None, full_name: str | None) -> str:
    """Return the folded surname; in a single cell, the words in capitals, else the first word (« NOM Prénom » by habit)."""
    if last_name:
        return name_key(last_name)
    words = (full_name or "").split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    return name_key(" ".join(capitals if capitals and len(capitals) < len(words) else words[:1]))
