"""Where a list comes in: a file dropped, or rows pasted from a spreadsheet. What is in it is read by the pipelines."""

from dataclasses import dataclass

import streamlit as st

from campaigns.model.codes import Role
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.fetch_links import fetch_links
from dashboard.parts.list_template import template_link
from dashboard.parts.page_links import link_to
from dashboard.style import draw, fragment
from dashboard.wording.translation import Words
from pipelines.partners import list_partners

PASTED = "tableau-colle.csv"
TURN = "submit_turn"


@dataclass(frozen=True)
class Given:
    """The list as it was given."""

    data: bytes
    file_name: str


def list_input(words: Words) -> Given | None:
    """Show both ways to give a list, and return what was given, if anything."""
    _ = words
    turn = st.session_state.setdefault(TURN, 0)
    dropping, pasting = st.tabs([_("Déposer un fichier"), _("Coller un tableau")])
    with dropping:
        file = file_drop(_("Votre tableau de familles"), words, key=f"submit_file_{turn}")
    with pasting:
        pasted = st.text_area(
            _("Collez ici les cellules copiées, ligne de titres comprise"), key=f"submit_paste_{turn}", height=180
        )
        st.button(_("Lire ce tableau"), key=f"submit_read_{turn}")
    if file is not None:
        return Given(file.getvalue(), file.name)
    return Given(pasted.encode(), PASTED) if pasted.strip() else None


def start_again() -> None:
    """Empty the input; a new key is the only way to empty a drop zone."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def show_help(desk: Desk, partner_code: str) -> None:
    """Say what may be sent, and offer the table of this kind of structure to who has none."""
    _ = desk.words
    said = (
        _("Votre tableau convient tel qu'il est : Excel, LibreOffice ou CSV, avec vos propres titres de colonnes."),
        _("Rien n'est envoyé avant que vous ayez vu ce que nous avons compris."),
        _("Les numéros de sécurité sociale, la nationalité et la santé sont retirés et ne sont jamais gardés."),
    )
    for sentence in said:
        draw(fragment("<p class='cu-note'>{sentence}</p>", sentence=sentence))
    chosen = {} if desk.actor.role is Role.PARTNER else {"pour": partner_code}
    link_to(desk, "ajouter", _("Une seule famille ? Ajoutez-la ici"), icon=":material/person_add:", **chosen)
    kinds = {row["code"]: str(row["kind"]) for row in list_partners(desk.office, desk.actor)}
    label = _("Pas encore de liste ? Prenez ce tableau à remplir")
    fetch_links("submit_template", [template_link(label, kinds[partner_code])])
