"""Big numbers in a row, each with its word and what it counts. A number is given formatted; none is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.style import draw, fragment, joined
from dashboard.wording.numbers import number
from dashboard.wording.quantities import LOOKS, Quantity, quantity_word
from dashboard.wording.translation import Words


@dataclass(frozen=True)
class Figure:
    """One big number; `tone` is a name of the palette."""

    value: str
    word: str
    meaning: str = ""
    tone: str = "ink"


def quantity_figure(quantity: Quantity, count: int | None, words: Words, *, unit: str = "") -> Figure:
    """Return the figure of one of the seven quantities, with its fixed word and colour.

    Parameters
    ----------
    unit
        What is counted (« ordinateurs », « foyers »), already in the reader's language.
    """
    look = LOOKS[quantity]
    word = f"{quantity_word(quantity, words)}" if not unit else f"{unit} · {quantity_word(quantity, words)}"
    return Figure(number(count, words.language), word, words(look.meaning), look.colour)


def big_numbers(figures: Sequence[Figure]) -> None:
    """Show figures side by side; they wrap on a telephone."""
    boxes = [
        fragment(
            "<div class='cu-figure cu-on-{tone}'><b>{value}</b><span>{word}</span><small>{meaning}</small></div>",
            tone=figure.tone, value=figure.value, word=figure.word, meaning=figure.meaning,
        )
        for figure in figures
    ]  # fmt: skip
    draw(fragment("<div class='cu-figures'>{boxes}</div>", boxes=joined(boxes)))
