"""Discs for sites and lines for flows on a map, drawn by a few lines of our own script over plain numbers and safe texts.

Folium's own markers ask another site for their pictures and escape nothing; these do neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

import folium
import numpy as np
import shapely
from folium.template import Template

from geo import words
from geo.gazetteer import REFERENCE, Gazetteer
from geo.insets import FRAMES, OVERSEAS, frame_move, placed_shapes, read_shapes
from geo.map_text import read_number, safe_map_text
from geo.theme import painted

DISC, RING, LINE = painted("ink"), painted("paper"), painted("flow")
SMALLEST_PX, LARGEST_PX = 3.0, 16.0
THINNEST_PX, THICKEST_PX = 1.5, 7.0
FULL_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Site:
    """A site as a map shows it: where its commune is, about how many units are free."""

    code: str
    name: str
    kind: str
    commune_code: str
    department_code: str
    about_units: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Units from a site to a department."""

    site_code: str
    department_code: str
    units: int


class Marks(folium.MacroElement):
    """The discs and lines, each with its label; where few, the discs are `reached` by the Tab key too."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map) {
                map.createPane("marks").style.zIndex = 450;
                {{ this.lines|tojson }}.forEach(function (line) {
                    L.polyline([line.from, line.to], {pane: "marks", color: line.edge, weight: line.weight + 2, interactive: false})
                        .addTo(map);
                    L.polyline([line.from, line.to], {pane: "marks", color: line.colour, weight: line.weight})
                        .bindTooltip(line.label, {sticky: true}).addTo(map);
                });
                {{ this.discs|tojson }}.forEach(function (disc) {
                    var mark = L.circleMarker(disc.at, {pane: "marks", radius: disc.radius, color: disc.outline, weight: 1.5,
                                             fillColor: disc.fill, fillOpacity: .85, className: "map-site"})
                        .bindTooltip(disc.label, {{ this.reached|tojson }} ? {direction: "top", className: "map-said"} : {}).addTo(map);
                    if ({{ this.reached|tojson }}) {
                        var said = document.createElement("p"), shape = mark.getElement();
                        said.innerHTML = disc.label;
                        shape.setAttribute("tabindex", "0");
                        shape.setAttribute("role", "img");
                        shape.setAttribute("aria-label", said.textContent);
                    }
                });
            })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, discs: list[dict[str, Any]], lines: list[dict[str, Any]], *, reached: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is not typed
        self._name = "Marks"
        self.discs, self.lines, self.reached = discs, lines, reached


def marks_of(
    places: Gazetteer, sites: Sequence[Site], flows: Sequence[Flow], language: str, department_code: str | None = None
) -> Marks:
    """Return the marks of a map of departments, or of the communes of one.

    Parameters
    ----------
    department_code
        The department whose communes are drawn; then its own sites only, and no flow.
    """
    kept = [
        site
        for site in sites
        if department_code in (None, site.department_code) and site.commune_code in places.communes
    ]
    at = {site.code: place_of(places, site, department_code is None) for site in kept}
    discs = [
        disc(site, at[site.code], language) for site in sorted(kept, key=lambda site: (-site.about_units, site.code))
    ]
    named = {site.code: site.name for site in kept}
    drawn = (
        []
        if department_code
        else [flow for flow in flows if flow.site_code in at and flow.department_code in centres()]
    )
    most = max((flow.units for flow in drawn), default=1)
    return Marks(
        discs, [line(places, flow, named[flow.site_code], at[flow.site_code], most, language) for flow in drawn]
    )


def disc(site: Site, at: list[float], language: str) -> dict[str, Any]:
    """Return one disc, its area as the stock; a relay is pale, a reception point or a depot dark."""
    share = sqrt(min(site.about_units, FULL_UNITS) / FULL_UNITS)
    text = words.SITE_LABEL if site.about_units else words.SITE_EMPTY
    label = words.say(text, language, name=site.name, n=read_number(site.about_units, language))
    relay = site.kind == "relais"
    return {
        "at": at, "radius": round(SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * share, 1), "label": safe_map_text(label),
        "fill": RING if relay else DISC, "outline": DISC if relay else RING,
    }  # fmt: skip


def line(places: Gazetteer, flow: Flow, name: str, at: list[float], most: int, language: str) -> dict[str, Any]:
    """Return one line, as thick as its units, edged with the colour of the page: it is seen over the darkest class and the palest."""
    place = places.departments[flow.department_code].name
    label = words.say(words.FLOW_LABEL, language, name=name, place=place, n=read_number(flow.units, language))
    weight = THINNEST_PX + (THICKEST_PX - THINNEST_PX) * flow.units / most
    return {
        "from": at,
        "to": centres()[flow.department_code],
        "weight": round(weight, 1),
        "label": safe_map_text(label),
        "colour": LINE,
        "edge": RING,
    }


def place_of(places: Gazetteer, site: Site, in_frames: bool) -> list[float]:
    """Return (latitude, longitude) of a site on the drawing: the point of its commune, moved with its frame."""
    commune = places.communes[site.commune_code]
    if not in_frames or commune.department_code not in OVERSEAS:
        return [round(commune.lat, 4), round(commune.lon, 4)]
    frame = next(frame for frame in FRAMES if commune.department_code in frame.codes)
    point = frame_move(frame, overseas_shapes())(np.array([shapely.Point(commune.lon, commune.lat)], dtype=object))[0]
    return [round(point.y, 4), round(point.x, 4)]


@lru_cache(maxsize=1)
def overseas_shapes() -> dict[str, Any]:
    """Return the shapes of the departments at their true place."""
    return read_shapes(REFERENCE / "departments.geojson")


@lru_cache(maxsize=1)
def centres() -> dict[str, list[float]]:
    """Return a point inside each department as it is drawn."""
    found = {}
    for placed in placed_shapes():
        if placed.frame != "ring":
            point = placed.shape.representative_point()
            found[placed.code] = [round(point.y, 4), round(point.x, 4)]
    return found
