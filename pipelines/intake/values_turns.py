"""What a cell tells of a situation in free words: a turn of phrase, an answer and what qualifies it, cut words, plain things.

« Oui mais vieux » is told by « vieux », « Hôt. soc. » by the words that it was cut from, « laptop OK » by the thing that it names.
Everything is declared in `vocabularies.toml`. This module must never guess from one letter.
"""

import re
from functools import cache
from itertools import product

from pipelines.intake.vocabulary import Vocabulary, plain, profile, vocabulary

# « Oui, mais », « Non (», « Y - »: an answer, then what qualifies it.
ANSWER = re.compile(
    r"^\s*(?:(?P<yes>oui|yes|o|y|ok)|(?P<no>non|no|n))\b[\s,;:./()\[\]-]*(?:(?:mais|but|et|and|sauf|car)\b)?\s*(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
CUT = re.compile(r"([^\W\d_]{3,})\.")
MOST_WHOLES = 6
MOST_READINGS = 36
# What a bare yes says there: with « non » before, such a code is only what the family would like.
BEST = {"device_situation": "sufficient", "connection_situation": "fixed"}


def told_code(name: str, text: str) -> str | None:
    """Return the code that a turn of phrase tells, whatever its other words: « logée chez sa sœur », « un PC pour 4 »."""
    return next((code for pattern, code in phrases().get(name, ()) if pattern.search(plain(text))), None)


@cache
def phrases() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Return the declared turns of phrase of each vocabulary, as patterns over plain words."""
    return compiled("phrases")


@cache
def compiled(section: str) -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Return the patterns of a section, by vocabulary, in the order declared."""
    declared = profile("vocabularies")[section]
    return {
        name: [(re.compile(pattern), code) for code, patterns in codes.items() for pattern in patterns]
        for name, codes in declared.items()
    }


def qualified_code(name: str, text: str) -> str | None:
    """Return what qualifies an answer: « Oui mais partagé », « Non, juste un tel. »; None where nothing does."""
    found = ANSWER.match(text) if name in BEST else None
    if found is None:
        return None
    rest = found["rest"]
    code = vocabulary(name).exact.get(plain(rest)) or told_code(name, rest) or known_code(name, rest)
    return None if found["no"] and code == BEST[name] else code


def known_code(name: str, text: str) -> str | None:
    """Return the code of a text's own words, its cut words opened where they must be, else that of the thing it names."""
    code = vocabulary(name).match(text)
    if code is not None and code == BEST.get(name):
        # « ordi qui bugue », « one computer for 3 children »: what is wrong with a thing counts more than that it is there.
        return thing_code(name, text) or code
    return code or opened_code(name, text) or thing_code(name, text)


def opened_code(name: str, text: str) -> str | None:
    """Return the code that every opening of a text's cut words has: « Hôt. soc. », « 4G lim. »."""
    words = vocabulary(name)
    cut = CUT.findall(text)
    wholes = [tuple(whole for whole in known_words(name) if whole.startswith(plain(word))) for word in cut]
    if not cut or not all(0 < len(each) <= MOST_WHOLES for each in wholes):
        return None
    readings = list(product(*wholes))[:MOST_READINGS]
    codes = {exact_or_part(words, with_wholes(text, cut, reading)) for reading in readings} - {None}
    return codes.pop() if len(codes) == 1 else None


def with_wholes(text: str, cut: list[str], wholes: tuple[str, ...]) -> str:
    """Return a text with its cut words opened."""
    for word, whole in zip(cut, wholes, strict=True):
        text = text.replace(f"{word}.", f"{whole} ")
    return text


def exact_or_part(words: Vocabulary, text: str) -> str | None:
    """Return the code of a whole expression, or of the longest that stands in a text."""
    return words.exact.get(plain(text)) or words.part_match(text)


@cache
def known_words(name: str) -> tuple[str, ...]:
    """Return every word of three letters or more that stands in a vocabulary."""
    return tuple(sorted({word for text in vocabulary(name).exact for word in text.split() if len(word) > 2}))


def thing_code(name: str, text: str) -> str | None:
    """Return the code of the first declared thing that a text names: what is wrong with it comes before what it is."""
    simple = plain(text)
    return next((code for pattern, code in compiled("things").get(name, ()) if pattern.search(simple)), None)
