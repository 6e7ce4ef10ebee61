"""The map of coverage on a page, and as a file of its own; both are drawn by the map room, without any outside request.

The page of the map room is shown whole, in a frame: its legend, its sheet and its labels belong to it. Leaflet comes
from the application's own assets.
"""

import streamlit as st

from dashboard.parts.fetch_links import FileLink
from dashboard.wording.translation import Words
from geo.map import OfflineMap, department_map, map_html
from pipelines.reporting.coverage import Coverage

HEIGHT_PX = 720


def coverage_map(coverage: Coverage, measure: str, words: Words) -> None:
    """Show one measure by department.

    Parameters
    ----------
    measure
        gap, need, served or rate.
    """
    _ = words
    page = map_html(drawn(coverage, measure, words), inline=False)
    st.iframe(page, height=HEIGHT_PX, alt=_("Carte des départements ; les mêmes chiffres sont dans le tableau."))


def map_link(coverage: Coverage, measure: str, words: Words) -> FileLink:
    """Return the link to the map as one file that opens anywhere."""
    _ = words
    return FileLink(
        _("Carte à garder (un fichier qui s'ouvre sans réseau)"),
        lambda: map_html(drawn(coverage, measure, words), inline=True).encode(),
        f"carte-{measure}.html", "text/html",
    )  # fmt: skip


def drawn(coverage: Coverage, measure: str, words: Words) -> OfflineMap:
    """Draw the map with the date of its figures and how many households it cannot place."""
    return department_map(
        coverage.departments, measure, language=words.language, as_of=coverage.as_of, unplaced=coverage.unplaced
    )
