"""What the screens may say, from the catalogues: which lines of a page are in the other language, which are sentences of ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from babel.messages.pofile import read_po

from dashboard.wording.translation import CATALOGUES

HOLE = re.compile(r"\{\w+\}")
# A sentence with a hole that has fewer letters than that matches what it does not say.
FEWEST_LETTERS = 8


@dataclass(frozen=True)
class Sentences:
    """The sentences of one language: those written out, and those with holes."""

    whole: frozenset[str]
    holed: tuple[tuple[str, re.Pattern[str]], ...]

    def found(self, lines: Iterable[str]) -> set[str]:
        """Return the sentences, holes left open, that some lines are."""
        read = set(lines)
        rest = read - self.whole
        return (read & self.whole) | {said for said, shape in self.holed if any(map(shape.fullmatch, rest))}


def sentences(said: set[str]) -> Sentences:
    """Part the sentences that have holes from the others."""
    flat = {one_spaced(one) for one in said}
    holed = sorted(one for one in flat if HOLE.search(one) and letters(HOLE.sub("", one)) >= FEWEST_LETTERS)
    return Sentences(
        frozenset(one for one in flat if not HOLE.search(one)), tuple((one, shape_of(one)) for one in holed)
    )


def shape_of(sentence: str) -> re.Pattern[str]:
    """Return the pattern of a sentence whose holes hold anything."""
    return re.compile(".+".join(map(re.escape, HOLE.split(sentence))))


def letters(text: str) -> int:
    """Count letters."""
    return sum(map(str.isalpha, text))


def one_spaced(text: str) -> str:
    """Write every kind of space as a plain one."""
    return re.sub(r"\s+", " ", text).strip()


@cache
def spoken() -> dict[str, set[str]]:
    """Return what may be said in each language."""
    entries = [entry for path in CATALOGUES.glob("*.po") for entry in read_po(BytesIO(path.read_bytes())) if entry.id]
    return {"fr": {text for entry in entries for text in forms(entry.id)},
            "en": {text for entry in entries for text in forms(entry.string)}}  # fmt: skip


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the one form of a sentence, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def of_language(language: str) -> Sentences:
    """Return all that is said in a language."""
    return sentences(spoken()[language])


@cache
def of_the_other(language: str) -> Sentences:
    """Return what is said in the other language, and never in this one."""
    other = "en" if language == "fr" else "fr"
    return sentences(spoken()[other] - spoken()[language])
