"""A structure's families, each by its own reference with its state, next action and date; its lists, its deliveries.

Another structure is never named here: a family is « déjà connue » or « déjà prise en charge », without where.
"""

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.partner_absences import show_absences
from dashboard.pages.partner_deliveries import show_deliveries
from dashboard.pages.partner_families import show_families
from dashboard.pages.partner_lists import show_corrections, show_lists
from dashboard.pages.partner_workshops import show_workshops
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.page_links import go_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.views_of_page import linked_view
from pipelines.reporting.view_partner import partner_desk


def page(desk: Desk) -> None:
    """Show the view asked for."""
    _ = desk.words
    counts = partner_desk(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "")
    if isinstance(counts, Refusal):
        show_refusal(counts, _)
        return
    if not counts["lists_sent"]:
        show_nothing_yet(desk)
        return
    views = {
        "familles": _("Familles"),
        "corriger": _("Lignes à corriger"),
        "listes": _("Listes envoyées"),
        "retirees": _("Peut-être retirées"),
        "remises": _("Livraisons"),
        "ateliers": _("Ateliers"),
    }
    view = linked_view("vue", views, _("Ce que montre la page"))
    shown = {
        "familles": show_families,
        "corriger": show_corrections,
        "listes": show_lists,
        "retirees": show_absences,
        "remises": show_deliveries,
        "ateliers": show_workshops,
    }
    shown[view](desk)


def show_nothing_yet(desk: Desk) -> None:
    """Lead to the first list."""
    _ = desk.words
    state = EmptyState(
        title=_("Aucune demande pour l'instant"),
        purpose=_("Chaque famille de vos listes apparaîtra ici, avec ce qu'il advient de sa demande."),
        action=_("Envoyer ma première liste"),
    )
    if show_empty(state, key="requests_first_list"):
        go_to(desk, "envoyer")
