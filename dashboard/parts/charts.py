"""Bar charts beside their table: stacked bars by name, in the colours of the palette. Values are drawn as they are given."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.palette import LIGHT
from dashboard.wording.translation import Words

# Readable on light and dark paper alike: tones of the palette that both themes share in meaning.
TONES = ("served", "action", "need", "waiting", "gap")
BAR_PX = 26
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
            y=alt.Y("name:N", title=None, sort=[str(row[name]) for row in rows], axis=alt.Axis(labelLimit=260)),
            x=alt.X("count:Q", title=unit, axis=alt.Axis(format="~s", tickMinStep=1, tickCount=6)),
            color=alt.Color(
                "word:N", title=None, scale=alt.Scale(domain=order, range=[LIGHT[tone] for _w, tone in series.values()]),
                legend=alt.Legend(orient="top", labelLimit=260),
            ),
            order=alt.Order("place:Q"),
            tooltip=alt.value(None),
        )
        .properties(height=alt.Step(BAR_PX))
    )  # fmt: skip
    st.altair_chart(chart, width="stretch")


def paired_bars(
    rows: Sequence[Mapping[str, Any]], name: str, series: Mapping[str, tuple[str, str]], *, unit: str
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
            y=alt.Y("name:N", title=None, sort=[str(row[name]) for row in rows], axis=alt.Axis(labelLimit=LABEL_PX)),
            yOffset=alt.YOffset("word:N", sort=order),
            x=alt.X("count:Q", title=unit, axis=alt.Axis(format="~s", tickMinStep=1, tickCount=6)),
            color=alt.Color(
                "word:N", title=None, scale=alt.Scale(domain=order, range=[LIGHT[tone] for _w, tone in series.values()]),
                legend=alt.Legend(orient="top", labelLimit=260),
            ),
            tooltip=alt.value(None),
        )
        .properties(height=alt.Step(BAR_PX / 2))
    )  # fmt: skip
    st.altair_chart(chart, width="stretch")
