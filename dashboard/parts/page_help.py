"""« Aide » at the head of each page: what it is for, what to do first, what its words mean, where the guide says more.

It is there before it is asked for, so that opening it asks the server nothing. The text is that of the guide.
"""

from pathlib import PurePosixPath
from urllib.parse import urlencode

import streamlit as st

from dashboard.desk import Desk
from dashboard.pages_table import PageEntry
from dashboard.prose import Places, prose
from dashboard.style import Fragment, draw, fragment
from dashboard.wording.guide_texts import GLOSSARY, OF_ROLE, guide_names, guide_title, help_texts

READ, WORD = "lire", "mot"
# What every link of the frame keeps: language, campaign, and the fictive person of the demonstration.
KEPT = ("lang", "campaign", "role", "structure")
HELP = "<details class='cu-help'><summary>{label}</summary><div class='cu-prose' lang='{language}'>{text}{more}</div></details>"


def show_help(entry: PageEntry, desk: Desk) -> None:
    """Show the help of a page, closed."""
    _ = desk.words
    text = help_texts(desk.language).get(entry.url_path)
    if text is None:
        return
    draw(
        fragment(
            HELP,
            label=_("Aide"),
            language=desk.language,
            text=prose(
                text, Places(lambda target: guide_address(target, desk.language), lambda source: "", new_tab=True)
            ),
            more=said_last(text, desk),
        )
    )


def said_last(text: str, desk: Desk) -> Fragment:
    """Return what every help ends with: the guide of the reader's job unless it was named, the glossary, how links open."""
    _ = desk.words
    file = f"{OF_ROLE[desk.actor.role]}.md"
    job = fragment(
        "{job} <a href='{page}' target='_blank' lang='fr'>{title}</a> · ",
        job=_("Le guide de votre métier :"),
        page=guide_address(file, desk.language),
        title=guide_title(OF_ROLE[desk.actor.role]),
    )
    return fragment(
        "<p class='cu-note'>{job}<a href='{words}' target='_blank'>{all_words}</a>. {tabs}</p>",
        job="" if f"]({file})" in text else job,
        words=guide_address(f"{GLOSSARY[desk.language]}.md", desk.language),
        all_words=_("Tous les mots"),
        tabs=_("Ces liens s'ouvrent à côté : votre page reste comme elle est."),
    )


def guide_address(target: str, language: str) -> str:
    """Return the address in the application of a link of the guide; nothing where it leads out of the guide.

    Parameters
    ----------
    target
        As the guide writes it: `glossaire.md#household`.
    """
    file, _hash, word = target.partition("#")
    name = PurePosixPath(file).stem
    if file != f"{name}.md" or name not in guide_names(language):
        return ""
    kept = {choice: st.query_params[choice] for choice in KEPT if choice in st.query_params}
    return "guide?" + urlencode({**kept, READ: name, **({WORD: word} if word else {})})
