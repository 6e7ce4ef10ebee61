"""The map of a release on a page, and as a file of its own; both are drawn by the map room, without any outside request.

The page of the map room is shown whole, in a frame: its legend, its sheet and its labels belong to it. Leaflet comes
from the application's own assets.
"""

from dataclasses import dataclass

import streamlit as st

from dashboard.parts.fetch_links import FileLink
from dashboard.parts.territory_facts import ShownFacts
from dashboard.wording.translation import Words
from geo.fact_map import fact_map
from geo.map import OfflineMap, commune_map, department_map, map_html
from geo.marks import Flow, Site
from geo.pictures import coverage_picture, fact_picture
from geo.still_picture import Picture, picture_png, picture_svg
from pipelines.reporting.release_view import MapTable, map_flows, map_sites
from pipelines.reporting.releases import Release

HEIGHT_PX = 760
# The parameter of the link that a click on a department writes.
OPENS = "departement"


@dataclass(frozen=True)
class MapAsked:
    """What the reader asked of the map: a measure, one department or none, sites, flows; and its figures on all days."""

    measure: str
    department_code: str = ""
    with_sites: bool = False
    with_flows: bool = False
    layer: str = ""
    scale: tuple[float, ...] = ()


def coverage_map(found: Release, table: MapTable, asked: MapAsked, facts: ShownFacts | None, words: Words) -> None:
    """Show one measure by department, or by commune of one."""
    _ = words
    page = map_html(drawn(found, table, asked, facts, words, inline=False), inline=False)
    st.iframe(page, height=HEIGHT_PX, alt=_("Carte des départements ; les mêmes chiffres sont dans le tableau."))


def map_links(
    found: Release, table: MapTable, asked: MapAsked, facts: ShownFacts | None, words: Words
) -> list[FileLink]:
    """Return the links to the map as one page that opens anywhere, and as a picture of it without what moves."""
    _ = words
    name = "-".join(part for part in ("carte", asked.department_code, asked.measure, found.as_of.isoformat()) if part)
    return [
        FileLink(
            _("Carte à garder (un fichier qui s'ouvre sans réseau)"),
            lambda: map_html(drawn(found, table, asked, facts, words, inline=True), inline=True).encode(),
            f"{name}.html", "text/html",
        ),
        FileLink(_("Image PNG"), lambda: picture_png(picture(found, table, asked, facts, words)), f"{name}.png", "image/png"),
        FileLink(_("Image SVG"), lambda: picture_svg(picture(found, table, asked, facts, words)), f"{name}.svg", "image/svg+xml"),
    ]  # fmt: skip


def picture(found: Release, table: MapTable, asked: MapAsked, facts: ShownFacts | None, words: Words) -> Picture:
    """Return the map as a picture, without sites and flows."""
    if facts is not None:
        return fact_picture(
            facts.layer, facts.places, table.departments, asked.measure, language=words.language, as_of=found.as_of,
            department_code=asked.department_code, unplaced=table.unplaced,
        )  # fmt: skip
    return coverage_picture(
        table.departments, asked.measure, language=words.language, department_code=asked.department_code,
        as_of=found.as_of, unplaced=table.unplaced, kept=table.kept, scale=asked.scale,
    )  # fmt: skip


def drawn(
    found: Release, table: MapTable, asked: MapAsked, facts: ShownFacts | None, words: Words, *, inline: bool
) -> OfflineMap:
    """Draw the map with the date of its figures and how many households it cannot place."""
    if facts is not None:
        return fact_map(
            facts.layer, facts.places, table.departments, asked.measure, language=words.language, as_of=found.as_of,
            department_code=asked.department_code, unplaced=table.unplaced,
            opens="" if inline or asked.department_code else OPENS, inline=inline,
        )  # fmt: skip
    sites = [Site(**row) for row in map_sites(found)] if asked.with_sites or asked.with_flows else []
    if asked.department_code:
        return commune_map(
            table.departments, asked.measure, asked.department_code, language=words.language, as_of=found.as_of,
            unplaced=table.unplaced, kept=table.kept, scale=asked.scale, sites=sites,
        )  # fmt: skip
    flows = [Flow(**row) for row in map_flows(found)] if asked.with_flows else []
    return department_map(
        table.departments, asked.measure, language=words.language, as_of=found.as_of, unplaced=table.unplaced,
        kept=table.kept, scale=asked.scale, sites=sites, flows=flows, opens="" if inline else OPENS,
    )  # fmt: skip
