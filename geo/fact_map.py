"""Draws a fact that others publish of territories, with the need of the campaign over it as discs.

Colour says the fact, the area of a disc says the count; where the fact is not known the territory is hatched, and where the
count is hidden or not known there is no disc. It takes what a map takes: published counts by territory code, and numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from geo import words
from geo.classes import CLASSES, RATE_LIMITS, class_of, steps
from geo.commune_shapes import commune_shapes
from geo.coverage import COUNTS, Cell, CellState, coverage_cells
from geo.insets import FRAMES, Placed, drawn_bounds, placed_shapes
from geo.legend import foot_html, hatched, key, reading, swatch, title, unplaced_html
from geo.map import commune_names, finished, framed, frames_layer, label_layer, territories_layer
from geo.map_frame import OfflineMap, blank_map
from geo.map_text import read_decimal, read_number, read_rate, safe_map_text
from geo.marks import Marks
from geo.theme import painted, painted_ramp

SMALLEST_PX, LARGEST_PX = 3.0, 13.0
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


def fact_map(
    layer: FactLayer,
    facts: Facts,
    coverage: pa.Table,
    measure: str,
    *,
    language: str,
    department_code: str = "",
    as_of: date | None = None,
    unplaced: int | None = 0,
    opens: str = "",
    inline: bool = False,
) -> OfflineMap:
    """Draw the fact by department, or by commune of one.

    Parameters
    ----------
    facts
        By territory code; a territory without one is not known.
    coverage, measure, as_of, unplaced, opens, inline
        As for `geo.map.department_map`; the measure is drawn as discs where it is a count.
    """
    names = commune_names(department_code) if department_code else None
    counts = coverage_cells(coverage, measure, names)
    cells = [fact_cell(cell, facts.get(cell.code)) for cell in counts]
    classes = classes_of(layer.kind, cells, bool(department_code), language)
    said = {
        cell.code: sentence(layer, cell, facts.get(cell.code), count, measure, bool(department_code), language)
        for cell, count in zip(cells, counts, strict=True)
    }
    drawn = blank_map()
    shapes = shapes_of(department_code)
    if not department_code:
        frames_layer().add_to(drawn)
    territories_layer(shapes, cells, measure, lambda cell: style_of(cell, classes), language, said).add_to(drawn)
    for frame in () if department_code else FRAMES:
        label_layer(frame, language).add_to(drawn)
    if measure in COUNTS:
        Marks(discs_of(shapes, counts, measure, said), []).add_to(drawn)
    framed(drawn, counts, measure, language, bounds_of(shapes, department_code), opens)
    legend = legend_of(layer, cells, classes, measure, language, as_of, unplaced, bool(department_code))
    return finished(drawn, legend, layer.label, inline)


def shapes_of(department_code: str) -> list[Placed]:
    """Return the territories drawn."""
    if not department_code:
        return list(placed_shapes())
    return [Placed(code, "", shape) for code, shape in commune_shapes(department_code).items()]


def bounds_of(shapes: Sequence[Placed], department_code: str) -> Sequence[Sequence[float]]:
    """Return the view."""
    if not department_code:
        return drawn_bounds()
    west, south, east, north = (float(side) for side in shapely.total_bounds([placed.shape for placed in shapes]))
    return ((south, west), (north, east))


def fact_cell(cell: Cell, fact: PlaceFact | None) -> Cell:
    """Return the cell of a fact; what is not known is unknown, never zero."""
    if fact is None or fact.value is None:
        return Cell(cell.code, cell.name, CellState.UNKNOWN, None)
    return Cell(cell.code, cell.name, CellState.SHOWN, fact.value)


@dataclass(frozen=True, slots=True)
class Classes:
    """Limits between classes, and the words and colour of each, the lowest first."""

    limits: tuple[float, ...]
    texts: tuple[str, ...]
    colours: tuple[str, ...]


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
    """Give each class its colour."""
    return Classes(limits, tuple(texts), tuple(painted_ramp("fact", steps(len(texts)))))


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


def style_of(cell: Cell, classes: Classes) -> dict[str, Any]:
    """Return how a territory is drawn."""
    if cell.value is None:
        return {"fillColor": "url(#map-hatch)", "fillOpacity": 1, "color": painted("slate"), "weight": 0.8}
    return {
        "fillColor": classes.colours[class_of(cell.value, classes.limits)], "fillOpacity": 1, "color": painted("paper"),
        "weight": 0.8,
    }  # fmt: skip


def discs_of(
    shapes: Sequence[Placed], counts: Sequence[Cell], measure: str, said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return one disc a shown count, its area as the count; Paris and its ring have theirs in the frame that enlarges them."""
    by_code = {cell.code: cell for cell in counts if cell.state is CellState.SHOWN and cell.value}
    most = max((cell.value or 0.0 for cell in by_code.values()), default=1.0)
    framed_codes = {placed.code for placed in shapes if placed.frame == "ring"}
    found = []
    for placed in shapes:
        cell = by_code.get(placed.code)
        if cell is None or (placed.code in framed_codes and placed.frame != "ring"):
            continue
        point = placed.shape.representative_point()
        share = sqrt((cell.value or 0.0) / most)
        found.append({
            "at": [round(point.y, 4), round(point.x, 4)], "radius": round(SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * share, 1),
            "label": safe_map_text(f"{cell.name} ({cell.code}) : {said[cell.code]}"), "fill": painted(f"{measure}-4"),
            "outline": painted("paper"),
        })  # fmt: skip
    return sorted(found, key=lambda disc: -float(str(disc["radius"])))


def legend_of(
    layer: FactLayer, cells: Sequence[Cell], classes: Classes, measure: str, language: str, as_of: date | None,
    unplaced: int | None, by_commune: bool,
) -> str:  # fmt: skip
    """Return the legend: the fact, its classes, what is not known, what a disc is, and where the fact comes from."""
    level = "commune" if by_commune else "department"
    held = [class_of(cell.value, classes.limits) for cell in cells if cell.value is not None]
    keys = [
        key(swatch(colour), text, held.count(i), level, language)
        for i, (colour, text) in enumerate(zip(classes.colours, classes.texts, strict=True))
    ] if held else []  # fmt: skip
    if len(held) < len(cells):
        keys.append(key(hatched(), words.say(words.FACT_UNKNOWN, language), len(cells) - len(held), level, language))
    meaning = "" if by_commune else f"<p>{safe_map_text(layer.of_department)}</p>"
    sample = (
        f"<p><strong>{safe_map_text(words.say(words.FACT_SAMPLE, language))}</strong></p>" if layer.is_sample else ""
    )
    label = words.say(words.LABELS[measure], language)
    notes = [words.say(words.FACT_DISC, language, label=label)] if measure in COUNTS else []
    notes.append(words.say(words.FACT_ORIGIN, language, origin=layer.origin))
    return (
        f'<section class="map-legend"><h2>{title(layer.label, language, None)}</h2>{sample}{meaning}<ul>{"".join(keys)}</ul>'
        f"<p>{title(label, language, as_of)}</p>{unplaced_html(unplaced, level, language)}</section>"
        f"{foot_html(notes, level, language)}"
    )
