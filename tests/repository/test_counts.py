"""Every sentence with a count agrees with it, in French (zero and one are singular) and in English (one alone is)."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from dashboard.wording.numbers import number
from dashboard.wording.translation import CATALOGUES, translate

COUNTS = (0, 1, 2, 1000)
PLACE = re.compile(r"\{(\w+)\}")
# A number, perhaps what qualifies it, then the word beside it.
BESIDE = re.compile(r"\{(\w+)\}[*]* ([a-zà-ÿœ]+)", re.IGNORECASE)
# Words that end like a plural and are none, or that follow a number without agreeing with it.
INVARIABLE = {
    "fr": {
        "dans",
        "sur",
        "sans",
        "plus",
        "fois",
        "pas",
        "moins",
        "puis",
        "mais",
        "vers",
        "depuis",
        "après",
        "des",
        "s",
    },
    "en": {"is", "was", "has", "as", "its", "this", "times", "plus", "less", "does", "s", "waits", "repeats"},
}
# A value that is no count: what it is called stands beside its noun by chance.
NO_COUNT = {
    "code",
    "day",
    "at",
    "on",
    "when",
    "name",
    "site",
    "partner",
    "item",
    "release",
    "share",
    "kept",
    "origin",
    "target",
}


def messages() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return each sentence of the catalogues, its forms in French and in English."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    french = (message.id,) if isinstance(message.id, str) else tuple(message.id)
                    english = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    yield french, english


MESSAGES = list(messages())
COUNTED = [french for french, _ in MESSAGES if len(french) == 2]


def plurals_beside(sentence: str, language: str) -> list[str]:
    """Return the words in the plural that stand beside a number whatever that number is."""
    found = [(name, word.casefold()) for name, word in BESIDE.findall(sentence)]
    return [
        word
        for name, word in found
        if name not in NO_COUNT and word.endswith(("s", "x")) and word not in INVARIABLE[language]
    ]


def test_no_sentence_sets_a_plural_beside_a_number_that_may_be_one() -> None:
    wrong = [
        sentence
        for forms in MESSAGES
        for language, said in zip(("fr", "en"), forms, strict=True)
        for sentence in said[:1]
        if plurals_beside(sentence, language)
    ]
    assert wrong == []


def test_the_plural_that_the_rule_is_about_is_seen() -> None:
    assert plurals_beside("{free} unités disponibles sur {sites} sites", "fr") == ["unités", "sites"]
    assert plurals_beside("**{n} lots** at {sites} sites", "en") == ["lots", "sites"]
    assert plurals_beside("{n} unité disponible sur {total}", "fr") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_counted_sentence_is_said_right_of_none_one_two_and_a_thousand(language: str) -> None:
    words = translate(language)
    assert len(COUNTED) > 100
    for one, many in COUNTED:
        twins = dict(zip(("fr", "en"), next(forms for forms in MESSAGES if forms[0] == (one, many)), strict=True))
        for count in COUNTS:
            values = dict.fromkeys(PLACE.findall(one + many), number(count, language))
            said = words.plural(one, many, count, **values)
            is_one = count < 2 if language == "fr" else count == 1
            assert said == twins[language][0 if is_one else 1].format(**values)
            assert not PLACE.search(said)
            if not PLACE.search(many) or PLACE.search(one):
                assert (number(count, language) in said) == bool(PLACE.search(many)), said


def test_one_and_many_are_not_the_same_words() -> None:
    same = {french[0] for french, english in MESSAGES if len(french) == 2 and len(set(french)) == 1}
    # « à revoir » is said alike of one and of many.
    assert same <= {"{n} à revoir, ci-dessous."}
