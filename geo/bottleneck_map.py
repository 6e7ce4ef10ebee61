"""Draws the sites whose stock stands between a family and a unit, and the department where the family lives: never a point of it.

Only sites of our own tables, their communes and a department's code come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import shapely

from geo import words
from geo.coverage import Cell, CellState, department_names
from geo.insets import FRAMES, drawn_bounds, placed_shapes
from geo.legend import foot_html, swatch
from geo.map import finished, frames_layer, label_layer, territories_layer
from geo.map_frame import Framing, OfflineMap, blank_map
from geo.map_text import read_number, safe_map_text
from geo.marks import DISC, LARGEST_PX, RING, SMALLEST_PX, Marks, Site, place_of
from geo.territories import load_territories
from geo.theme import painted

HOME, ELSEWHERE = painted("need-2"), painted("same")
# About forty kilometres around what is drawn: a single site is not shown alone on an empty page.
AROUND_DEGREES = 0.4


@dataclass(frozen=True, slots=True)
class TightSite:
    """A site of the tight set: the units there that the family could have had, how many went to others."""

    site: Site
    units: int
    granted: int


def bottleneck_map(
    department_code: str | None, sites: Sequence[TightSite], *, language: str, inline: bool = False
) -> OfflineMap:
    """Draw them.

    Parameters
    ----------
    department_code
        Where the family lives; None: not known.
    sites
        Those whose commune is not known are left to the table beside.
    """
    cells = [
        Cell(code, name, CellState.SHOWN, float(code == department_code)) for code, name in department_names().items()
    ]
    said = {cell.code: words.say(words.TIGHT_HOME if cell.value else words.TIGHT_ELSEWHERE, language) for cell in cells}
    drawn = blank_map()
    frames_layer().add_to(drawn)
    territories_layer(placed_shapes(), cells, "need", style_of, language, said).add_to(drawn)
    for frame in FRAMES:
        label_layer(frame, language).add_to(drawn)
    discs = discs_of(sites, language)
    Marks(discs, [], reached=True).add_to(drawn)
    title = words.say(words.TIGHT_LABEL, language)
    # The family's department first, then the others by name: the order of the arrow keys.
    order = [cell.code for cell in sorted(cells, key=lambda cell: (not cell.value, cell.name))]
    Framing(safe_map_text(title), bounds_of(department_code, discs), order).add_to(drawn)
    return finished(drawn, legend(department_code, language), title, language, inline)


def style_of(cell: Cell) -> dict[str, Any]:
    """Return how a department is drawn."""
    return {
        "fillColor": HOME if cell.value else ELSEWHERE,
        "fillOpacity": 1,
        "color": painted("slate"),
        "weight": 0.6,
    }


def discs_of(sites: Sequence[TightSite], language: str) -> list[dict[str, Any]]:
    """Return one disc a site, its area as the units, the largest first."""
    places = load_territories()
    known = [tight for tight in sites if tight.site.commune_code in places.communes]
    most = max((tight.units for tight in known), default=0) or 1
    discs = []
    for tight in sorted(known, key=lambda tight: (-tight.units, tight.site.code)):
        n = {name: read_number(getattr(tight, name), language) for name in ("units", "granted")}
        label = words.say(words.TIGHT_SITE, language, name=tight.site.name, **n)
        radius = SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * sqrt(tight.units / most)
        discs.append({
            "at": place_of(places, tight.site, in_frames=True), "radius": round(radius, 1), "label": safe_map_text(label),
            "fill": DISC, "outline": RING,
        })  # fmt: skip
    return discs


def bounds_of(department_code: str | None, discs: Sequence[dict[str, Any]]) -> Sequence[Sequence[float]]:
    """Return ((south, west), (north, east)) of the department and the sites; of everything where there are none."""
    shapes = [placed.shape for placed in placed_shapes() if placed.code == department_code][:1]
    shapes += [shapely.Point(disc["at"][1], disc["at"][0]).buffer(AROUND_DEGREES) for disc in discs]
    if not shapes:
        return drawn_bounds()
    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    return (south, west), (north, east)


def legend(department_code: str | None, language: str) -> str:
    """Return the legend as HTML."""
    disc = f'<svg aria-hidden="true"><circle cx="13" cy="8" r="7" fill="{DISC}" stroke="{RING}"/></svg>'
    home = words.TIGHT_HOME if department_code else words.TIGHT_HOME_UNKNOWN
    keys = [(disc, words.TIGHT_KEY), (swatch(HOME) if department_code else "", home)]
    lines = "".join(f"<li>{mark}<span>{safe_map_text(words.say(text, language))}</span></li>" for mark, text in keys)
    title = safe_map_text(words.say(words.TIGHT_LABEL, language))
    return (
        f'<section class="map-legend"><h2>{title}</h2><ul>{lines}</ul></section>{foot_html((), "department", language)}'
    )
