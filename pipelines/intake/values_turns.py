"""What a cell tells of a situation in free words: a turn of phrase, an answer and what qualifies it, cut words, plain things.

« Oui mais vieux » is told by « vieux », « Hôt. soc. » by the words that it was cut from, « laptop OK » by the thing that it names.
Everything is declared in `vocabularies.toml`. This module must never guess from one letter.
"""

import re
from functools import cache, lru_cache
from itertools import product

from pipelines.intake.values_typos import mended
from pipelines.intake.vocabulary import Vocabulary, abbreviations, plain, profile, vocabulary

# « Oui, mais », « Non (», « Y - »: an answer, then what qualifies it.
ANSWER = re.compile(
    r"^\s*(?:(?P<yes>oui|yes|o|y|ok)|(?P<no>non|no|n))\b[\s,;:./()\[\]-]*(?:(?:mais|but|et|and|sauf|car)\b)?\s*(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
CUT = re.compile(r"([^\W\d_]{3,})\.")
MOST_WHOLES = 6
MOST_READINGS = 36
SHORTEST_BEGUN = 4
# « abonnt » stands for « abonnement », « proprio » for « propriétaire ».
CLIPPED = "to"
# What a bare yes says there: with « non » before, such a code is only what the family would like.
BEST = {"device_situation": "sufficient", "connection_situation": "fixed"}


def told_code(name: str, text: str) -> str | None:
    """Return the code that a turn of phrase tells, whatever its other words: « logée chez sa sœur », « un PC pour 4 »."""
    simple = plain(text)
    opened = " ".join(abbreviations().get(word, word) for word in simple.split())
    readings = (simple,) if opened == simple else (simple, opened)
    return next((code for pattern, code in phrases().get(name, ()) if any(map(pattern.search, readings))), None)


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
    return (
        code or opened_code(name, text) or thing_code(name, text) or begun_code(name, text) or mended_code(name, text)
    )


def opened_code(name: str, text: str) -> str | None:
    """Return the code that every opening of a text's cut words has: « Hôt. soc. », « 4G lim. »."""
    return agreed_code(name, plain(CUT.sub(r"\1 ", text)), {plain(word) for word in CUT.findall(text)})


def begun_code(name: str, text: str) -> str | None:
    """Return the code that a text has once the words that only begin a known one are opened: « abonnt », « proprio », « stab° »."""
    simple = plain(text)
    # A code of three letters that is all of the cell: « HEB ».
    least = SHORTEST_BEGUN if " " in simple else SHORTEST_BEGUN - 1
    cut = {word for word in simple.split() if len(word) >= least and word not in known_words(name)}
    return agreed_code(name, simple, {word for word in cut if wholes_of(name, word)})


def mended_code(name: str, text: str) -> str | None:
    """Return the code that a text has once its misspelt words are mended."""
    simple = plain(text)
    spelt = mended(name, simple)
    return (
        None
        if spelt == simple
        else told_code(name, spelt) or exact_or_part(vocabulary(name), spelt) or thing_code(name, spelt)
    )


def agreed_code(name: str, simple: str, cut: set[str]) -> str | None:
    """Return the code that every opening of cut words in a plain text has, if they all agree."""
    at = [place for place, word in enumerate(simple.split()) if word in cut]
    wholes = [wholes_of(name, simple.split()[place]) for place in at]
    if not at or not all(0 < len(each) <= MOST_WHOLES for each in wholes):
        return None
    readings = list(product(*wholes))[:MOST_READINGS]
    texts = [with_wholes(simple, at, reading) for reading in readings]
    # A whole expression says more than one that stands in the text: « rés. sociale » is no « résorption ».
    codes = {vocabulary(name).exact.get(text) for text in texts} - {None}
    codes = codes or {exact_or_part(vocabulary(name), text) or told_code(name, text) for text in texts} - {None}
    return codes.pop() if len(codes) == 1 else None


@lru_cache(maxsize=8192)
def wholes_of(name: str, word: str) -> tuple[str, ...]:
    """Return the known words of which a word may be the beginning, its last letter apart where it only stands for an ending."""
    start = word[:-1] if word[-1] in CLIPPED and len(word) > SHORTEST_BEGUN else word
    found = tuple(whole for whole in known_words(name) if whole.startswith(word) and whole != word)
    ending = "ment" if word[-1] == "t" else ""
    return found or tuple(
        whole for whole in known_words(name) if start != word and whole.startswith(start) and whole.endswith(ending)
    )


def with_wholes(simple: str, places: list[int], wholes: tuple[str, ...]) -> str:
    """Return a plain text with some of its words opened."""
    words = simple.split()
    for place, whole in zip(places, wholes, strict=True):
        words[place] = whole
    return " ".join(words)


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
