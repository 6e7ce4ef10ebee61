"""Stock comes in and moves: an append-only ledger of movements and, in the same transaction, a guarded balance.

The guard is the database's: a balance below zero is refused whatever the code above believes.
This module must never grant anything.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import Grade, MovementCategory
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy
from pipelines.campaigns_desk import campaign_policy
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_ids
from pipelines.office import Office
from pipelines.registers import Cells, Register, read_register, unknown_value
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

STOCK_COLUMNS = ("site_code", "item", "grade", "quantity", "available_on")


@dataclass(frozen=True)
class StockRow:
    """One line of `stock import`: units of one item arriving at one site."""

    site_id: str
    item: str
    grade: str
    quantity: int
    available_on: date
    donor: str
    earmark: str

    @property
    def cell_id(self) -> str:
        """Return the id of the cell: the same units arriving twice under other files share it."""
        key = "|".join((self.site_id, self.item, self.grade, self.donor, self.earmark, self.available_on.isoformat()))
        return sha256(key.encode()).hexdigest()[:20]


def import_stock(office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str) -> Row | Refusal:
    """Count a stock file in; the same file twice is counted once.

    Returns
    -------
    dict or Refusal
        `received` (units), `cells`, and `faults` (a sentence for each row held back).
    """
    policy = campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    with office.store.reading() as session:
        sites = {row["code"]: row["site_id"] for row in session.rows("site/all") if row["closed_at"] is None}
    register = read_register(
        office.reading_room, data, file_name, STOCK_COLUMNS, lambda cells: stock_row(cells, sites, policy)
    )
    if isinstance(register, Refusal):
        return register
    digest = file_digest(data)
    command = Command("stock.import", actor, campaign_id, f"stock.import:{digest}", {"sha256": digest})
    return perform(office, command, lambda session: write_stock(office, session, actor, campaign_id, register, digest))


def stock_row(cells: Cells, sites: Mapping[str, str], policy: Policy) -> StockRow | Sentence:
    """Check one line of a stock file."""
    items = [item.code for item in policy.items] + [extra.code for extra in policy.accessories]
    grades = [grade.value for grade in Grade]
    if cells["site_code"] not in sites:
        return Sentence(
            f"le site « {cells['site_code']} » n'est pas dans la liste des sites ouverts. Importez d'abord les sites.",
            f"site “{cells['site_code']}” is not in the list of open sites. Import the sites first.",
        )
    if cells["item"] not in items:
        return unknown_value("item", cells["item"], items)
    if cells["grade"] and cells["grade"] not in grades:
        return unknown_value("grade", cells["grade"], grades)
    if not cells["quantity"].isdecimal() or not int(cells["quantity"]):
        return Sentence(
            f"colonne « quantity », « {cells['quantity']} » n'est pas un nombre entier plus grand que zéro.",
            f"column “quantity”, “{cells['quantity']}” is not a whole number above zero.",
        )
    try:
        available_on = date.fromisoformat(cells["available_on"])
    except ValueError:
        return Sentence(
            f"colonne « available_on », « {cells['available_on']} » n'est pas une date AAAA-MM-JJ.",
            f"column “available_on”, “{cells['available_on']}” is not a YYYY-MM-DD date.",
        )
    return StockRow(
        sites[cells["site_code"]], cells["item"], cells["grade"], int(cells["quantity"]), available_on,
        cells.get("donor", ""), cells.get("earmark", ""),
    )  # fmt: skip


def write_stock(
    office: Office, session: Session, actor: Actor, campaign_id: str, register: Register[StockRow], digest: str
) -> Effect | Refusal:
    """Append the movements and raise the balances; sites are held open meanwhile."""
    for site_id in sorted({row.site_id for row in register.rows}):
        if not session.run("site/hold", {"site_id": site_id}):
            return site_closed(site_id)
    totals: dict[str, Row] = {}
    for row in register.rows:
        cell = totals.setdefault(
            row.cell_id, asdict(row) | {"cell_id": row.cell_id, "campaign_id": campaign_id, "quantity": 0}
        )
        cell["quantity"] += row.quantity
    if totals:
        session.stage("arriving_stock", pa.Table.from_pylist(list(totals.values()), schema=STOCK_SCHEMA))
        session.run("stock/receive", {})
    moves = [(cell["cell_id"], cell["quantity"]) for cell in totals.values()]
    record_movements(session, office, actor, campaign_id, MovementCategory.RECEIVED, moves, f"file:{digest[:12]}")
    faults = [{"fr": fault.fr, "en": fault.en} for fault in register.faults]
    counts = {"received": sum(quantity for _, quantity in moves), "cells": len(moves)}
    return Effect({**counts, "faults": faults}, digest[:12], {**counts, "faults": len(faults)})


def site_closed(name: str) -> Refusal:
    """Say that nothing may enter a closed site."""
    return Refusal(
        "site_closed",
        Sentence(
            f"Le site « {name} » est fermé : rien ne peut y entrer. Rien n'a été modifié ; choisissez un autre site, ou rouvrez-le.",
            f"Site “{name}” is closed: nothing may enter it. Nothing was changed; choose another site, or reopen it.",
        ),
    )


def record_movements(
    session: Session,
    office: Office,
    actor: Actor,
    campaign_id: str,
    category: MovementCategory,
    moves: list[tuple[str, int]],
    reason: str,
    plan_id: str | None = None,
) -> None:
    """Append one movement for each `(cell_id, units)`."""
    if not moves:
        return
    now = office.clock()
    rows: list[dict[str, Any]] = [
        {
            "campaign_id": campaign_id, "movement_id": movement_id, "cell_id": cell_id, "category": category.value,
            "quantity": quantity, "reason": reason, "plan_id": plan_id, "line_id": None, "happened_at": now,
            "actor_id": actor.user_id,
        }
        for movement_id, (cell_id, quantity) in zip(new_ids(now, len(moves)), moves, strict=True)
    ]  # fmt: skip
    session.append("movement", pa.Table.from_pylist(rows, schema=MOVEMENT_SCHEMA))


def stock_cells(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return each cell of stock with its site and balances (units)."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("stock/cells", {"campaign_id": campaign_id})


def recent_movements(office: Office, actor: Actor, campaign_id: str, limit_count: int = 200) -> list[Row] | Refusal:
    """Return the newest movements of stock."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("stock/movements", {"campaign_id": campaign_id, "limit_count": limit_count})


TEXT = ("campaign_id", "cell_id", "site_id", "item", "grade", "donor", "earmark")
STOCK_SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXT] + [("available_on", pa.date32()), ("quantity", pa.int32())]
)
MOVEMENT_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("campaign_id", "movement_id", "cell_id", "category", "reason", "plan_id", "line_id", "actor_id")
    ]
    + [("quantity", pa.int32()), ("happened_at", pa.timestamp("us"))]
)
