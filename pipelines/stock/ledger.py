"""The one way by which units move on a cell: the balance is changed under its guard, the movement written beside it.

A refused move leaves nothing. This module must never grant anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pyarrow as pa

from campaigns.ledger import COLUMNS, effect_of
from campaigns.model.actor import Actor
from campaigns.model.codes import MovementCategory
from campaigns.model.outcome import Refusal, Sentence
from pipelines.ids import new_ids
from pipelines.office import Office
from pipelines.planning.stock import MOVEMENT_SCHEMA, site_closed
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Cell:
    """Where units lie, and what they are: all units of a cell may stand for one another."""

    site_id: str
    item: str
    grade: str
    donor: str
    earmark: str
    lot_id: str
    available_on: date

    @property
    def cell_id(self) -> str:
        """Return the id of the cell: the same units coming twice share it."""
        parts = [self.site_id, self.item, self.grade, self.donor, self.earmark, self.available_on.isoformat()]
        return sha256("|".join([*parts, self.lot_id] if self.lot_id else parts).encode()).hexdigest()[:20]

    def at(self, site_id: str) -> "Cell":
        """Return the same cell at another site."""
        return replace(self, site_id=site_id)

    def graded(self, grade: str, available_on: date) -> "Cell":
        """Return the cell where units of this one lie once they are graded."""
        return replace(self, grade=grade, available_on=available_on)


def cell_of(row: Mapping[str, Any]) -> Cell:
    """Return the cell that a row of the store describes."""
    return Cell(**{name: row[name] for name in Cell.__dataclass_fields__})


@dataclass(frozen=True)
class Move:
    """Units of one cell that move for one reason."""

    cell_id: str
    category: MovementCategory
    reason: str
    quantity: int


def move_units(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    moves: Iterable[Move],
    plan_id: str | None = None,
) -> Refusal | None:
    """Move units, inside the caller's transaction; the first move that the balance does not allow refuses all of them."""
    moving = [move for move in moves if move.quantity]
    for move in moving:
        change = effect_of(move.category, move.reason)
        if change is None:
            raise KeyError(move.category, move.reason)
        named: dict[str, object] = {"campaign_id": campaign_id, "cell_id": move.cell_id}
        if not session.run("stock/move", named | {name: change.get(name, 0) * move.quantity for name in COLUMNS}):
            return not_enough(session, campaign_id, move)
    write_movements(office, session, actor, campaign_id, moving, plan_id)
    return None


def write_movements(
    office: Office, session: Session, actor: Actor, campaign_id: str, moves: list[Move], plan_id: str | None
) -> None:
    """Append one movement for each move."""
    if not moves:
        return
    now = office.clock()
    rows = [
        {
            "campaign_id": campaign_id, "movement_id": movement_id, "cell_id": move.cell_id,
            "category": move.category.value, "quantity": move.quantity, "reason": move.reason, "plan_id": plan_id,
            "line_id": None, "happened_at": now, "actor_id": actor.user_id,
        }
        for movement_id, move in zip(new_ids(now, len(moves)), moves, strict=True)
    ]  # fmt: skip
    session.append("movement", pa.Table.from_pylist(rows, schema=MOVEMENT_SCHEMA))


def open_cell(session: Session, campaign_id: str, cell: Cell) -> str:
    """Make sure that a cell is there, empty at first, and return its id."""
    session.run("stock/open_cell", {"campaign_id": campaign_id, "cell_id": cell.cell_id} | asdict(cell))
    return cell.cell_id


def found_cell(session: Session, campaign_id: str, cell_id: str) -> Row | Refusal:
    """Return a cell with its site and balances."""
    rows = session.rows("stock/cells", {"campaign_id": campaign_id})
    return next((row for row in rows if row["cell_id"] == cell_id), None) or Refusal(
        "unknown_cell",
        Sentence(
            "Ces unités ne sont pas dans le stock de cette campagne. Rien n'a été modifié ; rechargez la page.",
            "These units are not in this campaign's stock. Nothing was changed; reload the page.",
        ),
    )


def held_site(session: Session, code: str) -> Row | Refusal:
    """Return the open site of that code, held so that nobody closes it before the transaction ends."""
    site = next((row for row in session.rows("site/all") if row["code"] == code), None)
    if site is None:
        return Refusal(
            "unknown_site",
            Sentence(
                f"Le site « {code} » n'est pas dans la liste des sites. Rien n'a été modifié.",
                f"Site “{code}” is not in the list of sites. Nothing was changed.",
            ),
        )
    if not session.run("site/hold", {"site_id": site["site_id"]}):
        return site_closed(site["name"])
    return site


def not_enough(session: Session, campaign_id: str, move: Move) -> Refusal:
    """Say how many units there are of those that should move."""
    cell = found_cell(session, campaign_id, move.cell_id)
    if isinstance(cell, Refusal):
        return cell
    free, waiting = cell["on_hand"] - cell["reserved"], cell["to_inspect"]
    return Refusal(
        "not_enough",
        Sentence(
            f"{cell['site_name']}, unités demandées : {move.quantity} ; libres : {free}, réservées : {cell['reserved']}, "
            f"à contrôler : {waiting}, en chemin : {cell['in_transit']}. Rien n'a été modifié ; corrigez le nombre.",
            f"{cell['site_name']}, units asked: {move.quantity}; free: {free}, reserved: {cell['reserved']}, "
            f"to inspect: {waiting}, on the way: {cell['in_transit']}. Nothing was changed; correct the number.",
        ),
    )


def not_a_count(quantity: int) -> Refusal | None:
    """Refuse a number of units that is not above zero."""
    if quantity > 0:
        return None
    return Refusal(
        "not_a_count",
        Sentence(
            "Le nombre d'unités doit être plus grand que zéro. Rien n'a été modifié.",
            "The number of units must be above zero. Nothing was changed.",
        ),
    )
