"""How far the units of an adopted plan went, by item, by site and by partner. No name, no family."""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.reporting.view_sums import delivery_sums
from pipelines.store.port import Row

STEPS = ("granted", "released", "delivered", "handed_over", "returned")


def adopted_plans(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the adopted plans, newest first, for who follows deliveries."""
    refusal = check_can(actor, "delivery.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        plans = session.rows("plan/all", {"campaign_id": campaign_id})
    return [row for row in plans if row["state"] == PlanState.ADOPTED]


def delivery_board(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what the page of deliveries shows.

    Returns
    -------
    dict or Refusal
        `totals` (units that reached each of granted, released, delivered, handed_over; returned), `to_release` (units),
        `items` and `pairs` (site and partner) with the same counts; an item also has the units that stand between two steps:
        `at_site, leaving, at_partner`.
    """
    sums = delivery_sums(office, actor, campaign_id, plan_id)
    if isinstance(sums, Refusal):
        return sums
    totals = {step: sum(row[step] for row in sums["items"]) for step in STEPS}
    return {
        "totals": totals,
        "to_release": totals["granted"] - totals["released"],
        "items": [row | between(row) for row in sums["items"]],
        "pairs": sums["pairs"],
    }


def between(row: Row) -> dict[str, int]:
    """Return the units of an item that stand between two steps."""
    return {
        "at_site": row["granted"] - row["released"],
        "leaving": row["released"] - row["delivered"],
        "at_partner": row["delivered"] - row["handed_over"],
    }
