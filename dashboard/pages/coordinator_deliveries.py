"""What leaves, and what arrived: released units, notes to hand out, notes that came back, and how far each unit went.

Notes hold names: they leave by links that work once.
"""

from typing import Any

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.coordinator_follow_up import show_follow_up
from dashboard.pages.coordinator_messages import show_messages
from dashboard.pages.coordinator_notes import show_notes, show_return
from dashboard.pages.coordinator_release import offer_release
from dashboard.parts.charts import stacked_bars
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import big_numbers, quantity_figure
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.three_verbs import show_three_verbs
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.coordination import item_names, plan_names
from dashboard.wording.numbers import number
from dashboard.wording.quantities import Quantity, quantity_word
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy
from pipelines.reporting.view_deliveries import adopted_plans, delivery_board

KEY = "deliveries"
REACHED = (Quantity.GRANTED, Quantity.RELEASED, Quantity.DELIVERED, Quantity.HANDED_OVER, Quantity.RETURNED)


def page(desk: Desk) -> None:
    """Show the deliveries of an adopted plan."""
    _ = desk.words
    plans = adopted_plans(desk.office, desk.actor, desk.campaign_id)
    if isinstance(plans, Refusal):
        show_refusal(plans, _)
        return
    if not plans:
        show_no_delivery(desk)
        return
    chosen = plans[0]["plan_id"]
    if len(plans) > 1:
        chosen = linked_choice(_("Plan"), "plan_livre", plan_names(plans, _))
    board = delivery_board(desk.office, desk.actor, desk.campaign_id, chosen)
    if isinstance(board, Refusal):
        show_refusal(board, _)
        return
    show_board(desk, chosen, board)


def show_no_delivery(desk: Desk) -> None:
    """Say what comes before deliveries."""
    _ = desk.words
    page_header(
        _("Qu'est-ce qui part, et qu'est-ce qui est arrivé ?"),
        _("Aucun plan n'est encore adopté : rien ne peut partir."),
    )
    show_empty(
        EmptyState(
            title=_("Pas encore de livraison"),
            purpose=_("Les livraisons commencent quand un plan est adopté."),
            next_step=_("Dans l'ordre : proposer, verrouiller, approuver (une autre personne), adopter."),
        ),
        key="deliveries_empty",
    )
    link_to(desk, "plan", _("Ouvrir le plan"))
    show_three_verbs(desk)


def show_board(desk: Desk, plan_id: str, board: dict[str, Any]) -> None:
    """Show how far the units went, then the view chosen."""
    _ = desk.words
    page_header(_("Qu'est-ce qui part, et qu'est-ce qui est arrivé ?"), deliveries_sentence(board["totals"], _))
    show_told(desk, KEY)
    offer_release(desk, plan_id, board)
    views = {"etat": _("Où en est-on"), "bons": _("Bons de livraison"), "suivi": _("Suivi")}
    if can(desk.actor, "message.prepare", Scope()):
        views["messages"] = _("Messages")
    if can(desk.actor, "handover.record", Scope(department_code=desk.actor.department_code)):
        views["retour"] = _("Retour d'un bon")
    view = linked_view("vue_livraisons", views, _("Ce que montre la page"))
    if view == "bons":
        show_notes(desk, plan_id, board)
    elif view == "retour":
        show_return(desk)
    elif view == "suivi":
        show_follow_up(desk)
    elif view == "messages":
        show_messages(desk)
    else:
        show_state(desk, board)


def deliveries_sentence(totals: dict[str, int], words: Words) -> str:
    """Say how far the granted units went."""
    _ = words
    n = {name: number(count, words.language) for name, count in totals.items()}
    return _.plural(
        "{granted} unité attribuée ; libérées : {released}, livrées : {delivered}, remises aux foyers : {handed_over}.",
        "{granted} unités attribuées ; libérées : {released}, livrées : {delivered}, remises aux foyers : {handed_over}.",
        totals["granted"], **n,
    )  # fmt: skip


def show_state(desk: Desk, board: dict[str, Any]) -> None:
    """Show the quantities, for each item."""
    _ = desk.words
    totals = board["totals"]
    big_numbers([quantity_figure(quantity, totals[quantity.value], _, unit=_("unités")) for quantity in REACHED])
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    names = item_names(None if isinstance(policy, Refusal) else policy, _)
    rows = [row | {"label": names.get(row["item"], row["item"])} for row in board["items"]]
    series = {
        "at_site": (_("attribué, pas libéré"), "waiting"), "leaving": (_("libéré, pas livré"), "need"),
        "at_partner": (_("livré, pas remis"), "gap"), "handed_over": (_("remis"), "served"),
    }  # fmt: skip
    stacked_bars(rows, "label", series, _, unit=_("unités"))
    columns = (Column("label", _("Article")), *(
        Column(quantity.value, quantity_word(quantity, _).capitalize(), "number") for quantity in REACHED
    ))  # fmt: skip
    short_table(rows, columns, _, key="etat_livraisons", file_name="livraisons")
    show_three_verbs(desk)
