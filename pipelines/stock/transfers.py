"""Units sent from one site to another: they leave the shelf, are counted on the way, and arrive or are lost.

Only free units leave; a closed site takes nothing in. It must never touch what is reserved.
"""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import MovementCategory, TransferReason
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.stock.ledger import Move, cell_of, found_cell, held_site, move_units, not_a_count, open_cell
from pipelines.stock.planned_transfers import landed
from pipelines.store.port import Row, Session

TRANSFERRED, LOST = MovementCategory.TRANSFERRED, MovementCategory.LOST


def send_transfer(
    office: Office,
    actor: Actor,
    campaign_id: str,
    cell_id: str,
    to_site_code: str,
    quantity: int,
    reason: TransferReason = TransferReason.REBALANCE,
    key: str = "",
) -> Row | Refusal:
    """Send free units of a cell to another site.

    Returns
    -------
    dict or Refusal
        `transfer_id, quantity`. Refused to the same or a closed site, before the units are there, or when fewer are free.
    """
    transfer_id = new_id(office.clock())
    payload = {"cell_id": cell_id, "to": to_site_code, "quantity": quantity, "reason": reason.value}

    def write(session: Session) -> Effect | Refusal:
        cell = not_a_count(quantity) or found_cell(session, campaign_id, cell_id)
        if isinstance(cell, Refusal):
            return cell
        site = held_site(session, to_site_code)
        if isinstance(site, Refusal):
            return site
        if site["site_id"] == cell["site_id"] or cell["available_on"] > office.clock().date():
            return nothing_to_send()
        to_cell = open_cell(session, campaign_id, cell_of(cell).at(site["site_id"]))
        named = {"campaign_id": campaign_id, "transfer_id": transfer_id, "cell_id": cell_id, "to_cell_id": to_cell}
        facts = {"to_site_id": site["site_id"], "quantity": quantity, "reason": reason.value}
        session.run("transfer/insert", named | facts | {"sent_at": office.clock(), "sent_by": actor.user_id})
        moves = [Move(cell_id, TRANSFERRED, "sent", quantity)]
        answer = {"transfer_id": transfer_id, "quantity": quantity}
        return move_units(office, session, actor, campaign_id, moves) or Effect(answer, transfer_id, payload)

    command = Command("transfer.send", actor, campaign_id, f"transfer.send:{key or transfer_id}", payload)
    return perform(office, command, write)


def receive_transfer(
    office: Office, actor: Actor, campaign_id: str, transfer_id: str, received: int, lost: int = 0, key: str = ""
) -> Row | Refusal:
    """Note what arrived of a transfer, and what was lost on the way; the rest is still on the way.

    Returns
    -------
    dict or Refusal
        `transfer_id, received, lost, open` (units still on the way).
    """
    payload = {"transfer_id": transfer_id, "received": received, "lost": lost}

    def write(session: Session) -> Effect | Refusal:
        transfer = next((row for row in transfers_of(session, campaign_id) if row["transfer_id"] == transfer_id), None)
        refusal = not_a_count(received + lost if min(received, lost) >= 0 else 0)
        if transfer is None or refusal is not None:
            return refusal or unknown_transfer()
        named = {"campaign_id": campaign_id, "transfer_id": transfer_id, "received": received, "lost": lost}
        if not session.run("transfer/settle", named | {"settled_at": office.clock()}):
            return too_many(transfer["open_count"])
        entering = landed(session, campaign_id, transfer, received, lost)
        if isinstance(entering, Refusal):
            return entering
        moves = [
            Move(transfer["cell_id"], TRANSFERRED, "arrived_from", received),
            *entering,
            Move(transfer["cell_id"], LOST, "on_the_way", lost),
        ]
        answer = {"received": received, "lost": lost, "open": transfer["open_count"] - received - lost}
        done = Effect({"transfer_id": transfer_id} | answer, transfer_id, answer)
        return move_units(office, session, actor, campaign_id, moves) or done

    unique = f"transfer.receive:{transfer_id}:{key or new_id(office.clock())}"
    return perform(office, Command("transfer.receive", actor, campaign_id, unique, payload), write)


def transfers_of(session: Session, campaign_id: str) -> list[Row]:
    """Return every transfer, newest first."""
    return session.rows("transfer/all", {"campaign_id": campaign_id})


def list_transfers(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every transfer with its sites, newest first; `open_count` is still on the way."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return transfers_of(session, campaign_id)


def nothing_to_send() -> Refusal:
    """Say that these units cannot leave for that site."""
    return Refusal(
        "nothing_to_send",
        Sentence(
            "Ces unités sont déjà sur ce site, ou n'y sont pas encore arrivées. Rien n'a été modifié.",
            "These units are at that site already, or have not arrived yet. Nothing was changed.",
        ),
    )


def unknown_transfer() -> Refusal:
    """Say that there is no such transfer."""
    return Refusal(
        "unknown_transfer",
        Sentence("Ce transfert n'existe pas. Rien n'a été modifié.", "There is no such transfer. Nothing was changed."),
    )


def too_many(open_count: int) -> Refusal:
    """Say that fewer units are on the way."""
    return Refusal(
        "too_many_arrive",
        Sentence(
            f"Unités encore en chemin dans ce transfert : {open_count}. Rien n'a été modifié ; corrigez le nombre.",
            f"Units still on the way in this transfer: {open_count}. Nothing was changed; correct the number.",
        ),
    )
