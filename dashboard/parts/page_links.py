"""Links from one page to another, by the addresses of the menu; the frame keeps language, campaign and person.

A page that the role has not in its menu is not linked to; whether it may be read is the pipelines' to say.
"""

import re
from urllib.parse import urlsplit

import streamlit as st

from campaigns.model.codes import Role
from dashboard.desk import Desk
from dashboard.link import of_frame
from dashboard.pages_table import PageEntry, pages_of

FIRST = "debut"
ADDRESS = re.compile(r"[\w-]{1,60}")


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
        # Streamlit starts that page from its link alone.
        st.switch_page(page, query_params=of_frame() | choices)


def page_at(role: Role, url_path: str) -> st.Page | None:
    """Return a page of a role as Streamlit's menu knows it: by its address, the first one having none."""
    entries = pages_of(role)
    entry = next((entry for entry in entries if entry.url_path == url_path), None)
    if entry is None:
        return None
    return menu_page(entry, entry.title, is_first=entry is entries[0])


def menu_page(entry: PageEntry, title: str, *, is_first: bool) -> st.Page:
    """Return a page as Streamlit's menu knows it.

    The first one of a menu lives at the root, and Streamlit keeps the address that it is given from any other page: it is
    given one that nobody writes, so that the address of the table stays free for `page_by_its_address`.
    """
    address = FIRST if is_first else entry.url_path
    return st.Page(_nothing, title=title, icon=entry.icon, url_path=address, default=is_first)


def page_by_its_address(entry: PageEntry, title: str) -> st.Page:
    """Return the first page of a menu once more, out of the menu, at the address that other roles' links carry."""
    return st.Page(_nothing, title=title, icon=entry.icon, url_path=entry.url_path, visibility="hidden")


def page_elsewhere(known: set[str]) -> list[st.Page]:
    """Return a page out of the menu for the address in the browser, where the menu has none: Streamlit would answer in English.

    Parameters
    ----------
    known
        The addresses of the menu.
    """
    address = urlsplit(st.context.url or "").path.rpartition("/")[2]
    if address in known or not ADDRESS.fullmatch(address):
        return []
    return [st.Page(_nothing, title="Connexion d'urgence", url_path=address, visibility="hidden")]


def link_to_first(role: Role, label: str) -> None:
    """Show a link to the first page of a role."""
    entry = pages_of(role)[0]
    st.page_link(menu_page(entry, entry.title, is_first=True), label=label, icon=":material/arrow_back:")


def _nothing() -> None:
    """Stand for a page in Streamlit's menu; the frame runs the page itself, which it gives its desk."""
