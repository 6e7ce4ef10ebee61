"""The row equation as a bar: physical = header + blank + not-data + accepted + warned + rejected."""

from collections.abc import Callable, Mapping

from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

# Every term in the order of the bar, with the colour of its part.
TONES = {
    "accepted": "served",
    "warned": "need",
    "rejected": "gap",
    "header": "waiting",
    "blank": "waiting",
    "not_data": "waiting",
}
# The rows that hold no family are hatched: they are not work.
HATCHED = {"header", "blank", "not_data"}


def row_equation(counts: Mapping[str, int], words: Words) -> None:
    """Draw how the rows of a file add up.

    Parameters
    ----------
    counts
        `physical` and the six terms, as `receive` gives them.
    """
    said = equation_sentence(counts, words)
    parts = joined([_part(code, counts[code]) for code in _present(counts)])
    keys = joined([_key(code, _term(code, counts[code], words)) for code in _present(counts)])
    draw(fragment("<div class='cu-bar' role='img' aria-label='{said}'>{parts}</div>", said=said, parts=parts))
    draw(fragment("<ul class='cu-key'>{keys}</ul><p class='cu-sum'>{said}</p>", keys=keys, said=said))


def equation_sentence(counts: Mapping[str, int], words: Words) -> str:
    """Say the equation: « 228 lignes = 203 acceptées + 9 à corriger + … »."""
    physical = counts.get("physical", 0)
    total = words.plural("{n} ligne", "{n} lignes", physical, n=number(physical, words.language))
    terms = [_term(code, counts[code], words) for code in _present(counts)]
    return f"{total} = {' + '.join(terms) or 0}"


def _present(counts: Mapping[str, int]) -> list[str]:
    return [code for code in TONES if counts.get(code, 0)]


def _term(code: str, count: int, words: Words) -> str:
    _ = words
    n = number(count, words.language)
    sayings: dict[str, Callable[[], str]] = {
        "accepted": lambda: _.plural("{n} acceptée", "{n} acceptées", count, n=n),
        "warned": lambda: _.plural("{n} acceptée, à vérifier", "{n} acceptées, à vérifier", count, n=n),
        "rejected": lambda: _("{n} à corriger", n=n),
        "header": lambda: _("{n} de titre", n=n),
        "blank": lambda: _.plural("{n} vide", "{n} vides", count, n=n),
        "not_data": lambda: _("{n} sans famille", n=n),
    }
    return sayings[code]()


def _shape(code: str) -> str:
    return "cu-hatched" if code in HATCHED else ""


def _part(code: str, count: int) -> Fragment:
    template = "<i class='cu-on-{tone} {shape}' style='flex:{count}'></i>"
    return fragment(template, tone=TONES[code], shape=_shape(code), count=count)


def _key(code: str, said: str) -> Fragment:
    template = "<li><i class='cu-on-{tone} {shape}'></i>{said}</li>"
    return fragment(template, tone=TONES[code], shape=_shape(code), said=said)
