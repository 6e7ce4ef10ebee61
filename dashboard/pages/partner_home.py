"""A structure's first page: lines to correct, kits to confirm, families served. Nothing else."""

from collections.abc import Callable, Mapping

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.page_links import go_to, link_to
from dashboard.parts.refusal import show_refusal
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.reporting.view_partner import partner_desk

Counts = Mapping[str, int]
GO = ":material/arrow_forward:"


def page(desk: Desk) -> None:
    """Show what the structure has to do now."""
    _ = desk.words
    counts = partner_desk(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "")
    if isinstance(counts, Refusal):
        show_refusal(counts, _)
        return
    page_header(_("Que dois-je faire maintenant ?"), work_sentence(counts, _))
    if not counts["lists_sent"]:
        show_first_step(desk)
        return
    cards: tuple[tuple[Figure, Callable[[], None]], ...] = (
        (
            to_correct(counts, _),
            lambda: link_to(desk, "demandes", _("Voir les lignes à corriger"), icon=GO, vue="corriger"),
        ),
        (to_confirm(counts, _), lambda: link_to(desk, "remises", _("Noter les remises"), icon=GO)),
        (served(counts, _), lambda: link_to(desk, "demandes", _("Voir mes demandes"), icon=GO)),
    )
    for column, (figure, link) in zip(st.columns(len(cards)), cards, strict=True):
        with column:
            big_numbers([figure])
            link()


def work_sentence(counts: Counts, words: Words) -> str:
    """Say in one sentence whether something waits for the structure."""
    _ = words
    if not counts["lists_sent"]:
        return _("Envoyez la liste des familles qui ont besoin d'un appareil ou d'une connexion.")
    if counts["rows_to_correct"] or counts["kits_to_confirm"]:
        return _("Des familles attendent un geste de votre part.")
    return _("Rien pour l'instant : vos listes sont à jour.")


def to_correct(counts: Counts, words: Words) -> Figure:
    """Return the lines that wait for a correction."""
    _ = words
    count = counts["rows_to_correct"]
    word = _.plural("ligne à corriger", "lignes à corriger", count)
    meaning = _("dans vos listes les plus récentes")
    return Figure(number(count, words.language), word, meaning, "gap" if count else "waiting")


def to_confirm(counts: Counts, words: Words) -> Figure:
    """Return the kits whose hand-over is to be confirmed."""
    _ = words
    count = counts["kits_to_confirm"]
    word = _.plural("kit à confirmer", "kits à confirmer", count)
    meaning = _("en route ou arrivés, pas encore remis")
    return Figure(number(count, words.language), word, meaning, "need" if count else "waiting")


def served(counts: Counts, words: Words) -> Figure:
    """Return the families to whom something was handed over lately, out of all those."""
    _ = words
    count, total = counts["families_served_lately"], counts["families_served"]
    word = _.plural("famille a reçu du matériel cette semaine", "familles ont reçu du matériel cette semaine", count)
    meaning = _("{total} depuis le début", total=number(total, words.language))
    return Figure(number(count, words.language), word, meaning, "served")


def show_first_step(desk: Desk) -> None:
    """Lead to the first list."""
    _ = desk.words
    state = EmptyState(
        title=_("Aucune liste envoyée"),
        purpose=_("Votre tableau convient tel qu'il est. Vous verrez ce que nous en avons compris avant d'envoyer."),
        action=_("Envoyer ma première liste"),
    )
    if show_empty(state, key="partner_first_list"):
        go_to(desk, "envoyer")
