"""Equip, connect, accompany as they are published: three numbers and their table; accompaniment by territory.

Devices and connections are counted in units, accompaniment in families. A release made before accompaniment was published says so.
"""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.disclosure_steps import STEPS
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.figure_words import figure_said
from dashboard.wording.numbers import day
from dashboard.wording.translation import Words
from pipelines.reporting.release_help import help_row, help_rows
from pipelines.reporting.releases import Release

Row = dict[str, Any]
NOTE = "<p class='cu-note'>{said}</p>"
# What is asked, planned and done of a side, among its seven quantities.
STAGES = ("asked", "granted", "handed_over")


def show_verbs(found: Release, words: Words) -> None:
    """Show the three verbs side by side for the whole country, drawn large and written, then accompaniment by department."""
    _ = words
    st.subheader(_("Équiper, connecter, accompagner"))
    units = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    told = help_row(found.tables)
    devices, bundles = ([units[side, stage] for stage in STAGES] for side in ("device", "data"))
    helped = None if told is None else [told[name] for name in STEPS]
    big_numbers(
        [
            Figure(figure_said(devices[2], _), _("Appareils remis"), _("sur {n} demandés", n=figure_said(devices[0], _)), "served"),
            Figure(figure_said(bundles[2], _), _("Connexions remises"), _("sur {n} demandées", n=figure_said(bundles[0], _)), "served"),
            accompanied(helped, _),
        ]
    )  # fmt: skip
    rows = [
        verb_row(_("Équiper (appareils)"), devices, _),
        verb_row(_("Connecter (connexions)"), bundles, _),
        verb_row(_("Accompagner (foyers)"), helped, _),
    ]
    columns = (
        Column("verb", _("Verbe")), Column("asked", _("Demandé"), "written"),
        Column("planned", _("Prévu"), "written"), Column("done", _("Fait"), "written"),
    )  # fmt: skip
    short_table(rows, columns, _, key="verbs", file_name="equiper-connecter-accompagner")
    say_note(found, told, _)
    show_departments(found, _)


def show_accompanied(found: Release, code: str, words: Words) -> None:
    """Show who asked for help, was sent and came in one region or department."""
    _ = words
    told = help_row(found.tables, code)
    st.subheader(_("Accompagner"))
    if told is not None:
        big_numbers([
            Figure(figure_said(told[name], _), word, _("foyers"), tone)
            for name, word, tone in zip(STEPS, step_words(_), ("need", "waiting", "served"), strict=True)
        ])  # fmt: skip
    say_note(found, told, _)


def accompanied(helped: list[int | None] | None, words: Words) -> Figure:
    """Return the figure of the third verb; a dash where it is not published."""
    _ = words
    if helped is None:
        return Figure("–", _("Foyers accompagnés"), _("pas encore publié"), "served")
    asked, _sent, came = helped
    return Figure(
        figure_said(came, _), _("Foyers accompagnés"), _("sur {n} qui demandent de l'aide", n=figure_said(asked, _)), "served"
    )  # fmt: skip


def verb_row(verb: str, three: list[int | None] | None, words: Words) -> Row:
    """Return one verb as a row of the table."""
    said = [words("pas encore publié")] * 3 if three is None else [figure_said(count, words) for count in three]
    return {"verb": verb} | dict(zip(("asked", "planned", "done"), said, strict=True))


def step_words(words: Words) -> tuple[str, str, str]:
    """Return the words of the three counts of accompaniment."""
    _ = words
    return _("demandent de l'aide"), _("orientés vers un atelier"), _("venus")


def say_note(found: Release, told: Row | None, words: Words) -> None:
    """Say what accompaniment counts, that it is not published yet, or of which day an older figure is."""
    _ = words
    if help_rows(found.tables) is None:
        draw(fragment(NOTE, said=_("Accompagnement : pas encore publié à cette date.")))
        return
    said = _(
        "Accompagner : foyers qui demandent de l'aide avec leur appareil, orientés vers un atelier ou une permanence, et qui y sont venus."
    )
    days: set[date] = {told[f"{name}_on"] for name in STEPS if told and told[f"{name}_on"]} - {found.as_of}
    if days:
        said += " " + _("Un de ces chiffres est du {day}.", day=day(min(days), _.language))
    draw(fragment(NOTE, said=said))


def show_departments(found: Release, words: Words) -> None:
    """Show accompaniment by department, of those from which somebody asked."""
    _ = words
    rows = [row for row in help_rows(found.tables) or () if row["level"] == "department" and row["asked"] != 0]
    if not rows:
        return
    titles = dict(zip(STEPS, (_("Demandent de l'aide"), _("Orientés"), _("Venus")), strict=True))
    columns = (
        Column("name", _("Département")), *(Column(name, title, "written") for name, title in titles.items()),
        Column("day", _("Chiffres au"), "day"),
    )  # fmt: skip
    said = [
        {
            "name": row["name"] or _("Inconnu"),
            "day": max((row[f"{n}_on"] for n in STEPS if row[f"{n}_on"]), default=None),
        }
        | {name: figure_said(row[name], _) for name in STEPS}
        for row in rows
    ]
    with st.expander(_("Accompagnement par département")):
        short_table(said, columns, _, key="help_departments", file_name="accompagnement")
