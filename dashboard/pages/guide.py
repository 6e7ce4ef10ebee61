"""The guide read inside the application: the page of one's job first, the others one choice away.

It must never read a campaign: the guide is the same for everybody.
"""

from base64 import b64encode
from functools import cache, partial

import streamlit as st

from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.page_help import READ, WORD, guide_address
from dashboard.prose import Places, prose
from dashboard.style import draw, fragment
from dashboard.wording.guide_texts import (
    BY_JOB,
    GLOSSARY,
    GUIDE,
    OF_ROLE,
    TWINS,
    glossary,
    guide_names,
    guide_text,
    guide_title,
    is_in,
)
from dashboard.wording.translation import Words

PICTURES = "images/"


def page(desk: Desk) -> None:
    """Show one page of the guide, and the choice of the others."""
    _ = desk.words
    if not guide_names(desk.language):
        show_no_guide(desk)
        return
    usual = (OF_ROLE[desk.actor.role], *(twins[desk.language] for twins in TWINS), BY_JOB)
    names = list(dict.fromkeys((*usual, *guide_names(desk.language))))
    page_header(_("Comment faire ?"), _("Le guide de votre métier s'ouvre le premier ; les autres sont dans la liste."))
    name = linked_choice(_("Page du guide"), READ, {name: guide_title(name) for name in names})
    if name == GLOSSARY[desk.language]:
        show_word(st.query_params.get(WORD, ""), desk.words)
    if not is_in(name, desk.language):
        draw(fragment("<p class='cu-note'>{said}</p>", said=_("Cette page du guide est en français.")))
    places = Places(partial(guide_address, language=desk.language), picture_address, level=2)
    language = desk.language if is_in(name, desk.language) else "fr"
    draw(
        fragment(
            "<article class='cu-prose' lang='{language}'>{text}</article>",
            language=language,
            text=prose(guide_text(name), places),
        )
    )


def show_no_guide(desk: Desk) -> None:
    """Say where the guide is to be had, where the application was installed without it."""
    _ = desk.words
    page_header(_("Comment faire ?"), _("Le guide n'a pas été installé avec l'application."))
    show_empty(
        EmptyState(
            title=_("Pas de guide ici"),
            purpose=_("L'application marche sans lui. Le guide est dans le dossier « docs/guide » de ses sources."),
            next_step=_(
                "Demandez à qui a installé l'application de poser ce dossier à côté d'elle ({place}), puis de la relancer. "
                "D'ici là, chaque page dit elle-même quoi faire quand elle est vide.",
                place=f"{GUIDE.parent.name}/{GUIDE.name}",
            ),
        ),
        key="guide_empty",
    )


def show_word(code: str, words: Words) -> None:
    """Show first the word that a link asked for."""
    found = glossary(words.language).get(code)
    if found:
        word, meaning = found
        draw(
            fragment(
                "<div class='cu-box cu-on-action'><strong>{word}</strong><p>{meaning}</p></div>",
                word=word,
                meaning=meaning,
            )
        )


@cache
def picture_address(source: str) -> str:
    """Return a picture of the guide as an address that holds it: nothing is fetched, from us or from elsewhere."""
    path = GUIDE / source
    if not source.startswith(PICTURES) or ".." in source or path.suffix != ".png" or not path.exists():
        return ""
    return "data:image/png;base64," + b64encode(path.read_bytes()).decode("ascii")
