"""Draws the coverage of the 101 departments with folium, without one request to the outside.

It takes figures by department code and nothing else: no household, no point, no text but that of our own reference tables.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import folium
import pyarrow as pa
import shapely
from branca.element import Element, Figure
from folium.template import Template

from geo import words
from geo.classes import HIDDEN_FILL, INK, LINE, PAPER, SLATE, class_limits, class_of, ramp
from geo.coverage import Cell, CellState, coverage_cells
from geo.insets import FRAMES, Frame, drawn_bounds, frame_shape, label_shape, placed_shapes
from geo.legend import STYLE, legend_html, reading
from geo.map_text import safe_map_text
from geo.territories import load_territories

SERVED_FROM = "/app/static/vendor/leaflet/"
ASSETS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "leaflet"
HATCH = "map-hatch"
# Shown figures first: the dotted outline of a hidden one must not be covered by its neighbour's line.
DRAWING_ORDER = (CellState.SHOWN, CellState.UNKNOWN, CellState.HIDDEN)

Feature = dict[str, Any]


class OfflineMap(folium.Map):
    """A map that asks for Leaflet at home, and for nothing else: no tiles, icons, jQuery or Bootstrap."""

    default_js = [("leaflet", f"{SERVED_FROM}leaflet.js")]  # noqa: RUF012 - folium's own shape
    default_css = [("leaflet_css", f"{SERVED_FROM}leaflet.css")]  # noqa: RUF012

    def inline_assets(self) -> None:
        """Carry Leaflet inside the page instead of asking for it."""
        self.default_js, self.default_css = [], []
        script, sheet = leaflet_text()
        figure = figure_of(self)
        figure.header.add_child(Element(f"<style>{sheet}</style>"), name="leaflet_css")
        figure.header.add_child(Element(f"<script>{script}</script>"), name="leaflet")


class Framing(folium.MacroElement):
    """Keeps the whole drawing in view at any size, and holds the hatching that says « unknown »."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map, bounds) {
                map.getContainer().insertAdjacentHTML("beforeend", {{ this.hatching|tojson }});
                map.getContainer().setAttribute("aria-label", {{ this.label|tojson }});
                function frame() { map.invalidateSize(false); map.fitBounds(bounds, {animate: false, padding: [4, 4]}); }
                frame();
                new ResizeObserver(frame).observe(map.getContainer());
            })({{ this._parent.get_name() }}, {{ this.bounds|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, label: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Framing"
        self.label = label
        self.bounds = [list(corner) for corner in drawn_bounds()]
        self.hatching = (
            f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="{HATCH}" width="6" '
            f'height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" '
            f'fill="#E4E1DA"/><path d="M0 0V6" stroke="{SLATE}" stroke-width="1.6"/></pattern></defs></svg>'
        )


def department_map(
    coverage: pa.Table,
    measure: str,
    *,
    language: str,
    as_of: date | None = None,
    unplaced: int | None = 0,
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
    inline
        Carry Leaflet inside the page.

    Raises
    ------
    ValueError
        When the table is not one of published figures by department.
    """
    cells = coverage_cells(coverage, measure)
    limits = class_limits(cells, measure)
    drawn = blank_map()
    frames_layer().add_to(drawn)
    departments_layer(cells, measure, limits, language).add_to(drawn)
    for frame in FRAMES:
        label_layer(frame, language).add_to(drawn)
    Framing(safe_map_text(words.say(words.LABELS[measure], language))).add_to(drawn)
    dressed(figure_of(drawn), legend_html(cells, measure, limits, language, as_of, unplaced), measure, language)
    if inline:
        drawn.inline_assets()
    return drawn


def map_html(drawn: OfflineMap, inline: bool = True) -> str:
    """Return the page of a map: by default one file that asks for nothing; otherwise Leaflet comes from the application."""
    if inline and drawn.default_js:
        drawn.inline_assets()
    page: str = figure_of(drawn).render()
    return page


def figure_of(drawn: folium.Map) -> Figure:
    """Return the page that a map is on."""
    figure = drawn.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("the map is on no page")
    return figure


def blank_map() -> OfflineMap:
    """Return a map without background; the wheel scrolls the page, not the map."""
    return OfflineMap(
        location=[46.5, 1.5], zoom_start=5, tiles=None, control_scale=False, prefer_canvas=False,
        zoom_snap=0.05, zoom_delta=0.5, scroll_wheel_zoom=False, attribution_control=False,
        zoom_control="bottomright", minZoom=3, maxZoom=11,
    )  # fmt: skip


def dressed(figure: Figure, legend: str, measure: str, language: str) -> None:
    """Give the page its title, its sheet and its legend, which comes before the map."""
    figure.header.add_child(
        Element(f"<title>{safe_map_text(words.say(words.LABELS[measure], language))}</title>"), name="title"
    )
    figure.header.add_child(Element(f"<style>{STYLE}</style>"), name="map_sheet")
    figure.html.add_child(Element(legend), name="legend")


def departments_layer(cells: list[Cell], measure: str, limits: tuple[float, ...], language: str) -> folium.GeoJson:
    """Return the departments, coloured, each with its name and figure under the pointer."""
    by_code = {cell.code: cell for cell in cells}
    colours = ramp(measure, len(limits) + 1)
    features = [
        department_feature(i, by_code[p.code], p.shape, measure, language) for i, p in enumerate(placed_shapes())
    ]
    features.sort(
        key=lambda feature: (DRAWING_ORDER.index(by_code[feature["properties"]["code"]].state), feature["id"])
    )
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name="departments",
        style_function=lambda feature: cell_style(by_code[feature["properties"]["code"]], colours, limits),
        highlight_function=lambda _: {"weight": 2.5, "color": INK},
        tooltip=folium.GeoJsonTooltip(["label", "figure"], labels=False, sticky=True),
        zoom_on_click=False,
        smooth_factor=0,  # neighbours smoothed apart would no longer touch
    )


def department_feature(position: int, cell: Cell, shape: Any, measure: str, language: str) -> Feature:
    """Return a shape with its code and what is read under the pointer."""
    texts = {"label": f"{cell.name} ({cell.code})", "figure": reading(cell, measure, language)}
    properties = {"code": cell.code, **{name: safe_map_text(text) for name, text in texts.items()}}
    return feature(f"d{position:03d}", shape, properties)


def cell_style(cell: Cell, colours: list[str], limits: tuple[float, ...]) -> dict[str, Any]:
    """Return how a department is drawn."""
    if cell.state is CellState.HIDDEN:
        return {"fillColor": HIDDEN_FILL, "fillOpacity": 1, "color": INK, "weight": 1.6, "dashArray": "1 4"}
    if cell.value is None:
        return {"fillColor": f"url(#{HATCH})", "fillOpacity": 1, "color": SLATE, "weight": 0.8}
    return {"fillColor": colours[class_of(cell.value, limits)], "fillOpacity": 1, "color": PAPER, "weight": 0.8}


def frames_layer() -> folium.GeoJson:
    """Return the outlines of the frames."""
    features = [feature(f"f{frame.name}", frame_shape(frame), {}) for frame in FRAMES]
    return still(features, lambda _: {"fillOpacity": 0, "color": LINE, "weight": 1.2})


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


@lru_cache(maxsize=1)
def leaflet_text() -> tuple[str, str]:
    """Return the script and the sheet of Leaflet, the images that the map does not use left out."""
    script = (ASSETS / "leaflet.js").read_text(encoding="utf-8")
    sheet = (ASSETS / "leaflet.css").read_text(encoding="utf-8")
    return without_last_comment(script.splitlines()), without_images(sheet)


def without_last_comment(lines: Iterable[str]) -> str:
    """Drop the line that names a source map, which a browser's tools would ask for."""
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))


def without_images(sheet: str) -> str:
    """Drop comments and the addresses of images from a sheet."""
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return "\n".join(line for line in rules.splitlines() if line.strip() and "url(images/" not in line)
