"""Charts of a release beside their tables: the seven quantities, weeks, waits, kinds of household.

What is hidden is no bar, and is said in the table. Nothing is counted here.
"""

from typing import Any

import streamlit as st

from dashboard.link import linked_choice
from dashboard.parts.charts import stacked_bars
from dashboard.parts.funnel import funnel
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.figure_words import PUBLICS, figure_said, kind_name
from dashboard.wording.quantities import LOOKS, Quantity, quantity_word
from dashboard.wording.translation import Words
from pipelines.reporting.releases import Release

Row = dict[str, Any]
NOTE = "<p class='cu-note'>{said}</p>"


def show_quantities(found: Release, words: Words) -> None:
    """Show the seven quantities, drawn and written."""
    _ = words
    st.subheader(_("Du besoin à la remise"))
    units: dict[str, dict[str, int | None]] = {"device": {}, "data": {}}
    for row in found.rows("quantities"):
        units[row["side"]][row["quantity"]] = row["units"]
    left, right = st.columns(2)
    with left:
        funnel(units["device"], _("Appareils"), _, key="funnel_device")
    with right:
        funnel(units["data"], _("Connexions"), _, key="funnel_data")
    columns = (
        Column("word", _("Quantité")), Column("meaning", _("Ce qu'elle compte")),
        Column("device", _("Appareils"), "written"), Column("data", _("Connexions"), "written"),
    )  # fmt: skip
    rows = [
        {"word": quantity_word(quantity, _), "meaning": _(LOOKS[quantity].meaning)}
        | {side: figure_said(units[side][quantity], _) for side in ("device", "data")}
        for quantity in Quantity
    ]
    with st.expander(_("Le même en tableau")):
        short_table(rows, columns, _, key="quantities", file_name="quantites")
    said = _("Unités. De « attribué » à « remis », une unité compte à chaque étape atteinte ; « retourné » est à part.")
    draw(fragment(NOTE, said=said))


def show_weeks(found: Release, words: Words) -> None:
    """Show households by the week of their first request."""
    _ = words
    rows = [row for row in found.rows("standing_week") if row["level"] == "week"]
    show_stacked(rows, _("Semaine de la première demande"), "weeks", _)


def show_waits(found: Release, words: Words) -> None:
    """Show households by how long they waited, or have been waiting."""
    _ = words
    rows = [row for row in found.rows("standing_waiting") if row["level"] == "waiting"]
    show_stacked(rows, _("Attente : jusqu'au plan pour les servis, jusqu'à aujourd'hui pour les autres"), "waits", _)


def show_kinds(found: Release, words: Words) -> None:
    """Show households by what they are, of the kind chosen in the link."""
    _ = words
    st.subheader(_("Par public"))
    publics = {code: _(name) for code, name in PUBLICS.items()}
    chosen = linked_choice(_("Public"), "public", publics)
    rows = [row for row in found.rows(f"standing_{chosen}") if row["level"] == chosen]
    show_stacked(rows, publics[chosen], chosen, _)


def show_stacked(rows: list[Row], title: str, key: str, words: Words) -> None:
    """Draw served and waiting households a row, with the same in words; a hidden part is no bar."""
    _ = words
    draw(fragment("<p><strong>{title}</strong></p>", title=title))
    named = [row | {"name": kind_name(row["territory_code"], _)} for row in rows if row["need"] != 0]
    drawn = [row | {"served": row["served"] or 0, "gap": row["gap"] or 0} for row in named]
    series = {"served": (_("servis"), "served"), "gap": (_("attendent"), "gap")}
    if any(row["served"] or row["gap"] for row in drawn):
        stacked_bars(drawn, "name", series, _, unit=_("foyers"))
    else:
        draw(fragment(NOTE, said=_("Rien à dessiner : chaque nombre est masqué (moins de 11 foyers) ou nul.")))
    columns = (
        Column("name", title), Column("need", _("Éligibles"), "written"), Column("served", _("Servis"), "written"),
        Column("gap", _("Attendent"), "written"),
    )  # fmt: skip
    said = [row | {name: figure_said(row[name], _) for name in ("need", "served", "gap")} for row in named]
    with st.expander(_("Le même en tableau")):
        short_table(said, columns, _, key=key, file_name=key)
