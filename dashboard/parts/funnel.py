"""The seven quantities of one side as a funnel: a bar each, in their fixed order and colours. Nothing is added up here."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.palette import DARK, LIGHT
from dashboard.wording.figure_words import figure_said
from dashboard.wording.quantities import LOOKS, Quantity, quantity_word
from dashboard.wording.translation import Words

BAR_PX = 34


def funnel(units: Mapping[str, int | None], title: str, words: Words, *, key: str) -> None:
    """Draw how many units reached each step.

    Parameters
    ----------
    units
        Quantity -> units, None where hidden; the table beside must give the same figures.
    title
        What is counted, in the reader's language.
    """
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    table = pd.DataFrame([bar(quantity, units, words, palette) for quantity in Quantity])
    base = alt.Chart(table, title=alt.TitleParams(title, anchor="start")).encode(
        y=alt.Y("word:N", sort=None, title=None, axis=alt.Axis(labelLimit=120, ticks=False, domain=False))
    )
    # Room at the right end for the number of the longest bar.
    scale = alt.Scale(domain=[0, max(*(count or 0 for count in units.values()), 1) * 1.18])
    axis = alt.X("units:Q", title=None, axis=None, scale=scale)
    bars = base.mark_bar(height=BAR_PX - 12).encode(x=axis, color=alt.Color("colour:N", scale=None))
    figures = base.mark_text(align="left", dx=6, fontSize=14, color=palette["ink"]).encode(x=axis, text="said:N")
    chart = (bars + figures).properties(height=BAR_PX * len(Quantity)).configure_view(strokeWidth=0)
    st.altair_chart(chart, key=key, alt=spoken(units, title, words))


def bar(
    quantity: Quantity, units: Mapping[str, int | None], words: Words, palette: Mapping[str, str]
) -> dict[str, object]:
    """Return one bar."""
    count = units[quantity]
    return {
        "word": quantity_word(quantity, words), "units": count or 0, "said": figure_said(count, words),
        "colour": palette[LOOKS[quantity].colour],
    }  # fmt: skip


def spoken(units: Mapping[str, int | None], title: str, words: Words) -> str:
    """Say the funnel for those who do not see it."""
    said = [f"{quantity_word(quantity, words)} {figure_said(units[quantity], words)}" for quantity in Quantity]
    return f"{title} : {', '.join(said)}" if words.language == "fr" else f"{title}: {', '.join(said)}"
