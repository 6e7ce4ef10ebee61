"""The way of a gift before it reaches a site: collected, at the refurbisher, wiped with its certificate; each step is a command.

A step says a day and a reference, and moves no unit: nothing is ours before it arrives.
"""

from datetime import date

from campaigns.lots import ROUTE, route_refusal
from campaigns.model.actor import Actor
from campaigns.model.codes import LotState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.office import Office
from pipelines.stock.lots import Change, stepped
from pipelines.store.port import Row, Session

LONGEST_REFERENCE = 100


def note_route(
    office: Office,
    actor: Actor,
    campaign_id: str,
    lot_id: str,
    step: LotState,
    reference: str,
    on: date | None = None,
    key: str = "",
) -> Row | Refusal:
    """Note that a lot was collected, taken in by a refurbisher, or wiped.

    Parameters
    ----------
    reference
        Of the collection, the name of the refurbisher, or of the wiping certificate.

    Returns
    -------
    dict or Refusal
        `lot_id, code, step`. Refused out of order, before the step before it, or for a day to come.
    """
    day = on or office.clock().date()

    def write(session: Session, lot: Row) -> Change | Refusal:
        if day > office.clock().date():
            return future_day()
        refusal = route_refusal(lot, step, reference, day)
        if refusal is not None:
            return refusal
        day_column, reference_column = ROUTE[step]
        told = {day_column: day, reference_column: reference.strip()[:LONGEST_REFERENCE]}
        return told | {"answer": {"step": step.value}}

    payload = {"step": step.value, "reference": reference, "on": str(day)}
    return stepped(office, actor, campaign_id, lot_id, ("lot.route", "route"), payload, key, write)


def future_day() -> Refusal:
    """Say that a day is still to come."""
    return Refusal(
        "future_date",
        Sentence("Ce jour est dans le futur. Rien n'a été modifié.", "That day is in the future. Nothing was changed."),
    )
