"""Where and when the families of a structure are awaited at a workshop, and the way to give a place back."""

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.referrals import KEY, show_referrals
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told
from pipelines.help.referrals import list_referrals
from pipelines.reporting.view_partner import FamilyQuestion, partner_families


def show_workshops(desk: Desk) -> None:
    """Show the referrals of the structure's own families."""
    _ = desk.words
    rows = list_referrals(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id)
    if isinstance(rows, Refusal):
        show_refusal(rows, _)
        return
    page_header(
        _("Qui est attendu à un atelier ?"),
        _("Dites à chaque famille où et quand ; rendez sa place si elle ne peut pas venir."),
    )
    show_told(desk, KEY)
    if not rows:
        state = EmptyState(
            title=_("Aucune famille n'est attendue à un atelier"),
            purpose=_(
                "Les familles pour qui vous demandez un accompagnement apparaîtront ici, avec le lieu et le jour."
            ),
        )
        show_empty(state, key="partner_workshops_empty")
        return
    found = partner_families(
        desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "", FamilyQuestion(0, 100_000)
    )
    known = [] if isinstance(found, Refusal) else found.rows
    names = {row["request_id"]: f"{row['reference']} {row['family']}".strip() for row in known}
    show_referrals(desk, rows, names)
