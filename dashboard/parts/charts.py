"""Bar charts beside their table: stacked bars by name, in the colours of the palette. Values are drawn as they are given."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.palette import DARK, LIGHT
from dashboard.style import draw, fragment, joined
from dashboard.wording.translation import Words

BAR_PX = 26
LETTER_PX = 8
LONGEST_NAME_PX = 260
# Thousands are parted as in the rest of the page.
COUNTS = {"fr": "replace(format(datum.value, ',d'), /,/g, '\u202f')", "en": "format(datum.value, ',d')"}
# Beside a table or on a telephone a name may take no more.
LABEL_PX = 150


def stacked_bars(
    rows: Sequence[Mapping[str, Any]], name: str, series: Mapping[str, tuple[str, str]], words: Words, *, unit: str
) -> None:
    """Draw one bar a row, each made of its series.

    Parameters
    ----------
    name
        The key of the bar's name in the rows.
    series
        Key in the rows -> (word, tone of the palette), in the order of the bar.
    unit
        What is counted, the title of the axis.
    """
    order = [word for word, _tone in series.values()]
    long = [
        {"name": row[name], "word": word, "count": row[key], "place": place}
        for row in rows
        for place, (key, (word, _tone)) in enumerate(series.items())
    ]
    chart = (
        alt.Chart(pd.DataFrame(long))
        .mark_bar(height=BAR_PX * 0.6)
        .encode(
            y=alt.Y("name:N", title=None, sort=[str(row[name]) for row in rows], axis=_names(rows, name, LONGEST_NAME_PX)),
            x=alt.X("count:Q", title=unit, axis=_counts(words.language)),
            color=alt.Color(
                "word:N", title=None, scale=alt.Scale(domain=order, range=_colours(series)), legend=None
            ),
            order=alt.Order("place:Q"),
            tooltip=alt.value(None),
        )
        .properties(height=alt.Step(BAR_PX))
    )  # fmt: skip
    _show_key(series)
    st.altair_chart(chart, width="stretch")


def paired_bars(
    rows: Sequence[Mapping[str, Any]], name: str, series: Mapping[str, tuple[str, str]], words: Words, *, unit: str
) -> None:
    """Draw the bars of one thing above each other, a group a row, in the order of the rows.

    Parameters
    ----------
    name, series, unit
        As for `stacked_bars`.
    """
    order = [word for word, _tone in series.values()]
    long = [
        {"name": row[name], "word": word, "count": row[key]} for row in rows for key, (word, _tone) in series.items()
    ]
    chart = (
        alt.Chart(pd.DataFrame(long))
        .mark_bar()
        .encode(
            y=alt.Y("name:N", title=None, sort=[str(row[name]) for row in rows], axis=_names(rows, name, LABEL_PX)),
            yOffset=alt.YOffset("word:N", sort=order),
            x=alt.X("count:Q", title=unit, axis=_counts(words.language)),
            color=alt.Color(
                "word:N", title=None, scale=alt.Scale(domain=order, range=_colours(series)), legend=None
            ),
            tooltip=alt.value(None),
        )
        .properties(height=alt.Step(BAR_PX / 2))
    )  # fmt: skip
    _show_key(series)
    st.altair_chart(chart, width="stretch")


def _show_key(series: Mapping[str, tuple[str, str]]) -> None:
    """Say what each colour is: the chart's own key stays on one line, and a telephone cuts it."""
    keys = [
        fragment("<li><i class='cu-on-{tone}'></i>{word}</li>", tone=tone, word=word) for word, tone in series.values()
    ]
    draw(fragment("<ul class='cu-key'>{keys}</ul>", keys=joined(keys)))


def _colours(series: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the colours of the series, for the theme that the reader has."""
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    return [palette[tone] for _word, tone in series.values()]


def _counts(language: str) -> alt.Axis:
    """Return the axis of what is counted."""
    expression = COUNTS.get(language, COUNTS["fr"])
    return alt.Axis(labelExpr=expression, tickMinStep=1, tickCount=5, labelOverlap="greedy", labelSeparation=8)


def _names(rows: Sequence[Mapping[str, Any]], name: str, limit: int) -> alt.Axis:
    """Return the axis of the names; its room is reserved, for their width is measured before the font is there."""
    longest = max((len(str(row[name])) for row in rows), default=0)
    return alt.Axis(labelLimit=limit, minExtent=min(limit, LETTER_PX * longest))
