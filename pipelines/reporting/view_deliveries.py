"""How far the units of an adopted plan went, by item, by site and by partner. No name, no family."""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.ordinary import every_plan
from pipelines.reporting.view_sums import delivery_sums
from pipelines.store.port import Row

STEPS = ("granted", "released", "delivered", "handed_over", "returned")


def adopted_plans(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the adopted plans, newest first, exceptional grants last (columns of `every_plan`)."""
    refusal = check_can(actor, "delivery.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        plans = every_plan(session, campaign_id)
    adopted = [row for row in plans if row["state"] == PlanState.ADOPTED]
    return sorted(adopted, key=lambda row: bool(row["is_exceptional"]))


def delivery_board(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what the page of deliveries shows.

    Returns
    -------
    dict or Refusal
        `totals` (units that reached each of granted, released, delivered, handed_over; returned), `to_release` (units whose stock is there),
        `not_there` and `next_on` (units granted from a wave still to come, and the first day one arrives),
        `items` and `pairs` (site and partner) with the same counts; an item also has the units that stand between two steps:
        `at_site, leaving, at_partner`.
    """
    sums = delivery_sums(office, actor, campaign_id, plan_id)
    if isinstance(sums, Refusal):
        return sums
    totals = {step: sum(row[step] for row in sums["items"]) for step in STEPS}
    ready = sum(row["ready"] for row in sums["items"])
    return {
        "totals": totals,
        "to_release": ready,
        "not_there": totals["granted"] - totals["released"] - ready,
        "next_on": min((row["next_on"] for row in sums["items"] if row["next_on"]), default=None),
        "items": [row | between(row) for row in sums["items"]],
        "pairs": sums["pairs"],
    }


def shortfalls(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return why units are not with their families: kind (`HandOverKind`), reason (`ShortfallReason`), units, households."""
    refusal = check_can(actor, "delivery.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("view/shortfalls", {"campaign_id": campaign_id})


def between(row: Row) -> dict[str, int]:
    """Return the units of an item that stand between two steps."""
    return {
        "at_site": row["granted"] - row["released"],
        "leaving": row["released"] - row["delivered"],
        "at_partner": row["delivered"] - row["handed_over"],
    }
