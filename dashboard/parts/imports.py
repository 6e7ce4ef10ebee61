"""A register or a stock file dropped, counted in, and what became of it: counts, and a sentence for each row held back."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.told import tell
from dashboard.style import draw, fragment

Verb = Callable[[bytes, str], dict[str, Any] | Refusal]


def import_drop(
    desk: Desk, label: str, columns: str, verb: Verb, said: Callable[[dict[str, Any]], str], key: str
) -> None:
    """Show a drop zone for a table of ours, and a button that counts it in.

    Parameters
    ----------
    columns
        The columns that the file must have, as they are written in it.
    said
        The confirmation, from the counts.
    """
    _ = desk.words
    text = _("Colonnes attendues : {columns}. Le même fichier deux fois ne change rien.", columns=columns)
    draw(fragment("<p class='cu-note'>{text}</p>", text=text))
    file = file_drop(label, _, key=f"{key}_file", kinds=("csv", "xlsx", "ods"))
    if file is None:
        return
    if st.button(_("Importer « {name} »", name=file.name), type="primary", key=f"{key}_import"):
        with st.spinner(_("Lecture du fichier…")):
            answer = verb(file.getvalue(), file.name)
        if not isinstance(answer, Refusal):
            st.session_state[f"{key}_faults"] = answer["faults"]
        tell(desk, key, lambda: answer, said)


def show_faults(desk: Desk, key: str) -> None:
    """List the rows that the last import held back."""
    faults = st.session_state.get(f"{key}_faults")
    if not faults:
        return
    _ = desk.words
    count = len(faults)
    st.subheader(_.plural("{n} ligne à corriger", "{n} lignes à corriger", count, n=count))
    sentences = [fault[desk.language] for fault in faults]
    st.dataframe(pd.DataFrame({_("Ce qui manque"): sentences}), hide_index=True, width="stretch")
