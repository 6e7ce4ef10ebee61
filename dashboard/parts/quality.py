"""The quality of lists over time: one tip, a line chart, and its table twin. Shares are drawn as they are given."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.palette import LIGHT
from dashboard.parts.listed import listed
from dashboard.parts.notices import NOTICE
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day, number, percent
from dashboard.wording.translation import Words
from pipelines.reporting.view_quality import partner_quality, quality_by_partner

Rows = Sequence[Mapping[str, Any]]
# A line needs two points.
FEWEST_LISTS = 2
# More would not be read; the sentence above speaks of all of them.
MOST_LISTS = 12
CHART_PX = 320
# Colour never speaks alone: each line has its own dashes.
LINES = {"accepted": ("served", (1, 0)), "phones": ("need", (6, 3)), "addresses": ("waiting", (2, 3))}


def show_own_quality(desk: Desk, partner_id: str) -> None:
    """Show a structure how good its lists are: the tip first, then the figures."""
    _ = desk.words
    found = partner_quality(desk.office, desk.actor, desk.campaign_id, partner_id)
    if isinstance(found, Refusal) or found["whole"] is None:
        return
    st.subheader(_("Ce que vos listes nous apprennent"))
    if found["tip"] is not None:
        draw(fragment(NOTICE, tone="action", title=_("Un conseil"), text=_.of(found["tip"])))
    draw(fragment("<p>{said}</p>", said=whole_sentence(found["whole"], _)))
    latest = found["lists"][-MOST_LISTS:]
    if len(latest) < len(found["lists"]):
        draw(
            fragment(
                "<p class='cu-note'>{said}</p>", said=_("Vos listes les plus récentes, {n} au plus :", n=MOST_LISTS)
            )
        )
    if len(latest) >= FEWEST_LISTS:
        line_chart(latest, _)
    columns = (Column("received_at", _("Liste du"), "day"), *measure_columns(_))
    short_table(list(reversed(latest)), columns, _, key="quality", file_name="qualite-de-mes-listes")


def whole_sentence(whole: Mapping[str, Any], words: Words) -> str:
    """Say what was taken at first, and how soon the rest came back."""
    _ = words
    rows, language = whole["row_count"], words.language
    said = _.plural(
        "{share} de votre {n} ligne a été prise dès la première lecture.",
        "{share} de vos {n} lignes ont été prises dès la première lecture.",
        rows, share=percent(whole["accepted"], language), n=number(rows, language),
    )  # fmt: skip
    if not whole["held_count"]:
        return said
    back = _(
        "À corriger : {held} ; déjà revenues : {mended}.",
        held=number(whole["held_count"], language), mended=number(whole["mended_count"], language),
    )  # fmt: skip
    return f"{said} {back}"


def measure_columns(words: Words) -> tuple[Column, ...]:
    """Return the columns of the measures."""
    _ = words
    return (
        Column("row_count", _("Lignes"), "number"),
        Column("accepted", _("Prises à la première lecture"), "percent"),
        Column("phones", _("Avec un téléphone"), "percent"),
        Column("addresses", _("Avec une adresse"), "percent"),
        Column("duplicates", _("Répétées"), "percent"),
        Column("held_count", _("À corriger"), "number"),
        Column("mended_count", _("Revenues"), "number"),
        Column("days", _("Jours pour revenir"), "number"),
    )


def line_chart(lists: Rows, words: Words) -> None:
    """Draw the share of rows taken at first, with a phone, with an address, list after list."""
    _ = words
    titles = {column.key: column.title for column in measure_columns(words)}
    points = [
        {"place": place, "on": f"{place}. {day(line['received_at'], words.language)}", "word": titles[key], "share": line[key]}
        for place, line in enumerate(lists, start=1)
        for key in LINES
    ]  # fmt: skip
    order = [titles[key] for key in LINES]
    chart = (
        alt.Chart(pd.DataFrame(points))
        .mark_line(point=True)
        .encode(
            x=alt.X("on:O", title=None, sort=alt.EncodingSortField("place"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)),
            color=alt.Color(
                "word:N", title=None, legend=alt.Legend(orient="top", labelLimit=260, columns=1, symbolType="stroke", symbolSize=300),
                scale=alt.Scale(domain=order, range=[LIGHT[tone] for tone, _dash in LINES.values()]),
            ),
            strokeDash=alt.StrokeDash(
                "word:N", title=None, legend=None, scale=alt.Scale(domain=order, range=[list(dash) for _tone, dash in LINES.values()])
            ),
            tooltip=alt.value(None),
        )
        .properties(height=CHART_PX)
    )  # fmt: skip
    st.altair_chart(chart, width="stretch")


def show_every_quality(desk: Desk) -> None:
    """Show the coordination how good each structure's lists are."""
    _ = desk.words
    rows = quality_by_partner(desk.office, desk.actor, desk.campaign_id)
    if not rows:
        return
    st.subheader(_("Quelles structures aider à mieux remplir ?"))
    note = _("À la première lecture de chaque liste de la campagne, avant toute correction.")
    draw(fragment("<p>{said}</p><p class='cu-note'>{note}</p>", said=helped_sentence(rows, _), note=note))
    columns = (
        Column("partner_name", _("Structure")),
        Column("list_count", _("Listes"), "number"),
        *measure_columns(_),
        Column("advice", _("Conseil donné"), sortable=False),
    )
    told = [row | {"advice": _.of(row["tip"]) if row["tip"] else ""} for row in rows]
    paged_table(listed(told, columns), columns, _, key="qualite", file_name="qualite-des-listes")


def helped_sentence(rows: Rows, words: Words) -> str:
    """Say how many structures have something to gain."""
    _ = words
    count, total = sum(row["tip"] is not None for row in rows), number(len(rows), words.language)
    return _.plural(
        "{n} structure sur {total} a un conseil.", "{n} structures sur {total} ont un conseil.",
        count, n=number(count, words.language), total=total,
    )  # fmt: skip
