"""Links from one page to another, by the addresses of the menu; the frame keeps language, campaign and person.

A page that the role has not in its menu is not linked to; whether it may be read is the pipelines' to say.
"""

import streamlit as st

from campaigns.model.codes import Role
from dashboard.desk import Desk
from dashboard.pages_table import pages_of


def link_to(desk: Desk, url_path: str, label: str, *, icon: str = "", **choices: str) -> None:
    """Show a link to another page of this role.

    Parameters
    ----------
    url_path
        Address of the page in the menu.
    choices
        What the link says beyond its page (`vue="listes"`).
    """
    page = page_at(desk.actor.role, url_path)
    if page is not None:
        st.page_link(page, label=label, icon=icon or None, query_params=choices)


def may_open(desk: Desk, url_path: str) -> bool:
    """Tell whether the menu of this role has the page."""
    return any(entry.url_path == url_path for entry in pages_of(desk.actor.role))


def go_to(desk: Desk, url_path: str, **choices: str) -> None:
    """Open another page now."""
    page = page_at(desk.actor.role, url_path)
    if page is not None:
        st.switch_page(page, query_params=choices)


def page_at(role: Role, url_path: str) -> st.Page | None:
    """Return a page of a role as Streamlit's menu knows it: by its address, the first one having none."""
    entries = pages_of(role)
    entry = next((entry for entry in entries if entry.url_path == url_path), None)
    if entry is None:
        return None
    return st.Page(_nothing, title=entry.title, url_path=entry.url_path, default=entry is entries[0])


def _nothing() -> None:
    """Stand for a page, which the frame runs."""
