"""A page with nothing in it yet: what it is for, the one thing to do next, and where to see an example."""

from dataclasses import dataclass

import streamlit as st

from dashboard.style import draw, fragment


@dataclass(frozen=True)
class EmptyState:
    """What an empty page says."""

    title: str
    purpose: str
    next_step: str = ""
    command: str = ""
    action: str = ""
    sample_label: str = ""
    sample_address: str = ""


def show_empty(state: EmptyState, *, key: str = "empty") -> bool:
    """Show an empty page; tell whether its one button was pressed.

    Parameters
    ----------
    key
        Name of the button, where a page holds several empty parts.
    """
    draw(
        fragment(
            "<div class='cu-box cu-on-action'><strong>{title}</strong><p>{purpose}</p><p>{next_step}</p></div>",
            title=state.title, purpose=state.purpose, next_step=state.next_step,
        )
    )  # fmt: skip
    if state.command:
        st.code(state.command, language="shell")
    if state.sample_address:
        st.link_button(state.sample_label, state.sample_address, icon=":material/description:")
    return bool(state.action) and st.button(state.action, type="primary", key=key)
