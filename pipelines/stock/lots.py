"""The steps of a lot: received, inspected and graded, refused, redirected, closed; each one is a command.

Units received wait for inspection and cannot be planned; inspected ones can from their day on.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.lots import inspection_refusal, lot_state, step_refusal, still_expected
from campaigns.model.actor import Actor
from campaigns.model.codes import LotCloseReason, LotState, MovementCategory, Side
from campaigns.model.outcome import Refusal, Sentence
from pipelines.campaigns_desk import campaign_policy
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.stock.ledger import Cell, Move, cell_of, held_site, move_units, not_a_count, open_cell
from pipelines.store.port import Row, Session

Change = dict[str, Any]
Step = Callable[[Session, Row], Change | Refusal]


def receive_lot(
    office: Office, actor: Actor, campaign_id: str, lot_id: str, count: int, on: date | None = None, key: str = ""
) -> Row | Refusal:
    """Note that units of a lot arrived: they wait for inspection. More than announced is taken in, and shows.

    Returns
    -------
    dict or Refusal
        `lot_id, code, received` (now), `still_expected`.
    """

    def write(session: Session, lot: Row) -> Change | Refusal:
        site = not_a_count(count) or held_site(session, lot["site_code"])
        if isinstance(site, Refusal):
            return site
        day = on or office.clock().date()
        cell = open_cell(session, campaign_id, arrival_cell(lot, day))
        moves = [Move(cell, MovementCategory.RECEIVED, "lot", count)]
        left = still_expected(lot | {"received": lot["received"] + count})
        change = {"received_on": day, "answer": {"received": count, "still_expected": left}}
        return move_units(office, session, actor, campaign_id, moves) or change

    payload = {"count": count, "on": str(on or "")}
    return stepped(office, actor, campaign_id, lot_id, ("lot.receive", "receive"), payload, key, write)


def arrival_cell(lot: Row, day: date) -> Cell:
    """Return the cell where units of a lot wait for inspection."""
    return Cell(lot["site_id"], lot["item"], "", lot["donor"], lot["earmark"], lot["lot_id"], day)


def inspect_lot(
    office: Office,
    actor: Actor,
    campaign_id: str,
    lot_id: str,
    grades: Mapping[str, int],
    available_on: date | None = None,
    wiping_ref: str = "",
    key: str = "",
) -> Row | Refusal:
    """Grade units that wait: they may be planned at once, and leave from `available_on` (today by default).

    Parameters
    ----------
    grades
        Units by grade, an empty grade for a top-up; what is left waits on.

    Returns
    -------
    dict or Refusal
        `lot_id, code, inspected, to_inspect` (units left).
    """
    policy = campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    sides = {item.code: item.side for item in policy.items}

    def write(session: Session, lot: Row) -> Change | Refusal:
        reference = wiping_ref or lot["wiping_ref"]
        side = sides.get(lot["item"], Side.DATA)
        refusal = inspection_refusal(side, lot["origin"], reference, grades, lot["to_inspect"])
        if refusal is not None:
            return refusal
        today = office.clock().date()
        waiting = [row for row in lot_cells(session, campaign_id, lot_id) if row["to_inspect"]]
        moves: list[Move] = []
        for cell, grade, units in shared_out(waiting, grades):
            target = cell_of(cell).graded(grade, available_on or today)
            to_cell = open_cell(session, campaign_id, target)
            moves.append(Move(cell["cell_id"], MovementCategory.INSPECTED, "graded_from", units))
            moves.append(Move(to_cell, MovementCategory.INSPECTED, "graded_to", units))
        done = sum(grades.values())
        change = {"inspected_on": today, "wiping_ref": reference}
        answer = {"inspected": done, "to_inspect": lot["to_inspect"] - done}
        return move_units(office, session, actor, campaign_id, moves) or change | {"answer": answer}

    payload = {"grades": dict(grades), "available_on": str(available_on or "")}
    return stepped(office, actor, campaign_id, lot_id, ("lot.inspect", "inspect"), payload, key, write)


def shared_out(waiting: list[Row], grades: Mapping[str, int]) -> list[tuple[Row, str, int]]:
    """Take the units of each grade from the cells that wait, in their order."""
    left = {row["cell_id"]: row["to_inspect"] for row in waiting}
    taken = []
    for grade, count in grades.items():
        for row in waiting:
            units = min(count, left[row["cell_id"]])
            if units:
                left[row["cell_id"]] -= units
                count -= units
                taken.append((row, grade, units))
    return taken


def refuse_shipment(
    office: Office, actor: Actor, campaign_id: str, lot_id: str, count: int, key: str = ""
) -> Row | Refusal:
    """Send back to whoever sent them units that wait for inspection; returns `lot_id, code, refused`."""

    def write(session: Session, lot: Row) -> Change | Refusal:
        refusal = not_a_count(count) or (None if count <= lot["to_inspect"] else too_many(count, lot["to_inspect"]))
        if refusal is not None:
            return refusal
        waiting = [row for row in lot_cells(session, campaign_id, lot_id) if row["to_inspect"]]
        back = MovementCategory.RETURNED_TO_SUPPLIER
        moves = [
            Move(cell["cell_id"], back, "refused_on_arrival", units)
            for cell, _, units in shared_out(waiting, {"": count})
        ]
        return move_units(office, session, actor, campaign_id, moves) or {"answer": {"refused": count}}

    return stepped(office, actor, campaign_id, lot_id, ("lot.refuse", "refuse"), {"count": count}, key, write)


def redirect_lot(
    office: Office, actor: Actor, campaign_id: str, lot_id: str, site_code: str, expected_on: date | None = None
) -> Row | Refusal:
    """Send a lot that has not come yet to another site, or on another day."""

    def write(session: Session, lot: Row) -> Change | Refusal:
        site = held_site(session, site_code)
        if isinstance(site, Refusal):
            return site
        return {
            "site_id": site["site_id"],
            "expected_on": expected_on or lot["expected_on"],
            "answer": {"site": site_code},
        }

    payload = {"site_code": site_code, "expected_on": str(expected_on or "")}
    return stepped(office, actor, campaign_id, lot_id, ("lot.redirect", "redirect"), payload, "", write)


def close_lot(office: Office, actor: Actor, campaign_id: str, lot_id: str, reason: LotCloseReason) -> Row | Refusal:
    """Say that what is still missing of a lot will not come; returns `lot_id, code, missing`."""

    def write(session: Session, lot: Row) -> Change | Refusal:
        missing = still_expected(lot)
        return {"closed_at": office.clock(), "close_reason": reason.value, "answer": {"missing": missing}}

    return stepped(office, actor, campaign_id, lot_id, ("lot.close", "close"), {"reason": reason.value}, "", write)


def stepped(
    office: Office, actor: Actor, campaign_id: str, lot_id: str, names: tuple[str, str], payload: Change, key: str, step: Step
) -> Row | Refusal:  # fmt: skip
    """Take one step of a lot's life as a command; `names` are the action and the step."""
    action, name = names

    def write(session: Session) -> Effect | Refusal:
        lot = found_lot(office, session, campaign_id, lot_id)
        if isinstance(lot, Refusal):
            return lot
        change = wrong_step(lot, name) or step(session, lot)
        if isinstance(change, Refusal):
            return change
        answer = {"lot_id": lot_id, "code": lot["code"]} | change.pop("answer")
        kept = {column: change.get(column, lot[column]) for column in STEP_COLUMNS}
        session.run("lot/step", {"campaign_id": campaign_id, "lot_id": lot_id, "version": lot["version"]} | kept)
        return Effect(answer, lot_id, {n: v for n, v in answer.items() if isinstance(v, int)})

    unique = f"{action}:{lot_id}:{key or new_id(office.clock())}"
    return perform(office, Command(action, actor, campaign_id, unique, {"lot_id": lot_id} | payload), write)


STEP_COLUMNS = (
    "site_id", "expected_on", "received_on", "inspected_on", "wiping_ref", "closed_at", "close_reason", "collected_on",
    "collection_ref", "refurbishing_on", "refurbisher", "wiped_on",
)  # fmt: skip


def wrong_step(lot: Row, name: str) -> Refusal | None:
    """Refuse a step that this lot cannot take; a closed lot takes in nothing more."""
    if lot["closed_at"] is not None and name in ("receive", "redirect", "close"):
        return step_refusal(LotState.CLOSED, name)
    state = LotState.CLOSED if lot["closed_at"] is not None else lot["state"]
    return step_refusal(state, name)


def found_lot(office: Office, session: Session, campaign_id: str, lot_id: str) -> Row | Refusal:
    """Return a lot with its counts and state."""
    lots = lots_with_states(office, session, campaign_id)
    return next((lot for lot in lots if lot["lot_id"] == lot_id), None) or Refusal(
        "unknown_lot",
        Sentence(
            "Ce lot n'existe pas dans cette campagne. Rien n'a été modifié.",
            "There is no such lot in this campaign. Nothing was changed.",
        ),
    )


def lots_with_states(office: Office, session: Session, campaign_id: str) -> list[Row]:
    """Return every lot with its counts, state and how many units may still come."""
    today = office.clock().date()
    rows = session.rows("lot/all", {"campaign_id": campaign_id, "today": today})
    return [row | {"state": lot_state(row, today), "still_expected": still_expected(row)} for row in rows]


def lot_cells(session: Session, campaign_id: str, lot_id: str) -> list[Row]:
    """Return the cells of a lot."""
    return session.rows("lot/cells", {"campaign_id": campaign_id, "lot_id": lot_id})


def list_lots(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every lot, in order of its code, with its counts, `state` and `still_expected`."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return lots_with_states(office, session, campaign_id)


def too_many(count: int, waiting: int) -> Refusal:
    """Say that fewer units wait than are sent back."""
    return Refusal(
        "not_enough",
        Sentence(
            f"Unités à renvoyer : {count} ; en attente de contrôle : {waiting}. Rien n'a été modifié ; corrigez le nombre.",
            f"Units to send back: {count}; waiting for inspection: {waiting}. Nothing was changed; correct the number.",
        ),
    )
