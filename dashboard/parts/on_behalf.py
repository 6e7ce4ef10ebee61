"""For which structure a list or a family is sent: a partner's own, or the one that a coordinator chooses, never by default."""

import streamlit as st

from campaigns.model.codes import Role
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from pipelines.partners import list_partners
from pipelines.store.port import Row


def structure_to_send_for(desk: Desk, title: str) -> Row | None:
    """Return the structure, or None after saying what is missing.

    Parameters
    ----------
    title
        What the page is for: its heading while no structure is chosen.
    """
    _ = desk.words
    partners = {str(row["code"]): row for row in list_partners(desk.office, desk.actor)}
    if not partners:
        show_empty(
            EmptyState(
                title=_("Aucune structure pour l'instant"),
                purpose=_("Une liste ou une famille est toujours envoyée par une structure, ou en son nom."),
                next_step=_("Ajoutez d'abord les structures."),
            ),
            key="on_behalf_no_partner",
        )
        return None
    if desk.actor.role is Role.PARTNER:
        return next(iter(partners.values()))
    head = st.container()
    # A usual choice would send the families of one structure in the name of another.
    names = {"": _("Choisir une structure")} | {code: str(row["name"]) for code, row in partners.items()}
    code = linked_choice(_("Au nom de la structure"), "pour", names)
    if code:
        return partners[code]
    with head:
        page_header(
            title,
            _("Choisissez d'abord la structure."),
            note=_(
                "Les familles appartiennent à la structure qui les connaît : elle verra ce qui est envoyé en son nom."
            ),
        )
    return None
