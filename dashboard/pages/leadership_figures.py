"""The situation in one page: one sentence with four numbers, the seven quantities, the departments left furthest behind.

Only counts; those by department passed disclosure control before they came here.
"""

from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.funnel import funnel
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day, number, percent
from dashboard.wording.quantities import LOOKS, Quantity, quantity_word
from dashboard.wording.translation import Words
from pipelines.reporting.view_situation import Situation, campaign_situation


def page(desk: Desk) -> None:
    """Show the situation of the campaign."""
    _ = desk.words
    with st.spinner(_("Calcul des chiffres de la campagne…")):
        situation = campaign_situation(desk.office, desk.actor, desk.campaign_id)
    if isinstance(situation, Refusal):
        show_refusal(situation, _)
        return
    page_header(_("Où en est la campagne ?"), situation_sentence(situation, _), note=situation_note(situation, _))
    if not situation.figures["requests"]:
        show_no_request(desk)
        return
    show_people(situation, _)
    show_quantities(situation, _)
    show_widest(desk, situation)


def situation_sentence(situation: Situation, words: Words) -> str:
    """Say the campaign in four numbers: served, eligible, their share, structures."""
    _ = words
    homes, language = situation.figures["households"], words.language
    served, eligible = homes["served"], homes["eligible"]
    share = percent(served / eligible if eligible else None, language)
    return _(
        "{served} foyers servis sur {eligible} éligibles ({share}), demandés par {partners} structures, au {day}.",
        served=number(served, language), eligible=number(eligible, language), share=share,
        partners=number(situation.partners, language), day=day(situation.figures["as_of"], language),
    )  # fmt: skip


def situation_note(situation: Situation, words: Words) -> str:
    """Say what the sentence means and what it leaves out."""
    _ = words
    known = number(situation.figures["households"]["known"], words.language)
    return _(
        "Servi : un plan adopté lui attribue du matériel. {known} foyers sont connus, éligibles ou non.", known=known
    )


def show_no_request(desk: Desk) -> None:
    """Say what will come here."""
    _ = desk.words
    show_empty(
        EmptyState(
            title=_("Aucune demande pour l'instant"),
            purpose=_("Les chiffres apparaissent ici dès que les structures envoient leurs listes."),
        ),
        key="figures_empty",
    )


def show_people(situation: Situation, words: Words) -> None:
    """Show who asks, and what is not known yet."""
    _ = words
    language, aggregates = words.language, situation.figures["aggregates"]
    big_numbers(
        [
            Figure(number(situation.partners, language), _("structures"), _("ont envoyé des demandes"), "action"),
            Figure(number(situation.figures["requests"], language), _("demandes"), _("reçues et comptées"), "need"),
            Figure(
                number(aggregates["requests"], language), _("demandes encore sans noms"),
                _("{n} familles annoncées", n=number(aggregates["households"], language)), "waiting",
            ),
            Figure(number(situation.silent, language), _("départements silencieux"), _("aucune demande reçue, sur 101"), "waiting"),
        ]
    )  # fmt: skip


def show_quantities(situation: Situation, words: Words) -> None:
    """Show the seven quantities, drawn and written."""
    _ = words
    st.subheader(_("Du besoin à la remise"))
    units = situation.figures["units"]
    left, right = st.columns(2)
    with left:
        funnel(units["device"], _("Appareils"), _, key="funnel_device")
    with right:
        funnel(units["data"], _("Connexions"), _, key="funnel_data")
    columns = (
        Column("word", _("Quantité")),
        Column("meaning", _("Ce qu'elle compte")),
        Column("device", _("Appareils"), "number"),
        Column("data", _("Connexions"), "number"),
    )
    rows: list[dict[str, Any]] = [
        {"word": quantity_word(quantity, _), "meaning": _(LOOKS[quantity].meaning)}
        | {side: units[side][quantity] for side in ("device", "data")}
        for quantity in Quantity
    ]
    short_table(rows, columns, _, key="quantities", file_name="quantites")
    said = _("Unités. De « attribué » à « remis », une unité compte à chaque étape atteinte ; « retourné » est à part.")
    draw(fragment("<p class='cu-note'>{said}</p>", said=said))


def show_widest(desk: Desk, situation: Situation) -> None:
    """Show the departments with the widest gap rate, and the way to the map."""
    _ = desk.words
    st.subheader(_("Les départements où l'écart est le plus grand"))
    if situation.widest:
        columns = (
            Column("name", _("Département")),
            Column("need", _("Foyers éligibles"), "number"),
            Column("served", _("Foyers servis"), "number"),
            Column("gap", _("Foyers éligibles non servis"), "number"),
            Column("gap_rate", _("Part non servie"), "percent"),
        )
        short_table(situation.widest, columns, _, key="widest", file_name="departements-ecart")
    else:
        said = _(
            "Aucun taux par département ne peut être dit : il montrerait un nombre de moins de 11 foyers, ou le laisserait deviner."
        )
        draw(fragment("<p>{said}</p>", said=said))
    hidden = number(situation.hidden, desk.language)
    said = _("{n} départements ne sont pas comparés : un de leurs chiffres est masqué (moins de 11 foyers).", n=hidden)
    draw(fragment("<p class='cu-note'>{said}</p>", said=said))
    link_to(desk, "carte", _("Voir la carte"), icon=":material/map:")
