"""Every sentence with a count agrees with it, in French (zero and one are singular) and in English (one alone is)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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


# Sentences made where the work is done; they are said in both languages, and have no twin for one.
ROOMS = ("campaigns", "pipelines", "geo")
# Numbers that are never none or one, and why.
NEVER_ONE = {
    "geo/words.py": "what is published is eleven at least, free stock a multiple of ten, and none is said apart",
    "geo/build_sources.py": "files of a hundred departments",
    "pipelines/intake/accounting.py": "a share of twenty rows or more",
    "pipelines/reporting/report_content.py": "what is published is eleven at least, and none is said apart",
    "pipelines/sample/list_files.py": "an invented list of many",
    "pipelines/sign_in/attempts.py": "the stretch of time is a constant, of a quarter of an hour",
}
# No count, or no plural: a unit, a verb, a name.
NO_PLURAL = {"ms", "names", "asks", "serves"}


def template(node: ast.expr) -> str | None:
    """Return a text of the program as a sentence with places, or None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{" + place_name(part) + "}" for part in node.values
    )


def place_name(part: ast.expr) -> str:
    """Return the last name of what is put in: `left` of `{max(left, 0)}`, `units` of `{row['units']}`."""
    names = [
        found.id
        if isinstance(found, ast.Name)
        else found.attr
        if isinstance(found, ast.Attribute)
        else str(found.value)
        for found in ast.walk(part)
        if isinstance(found, ast.Name | ast.Attribute)
        or (isinstance(found, ast.Constant) and isinstance(found.value, str))
    ]
    return re.sub(r"\W", "_", names[-1]) if names else "value"


def sentences_of(source: str) -> Iterator[str]:
    """Return the texts of a module, those left out that speak to its reader or that are chosen by a count."""
    tree = ast.parse(source)
    walked = list(ast.walk(tree))
    left_out = {id(node.value) for node in walked if isinstance(node, ast.Expr)}
    left_out |= {id(part) for node in walked if isinstance(node, ast.JoinedStr) for part in node.values}
    left_out |= {id(part) for node in walked if isinstance(node, ast.IfExp) for part in ast.walk(node)}
    for node in walked:
        if isinstance(node, ast.expr) and id(node) not in left_out and (text := template(node)):
            yield text


def plurals_of_rooms(sentence: str) -> list[str]:
    """Return the plurals beside a number in a sentence of either language; a constant is known to its writer."""
    counted = re.sub(r"\{[A-Z][A-Z_]+\}", "", sentence)
    return [word for word in plurals_beside(counted, "fr") if word not in INVARIABLE["en"] | NO_PLURAL]


def test_no_sentence_of_the_rooms_sets_a_plural_beside_a_number_that_may_be_one() -> None:
    wrong = [
        (str(path), sentence)
        for room in ROOMS
        for path in sorted(Path(room).rglob("*.py"))
        if str(path) not in NEVER_ONE
        for sentence in sentences_of(path.read_text("utf-8"))
        if plurals_of_rooms(sentence)
    ]
    assert wrong == []


def test_a_room_that_is_excused_still_needs_it() -> None:
    for path in NEVER_ONE:
        assert any(plurals_of_rooms(sentence) for sentence in sentences_of(Path(path).read_text("utf-8"))), path


def test_the_plural_of_a_room_is_seen_whatever_is_put_in() -> None:
    for said in (
        'f"{len(rows)} lignes"',
        'f"{max(left, 0)} unités"',
        "f\"{row['units']} units\"",
        '"{n} lots".format(n=1)',
    ):
        assert [plurals_of_rooms(sentence) for sentence in sentences_of(f"said = {said}")] != [[]], said
    for said in (
        'f"lignes : {len(rows)}"',
        'f"{LONGEST} signes"',
        'f"{n} lot" if n < 2 else f"{n} lots"',
        'f"{taken_ms} ms"',
    ):
        assert not any(plurals_of_rooms(sentence) for sentence in sentences_of(f"said = {said}")), said
