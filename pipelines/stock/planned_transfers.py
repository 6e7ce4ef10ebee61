"""What an adopted plan moves to another site becomes movements of stock: reserved where it lies, on the way, reserved where it arrives.

Who was granted a unit keeps it all along; whoever gives it up meanwhile leaves it to arrive free. It must never grant anything.
"""

from collections.abc import Mapping
from itertools import groupby

import pyarrow as pa

from campaigns.model.actor import Actor
from campaigns.model.codes import MovementCategory, TransferReason
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id, new_ids
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.stock.ledger import Move, cell_of, found_cell, held_site, move_units, open_cell
from pipelines.store.port import Row, Session

TRANSFERRED = MovementCategory.TRANSFERRED


def send_planned(
    office: Office, actor: Actor, campaign_id: str, site_code: str, via_site_code: str, plan_id: str | None = None
) -> Row | Refusal:
    """Note that what an adopted plan moves from one site to another has left: all of it that is there and has not left yet.

    Returns
    -------
    dict or Refusal
        `plan_id`, `transfers` (one a cell), `quantity` (units). Refused where nothing is left to leave, or the other site is closed.
    """
    plan = find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan
    payload = {"plan_id": plan["plan_id"], "from": site_code, "to": via_site_code}

    def write(session: Session) -> Effect | Refusal:
        site = held_site(session, via_site_code)
        if isinstance(site, Refusal):
            return site
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
        route = {"today": office.clock().date(), "site_code": site_code, "via_site_code": via_site_code}
        units = session.rows("transfer/planned_units", named | route)
        if not units:
            return nothing_to_leave()
        by_cell = [(cell_id, list(rows)) for cell_id, rows in groupby(units, key=lambda row: row["cell_id"])]
        for transfer_id, (cell_id, rows) in zip(new_ids(office.clock(), len(by_cell)), by_cell, strict=True):
            refusal = sent(office, session, actor, named | {"transfer_id": transfer_id, "cell_id": cell_id}, site, rows)
            if refusal is not None:
                return refusal
        answer = {"plan_id": plan["plan_id"], "transfers": len(by_cell), "quantity": len(units)}
        return Effect(answer, plan["plan_id"], payload | {"quantity": len(units)})

    key = f"transfer.send:{new_id(office.clock())}"
    return perform(office, Command("transfer.send", actor, campaign_id, key, payload), write)


def sent(
    office: Office, session: Session, actor: Actor, named: dict[str, str], site: Row, rows: list[Row]
) -> Refusal | None:
    """Send the units of one cell; `named` says campaign, plan, transfer and cell."""
    campaign_id = named["campaign_id"]
    cell = found_cell(session, campaign_id, named["cell_id"])
    if isinstance(cell, Refusal):
        return cell
    to_cell = open_cell(session, campaign_id, cell_of(cell).at(site["site_id"]))
    facts = {"to_site_id": site["site_id"], "quantity": len(rows), "reason": TransferReason.PLAN.value}
    facts |= {"sent_at": office.clock(), "sent_by": actor.user_id, "to_cell_id": to_cell}
    session.run("transfer/insert", {name: named[name] for name in ("campaign_id", "transfer_id", "cell_id")} | facts)
    carried(session, named, rows)
    moves = [Move(named["cell_id"], TRANSFERRED, "sent_planned", len(rows))]
    return move_units(office, session, actor, campaign_id, moves, named["plan_id"])


def carried(session: Session, named: Mapping[str, str | None], rows: list[Row]) -> None:
    """Write by which transfer these grants travel (none: they have arrived), and the cell in whose books they are."""
    session.stage("arriving_grant", pa.table({name: [row[name] for row in rows] for name in ("line_id", "side")}))
    session.run("transfer/carry", {name: named[name] for name in ("campaign_id", "plan_id", "transfer_id", "cell_id")})


def landed(session: Session, campaign_id: str, transfer: Row, received: int, lost: int) -> list[Move] | Refusal:
    """Give the units that arrive to those for whom they travel, best rank first; the others arrive free.

    A loss that would leave somebody without a unit is refused until as many grants are taken back.

    Returns
    -------
    list of Move or Refusal
        What enters the cell of the other site.
    """
    named = {"campaign_id": campaign_id, "transfer_id": transfer["transfer_id"]}
    waiting = session.rows("transfer/waiting_units", named)
    happy, still_open = waiting[:received], transfer["open_count"] - received - lost
    short = len(waiting) - len(happy) - still_open
    if short > 0:
        return promised(short)
    for plan_id, rows in groupby(sorted(happy, key=lambda row: row["plan_id"]), key=lambda row: row["plan_id"]):
        there = {"campaign_id": campaign_id, "plan_id": plan_id, "transfer_id": None, "cell_id": transfer["to_cell_id"]}
        carried(session, there, list(rows))
    return [
        Move(transfer["to_cell_id"], TRANSFERRED, "arrived_planned", len(happy)),
        Move(transfer["to_cell_id"], TRANSFERRED, "arrived_to", received - len(happy)),
    ]


def nothing_to_leave() -> Refusal:
    """Say that no unit of the plan waits to leave on this way."""
    return Refusal(
        "nothing_to_leave",
        Sentence(
            "Sur ce trajet, aucune unité d'un plan adopté n'attend de partir : elles sont déjà parties, ou pas encore là. Rien n'a été modifié.",
            "On this way, no unit of an adopted plan waits to leave: they have left already, or are not there yet. Nothing was changed.",
        ),
    )


def promised(short: int) -> Refusal:
    """Say that units noted lost were promised."""
    return Refusal(
        "lost_promised",
        Sentence(
            f"{short} des unités perdues étaient attribuées. Rien n'a été modifié ; reprenez d'abord autant d'attributions "
            "(« connexion plan withdraw »), puis notez la perte.",
            f"{short} of the lost units were granted. Nothing was changed; first take back as many grants "
            "(“connexion plan withdraw”), then note the loss.",
        ),
    )
