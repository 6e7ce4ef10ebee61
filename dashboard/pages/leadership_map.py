"""Where the need is and where it is met, by department and by commune: a map and the same figures as a table.

It shows published counts only; no family, no point and no text of anybody's can reach it.
"""

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import kept, let_go, linked_choice, seeded
from dashboard.parts.coverage_map import HEIGHT_PX, OPENS, MapAsked, coverage_map, map_links
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.fetch_links import fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.release_choice import chosen_release, publish_button
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.territory_facts import (
    FACT,
    ShownFacts,
    fact_cell,
    fact_choices,
    short_name,
    show_need_where,
    shown_facts,
)
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from geo import words as map_words
from geo.coverage_rows import coverage_rows
from geo.map import commune_names
from pipelines.reporting.release_days import figures_of_all_days
from pipelines.reporting.release_view import MapTable, map_table
from pipelines.reporting.releases import Release

# Headings that stay in view beside the map; the legend says each measure whole.
SHORT = {"need": _("Besoin"), "served": _("Servis"), "gap": _("Écart"), "rate": _("Part")}


def page(desk: Desk) -> None:
    """Show the map and its table, under one measure."""
    _ = desk.words
    found = chosen_release(desk)
    if found is None:
        return
    head = st.container()
    measures = {"gap": _("Écart"), "need": _("Besoin"), "served": _("Servis"), "rate": _("Part servie")}
    measure = linked_view("mesure", measures, _("Ce que montre la carte"))
    asked = what_is_asked(desk, measure)
    table = map_table(found, asked.department_code or None, shaped(asked.department_code))
    with head:
        page_header(
            _("Où sont les foyers qui attendent ?"), map_sentence(found, table, _), note=map_note(found, table, _)
        )
    if not any(row["need"] != 0 for row in table.departments.to_pylist()):
        show_nothing_placed(_)
        return
    facts = shown_facts(desk, found, asked.layer, asked.department_code) if asked.layer else None
    left, right = st.columns(2, gap="small")
    with left:
        coverage_map(found, table, asked, facts, _)
        fetch_links("map_file", map_links(found, table, asked, facts, _))
    with right:
        show_table(table, asked, facts, _)
    if facts is not None:
        show_need_where(facts, _)
    publish_button(desk)


def shaped(department_code: str) -> frozenset[str] | None:
    """Return the communes that the map of a department draws."""
    return frozenset(commune_names(department_code)) if department_code else None


def what_is_asked(desk: Desk, measure: str) -> MapAsked:
    """Let the reader open a department from a list, as a click on the map does, and add sites or flows."""
    _ = desk.words
    departments = {"": _("Tous les départements")} | {
        row["code"]: f"{row['name']} ({row['code']})" for row in desk.office.territories.all_departments().to_pylist()
    }
    let_go(OPENS)
    left, right = st.columns(2)
    with left:
        chosen = linked_choice(_("Ouvrir un département, par commune"), OPENS, departments)
    with right:
        layers = {"": _("Rien de plus"), "sites": _("Sites, par stock libre")} | (
            {} if chosen else {"flux": _("Sites et flux vers les départements")}
        )
        layers |= fact_choices(desk)
        codes = list(layers)
        layer = st.selectbox(
            _("Ajouter sur la carte"), codes, format_func=lambda code: layers[code], key=seeded("calque", codes)
        )
        kept("calque", layer, "")
    fact = layer.removeprefix(FACT) if layer.startswith(FACT) else ""
    scale = figures_of_all_days(desk.office, desk.actor, desk.campaign_id, measure, chosen or None)
    return MapAsked(
        measure, chosen, layer in ("sites", "flux"), layer == "flux", fact, () if isinstance(scale, Refusal) else scale
    )


def map_sentence(found: Release, table: MapTable, words: Words) -> str:
    """Say where the gap is the greatest, in numbers of households."""
    _ = words
    names = {row["territory_code"]: row["name"] for row in found.rows("standing")}
    gaps = [row for row in table.departments.to_pylist() if row["gap"]]
    if not gaps:
        return _(
            "Aucun écart ne peut être montré ici : il montrerait un nombre de moins de 11 foyers, ou le laisserait deviner."
        )
    top = max(gaps, key=lambda row: (row["gap"], row["territory_code"]))
    return _(
        "Là où le plus de foyers éligibles attendent : {name} ({code}), {gap}.",
        name=names[top["territory_code"]], code=top["territory_code"], gap=number(top["gap"], words.language),
    )  # fmt: skip


def map_note(found: Release, table: MapTable, words: Words) -> str:
    """Say the date, what is hidden, what is not known, what is of an earlier day, and what is not on the map."""
    _, language = words, words.language
    rows = table.departments.to_pylist()
    silent, hidden = sum(row["unknown"] for row in rows), sum(row["hidden"] for row in rows)
    said = _(
        "Au {day}, territoires montrés en entier : {shown} ; avec un chiffre masqué (moins de 11 foyers) : {hidden} ; sans demande : {silent}.",
        day=day(found.as_of, language), shown=number(len(rows) - silent - hidden, language),
        hidden=number(hidden, language), silent=number(silent, language),
    )  # fmt: skip
    return f"{said} {unplaced_sentence(table.unplaced, words)}".strip()


def unplaced_sentence(unplaced: int | None, words: Words) -> str:
    """Say how many households have no place on this map."""
    _ = words
    if unplaced == 0:
        return ""
    if unplaced is None:
        return _("Quelques foyers ne sont pas placés : leur lieu n'est pas connu.")
    return _.plural(
        "{n} foyer n'est pas placé : son lieu n'est pas connu.", "{n} foyers ne sont pas placés : leur lieu n'est pas connu.",
        unplaced, n=number(unplaced, words.language),
    )  # fmt: skip


def show_nothing_placed(words: Words) -> None:
    """Say what will be drawn here."""
    _ = words
    show_empty(
        EmptyState(
            title=_("Rien à montrer ici"),
            purpose=_("Aucune demande n'est venue de ce territoire, ou trop peu pour en dire le lieu."),
        ),
        key="map_empty",
    )


def show_table(table: MapTable, asked: MapAsked, facts: ShownFacts | None, words: Words) -> None:
    """Show the figures of the map, the greatest first, as they are read there; the measure of the map comes first."""
    places = commune_names(asked.department_code) if asked.department_code else None
    rows = coverage_rows(table.departments, words.language, asked.measure, places)
    heads = {map_words.say(map_words.LABELS[name], words.language): name for name in SHORT}
    place, code, *figures = list(rows[0])
    figures.sort(key=lambda heading: heads[heading] != asked.measure)
    columns = [Column(place, place, "place")]
    if facts is not None:
        rows = [row | {"fact": fact_cell(facts, row[code], bool(places), words)} for row in rows]
        columns.append(Column("fact", short_name(asked.layer, words), "figure"))
    columns += [*(Column(name, words(SHORT[heads[name]]), "narrow") for name in figures), Column(code, code)]
    key = f"coverage_{asked.department_code}_{asked.measure}_{asked.layer}"
    short_table(rows, columns, words, key=key, file_name="couverture", height=HEIGHT_PX)
