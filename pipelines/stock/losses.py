"""Free units that are there no more: stolen, missing, broken, entered wrongly, or gone back to whoever gave them."""

from campaigns.model.actor import Actor
from campaigns.model.codes import LossReason, MovementCategory
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.stock.ledger import Move, found_cell, move_units, not_a_count
from pipelines.store.port import Row, Session

# What is broken is damaged; what is stolen or missing is lost.
CATEGORY = {
    LossReason.STOLEN: MovementCategory.LOST,
    LossReason.MISSING: MovementCategory.LOST,
    LossReason.BROKEN: MovementCategory.DAMAGED,
}


def lose_units(
    office: Office, actor: Actor, campaign_id: str, cell_id: str, quantity: int, reason: LossReason, key: str = ""
) -> Row | Refusal:
    """Take units off the stock; refused when fewer are free."""
    move = Move(cell_id, CATEGORY[reason], reason.value, quantity)
    return moved(office, actor, campaign_id, "stock.lose", move, key)


def correct_units(
    office: Office, actor: Actor, campaign_id: str, cell_id: str, difference: int, key: str = ""
) -> Row | Refusal:
    """Put an entry right: units above zero were forgotten, units below zero were entered too many."""
    reason = "entry_under" if difference > 0 else "entry_over"
    move = Move(cell_id, MovementCategory.CORRECTED, reason, abs(difference))
    return moved(office, actor, campaign_id, "stock.correct", move, key)


def return_to_supplier(
    office: Office, actor: Actor, campaign_id: str, cell_id: str, quantity: int, key: str = ""
) -> Row | Refusal:
    """Send free units (unfit ones, usually) back to whoever gave or sold them."""
    move = Move(cell_id, MovementCategory.RETURNED_TO_SUPPLIER, "after_inspection", quantity)
    return moved(office, actor, campaign_id, "stock.return", move, key)


def moved(office: Office, actor: Actor, campaign_id: str, action: str, move: Move, key: str) -> Row | Refusal:
    """Carry one move out as a command; returns `cell_id, units, free` (left)."""
    payload = {"cell_id": move.cell_id, "quantity": move.quantity, "reason": move.reason}

    def write(session: Session) -> Effect | Refusal:
        cell = not_a_count(move.quantity) or found_cell(session, campaign_id, move.cell_id)
        if isinstance(cell, Refusal):
            return cell
        refusal = move_units(office, session, actor, campaign_id, [move])
        if refusal is not None:
            return refusal
        after = found_cell(session, campaign_id, move.cell_id)
        free = 0 if isinstance(after, Refusal) else after["on_hand"] - after["reserved"]
        detail = {"units": move.quantity, "reason": move.reason}
        return Effect({"cell_id": move.cell_id, "units": move.quantity, "free": free}, move.cell_id, detail)

    unique = f"{action}:{move.cell_id}:{key or new_id(office.clock())}"
    return perform(office, Command(action, actor, campaign_id, unique, payload), write)
