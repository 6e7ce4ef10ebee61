"""The page that a map is on: Leaflet from our own assets, the view, and how its territories are reached by mouse and keyboard.

It draws nothing by itself, and asks nothing of another site.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo.legend import STYLE
from geo.map_text import safe_map_text
from geo.theme import painted

SERVED_FROM = "/app/static/vendor/leaflet/"
ASSETS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "leaflet"
HATCH = "map-hatch"

Bounds = Sequence[Sequence[float]]


class OfflineMap(folium.Map):
    """A map that asks for Leaflet at home, and for nothing else: no tiles, icons, jQuery or Bootstrap."""

    # A screen reader pronounces the page in this language.
    language = "fr"

    default_js = [("leaflet", f"{SERVED_FROM}leaflet.js")]  # noqa: RUF012 folium's own shape
    default_css = [("leaflet_css", f"{SERVED_FROM}leaflet.css")]  # noqa: RUF012 folium's own shape

    def inline_assets(self) -> None:
        """Carry Leaflet inside the page instead of asking for it."""
        self.default_js, self.default_css = [], []
        script, sheet = leaflet_text()
        figure = figure_of(self)
        figure.header.add_child(Element(f"<style>{sheet}</style>"), name="leaflet_css")
        figure.header.add_child(Element(f"<script>{script}</script>"), name="leaflet")


class Framing(folium.MacroElement):
    """Keeps the drawing in view at any size, holds the hatching that says « unknown », and lets territories be reached.

    One territory is in the order of the Tab key; arrows go from one to the next, in the order of the table beside. Where
    the map opens something, a click or Enter writes the code into the link of the page around, as a choice in a list would.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map, bounds, order, opens) {
                map.getContainer().insertAdjacentHTML("beforeend", {{ this.hatching|tojson }});
                map.getContainer().setAttribute("aria-label", {{ this.label|tojson }});
                function frame() { map.invalidateSize(false); map.fitBounds(bounds, {animate: false, padding: [4, 4]}); }
                frame();
                new ResizeObserver(frame).observe(map.getContainer());
                function choose(code) {
                    if (!opens || window.parent === window) { return; }
                    var page = window.parent, link = new URL(page.location.href);
                    link.searchParams.set(opens, code);
                    page.history.pushState({}, "", link);
                    page.dispatchEvent(new page.PopStateEvent("popstate", {state: {}}));
                }
                var reached = [];
                map.eachLayer(function (layer) {
                    var code = layer.feature && layer.feature.properties.code;
                    if (code && layer.getElement && layer.getElement()) { reached.push(layer); }
                });
                reached.sort(function (a, b) {
                    return order.indexOf(a.feature.properties.code) - order.indexOf(b.feature.properties.code);
                });
                reached.forEach(function (layer, place) {
                    var shape = layer.getElement(), said = document.createElement("p"), told = layer.feature.properties;
                    said.innerHTML = told.label + " : " + told.figure;
                    shape.setAttribute("tabindex", place ? "-1" : "0");
                    shape.setAttribute("role", opens ? "button" : "img");
                    shape.setAttribute("aria-label", said.textContent);
                    shape.addEventListener("focus", function () {
                        layer.options.before = {weight: layer.options.weight, color: layer.options.color};
                        // Brought to the front it would be taken out of the page, and lose the focus.
                        layer.setStyle({weight: 3, color: "{{ this.ink }}"}).openTooltip();
                    });
                    shape.addEventListener("blur", function () { layer.setStyle(layer.options.before).closeTooltip(); });
                    shape.addEventListener("keydown", function (event) {
                        var step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
                        if (event.key === "Enter" || event.key === " ") { choose(told.code); }
                        else if (!step) { return; }
                        else { reached[(place + step + reached.length) % reached.length].getElement().focus(); }
                        event.preventDefault(); event.stopPropagation();
                    });
                    layer.on("click", function () { choose(told.code); });
                });
            })({{ this._parent.get_name() }}, {{ this.bounds|tojson }}, {{ this.order|tojson }}, {{ this.opens|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, label: str, bounds: Bounds, order: Sequence[str], opens: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is not typed
        self._name = "Framing"
        self.label, self.order, self.opens, self.ink = label, list(order), opens, painted("ink")
        self.bounds = [list(corner) for corner in bounds]
        self.hatching = (
            f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="{HATCH}" width="6" '
            f'height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" '
            f'fill="{painted("unknown")}"/><path d="M0 0V6" stroke="{painted("slate")}" stroke-width="1.6"/></pattern></defs></svg>'
        )


def map_html(drawn: OfflineMap, inline: bool = True) -> str:
    """Return the page of a map: by default one file that asks for nothing; otherwise Leaflet comes from the application."""
    if inline and drawn.default_js:
        drawn.inline_assets()
    page: str = figure_of(drawn).render()
    return page.replace("<html>", f'<html lang="{drawn.language}">', 1)


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


def dressed(figure: Figure, legend: str, title: str) -> None:
    """Give the page its title, its sheet and its legend, which comes before the map."""
    figure.header.add_child(Element(f"<title>{safe_map_text(title)}</title>"), name="title")
    figure.header.add_child(Element(f"<style>{STYLE}</style>"), name="map_sheet")
    figure.html.add_child(Element(legend), name="legend")


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
