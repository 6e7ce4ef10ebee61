"""Draws a fact that others publish of territories, with the need of the campaign over it as discs.

Colour says the fact, the area of a disc says the count; where the fact is not known the territory is hatched, and where the
count is hidden or not known there is no disc. It takes what a map takes: published counts by territory code, and numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import shapely

from geo import words
from geo.classes import DARK_END, class_of, ramp
from geo.commune_shapes import commune_shapes
from geo.coverage import COUNTS, Cell, coverage_cells
from geo.discs import disc_places
from geo.facts import Classes, FactLayer, Facts, classes_of, fact_cell, in_full, sentence
from geo.insets import FRAMES, Placed, drawn_bounds, placed_shapes
from geo.legend import foot_html, hatched, key, swatch, title, unplaced_html
from geo.map import commune_names, finished, framed, frames_layer, label_layer, territories_layer
from geo.map_frame import OfflineMap, blank_map
from geo.map_text import safe_map_text
from geo.marks import Marks
from geo.still_map import Painted, StillKey, StillMap, still_of
from geo.theme import painted


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
    return finished(drawn, legend, layer.label, language, inline)


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
    """Return the discs of the counts that are shown."""
    return [
        {
            "at": [round(point.y, 4), round(point.x, 4)], "radius": radius,
            "label": safe_map_text(f"{cell.name} ({cell.code}) : {said[cell.code]}"), "fill": painted(f"{measure}-4"),
            "outline": painted("paper"),
        }
        for point, radius, cell in disc_places(shapes, counts)
    ]  # fmt: skip


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
    meaning = "" if by_commune else f"<p>{safe_map_text(in_full(layer.of_department))}</p>"
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


def still_fact_map(
    layer: FactLayer, facts: Facts, coverage: pa.Table, measure: str, language: str, department_code: str = ""
) -> StillMap:
    """Return the same map for paper and files."""
    counts = coverage_cells(coverage, measure, commune_names(department_code) if department_code else None)
    cells = [fact_cell(cell, facts.get(cell.code)) for cell in counts]
    classes = classes_of(layer.kind, cells, bool(department_code), language)
    colours = ramp("fact", len(classes.texts))
    said = {
        cell.code: sentence(layer, cell, facts.get(cell.code), count, measure, bool(department_code), language)
        for cell, count in zip(cells, counts, strict=True)
    }
    held = [class_of(cell.value, classes.limits) for cell in cells if cell.value is not None]
    keys = [
        StillKey(colour, f"{text} ({held.count(i)})")
        for i, (colour, text) in enumerate(zip(colours, classes.texts, strict=True))
    ]
    if len(held) < len(cells):
        keys.append(StillKey("hatched", f"{words.say(words.FACT_UNKNOWN, language)} ({len(cells) - len(held)})"))
    is_count = measure in COUNTS
    return still_of(
        cells, said, Painted(classes.limits, colours), tuple(keys if held else keys[-1:]), layer.label, language, department_code or None,
        counts if is_count else (), DARK_END[measure],
    )  # fmt: skip
