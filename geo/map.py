"""Draws published coverage with folium, by department or by commune of one, without one request to the outside.

It takes figures by territory code, sites and flows, and nothing else: no household, no point of one, no text but that of
our own tables and the names of sites, made inert.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import folium
import pyarrow as pa
import shapely

from geo import words
from geo.classes import class_limits, class_of, steps
from geo.commune_shapes import commune_shapes
from geo.coverage import Cell, CellState, coverage_cells
from geo.coverage_rows import rank
from geo.insets import FRAMES, Frame, Placed, drawn_bounds, frame_shape, label_shape, placed_shapes
from geo.legend import legend_html, reading
from geo.map_frame import HATCH, Framing, OfflineMap, blank_map, dressed, figure_of, map_html
from geo.map_text import read_number, safe_map_text
from geo.marks import Flow, Site, marks_of
from geo.territories import load_territories
from geo.theme import painted, painted_ramp

__all__ = ["OfflineMap", "commune_map", "commune_names", "department_map", "map_html"]

# Shown figures first: the dotted outline of a hidden one must not be covered by its neighbour's line.
DRAWING_ORDER = (CellState.SHOWN, CellState.UNKNOWN, CellState.HIDDEN)

Feature = dict[str, Any]
Style = Callable[[Cell], dict[str, Any]]


def department_map(
    coverage: pa.Table,
    measure: str,
    *,
    language: str,
    as_of: date | None = None,
    unplaced: int | None = 0,
    kept: int = 0,
    scale: Sequence[float] = (),
    sites: Sequence[Site] = (),
    flows: Sequence[Flow] = (),
    opens: str = "",
    inline: bool = False,
) -> OfflineMap:
    """Draw one measure by department, with the overseas departments and the Paris ring in frames.

    Parameters
    ----------
    coverage
        territory_code (key), need, served, gap (counts), rate (0..1), null where not shown; hidden, unknown.
    measure
        need, served, gap or rate.
    language
        `fr` or `en`.
    as_of
        Day of the figures, written in the legend.
    unplaced
        Households without a known department; None when too few to be said.
    kept
        Territories that keep a figure of an earlier day.
    scale
        Figures of the measure on all days among which a reader moves, so that a colour means the same on each; none: this day alone.
    sites, flows
        Drawn over the departments.
    opens
        Name of the parameter of the link that a click on a department writes its code into.
    inline
        Carry Leaflet inside the page.

    Raises
    ------
    ValueError
        When the table is not one of published figures by department.
    """
    cells = coverage_cells(coverage, measure)
    limits = class_limits(cells, measure, scale)
    drawn = blank_map()
    frames_layer().add_to(drawn)
    territories_layer(placed_shapes(), cells, measure, class_style(measure, limits), language).add_to(drawn)
    for frame in FRAMES:
        label_layer(frame, language).add_to(drawn)
    if sites:
        marks_of(load_territories(), sites, flows, language).add_to(drawn)
    framed(drawn, cells, measure, language, drawn_bounds(), opens)
    notes = notes_of(kept, bool(scale), bool(sites), bool(flows), language)
    legend = legend_html(cells, measure, limits, language, as_of, unplaced, notes=notes)
    return finished(drawn, legend, words.say(words.LABELS[measure], language), language, inline)


def commune_map(
    coverage: pa.Table,
    measure: str,
    department_code: str,
    *,
    language: str,
    as_of: date | None = None,
    unplaced: int | None = 0,
    kept: int = 0,
    scale: Sequence[float] = (),
    sites: Sequence[Site] = (),
    inline: bool = False,
) -> OfflineMap:
    """Draw one measure by commune of a department; parameters as for `department_map`.

    Raises
    ------
    ValueError
        When the table is not one of published figures by commune of that department.
    """
    cells = coverage_cells(coverage, measure, commune_names(department_code))
    limits = class_limits(cells, measure, scale)
    shapes = [Placed(code, "", shape) for code, shape in commune_shapes(department_code).items()]
    drawn = blank_map()
    territories_layer(shapes, cells, measure, class_style(measure, limits), language).add_to(drawn)
    marks_of(load_territories(), sites, (), language, department_code).add_to(drawn)
    west, south, east, north = (float(side) for side in shapely.total_bounds([placed.shape for placed in shapes]))
    framed(drawn, cells, measure, language, ((south, west), (north, east)), "")
    place = load_territories().department_name(department_code)
    heading = words.say(words.IN_PLACE, language, what=words.say(words.LABELS[measure], language), place=place)
    notes = notes_of(kept, bool(scale), bool(sites), False, language)
    legend = legend_html(cells, measure, limits, language, as_of, unplaced, "commune", heading, notes)
    return finished(drawn, legend, heading, language, inline)


def commune_names(department_code: str) -> dict[str, str]:
    """Return the names of the communes of a department that have a shape, by code."""
    communes = load_territories().communes
    return {code: communes[code].name for code in commune_shapes(department_code) if code in communes}


def framed(
    drawn: OfflineMap, cells: Sequence[Cell], measure: str, language: str, bounds: Sequence[Sequence[float]], opens: str
) -> None:
    """Give the map its view, and its territories their order: that of the table."""
    order = [cell.code for cell in sorted(cells, key=rank)]
    Framing(safe_map_text(words.say(words.LABELS[measure], language)), bounds, order, opens).add_to(drawn)


def finished(drawn: OfflineMap, legend: str, title: str, language: str, inline: bool) -> OfflineMap:
    """Dress the page of a map."""
    drawn.language = language
    dressed(figure_of(drawn), legend, title)
    if inline:
        drawn.inline_assets()
    return drawn


def notes_of(kept: int, is_scaled: bool, has_sites: bool, has_flows: bool, language: str) -> list[str]:
    """Return what the legend says beyond the classes."""
    found = [words.say(words.KEPT, language, n=read_number(kept, language))] if kept else []
    found += [words.say(words.SCALED, language)] if is_scaled else []
    found += [words.say(words.STOCK_KEY, language)] if has_sites else []
    return found + ([words.say(words.FLOW_KEY, language)] if has_flows else [])


def class_style(measure: str, limits: tuple[float, ...]) -> Style:
    """Return how cells are drawn: by class, in the ramp of the measure."""
    colours = painted_ramp(measure, steps(len(limits) + 1))
    return lambda cell: cell_style(cell, colours, limits)


def territories_layer(
    shapes: Sequence[Placed],
    cells: Sequence[Cell],
    measure: str,
    style: Style,
    language: str,
    said: Mapping[str, str] | None = None,
) -> folium.GeoJson:
    """Return the territories, coloured, each with its name and figure under the pointer (`said`: other words than the figure)."""
    by_code = {cell.code: cell for cell in cells}
    features = [
        territory_feature(
            i, by_code[p.code], p.shape, (said or {}).get(p.code) or reading(by_code[p.code], measure, language)
        )
        for i, p in enumerate(shapes)
        if p.code in by_code
    ]
    features.sort(
        key=lambda feature: (DRAWING_ORDER.index(by_code[feature["properties"]["code"]].state), feature["id"])
    )
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name="territories",
        style_function=lambda feature: style(by_code[feature["properties"]["code"]]),
        highlight_function=lambda _: {"weight": 2.5, "color": painted("ink")},
        tooltip=folium.GeoJsonTooltip(["label", "figure"], labels=False, sticky=True),
        zoom_on_click=False,
        smooth_factor=0,  # neighbours smoothed apart would no longer touch
    )


def territory_feature(position: int, cell: Cell, shape: Any, said: str) -> Feature:
    """Return a shape with its code and what is read under the pointer."""
    texts = {"label": f"{cell.name} ({cell.code})", "figure": said}
    properties = {"code": cell.code, **{name: safe_map_text(text) for name, text in texts.items()}}
    return feature(f"d{position:03d}", shape, properties)


def cell_style(cell: Cell, colours: list[str], limits: tuple[float, ...]) -> dict[str, Any]:
    """Return how a department is drawn."""
    if cell.state is CellState.HIDDEN:
        return {
            "fillColor": painted("hidden"),
            "fillOpacity": 1,
            "color": painted("ink"),
            "weight": 1.6,
            "dashArray": "1 4",
        }
    if cell.value is None:
        return {"fillColor": f"url(#{HATCH})", "fillOpacity": 1, "color": painted("slate"), "weight": 0.8}
    return {
        "fillColor": colours[class_of(cell.value, limits)],
        "fillOpacity": 1,
        "color": painted("paper"),
        "weight": 0.8,
    }


def frames_layer() -> folium.GeoJson:
    """Return the outlines of the frames."""
    features = [feature(f"f{frame.name}", frame_shape(frame), {}) for frame in FRAMES]
    return still(features, lambda _: {"fillOpacity": 0, "color": painted("line"), "weight": 1.2})


def label_layer(frame: Frame, language: str) -> folium.GeoJson:
    """Return the name of a frame, at its foot: a layer of its own, because Leaflet opens one permanent text a layer."""
    tooltip = folium.GeoJsonTooltip(
        ["label"], labels=False, sticky=False, permanent=True, direction="center", class_name="map-label", style=""
    )
    strip = feature(f"l{frame.name}", label_shape(frame), {"label": frame_label(frame, language)})
    return still([strip], lambda _: {"fillOpacity": 0, "stroke": False}, tooltip)


def still(features: list[Feature], style: Any, tooltip: folium.GeoJsonTooltip | None = None) -> folium.GeoJson:
    """Return shapes that do not answer to the pointer."""
    collection = {"type": "FeatureCollection", "features": features}
    return folium.GeoJson(collection, style_function=style, tooltip=tooltip, interactive=False, smooth_factor=0)


def frame_label(frame: Frame, language: str) -> str:
    """Return the name written in a frame, from the reference table."""
    name = (
        words.say(words.RING_NAME, language) if frame.name == "ring" else load_territories().department_name(frame.name)
    )
    return safe_map_text(name)


def feature(identifier: str, shape: Any, properties: dict[str, str]) -> Feature:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "id": identifier, "properties": properties, "geometry": shapely.geometry.mapping(shape)}
