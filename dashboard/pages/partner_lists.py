"""The lists a structure sent, each with its receipt, and the rows of them that wait for a correction."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from campaigns.model.codes import ListState
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.badges import badge
from dashboard.parts.equation import row_equation
from dashboard.parts.fetch_links import fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.kept_list_cards import kept_list_cards
from dashboard.parts.page_links import link_to
from dashboard.parts.quality import show_own_quality
from dashboard.parts.receipt_links import receipt_link
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told
from dashboard.style import draw, fragment
from dashboard.wording.coordination import REFUSE_REASONS
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words
from pipelines.intake.receipts import receipt_over
from pipelines.reporting.view_lists import list_repairs
from pipelines.reporting.view_partner import lists_to_correct, sent_lists

LISTS_A_PAGE = 5
CORRECTIONS = "corrections"
TERMS = ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")


def show_lists(desk: Desk) -> None:
    """Show the lists, newest first."""
    _ = desk.words
    lists = sent_lists(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "")
    if isinstance(lists, Refusal):
        show_refusal(lists, _)
        return
    count = len(lists)
    page_header(
        _("Quelles listes sont parties ?"),
        _.plural("{n} liste envoyée.", "{n} listes envoyées.", count, n=number(count, desk.language)),
        note=_(
            "Le reçu est votre propre tableau, avec ce qu'est devenue chaque ligne. Vous pouvez le corriger et le renvoyer."
        ),
    )
    page_count = -(-count // LISTS_A_PAGE)
    at = st.pagination(page_count, key="lists_p", bind="query-params") if page_count > 1 else 1
    for card in lists[(at - 1) * LISTS_A_PAGE : at * LISTS_A_PAGE]:
        show_card(desk, card)
    show_own_quality(desk, desk.actor.partner_id or "")


def show_card(desk: Desk, card: Mapping[str, Any]) -> None:
    """Show one list: when, what it became, its rows, its receipt."""
    _ = desk.words
    with st.container(border=True):
        draw(
            fragment(
                "<p><strong>{name}</strong> · {when}<br>{state}</p>",
                name=card["file_name"] or _("Liste"), when=moment(card["received_at"], desk.language),
                state=badge(ListState(card["state"]), _),
            )
        )  # fmt: skip
        said = card_sentence(card, _)
        if said:
            draw(fragment("<p class='cu-note'>{said}</p>", said=said))
        row_equation({term: card[f"{term}_count"] for term in TERMS}, _)
        over = receipt_over(desk.office, card["received_at"])
        if over is not None:
            draw(fragment("<p class='cu-note'>{said}</p>", said=_.of(over.sentence)))
            return
        link = receipt_link(desk, card["list_id"], card["file_kind"], card["file_name"], _("Télécharger le reçu"))
        fetch_links(f"receipt_{card['list_id']}", [link])


def card_sentence(card: Mapping[str, Any], words: Words) -> str:
    """Say why a list was refused, that it waits, or that a later one replaces it."""
    _ = words
    if card["state"] == ListState.REFUSED:
        reason = card["refuse_reason"] or ""
        return _("Motif : {reason}.", reason=_(REFUSE_REASONS[reason]) if reason in REFUSE_REASONS else reason)
    if card["state"] == ListState.IN_REVIEW:
        return _("La coordination la relit. Rien à faire pour l'instant.")
    return _("Une liste plus récente la remplace.") if card["is_replaced"] else ""


def show_corrections(desk: Desk) -> None:
    """Show what can be put right in the lists that no later list replaces; each correction counts at once."""
    _ = desk.words
    lists = lists_to_correct(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "")
    if isinstance(lists, Refusal):
        show_refusal(lists, _)
        return
    page_header(_("Quelles lignes dois-je corriger ?"), corrections_sentence(lists, _), note=how_to_correct(lists, _))
    show_told(desk, CORRECTIONS)
    for card in lists:
        found = list_repairs(desk.office, desk.actor, desk.campaign_id, card["list_id"])
        if isinstance(found, Refusal):
            show_refusal(found, _)
            continue
        when = moment(card["received_at"], desk.language)
        draw(fragment("<h2 class='cu-note'>{name} · {when}</h2>", name=card["file_name"] or _("Liste"), when=when))
        kept_list_cards(desk, found["card"], found["repairs"], CORRECTIONS)
    if lists:
        link_to(desk, "envoyer", _("Renvoyer le tableau corrigé"), icon=":material/upload_file:")


def corrections_sentence(lists: list[dict[str, Any]], words: Words) -> str:
    """Say how many rows wait."""
    _ = words
    count = sum(card["rejected_count"] for card in lists)
    if not count:
        return _("Aucune : toutes vos lignes sont prises en compte.")
    said = number(count, words.language)
    return _.plural("{n} ligne attend votre correction.", "{n} lignes attendent votre correction.", count, n=said)


def how_to_correct(lists: list[dict[str, Any]], words: Words) -> str:
    """Say how a correction is sent."""
    _ = words
    if not lists:
        return ""
    return _(
        "Corrigez ici, ou dans votre tableau que vous renvoyez entier : les lignes déjà prises en compte ne sont pas doublées."
    )
