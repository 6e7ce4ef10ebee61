"""Every part of the screens in each of its states, on made-up values: to look at, and to test in a browser.

It must never read a campaign.
"""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.model import codes as c
from campaigns.model.outcome import Refusal, Sentence
from dashboard.desk import Desk
from dashboard.parts import notices
from dashboard.parts.badges import TONES, badge, show_badges
from dashboard.parts.drop import file_drop
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.equation import row_equation
from dashboard.parts.figures import Figure, big_numbers, quantity_figure
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_failure, show_refusal
from dashboard.parts.table import Ask, Column, Slice, paged_table
from dashboard.wording.numbers import number, percent
from dashboard.wording.quantities import Quantity
from dashboard.wording.translation import Words

COMMUNES = ("Créteil", "Roubaix", "Saint-Denis", "Aubervilliers", "Marseille", "Le Port", "Évry-Courcouronnes")
ROWS: tuple[dict[str, Any], ...] = tuple(
    {
        "household": f"F-{1000 + n}",
        "commune": COMMUNES[n % len(COMMUNES)],
        "rank": n + 1,
        "distance_km": (n * 7 % 83) / 10,
        "received_on": date(2026, 4, 1 + n % 28),
        "state": tuple(c.GrantState)[n % 5],
    }
    for n in range(112)
)
COUNTS = {"physical": 228, "header": 1, "blank": 4, "not_data": 2, "accepted": 203, "warned": 9, "rejected": 9}


def page(desk: Desk) -> None:
    """Show every part."""
    words = desk.words
    _ = words
    page_header(
        _("À quoi ressemblent les écrans ?"),
        _("Chaque pièce des écrans est montrée ici dans tous ses états, avec des valeurs inventées."),
        note=_("Aucune de ces valeurs ne vient d'une campagne."),
    )
    for title, show in (
        (_("Grands nombres"), show_figures),
        (_("Une liste reçue"), show_list),
        (_("Tableau"), show_table),
        (_("États d'un objet"), show_states),
        (_("États d'une page"), show_page_states),
        (_("Refus et interruptions"), show_refusals),
    ):
        st.subheader(title)
        show(words)


def show_figures(words: Words) -> None:
    """Show the seven quantities and a figure that is none of them."""
    _ = words
    counts = (12870, 11904, 4310, 4120, 3987, 3550, 12)
    unit = _("foyers")
    big_numbers(
        [quantity_figure(quantity, count, words, unit=unit) for quantity, count in zip(Quantity, counts, strict=True)]
    )
    big_numbers(
        [
            Figure(
                percent(4310 / 11904, words.language), _("des foyers éligibles sont servis"), _("au 3 avril"), "served"
            ),
            Figure(number(7594, words.language), _("foyers attendent"), _("au 3 avril"), "gap"),
        ]
    )


def show_list(words: Words) -> None:
    """Show the drop zone and the row equation."""
    _ = words
    file_drop(_("Déposez votre tableau de familles"), words, key="gallery_file")
    row_equation(COUNTS, words)


def show_table(words: Words) -> None:
    """Show the paged table, and what a click on a row gives."""
    _ = words
    columns = (
        Column("household", _("Foyer")),
        Column("commune", _("Commune")),
        Column("rank", _("Rang"), "number"),
        Column("distance_km", _("Distance"), "kilometres"),
        Column("received_on", _("Reçu le"), "day"),
        Column("state", _("État"), "badge", sortable=False),
    )
    chosen = paged_table(made_up_rows, columns, words, key="exemple", file_name="exemple", opens=True)
    if chosen is not None:
        notices.show_done(_("Ligne choisie : {household}", household=chosen["household"]), words)


def made_up_rows(ask: Ask) -> Slice:
    """Answer the table's questions on the made-up rows, as the store does on real ones."""
    wanted = ask.search.casefold()
    found = [row for row in ROWS if wanted in f"{row['household']} {row['commune']}".casefold()]
    found.sort(key=lambda row: (row[ask.sort or "rank"], row["rank"]), reverse=ask.descending)
    return Slice(found[ask.offset : ask.offset + ask.limit], len(found))


def show_states(words: Words) -> None:
    """Show the badge of each state of each object."""
    for kind in TONES:
        show_badges([badge(code, words) for code in kind])


def show_page_states(words: Words) -> None:
    """Show the states that every page has."""
    _ = words
    show_empty(
        EmptyState(
            title=_("Aucune liste reçue"),
            purpose=_("Les listes envoyées par les structures arrivent ici, prêtes à relire."),
            next_step=_("Invitez une première structure, ou déposez une liste en son nom."),
            action=_("Déposer une liste"),
        ),
        key="gallery_empty",
    )
    notices.show_progress(_("Lecture des lignes"), 4000, 12000, words)
    notices.show_stale(_("3 listes reçues depuis ce calcul."), words, key="gallery_stale")
    notices.show_lapsed(_("Deux familles qu'il sert se sont opposées."), words, key="gallery_lapsed")
    notices.show_partial(_("Deux départements n'ont pas encore répondu."), words)
    notices.show_read_only(_("Ce plan est adopté. Seule la coordination peut le retirer."), words)
    notices.show_done(_("212 lignes acceptées."), words)


def show_refusals(words: Words) -> None:
    """Show a refusal, and a page that broke."""
    refusal = Refusal(
        "stale_version",
        Sentence(
            "Ce plan a changé depuis que vous l'avez ouvert (adopté par C. Martin à 16 h 12). Rien n'a été modifié.",
            "This plan changed since you opened it (adopted by C. Martin at 16:12). Nothing was changed.",
        ),
    )
    show_refusal(refusal, words)
    show_failure("7Q2M9X4T", words)
