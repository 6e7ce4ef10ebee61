"""After a command: what it answered, said on the page drawn anew on the new state.

A refusal is said as a refusal; a success in words, with what to do next. Nothing is decided here.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.notices import show_done
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal

Answer = dict[str, Any]
Next = tuple[str, str]


def tell(desk: Desk, key: str, verb: Callable[[], Answer | Refusal], said: Callable[[Answer], str],
         then: Next | None = None) -> None:  # fmt: skip
    """Carry out a command, keep what it answered, and draw the page again.

    Parameters
    ----------
    key
        Name of the page; its next drawing says the answer once.
    said
        The confirmation, from the answer of the verb.
    then
        Where to go next: address and label of a page.
    """
    answer = verb()
    told = answer if isinstance(answer, Refusal) else (said(answer), then)
    st.session_state[_place(key)] = told
    st.rerun()


def show_told(desk: Desk, key: str) -> None:
    """Say what the last command of this page answered, if it was just given."""
    told = st.session_state.pop(_place(key), None)
    if isinstance(told, Refusal):
        show_refusal(told, desk.words)
    elif told is not None:
        said, then = told
        show_done(said, desk.words)
        if then is not None:
            link_to(desk, *then, icon=":material/arrow_forward:")


def _place(key: str) -> str:
    return f"told_{key}"
