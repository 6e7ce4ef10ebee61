"""The frame round every page: language, campaign, person, menu, and what is said when a page cannot go on.

It must never show a figure or decide a right.
"""

import logging
import traceback
from importlib import import_module
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from ulid import ULID

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn
from dashboard import memory
from dashboard.desk import Desk
from dashboard.link import kept, linked_choice, seeded
from dashboard.pages_table import PageEntry, pages_of
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.page_help import show_help
from dashboard.parts.page_links import FIRST, link_to_first, menu_page, page_by_its_address, page_elsewhere
from dashboard.parts.refusal import show_failure, show_sentence
from dashboard.parts.waiting import must_wait
from dashboard.sign_in import choose_actor, is_demonstration, person_here, show_person, show_signed_out
from dashboard.style import apply_style, draw, fragment
from dashboard.wording.translation import LANGUAGES, Words, translate
from pipelines.campaigns_desk import list_campaigns
from pipelines.office import Office
from pipelines.sign_in.sessions import Person

logger = logging.getLogger(__name__)
FAVICON = Path(__file__).parent / "favicon.svg"
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def open_shell() -> None:
    """Draw the frame, then the page asked for."""
    # A picture of ours: a Material symbol would be fetched from another site by the browser.
    st.set_page_config(page_title="Connexion d'urgence", page_icon=FAVICON, layout="wide")
    apply_style()
    with st.sidebar:
        places, people, languages = (st.container() for _ in range(3))
    with languages:
        words = choose_language()
    if is_demonstration():
        show_banner(words)
    try:
        sit_down(places, people, words)
    except CannotGoOn as stop:
        show_sentence(stop.sentence, words, code=stop.code)


def sit_down(places: DeltaGenerator, people: DeltaGenerator, words: Words) -> None:
    """Open the office and show what is asked; the database is asked for each thing once."""
    with memory.open_desk_office().looked_at_once() as office:
        show_page(office, places, people, words)


def show_page(office: Office, places: DeltaGenerator, people: DeltaGenerator, words: Words) -> None:
    """Find who looks at what, and show the page."""
    actor = fictive_person(office, people, words) if is_demonstration() else signed_in_person(office, people, words)
    if actor is None:
        return
    # In the demonstration everybody may be anybody: nobody's pages are counted together.
    if must_wait(words, "" if is_demonstration() else actor.user_id):
        # The menu is not shown, but told: without it the browser would forget which page was asked for.
        choose_page(actor.role, words, "hidden")
        return
    with places:
        campaign_id = choose_campaign(office, actor, words)
    entry = choose_page(actor.role, words)
    if entry is None:
        show_no_page(actor.role, words)
        return
    if entry.needs_campaign and campaign_id is None:
        show_empty(no_campaign(words))
        return
    run_page(entry, Desk(office, actor, campaign_id or "", words))


def fictive_person(office: Office, people: DeltaGenerator, words: Words) -> Actor | None:
    """Let the visitor choose whom to be; None where there is nobody to be yet."""
    with people:
        actor = choose_actor(office, words)
    if actor is None:
        show_empty(no_partner(words))
    return actor


def signed_in_person(office: Office, people: DeltaGenerator, words: Words) -> Actor | None:
    """Return who is signed in; None once that is over, which is said."""
    found = person_here(office)
    if not isinstance(found, Person):
        show_signed_out(found, words)
        return None
    with people:
        show_person(office, found, words)
    return found.actor


def choose_language() -> Words:
    """Let the reader switch language; the choice stays in the link and keeps the page."""
    chosen = st.segmented_control(
        "Langue / Language",
        LANGUAGES,
        format_func=lambda code: LANGUAGE_NAMES[code],
        required=True,
        key=seeded("lang", list(LANGUAGES)),
        label_visibility="collapsed",
    )
    return translate(kept("lang", chosen or LANGUAGES[0], LANGUAGES[0]))


def show_banner(words: Words) -> None:
    """Say in dev mode, on every page, that nobody here is real."""
    _ = words
    said = _("Mode démonstration : personnes et structures fictives, sans mot de passe.")
    draw(fragment("<div class='cu-banner' role='note'>{said}</div>", said=said))


def choose_campaign(office: Office, actor: Actor, words: Words) -> str | None:
    """Let the reader switch campaign, where there are several; None when there is none."""
    _ = words
    campaigns = {str(row["code"]): row for row in list_campaigns(office, actor)}
    if not campaigns:
        return None
    code = linked_choice(_("Campagne"), "campaign", {code: str(row["name"]) for code, row in campaigns.items()})
    return str(campaigns[code]["campaign_id"])


def choose_page(role: Role, words: Words, where: Literal["sidebar", "hidden"] = "sidebar") -> PageEntry | None:
    """Draw the menu of a role and return the page asked for; None for an address that this menu does not have."""
    entries = [entry for entry in pages_of(role) if is_demonstration() or not entry.demonstration_only]
    first = entries[0]
    pages = [menu_page(entry, words(entry.title), is_first=entry is first) for entry in entries]
    again = page_by_its_address(first, words(first.title))
    lost = page_elsewhere({FIRST, *(entry.url_path for entry in entries)})
    asked = st.navigation([*pages, again, *lost], position=where, expanded=True)
    asked.run()
    if asked in lost:
        return None
    return next((entry for entry, page in zip(entries, pages, strict=True) if page is asked), first)


def run_page(entry: PageEntry, desk: Desk) -> None:
    """Show a page; whatever happens in it, the reader gets a sentence and the log gets no family's data."""
    try:
        show_help(entry, desk)
        import_module(entry.module).page(desk)
    except CannotGoOn as stop:
        show_sentence(stop.sentence, desk.words, code=stop.code)
    except Exception as fault:
        reference = str(ULID())[-8:]
        # The message of an exception may quote a row: only its kind and its place are written down.
        place = " < ".join(
            f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(fault.__traceback__))
        )
        logger.error("%s: %s in %s (%s)", reference, type(fault).__name__, entry.module, place)
        show_failure(reference, desk.words)


def show_no_page(role: Role, words: Words) -> None:
    """Say that the menu has no page at this address, and lead back."""
    _ = words
    page_header(
        _("Où est cette page ?"),
        _("Votre menu n'a pas de page à cette adresse."),
        note=_("L'adresse est peut-être mal écrite, ou la page est faite pour un autre rôle que le vôtre."),
    )
    link_to_first(role, _("Ouvrir votre première page"))


def no_campaign(words: Words) -> EmptyState:
    """Return what is said before the first campaign."""
    _ = words
    return EmptyState(
        title=_("Aucune campagne pour l'instant"),
        purpose=_("Une campagne rassemble les listes reçues, le stock, le plan et la carte."),
        next_step=_("Pour essayer, créez la campagne d'exemple :"),
        command="connexion demo",
    )


def no_partner(words: Words) -> EmptyState:
    """Return what is said to a partner before any structure is known."""
    _ = words
    return EmptyState(
        title=_("Aucune structure pour l'instant"),
        purpose=_("Les structures envoient les listes des familles qu'elles connaissent."),
        next_step=_("Ajoutez-les depuis un tableau :"),
        command="connexion partners import structures.csv",
    )
