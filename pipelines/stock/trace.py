"""What became of a lot, for its donor: from the pledge to the families, in units and departments, never a family.

A department with fewer households than may be published is not named. This module must never write.
"""

from campaigns.access import Scope, check_can
from campaigns.disclosure import THRESHOLD
from campaigns.lots import ROUTE, STEPS, next_route_step
from campaigns.model.actor import Actor
from campaigns.model.codes import LotOrigin, LotState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.stock.devices import devices_of_lot
from pipelines.stock.lots import found_lot, lot_cells
from pipelines.store.port import Row


def lot_trace(office: Office, actor: Actor, campaign_id: str, lot_id: str) -> Row | Refusal:
    """Return a lot's card.

    Returns
    -------
    dict or Refusal
        The lot with its counts and `state`; `cells` (site, grade and balances), `events` (day, category, reason, site, grade,
        units, oldest first), `departments` (those with enough households, with `units`), `elsewhere` (units handed over in the
        others), `route` (each step from the pledge to the inspection: step, day or None, reference), `next_route` (the step to
        note, or None), `devices` (those whose number is known) and `steps` (what may be done now).
    """
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "lot_id": lot_id}
    with office.store.reading() as session:
        lot = found_lot(office, session, campaign_id, lot_id)
        if isinstance(lot, Refusal):
            return lot
        cells, events = lot_cells(session, campaign_id, lot_id), session.rows("lot/movements", named)
        places = session.rows("lot/places", named)
        devices = devices_of_lot(session, campaign_id, lot_id)
    shown = [row for row in places if row["department_code"] and row["households"] >= THRESHOLD]
    hidden = sum(row["units"] for row in places) - sum(row["units"] for row in shown)
    state = LotState.CLOSED if lot["closed_at"] is not None else lot["state"]
    steps = [step for step in STEPS[state] if lot["to_inspect"] or step not in ("inspect", "refuse")]
    more = {"devices": devices, "route": way_of(lot), "next_route": next_route_step(lot) if "route" in steps else None}
    return lot | more | {"cells": cells, "events": events, "departments": shown, "elsewhere": hidden, "steps": steps}


def way_of(lot: Row) -> list[Row]:
    """Return the way of a lot, from the pledge to the inspection; one that is no gift has no collection nor refurbishing."""
    route = ROUTE if lot["origin"] == LotOrigin.DONATION else {}
    before = [{"step": step.value, "on": lot[day], "reference": lot[told]} for step, (day, told) in route.items()]
    return [
        {"step": "announced", "on": lot["announced_at"].date(), "reference": lot["donor"]},
        *before,
        {"step": "received", "on": lot["received_on"], "reference": lot["site_name"]},
        {"step": "inspected", "on": lot["inspected_on"], "reference": ""},
    ]
