"""The stock that stands between a family and a unit: its sites as a table, and on a small map with the family's department.

Never the family itself. Nothing is computed here.
"""

from typing import Any

import streamlit as st

from campaigns.model.codes import Side
from dashboard.desk import Desk
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.wording import why_words as say
from dashboard.wording.places import department_names
from geo.bottleneck_map import TightSite, bottleneck_map
from geo.map import map_html
from geo.marks import Site

HEIGHT_PX = 420


def show_tight_sites(desk: Desk, line: dict[str, Any], department_code: str | None) -> None:
    """Show the sites of the sides that block a line; nothing where none does."""
    _ = desk.words
    blocking = [found for found in line["bottleneck"] if say.blocks(found, line) and found["sites"]]
    if not blocking:
        return
    left, right = st.columns(2)
    with left:
        page = map_html(
            bottleneck_map(department_code, tight_sites(blocking), language=desk.language, inline=False), inline=False
        )
        st.iframe(
            page,
            height=HEIGHT_PX,
            alt=_("Carte des sites dont le stock est à portée ; les mêmes sites sont dans le tableau."),
        )
    with right:
        names = department_names(desk.office, _)
        rows = [
            site | {"side": _(say.SIDES[Side(found["side"])]), "place": names.get(site["department_code"], _("Inconnu"))}
            for found in blocking for site in found["sites"]
        ]  # fmt: skip
        columns = (
            Column("name", _("Site")), Column("units", _("À portée"), "number"), Column("granted", _("Attribuées"), "number"),
            Column("side", _("Pour")), Column("place", _("Département")),
        )  # fmt: skip
        short_table(rows, columns, _, key=f"a_portee_{line['line_id']}", file_name="sites-a-portee")


def tight_sites(blocking: list[dict[str, Any]]) -> list[TightSite]:
    """Return each site once, with the units of all the sides that block."""
    sites: dict[str, TightSite] = {}
    for row in (site for found in blocking for site in found["sites"]):
        before = sites.get(row["code"])
        units, granted = (row[name] + (getattr(before, name) if before else 0) for name in ("units", "granted"))
        place = {name: row[name] for name in ("code", "name", "kind", "commune_code", "department_code")}
        sites[row["code"]] = TightSite(Site(**place, about_units=row["units"]), units, granted)
    return list(sites.values())
