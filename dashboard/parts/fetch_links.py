"""Links to files made when they are fetched, each good once: for whatever names a family.

Streamlit's own download button must never be used for these: its addresses are public.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.exports_route import export_address
from dashboard.style import draw, fragment, joined


@dataclass(frozen=True)
class FileLink:
    """One file: the words of its link, how it is made, its name and its kind."""

    label: str
    make: Callable[[], bytes]
    file_name: str
    media_type: str


def fetch_links(slot: str, files: list[FileLink]) -> None:
    """Show links in a row.

    Parameters
    ----------
    slot
        Name of the place on the page: a new link there takes the place of the former.
    """
    links = [
        fragment(
            "<a href='{address}' download>{label}</a>",
            address=export_address(f"{_session_id()}/{slot}/{n}", file.make, file.file_name, file.media_type),
            label=file.label,
        )
        for n, file in enumerate(files)
    ]
    draw(fragment("<div class='cu-links' style='justify-content:flex-start'>{links}</div>", links=joined(links)))


def _session_id() -> str:
    context = st.runtime.scriptrunner.get_script_run_ctx()
    return context.session_id if context else ""
