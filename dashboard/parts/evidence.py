"""The evidence on two requests as a waterfall whose parts sum to the weight, each bar in the line of its words and numbers.

Shown after the answer only, so that a person judges the families and not the machine. Sums are given, never made here.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from babel.numbers import format_decimal

from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording.numbers import locale_of, number
from dashboard.wording.translation import Words
from pipelines.reporting.view_one_question import MOST_CHANCES, chances

Lines = Sequence[Mapping[str, Any]]
TABLE = (
    "<table class='cu-fall'><caption>{caption}</caption><thead><tr><th scope='col'>{clue}</th>"
    "<th scope='col'>{drawn}</th><th scope='col'>{points}</th></tr></thead><tbody>{lines}</tbody>"
    "<tfoot><tr><th scope='row'>{total}</th><td>{bar}</td><td>{weight}</td></tr></tfoot></table>"
)
LINE = "<tr><th scope='row'>{said}</th><td>{bar}</td><td>{bits}</td></tr>"
BAR = (
    "<span class='cu-step cu-on-{tone}' aria-hidden='true'>"
    "<i style='left:{left:.2f}%;width:{width:.2f}%'></i><u style='left:{zero:.2f}%'></u></span>"
)


def evidence_waterfall(question: Mapping[str, Any], words: Words) -> None:
    """Draw the parts of a weight.

    Parameters
    ----------
    question
        `evidence` (lines with `bits`, `fr`, `en`), `weight`, `without_strongest`.
    """
    _ = words
    lines = question["evidence"]
    if not lines:
        draw(fragment("<p class='cu-note'>{said}</p>", said=_("Aucun indice n'est gardé sur ces deux demandes.")))
        return
    steps = running(lines)
    low, high = bounds(steps)
    drawn = [
        fragment(LINE, said=line[words.language], bits=signed(line["bits"], words), bar=bar(start, end, low, high))
        for line, (start, end) in zip(lines, steps, strict=True)
    ]
    weight = question["weight"]
    draw(
        fragment(
            TABLE, caption=_("Ce que pesaient les indices"), clue=_("Indice"), drawn=_("Contre ← → pour la même famille"),
            points=_("Points"), lines=joined(drawn), total=_("Total"), weight=signed(weight, words),
            bar=bar(0.0, weight, low, high),
        )
    )  # fmt: skip
    said = f"{chances_words(weight, words)} {change_words(question['without_strongest'], words)}"
    draw(fragment("<p class='cu-sum'>{said}</p>", said=said))


def running(lines: Lines) -> list[tuple[float, float]]:
    """Return where each bar of the waterfall starts and ends."""
    ends = [0.0]
    for line in lines:
        ends.append(ends[-1] + line["bits"])
    return list(pairwise(ends))


def bounds(steps: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the ends of the axis, zero included."""
    ends = [0.0, *(end for _start, end in steps)]
    return min(ends), max(ends)


def bar(start: float, end: float, low: float, high: float) -> Fragment:
    """Draw one bar, with the line of zero."""
    share = 100 / ((high - low) or 1.0)
    return fragment(
        BAR, tone="served" if end >= start else "gap", left=(min(start, end) - low) * share,
        width=abs(end - start) * share, zero=-low * share,
    )  # fmt: skip


def signed(value: float, words: Words) -> str:
    """Write points with their sign and two decimals, so that they line up and add up: `+4,36`, `−2,40`."""
    return str(format_decimal(value, format="+0.00;−0.00", locale=locale_of(words.language)))


def chances_words(weight: float, words: Words) -> str:
    """Say a weight as chances."""
    _ = words
    sure = max(chances(weight)) == MOST_CHANCES
    good, bad = (number(count, words.language) for count in chances(weight))
    if sure and weight > 0:
        return _("À eux seuls, ces indices donnent plus de {good} contre 1 à « même famille ».", good=good)
    return _("À eux seuls, ces indices donnent {good} contre {bad} à « même famille ».", good=good, bad=bad)


def change_words(without: float, words: Words) -> str:
    """Say what the weight would be without its strongest clue."""
    _ = words
    return _("Sans le plus fort : {points}.", points=signed(without, words))
