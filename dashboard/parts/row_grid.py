"""The rows of a list as the partner wrote them, those to correct first, each cell writable in its place.

What comes back from the grid is a proposal: the pipelines check places, rights and values again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from campaigns.model.codes import RowOutcome
from dashboard.wording.field_labels import IGNORE, REFUSE
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

ROWS_A_PAGE = 25
ORDER = list(RowOutcome)[::-1]
NUMBER, STATE = "row", "outcome"


def row_grid(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]], words: Words, *, key: str
) -> dict[tuple[int, int], str]:
    """Show the rows and return the cells that were written, (row, column) -> text.

    Parameters
    ----------
    rows
        row, outcome, cells.
    columns
        position, header, target; columns that are not read are left out.
    key
        Name of the grid; after a change it must be another one, so that the grid starts from the new cells.
    """
    _ = words
    read = [column for column in columns if column["target"] not in (IGNORE, REFUSE)]
    ordered = sorted(rows, key=lambda row: (ORDER.index(RowOutcome(row["outcome"])), row["row"]))
    page_count = -(-len(ordered) // ROWS_A_PAGE)
    at = st.pagination(page_count, key=f"{key}_page") if page_count > 1 else 1
    shown = ordered[(at - 1) * ROWS_A_PAGE : at * ROWS_A_PAGE]
    table = pd.DataFrame(
        [grid_row(row, read, words) for row in shown], columns=[NUMBER, STATE, *map(place, read)], dtype="string"
    )
    edited = st.data_editor(
        table, hide_index=True, num_rows="fixed", key=f"{key}_{at}", height="content", disabled=[NUMBER, STATE],
        column_config=settings(read, words),
    )  # fmt: skip
    st.caption(
        _.plural(
            "{n} ligne. Écrivez dans une case : elle est vérifiée aussitôt.",
            "{n} lignes. Écrivez dans une case : elle est vérifiée aussitôt.",
            len(ordered), n=number(len(ordered), words.language),
        )
    )  # fmt: skip
    return {
        (row["row"], column["position"]): str(after[place(column)] if pd.notna(after[place(column)]) else "")
        for row, before, after in zip(shown, table.to_dict("records"), edited.to_dict("records"), strict=True)
        for column in read
        if (after[place(column)] if pd.notna(after[place(column)]) else "") != before[place(column)]
    }


def place(column: Mapping[str, Any]) -> str:
    """Return the name of a column of the grid: headers may be anything."""
    return f"c{column['position']}"


def grid_row(row: Mapping[str, Any], columns: Sequence[Mapping[str, Any]], words: Words) -> list[str]:
    """Return the cells of one row."""
    cells = row["cells"]
    own = [cells[column["position"] - 1] if column["position"] <= len(cells) else "" for column in columns]
    return [str(row["row"]), label(RowOutcome(row["outcome"]), words), *own]


def settings(columns: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """Return the titles of the grid: the partner's own."""
    _ = words
    return {
        NUMBER: st.column_config.TextColumn(_("Ligne"), pinned=True, width="small"),
        STATE: st.column_config.TextColumn(_("État"), width="small"),
        **{place(column): st.column_config.TextColumn(column["header"].strip()) for column in columns},
    }
