"""Words that stand for a code: school level, bursary step, housing, equipment, connection, operator, urgency.

The words are declared in `vocabularies.toml`. A word that is not known is told, never forced into a code.
"""

import re
from datetime import date
from functools import cache

from pipelines.intake.values_counts import marks, read_yes_no
from pipelines.intake.values_dates import read_date
from pipelines.intake.values_turns import known_code, qualified_code, told_code
from pipelines.intake.vocabulary import SMALL_WORDS, is_nothing, plain, profile, vocabulary, word_set

# A longer text speaks of other things than a class.
MOST_WORDS = 4
SHORTEST_BEGUN = 3
# « M.S. », « C.E.1 ».
INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+[^\W_]?\b\.?|\b(?:[^\W\d_]\.){2,}")
RANK = re.compile(r"\b([1-6])\s?[°º]\s?")
Reading = tuple[str | None, str | None]


def read_code(name: str, text: str) -> Reading:
    """Read the code that a cell means in one vocabulary; the problem is `unknown_word`, or `ambiguous_word` beside a code."""
    # « Néant » says nothing of most things, but of a device it says that there is none.
    if not text.isascii() and marks().get(text.strip()) is False:
        # « Ø » is no letter there: spelt in ASCII it would be the « O » of « oui ».
        text = "non"
    code = vocabulary(name).exact.get(plain(text))
    if code is None and is_nothing(text):
        return None, None
    if code is None and name == "information_given" and read_date(text, date.max)[0] is not None:
        # « Famille informée le 12/11/2026 »: it was, on that day.
        return "oui", None
    code = code or qualified_code(name, text) or told_code(name, text) or known_code(name, text)
    if code and plain(text) in ambiguous_words(name):
        return code, "ambiguous_word"
    return (code, None) if code else (None, "unknown_word")


def firm_code(name: str, text: str) -> str | None:
    """Return the code that a cell's own words mean, without guessing from the things that it names: what tells a column."""
    return vocabulary(name).exact.get(plain(text)) or (
        None if is_nothing(text) else told_code(name, text) or vocabulary(name).match(text)
    )


@cache
def ambiguous_words(name: str) -> frozenset[str]:
    """Return the words of a vocabulary that may mean something else: read all the same, and asked about."""
    return frozenset(plain(text) for text in profile("vocabularies")["ambiguous"].get(name, ()))


def read_school_level(text: str) -> Reading:
    """Read a school level, alone or with its division: « 6ème A » is 6e; « CE1/CE2 » is not one level."""
    if is_nothing(text):
        return None, None
    # « 1° », « 5ᵉ »: the sign of a rank, which no plain text keeps.
    text = INITIALS.sub(lambda found: found[0].replace(".", ""), RANK.sub(r"\1e ", text))
    words = plain(text).split()
    exact = vocabulary("school_level").exact
    told = " ".join(word for word in words if word not in SMALL_WORDS)
    if (code := told_code("school_level", text)) is not None:
        return code, "ambiguous_word" if plain(text) in ambiguous_words("school_level") else None
    if "annee" in words and plain(text) not in exact:
        return (exact[told], None) if told in exact else (None, "unknown_word")
    if len(words) > 1 and words[0].isdigit() and counts_people(words[1]):
        return None, "unknown_word"
    starts = [" ".join(words[:length]) for length in range(len(words), 0, -1)]
    level = next((exact[start] for start in starts if start in exact), None) or vocabulary("school_level").near_match(
        text
    )
    level = level or begun_level(words[0]) if words else level
    named = {exact[word] for word in words if word in exact and len(word) > 1}
    # « en CM2 », « classe de 6ème »: the one level that is named.
    level = next(iter(named)) if level is None and len(named) == 1 and len(words) <= MOST_WORDS else level
    others = named - {level}
    if level is None or others:
        return None, "unknown_word"
    return level, None


def counts_people(word: str) -> bool:
    """Tell whether a word says what a number before it counts: « 3 pers. » is no class."""
    return len(word) > 1 and (word in word_set("numbers", "people") or word.startswith(("pers", "enf", "occup")))


@cache
def begun_level(word: str) -> str | None:
    """Return the one level whose name begins with a word of three letters or more: « sec », « prem », « cinq »."""
    if len(word) < SHORTEST_BEGUN or not word.isalpha():
        return None
    found = {
        code for text, code in vocabulary("school_level").exact.items() if " " not in text and text.startswith(word)
    }
    return found.pop() if len(found) == 1 else None


# « Ech5 », « 5e échelon ».
GLUED_STEP = re.compile(r"\bech([0-7](?:bis)?)\b|\b([1-7])e(?= echelon)")


def read_scholarship(text: str) -> Reading:
    """Read a bursary step: « éch. 0bis », « Échelon 5 », « 5/7 »."""
    simple = GLUED_STEP.sub(r" \1\2 ", plain(text)).replace("echelon", " ").replace("boursier", " ").split()
    words = [
        word
        for word in simple
        if word not in {"ech", "e", "n", "o", "bcs", "crous", "niveau", "de", "bourse", "oui", "sur"}
    ]
    if is_nothing(text) or not words or words[0] in {"non", "aucun", "aucune"}:
        return None, None
    exact = vocabulary("scholarship_level").exact
    code = exact.get(" ".join(words[:2])) or exact.get(words[0])
    return (code, None) if code else (None, "unknown_word")


def read_operator(text: str) -> Reading:
    """Read an operator by its usual name; one that is not declared is kept as typed."""
    if is_nothing(text) or plain(text) in {"non", "aucun", "sans", "x"}:
        return None, None
    return vocabulary("operator").match(text) or vocabulary("operator").match(text.replace(".", "")) or text, None


def read_exam(text: str) -> tuple[bool | None, str | None]:
    """Read whether the pupil sits an exam this year; a named exam is a yes."""
    if is_nothing(text):
        return None, None
    answer = read_yes_no(text)
    if answer is None and set(plain(text).split()) & {"brevet", "dnb", "bac", "baccalaureat", "cap", "bts", "bep"}:
        return True, None
    return (answer, None) if answer is not None else (None, "unknown_word")
