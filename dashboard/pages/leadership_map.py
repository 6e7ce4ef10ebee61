"""Where the need is and where it is met, by department: a map and the same figures as a table.

It shows published counts only; no family, no point and no text of anybody's can reach it.
"""

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.coverage_map import HEIGHT_PX, coverage_map, map_link
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.fetch_links import fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from geo import words as map_words
from geo.coverage_rows import coverage_rows
from pipelines.reporting.view_situation import CoverageView, coverage_view


def page(desk: Desk) -> None:
    """Show the map and its table, under one measure."""
    _ = desk.words
    with st.spinner(_("Calcul de la couverture…")):
        view = coverage_view(desk.office, desk.actor, desk.campaign_id)
    if isinstance(view, Refusal):
        show_refusal(view, _)
        return
    page_header(_("Où sont les foyers qui attendent ?"), coverage_sentence(view, _), note=coverage_note(view, _))
    if not view.shown and not view.hidden:
        show_nothing_placed(_)
        return
    measures = {
        "gap": _("Écart"), "need": _("Besoin"), "served": _("Servis"), "rate": _("Part servie"),
    }  # fmt: skip
    measure = linked_view("mesure", measures, _("Ce que montre la carte"))
    left, right = st.columns(2, gap="medium")
    with left:
        coverage_map(view.coverage, measure, _)
        fetch_links("map_file", [map_link(view.coverage, measure, _)])
    with right:
        show_table(view, measure, _)


def coverage_sentence(view: CoverageView, words: Words) -> str:
    """Say where the gap is the greatest, in numbers of households."""
    _ = words
    if view.widest is None:
        return _(
            "Aucun écart par département ne peut être montré : il montrerait un nombre de moins de 11 foyers, ou le laisserait deviner."
        )
    return _(
        "C'est en {name} ({code}) que le plus de foyers éligibles attendent : {gap}.",
        name=view.widest["name"], code=view.widest["code"], gap=number(view.widest["gap"], words.language),
    )  # fmt: skip


def coverage_note(view: CoverageView, words: Words) -> str:
    """Say the date, what is hidden, what is not known and what is not on the map."""
    _ = words
    language = words.language
    said = _(
        "Au {day} : {shown} départements montrés en entier, {hidden} avec un chiffre masqué (moins de 11 foyers), {silent} sans demande.",
        day=day(view.coverage.as_of, language), shown=number(view.shown, language),
        hidden=number(view.hidden, language), silent=number(view.silent, language),
    )  # fmt: skip
    return f"{said} {unplaced_sentence(view.coverage.unplaced, words)}".strip()


def unplaced_sentence(unplaced: int | None, words: Words) -> str:
    """Say how many households have no known department."""
    _ = words
    if unplaced == 0:
        return ""
    if unplaced is None:
        return _("Quelques foyers ne sont pas placés : leur département n'est pas connu.")
    return _("{n} foyers ne sont pas placés : leur département n'est pas connu.", n=number(unplaced, words.language))


def show_nothing_placed(words: Words) -> None:
    """Say what will be drawn here."""
    _ = words
    show_empty(
        EmptyState(
            title=_("Rien à montrer pour l'instant"),
            purpose=_("La carte se remplit dès que des foyers sont reconnus dans les listes reçues."),
        ),
        key="map_empty",
    )


def show_table(view: CoverageView, measure: str, words: Words) -> None:
    """Show the figures of the map, the greatest first, as they are read there; the measure of the map comes first."""
    rows = coverage_rows(view.coverage.departments, words.language, measure)
    department, code, *figures = list(rows[0])
    figures.sort(key=lambda heading: heading != map_words.say(map_words.LABELS[measure], words.language))
    columns = [Column(department, department), *(Column(name, name, "figure") for name in figures), Column(code, code)]
    short_table(rows, columns, words, key=f"coverage_{measure}", file_name="couverture", height=HEIGHT_PX)
