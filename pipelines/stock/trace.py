"""What became of a lot, for its donor: from the pledge to the families, in units and departments, never a family.

A department with fewer households than may be published is not named. This module must never write.
"""

from campaigns.access import Scope, check_can
from campaigns.disclosure import THRESHOLD
from campaigns.lots import STEPS
from campaigns.model.actor import Actor
from campaigns.model.codes import LotState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.stock.lots import found_lot, lot_cells
from pipelines.store.port import Row


def lot_trace(office: Office, actor: Actor, campaign_id: str, lot_id: str) -> Row | Refusal:
    """Return a lot's card.

    Returns
    -------
    dict or Refusal
        The lot with its counts and `state`; `cells` (site, grade and balances), `events` (day, category, reason, site, grade,
        units, oldest first), `departments` (those with enough households, with `units`), `elsewhere` (units handed over in the
        others) and `steps` (what may be done now).
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
    shown = [row for row in places if row["department_code"] and row["households"] >= THRESHOLD]
    hidden = sum(row["units"] for row in places) - sum(row["units"] for row in shown)
    state = LotState.CLOSED if lot["closed_at"] is not None else lot["state"]
    steps = [step for step in STEPS[state] if lot["to_inspect"] or step not in ("inspect", "refuse")]
    return lot | {"cells": cells, "events": events, "departments": shown, "elsewhere": hidden, "steps": steps}
