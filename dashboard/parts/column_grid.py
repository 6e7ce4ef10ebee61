"""The columns of a list as they were understood, each with three samples; a person may say that one means something else.

The samples may be names: they are shown as cells of a table, never as text of a page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.wording.field_labels import CHOICES, REFUSE, field_label
from dashboard.wording.numbers import percent
from dashboard.wording.translation import Words

Columns = Sequence[Mapping[str, Any]]
# Below this the recognition is worth a look.
SURE = 0.8


def column_grid(columns: Columns, words: Words, *, key: str) -> dict[str, str]:
    """Show the columns and return what a person changed: header to target.

    Parameters
    ----------
    columns
        As `foresee_list` gives them when nothing was chosen.
    key
        Name of the grid; another file or another header row must have another key.
    """
    table = pd.DataFrame(
        [grid_row(column, words) for column in columns], columns=["header", "target", "sure", "samples"]
    )
    edited = st.data_editor(
        table, hide_index=True, num_rows="fixed", key=key, height="content",
        disabled=["header", "sure", "samples"], column_config=settings(columns, words),
    )  # fmt: skip
    chosen = list(edited["target"])
    # A withdrawn column stays withdrawn, whatever the browser sends.
    return {
        str(column["header"]): str(target)
        for column, target in zip(columns, chosen, strict=True)
        if target in CHOICES and target != column["target"] and column["target"] != REFUSE
    }


def grid_row(column: Mapping[str, Any], words: Words) -> list[str]:
    """Return the cells of one column of the list."""
    return [column["header"], column["target"], sureness(column, words), " · ".join(column["samples"])]


def sureness(column: Mapping[str, Any], words: Words) -> str:
    """Say how sure the recognition is, in words and as a share."""
    _ = words
    if column["target"] == REFUSE:
        return _("retirée")
    share = percent(column["confidence"], words.language)
    return _("sûr ({share})", share=share) if column["confidence"] >= SURE else _("à vérifier ({share})", share=share)


def settings(columns: Columns, words: Words) -> dict[str, Any]:
    """Return titles and choices of the grid."""
    _ = words
    withdrawn = [REFUSE] if any(column["target"] == REFUSE for column in columns) else []
    return {
        "header": st.column_config.TextColumn(_("Votre colonne"), pinned=True, width="medium"),
        "target": st.column_config.SelectboxColumn(
            _("Ce que nous y lisons"), options=[*CHOICES, *withdrawn], required=True, width="medium",
            format_func=lambda target: field_label(str(target), words),
        ),
        "sure": st.column_config.TextColumn(_("Confiance"), width=130),
        "samples": st.column_config.TextColumn(_("Trois exemples"), width="large"),
    }  # fmt: skip
