"""What is to be looked at in a list, in full sentences: they say the row, the column, the value and what to write instead.

A table would cut them, on a telephone above all. Every value in them is escaped where it is drawn.
"""

from collections.abc import Sequence

import streamlit as st

from dashboard.style import draw, fragment, joined

SENTENCES_A_PAGE = 25


def issue_list(issues: Sequence[tuple[str, str]], *, key: str) -> None:
    """Show sentences one under the other.

    Parameters
    ----------
    issues
        Tone of the palette and sentence of each, in reading order.
    """
    page_count = -(-len(issues) // SENTENCES_A_PAGE)
    at = st.pagination(page_count, key=key) if page_count > 1 else 1
    lines = [
        fragment(
            "<li style='border-left:4px solid var(--{tone});padding:.15rem .75rem;margin:.35rem 0'>{said}</li>",
            tone=tone,
            said=said,
        )
        for tone, said in issues[(at - 1) * SENTENCES_A_PAGE : at * SENTENCES_A_PAGE]
    ]
    draw(fragment("<ul style='list-style:none;padding:0;margin:0'>{lines}</ul>", lines=joined(lines)))
