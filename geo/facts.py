"""What maps say of facts that others publish: classes, figures and sentences, in both languages.

What is not known is said to be unknown, never zero; nothing of a household comes here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo import words
from geo.classes import CLASSES, RATE_LIMITS, steps
from geo.coverage import COUNTS, Cell, CellState
from geo.legend import reading
from geo.map_text import read_decimal, read_number, read_rate
from geo.theme import painted_ramp

# A yes, or a good network, is a share of people in a department, and a class in a commune.
SHARES = ("flag", "level")
LEVELS = {"flag": ((0.0, "no"), (1.0, "yes")), "level": ((0.0, "none"), (0.5, "limited"), (1.0, "good"))}


@dataclass(frozen=True, slots=True)
class FactLayer:
    """A layer as a map shows it.

    Attributes
    ----------
    kind
        flag, level, score or count.
    label, of_department
        What it is, and what its figure by department says, in the language of the map.
    origin
        Source, vintage and licence, as read.
    """

    kind: str
    label: str
    of_department: str
    origin: str
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """The fact of one territory; `known` is the share of its inhabitants that the layer speaks of."""

    value: float | None
    known: float = 1.0


Facts = Mapping[str, PlaceFact]


def fact_cell(cell: Cell, fact: PlaceFact | None) -> Cell:
    """Return the cell of a fact; what is not known is unknown, never zero."""
    if fact is None or fact.value is None:
        return Cell(cell.code, cell.name, CellState.UNKNOWN, None)
    return Cell(cell.code, cell.name, CellState.SHOWN, fact.value)


@dataclass(frozen=True, slots=True)
class Classes:
    """Limits between classes, and the words and the step of the ramp of each, the lowest first."""

    limits: tuple[float, ...]
    texts: tuple[str, ...]
    steps: tuple[int, ...]

    @property
    def colours(self) -> list[str]:
        """Return the colour of each class on a page."""
        return painted_ramp("fact", list(self.steps))


def classes_of(kind: str, cells: Sequence[Cell], by_commune: bool, language: str) -> Classes:
    """Return the classes of a layer: yes and no, levels, shares of people, or fifths of the scores."""
    if by_commune and kind in LEVELS:
        known = LEVELS[kind]
        return painted_classes(
            tuple(value for value, _ in known[1:]), [words.say(words.FACT_WORDS[code], language) for _, code in known]
        )
    limits = RATE_LIMITS if kind in SHARES else fifths([cell.value for cell in cells if cell.value is not None])
    return painted_classes(limits, [range_text(kind, limits, i, language) for i in range(len(limits) + 1)])


def painted_classes(limits: tuple[float, ...], texts: list[str]) -> Classes:
    """Give each class its step of the ramp."""
    return Classes(limits, tuple(texts), tuple(steps(len(texts))))


def fifths(values: list[float]) -> tuple[float, ...]:
    """Return at most four limits between fifths of the figures, to three digits."""
    if not values:
        return ()
    cuts = np.quantile(values, [i / CLASSES for i in range(1, CLASSES)])
    low, high = min(values), max(values)
    rounded = {float(f"{cut:.3g}") for cut in cuts}
    return tuple(sorted(limit for limit in rounded if low < limit <= high))


def range_text(kind: str, limits: tuple[float, ...], place: int, language: str) -> str:
    """Write the bounds of a class; a figure equal to a limit is in the class above."""
    if not limits:
        return words.say(words.FACT_ALL, language)
    if place == 0:
        return words.say(words.LESS_THAN, language, high=fact_figure(kind, limits[0], False, language))
    low = fact_figure(kind, limits[place - 1], False, language)
    if place == len(limits):
        return words.say(words.AT_LEAST, language, low=low)
    return words.say(words.FACT_RANGE, language, low=low, high=fact_figure(kind, limits[place], False, language))


def fact_figure(kind: str, value: float, by_commune: bool, language: str) -> str:
    """Write a fact as read."""
    if by_commune and kind in LEVELS:
        return words.say(words.FACT_WORDS[dict(LEVELS[kind])[value]], language)
    if kind in SHARES:
        return read_rate(value, language)
    return read_number(value, language) if kind == "count" else read_decimal(value, language)


def fact_reading(kind: str, fact: PlaceFact | None, by_commune: bool, language: str) -> str:
    """Return what is said of a fact: its figure, or that it is not known, and of how many inhabitants it speaks."""
    if fact is None or fact.value is None:
        return words.say(words.UNKNOWN_SHORT, language)
    told = fact_figure(kind, fact.value, by_commune, language)
    if by_commune or fact.known > 0.995:
        return told
    return words.say(words.FACT_PART, language, told=told, share=read_rate(fact.known, language))


def sentence(
    layer: FactLayer, cell: Cell, fact: PlaceFact | None, count: Cell, measure: str, by_commune: bool, language: str
) -> str:
    """Say fact and measure of one territory."""
    told = fact_reading(layer.kind, fact, by_commune, language)
    measured = reading(count, measure, language)
    label = words.say(words.LABELS[measure], language)
    return words.say(words.FACT_LABEL, language, layer=layer.label, told=told, label=label, measured=measured)


def in_full(text: str) -> str:
    """Return words as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def fact_notes(layer: FactLayer, measure: str, by_commune: bool, language: str) -> list[str]:
    """Return what must be said beside a fact: what its figure is, what a disc is, where it comes from."""
    label = words.say(words.LABELS[measure], language)
    found = [] if by_commune else [in_full(layer.of_department)]
    found += [words.say(words.FACT_DISC, language, label=label)] if measure in COUNTS else []
    return [*found, words.say(words.FACT_ORIGIN, language, origin=layer.origin)]
