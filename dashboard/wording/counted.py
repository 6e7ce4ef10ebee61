"""A number with what it counts, in the singular or the plural of the reader's language: `1 unité`, `12 unités`.

For sentences that hold several counts: each brings its own noun. Nothing here may decide what is counted.
"""

from dashboard.wording.numbers import number
from dashboard.wording.translation import Words


def units(count: int, words: Words) -> str:
    """Write a number of units."""
    return words.plural("{n} unité", "{n} unités", count, n=number(count, words.language))


def requests(count: int, words: Words) -> str:
    """Write a number of requests."""
    return words.plural("{n} demande", "{n} demandes", count, n=number(count, words.language))


def households(count: int, words: Words) -> str:
    """Write a number of households."""
    return words.plural("{n} foyer", "{n} foyers", count, n=number(count, words.language))


def sites(count: int, words: Words) -> str:
    """Write a number of sites."""
    return words.plural("{n} site", "{n} sites", count, n=number(count, words.language))


def rows(count: int, words: Words) -> str:
    """Write a number of rows of a list."""
    return words.plural("{n} ligne", "{n} lignes", count, n=number(count, words.language))


def questions(count: int, words: Words) -> str:
    """Write a number of questions."""
    return words.plural("{n} question", "{n} questions", count, n=number(count, words.language))
