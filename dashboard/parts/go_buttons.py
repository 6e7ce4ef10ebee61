"""A button that opens another page of the menu: where going there is the one next action."""

import streamlit as st

from dashboard.desk import Desk
from dashboard.parts.page_links import go_to, may_open


def go_button(desk: Desk, url_path: str, label: str, *, key: str, primary: bool = False, **choices: str) -> None:
    """Show the button, or nothing where the reader's menu lacks the page; `choices` is what the link says beyond its page."""
    if not may_open(desk, url_path):
        return
    if st.button(
        label, type="primary" if primary else "secondary", icon=":material/arrow_forward:", key=key, width="stretch"
    ):
        go_to(desk, url_path, **choices)
