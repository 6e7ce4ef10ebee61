"""French sentences and their English twins.

The sentence in the code is the French one; the `.po` files of `locale/en/LC_MESSAGES` hold the English, one a group of pages.
Nothing here may decide what is said: it only says it in the reader's language.
"""

import gettext
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from campaigns.model.outcome import Sentence

LANGUAGES = ("fr", "en")
CATALOGUES = Path(__file__).parent / "locale/en/LC_MESSAGES"


def mark(sentence: str) -> str:
    """Mark a sentence for translation where it is declared, before the reader's language is known."""
    return sentence


@dataclass(frozen=True)
class Words:
    """The voice of one language; a page calls it `_`."""

    language: str

    def __call__(self, sentence: str, **values: object) -> str:
        """Say a sentence; `{name}` in it is replaced by the value of that name."""
        return filled(catalogue(self.language).gettext(sentence), values)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Say a sentence in the singular or the plural of this language (French counts zero as singular)."""
        return filled(catalogue(self.language).ngettext(one, many, count), values)

    def of(self, sentence: Sentence) -> str:
        """Say the sentence of a rule, which carries both languages."""
        return sentence.fr if self.language == "fr" else sentence.en


def translate(language: str) -> Words:
    """Return the voice of a language; an unknown one is French."""
    return Words(language if language in LANGUAGES else "fr")


def filled(sentence: str, values: dict[str, object]) -> str:
    """Put values into a sentence; one without values is left as it is, braces included."""
    return sentence.format(**values) if values else sentence


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the sentences of a language."""
    return _French() if language == "fr" else _from_po(sorted(CATALOGUES.glob("*.po")))


class _French(gettext.NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


def _from_po(paths: list[Path]) -> gettext.NullTranslations:
    # Compiled in memory, so that no compiled file has to be kept in step by hand.
    voices: gettext.NullTranslations | None = None
    for path in paths:
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file))
        compiled.seek(0)
        voice = gettext.GNUTranslations(compiled)
        if voices is not None:
            voice.add_fallback(voices)
        voices = voice
    return voices or gettext.NullTranslations()
