"""The situation in one page: one sentence with its numbers, who waits and how long, where the gap and the silence are.

Everything is read from a release; nothing here reads the campaign. It prints on one page.
"""

from typing import Any

import streamlit as st

from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.release_choice import chosen_release, publish_button
from dashboard.parts.release_figures import show_kinds, show_quantities, show_waits, show_weeks
from dashboard.parts.release_verbs import show_accompanied, show_verbs
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.figure_words import figure_said, measure_name, measure_said
from dashboard.wording.numbers import day, number, percent
from dashboard.wording.translation import Words
from pipelines.reporting.release_story import Story, story_of
from pipelines.reporting.release_view import COUNTS
from pipelines.reporting.releases import Release

NOTE = "<p class='cu-note'>{said}</p>"
# Shares, waits and distances, in the order in which they are read.
MEASURES = (
    "both_sides_rate",
    "median_wait_open_days",
    "median_wait_served_days",
    "median_distance_km",
    "lowest_rate",
    "gini",
)


def page(desk: Desk) -> None:
    """Show the situation at a release, of the country or of one territory."""
    _ = desk.words
    found = chosen_release(desk)
    if found is None:
        return
    places = territories(found, _)
    code = linked_choice(_("Territoire"), "territoire", places)
    story = story_of(found, code)
    page_header(_("Où en est la campagne ?"), story_sentence(story, _), note=story_note(story, _))
    show_story(story, _)
    show_widest(desk, story)
    show_silence(story, _)
    if code != "FR":
        show_accompanied(found, code, _)
    else:
        show_country(found, _)
    link_to(desk, "carte", _("Voir la carte"), icon=":material/map:")
    publish_button(desk)


def territories(found: Release, words: Words) -> dict[str, str]:
    """Return the country, regions and departments that may be chosen, by code."""
    _ = words
    rows = [row for row in found.rows("standing") if row["name"] is not None]
    regions = {row["territory_code"]: row["name"] for row in rows if row["level"] == "region"}
    departments = {
        row["territory_code"]: f"{row['name']} ({row['territory_code']})"
        for row in rows
        if row["level"] == "department"
    }
    return {"FR": _("France entière")} | dict(sorted(regions.items(), key=lambda pair: pair[1])) | departments


def story_sentence(story: Story, words: Words) -> str:
    """Say the territory in four numbers: served, eligible, their share, the day."""
    _, row, language = words, story.row, words.language
    if row["need"] == 0:
        return _(
            "{place} : aucune demande reçue, au {day}.", place=place_name(story, _), day=day(story.as_of, language)
        )
    return _(
        "{place} : {served} sur {eligible} ({share}), au {day}.",
        place=place_name(story, _), served=served_said(row["served"], _), eligible=eligible_said(row["need"], _),
        share=percent(row["rate"], language), day=day(story.as_of, language),
    )  # fmt: skip


def served_said(count: int | None, words: Words) -> str:
    """Write how many households are served; what is hidden is said."""
    _ = words
    if count is None:
        return _("un nombre masqué de foyers servis")
    return _.plural("{n} foyer servi", "{n} foyers servis", count, n=number(count, words.language))


def eligible_said(count: int | None, words: Words) -> str:
    """Write how many households are eligible; what is hidden is said."""
    _ = words
    if count is None:
        return _("un nombre masqué d'éligibles")
    return _.plural("{n} éligible", "{n} éligibles", count, n=number(count, words.language))


def place_name(story: Story, words: Words) -> str:
    """Return how the territory is named."""
    _ = words
    return _("France entière") if story.row["territory_code"] == "FR" else str(story.row["name"])


def story_note(story: Story, words: Words) -> str:
    """Say what the sentence means, what is of an earlier day, and what is hidden."""
    _, row = words, story.row
    said = [_("Servi : un plan adopté lui attribue du matériel.")]
    old = {row[f"{name}_on"] for name in COUNTS} - {None, story.as_of}
    if old:
        said.append(_("Un de ces chiffres est du {day} : il a bougé de moins de 11 foyers depuis, ou le republier en trahirait un autre.",
                      day=day(min(old), words.language)))  # fmt: skip
    if None in (row["need"], row["served"], row["gap"]):
        said.append(_("Masqué : moins de 11 foyers, ou chiffre qui se déduirait d'un autre."))
    return " ".join(said)


def show_story(story: Story, words: Words) -> None:
    """Show need, served, gap and what changed since the release before."""
    _, row, language = words, story.row, words.language
    per_thousand = measure_said("need_per_1000", row["need_per_1000"], words)
    big_numbers(
        [
            Figure(figure_said(row["need"], _), _("foyers éligibles"), _("{n} pour 1 000 habitants", n=per_thousand), "need"),
            Figure(figure_said(row["served"], _), _("foyers servis"), percent(row["rate"], language), "served"),
            Figure(figure_said(row["gap"], _), _("foyers attendent"), _("éligibles, non servis"), "gap"),
            Figure(changed(story, "served", _), _("servis de plus"), since(story, _), "action"),
            Figure(changed(story, "need", _), _("éligibles de plus"), since(story, _), "waiting"),
        ]
    )  # fmt: skip


def changed(story: Story, name: str, words: Words) -> str:
    """Write how far a count moved since the release before; nothing where one of the two is not told."""
    move = story.moves.get(name)
    if move is None:
        return "–"
    return f"+{number(move, words.language)}" if move > 0 else number(move, words.language)


def since(story: Story, words: Words) -> str:
    """Say since when."""
    _ = words
    if story.before_on is None:
        return _("première publication")
    return _("depuis le {day}", day=day(story.before_on, words.language))


def show_country(found: Release, words: Words) -> None:
    """Show what is told of the whole country only."""
    _ = words
    show_verbs(found, _)
    show_quantities(found, _)
    left, right = st.columns(2)
    with left:
        show_weeks(found, _)
    with right:
        show_waits(found, _)
    show_kinds(found, _)
    left, right = st.columns(2)
    with left:
        show_measures(found, _)
    with right:
        show_one_more(found, _)


def show_measures(found: Release, words: Words) -> None:
    """Show waits, distances and equity."""
    _ = words
    st.subheader(_("Attente, distance, équité"))
    values = {row["code"]: row["value"] for row in found.rows("measures")}
    rows = [{"name": measure_name(code, _), "said": measure_said(code, values[code], _)} for code in MEASURES]
    short_table(
        rows,
        (Column("name", _("Mesure")), Column("said", _("Valeur"), "written")),
        _,
        key="measures",
        file_name="mesures",
    )


def show_one_more(found: Release, words: Words) -> None:
    """Say what one more lot would change, from the plan's marginal values."""
    _ = words
    names = found.item_names(_.language)
    rows = [
        row | {"name": names.get(row["item"], row["item"])} for row in found.rows("one_more") if row["sites_useful"]
    ]
    st.subheader(_("Ce qu'un lot de plus changerait"))
    if not rows:
        said = _("Aucun plan adopté ne dit encore qu'une unité de plus servirait un foyer de plus.")
        draw(fragment(NOTE, said=said))
        return
    columns = (
        Column("name", _("Article")),
        Column("sites_useful", _("Sites utiles"), "number"),
        Column("sites", _("Sites"), "number"),
    )
    short_table(rows, columns, _, key="one_more", file_name="un-de-plus")
    draw(fragment(NOTE, said=_("Site utile : une unité de plus y servirait un foyer de plus.")))


def show_widest(desk: Desk, story: Story) -> None:
    """Show the territories with the widest gap rate."""
    _ = desk.words
    st.subheader(_("Là où l'écart est le plus grand"))
    if not story.widest:
        said = _(
            "Aucun taux ne peut être dit : il montrerait un nombre de moins de 11 foyers, ou le laisserait deviner."
        )
        draw(fragment("<p>{said}</p>", said=said))
    else:
        columns = (
            Column("name", _("Territoire")), Column("need", _("Foyers éligibles"), "number"),
            Column("served", _("Foyers servis"), "number"), Column("gap", _("Foyers éligibles non servis"), "number"),
            Column("gap_rate", _("Part non servie"), "percent"), Column("rate_on", _("Chiffres au"), "day"),
        )  # fmt: skip
        short_table(story.widest, columns, _, key="widest", file_name="ecarts")
    hidden = _("Territoires non comparés, leur part servie étant masquée ou personne n'y étant éligible : {n}.",
               n=number(story.not_compared, desk.language))  # fmt: skip
    draw(fragment(NOTE, said=hidden))


def show_silence(story: Story, words: Words) -> None:
    """Show where requests are missing."""
    _ = words
    st.subheader(_("Là d'où rien ne vient"))
    rows: list[dict[str, Any]] = [row | {"said": _("aucune demande")} for row in story.silent]
    rows += [row | {"said": _("à peine entendu")} for row in story.faint]
    said = _(
        "Départements sans aucune demande : {silent} ; à peine entendus (moins du quart du taux médian) : {faint}.",
        silent=number(len(story.silent), words.language), faint=number(len(story.faint), words.language),
    )  # fmt: skip
    draw(fragment("<p>{said}</p>", said=said))
    if rows:
        columns = (
            Column("name", _("Département")), Column("said", _("Demandes")), Column("inhabitants", _("Habitants"), "number"),
            Column("need", _("Foyers éligibles"), "number"),
        )  # fmt: skip
        short_table(rows[:SILENT_SHOWN], columns, _, key="silent", file_name="silences")


# The most populated ones; the map and the open data have them all.
SILENT_SHOWN = 6
