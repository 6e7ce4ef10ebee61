"""Sends what was released: one shipment a site and structure. It leaves the shelf, and is on the way until the structure has it."""

from collections import Counter

from campaigns.access import Scope
from campaigns.allocation.readable import REMOTE
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, HandOverKind, MovementCategory
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.events import Event, append_events, events_of_units, unit_of
from pipelines.delivery.places import grants_where_handed_over
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.stock.ledger import Move, move_units
from pipelines.store.port import Row, Session


def ship_note(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None, site_code: str, partner_code: str
) -> Row | Refusal:
    """Note that everything released at one site for one structure has left; what left before is not noted again.

    Returns
    -------
    dict or Refusal
        `shipped` (units).
    """
    plan = find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
        departments = {
            row["partner_code"]: row["partner_department_code"] for row in session.rows("plan/grants", named)
        }
    scope = Scope(None, departments.get(partner_code))

    def write(session: Session) -> Effect | Refusal:
        waiting = ready_to_ship(session, campaign_id, plan["plan_id"], site_code, partner_code)
        if not waiting:
            return NOTHING_TO_SHIP
        today = office.clock().date()
        append_events(
            office,
            session,
            actor,
            campaign_id,
            [Event(*unit_of(grant), HandOverKind.SHIPPED, today) for grant in waiting],
        )
        moves = [
            Move(cell_id, MovementCategory.SHIPPED, "shipped", units)
            for cell_id, units in sorted(Counter(grant["cell_id"] for grant in waiting).items())
        ]
        answer = {"shipped": len(waiting)}
        refusal = move_units(office, session, actor, campaign_id, moves, plan["plan_id"])
        return refusal or Effect(answer, plan["plan_id"], answer | {"site": site_code, "partner": partner_code})

    key = f"ship:{plan['plan_id']}:{site_code}:{partner_code}:{office.clock()}"
    payload = {"plan_id": plan["plan_id"], "site": site_code, "partner": partner_code}
    return perform(office, Command("delivery.ship", actor, campaign_id, key, payload, scope), write)


def ready_to_ship(session: Session, campaign_id: str, plan_id: str, site_code: str, partner_code: str) -> list[Row]:
    """Return the released units of one site and structure that travel and have not left."""
    events = events_of_units(session, campaign_id)
    return [
        grant
        for grant in grants_where_handed_over(session, campaign_id, plan_id)
        if (grant["site_code"], grant["partner_code"]) == (site_code, partner_code)
        and grant["state"] == GrantState.RELEASED
        and grant["mode"] != REMOTE
        and not any(event["kind"] == HandOverKind.SHIPPED for event in events.get(unit_of(grant), ()))
    ]


NOTHING_TO_SHIP = Refusal(
    "nothing_to_ship",
    Sentence(
        "Rien n'attend de partir pour cette structure : libérez d'abord, ou tout est déjà parti. Rien n'a été modifié.",
        "Nothing waits to leave for this structure: release first, or all of it has left. Nothing was changed.",
    ),
)
