"""A count of a site's shelves in two steps: what was counted beside what was expected, then the difference entered.

Between the two nothing moves, and what leaves or arrives meanwhile is not mistaken for a difference.
"""

from collections.abc import Mapping

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import CountState, MovementCategory
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.stock.ledger import Move, move_units
from pipelines.store.port import Row, Session

CORRECTED = MovementCategory.CORRECTED


def record_count(
    office: Office, actor: Actor, campaign_id: str, site_code: str, counted: Mapping[str, int], key: str = ""
) -> Row | Refusal:
    """Note what was counted at a site.

    Parameters
    ----------
    counted
        Units by cell; cells of the site that are not in it were not counted, and stay as they are.

    Returns
    -------
    dict or Refusal
        `count_id, lines, missing, found` (units). Refused while another count of that site waits to be entered.
    """
    count_id = new_id(office.clock())
    payload = {"site_code": site_code, "counted": dict(counted)}

    def write(session: Session) -> Effect | Refusal:
        here = {
            row["cell_id"]: row
            for row in session.rows("stock/cells", {"campaign_id": campaign_id})
            if row["site_code"] == site_code
        }
        if not counted or counted.keys() - here.keys() or min(counted.values()) < 0:
            return nothing_counted()
        if any(
            row["state"] == CountState.COUNTED and row["site_code"] == site_code
            for row in counts_of(session, campaign_id)
        ):
            return count_waits()  # fmt: skip
        site_id = next(iter(here.values()))["site_id"]
        named = {"campaign_id": campaign_id, "count_id": count_id}
        session.run(
            "count/insert",
            named | {"site_id": site_id, "counted_at": office.clock(), "counted_by": actor.user_id},
        )
        lines = [
            named | {"cell_id": cell_id, "expected": here[cell_id]["on_hand"], "counted": units}
            for cell_id, units in sorted(counted.items())
        ]
        session.append("stock_count_line", pa.Table.from_pylist(lines, schema=LINE_SCHEMA))
        gaps = [units - here[cell_id]["on_hand"] for cell_id, units in counted.items()]
        sums = {"missing": -sum(gap for gap in gaps if gap < 0), "found": sum(gap for gap in gaps if gap > 0)}
        return Effect({"count_id": count_id, "lines": len(lines)} | sums, count_id, {"lines": len(lines)} | sums)

    command = Command("count.record", actor, campaign_id, f"count.record:{key or count_id}", payload)
    return perform(office, command, write)


def finalise_count(office: Office, actor: Actor, campaign_id: str, count_id: str) -> Row | Refusal:
    """Enter the differences of a count as corrections, all or none.

    Returns
    -------
    dict or Refusal
        `count_id, missing, found` (units). Refused where fewer units would be left than are reserved.
    """

    def write(session: Session) -> Effect | Refusal:
        if not session.run("count/settle", settled(office, actor, campaign_id, count_id, CountState.FINALISED)):
            return count_settled()
        moves = []
        for line in session.rows("count/lines", {"campaign_id": campaign_id, "count_id": count_id}):
            gap = line["counted"] - line["expected"]
            if line["on_hand"] + gap < line["reserved"]:
                return below_reserved(line["reserved"], line["on_hand"] + gap)
            moves.append(Move(line["cell_id"], CORRECTED, "count_missing" if gap < 0 else "count_found", abs(gap)))
        sums = {
            name: sum(move.quantity for move in moves if move.reason == f"count_{name}")
            for name in ("missing", "found")
        }
        done = Effect({"count_id": count_id} | sums, count_id, sums)
        return move_units(office, session, actor, campaign_id, moves) or done

    command = Command("count.finalise", actor, campaign_id, f"count.finalise:{count_id}", {"count_id": count_id})
    return perform(office, command, write)


def drop_count(office: Office, actor: Actor, campaign_id: str, count_id: str) -> Row | Refusal:
    """Leave a count out: it is kept, and changes nothing."""

    def write(session: Session) -> Effect | Refusal:
        if not session.run("count/settle", settled(office, actor, campaign_id, count_id, CountState.DROPPED)):
            return count_settled()
        return Effect({"count_id": count_id}, count_id)

    command = Command("count.record", actor, campaign_id, f"count.drop:{count_id}", {"count_id": count_id})
    return perform(office, command, write)


def settled(office: Office, actor: Actor, campaign_id: str, count_id: str, state: CountState) -> Row:
    """Return the end of a count."""
    named = {"campaign_id": campaign_id, "count_id": count_id, "state": state.value}
    return named | {"settled_at": office.clock(), "settled_by": actor.user_id}


def counts_of(session: Session, campaign_id: str) -> list[Row]:
    """Return every count, newest first."""
    return session.rows("count/all", {"campaign_id": campaign_id})


def list_counts(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every count with its site, `expected, counted, missing, found` (units) and state, newest first."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return counts_of(session, campaign_id)


def count_gaps(office: Office, actor: Actor, campaign_id: str, count_id: str) -> list[Row] | Refusal:
    """Return the shelves of a count that differ: their cell, `expected, counted, gap` (units), the widest first."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        lines = session.rows("count/lines", {"campaign_id": campaign_id, "count_id": count_id})
        cells = {row["cell_id"]: row for row in session.rows("stock/cells", {"campaign_id": campaign_id})}
    gaps = [cells[line["cell_id"]] | line | {"gap": line["counted"] - line["expected"]} for line in lines]
    return sorted((row for row in gaps if row["gap"]), key=lambda row: (-abs(row["gap"]), row["cell_id"]))


def nothing_counted() -> Refusal:
    """Say that a count names nothing of its site."""
    return Refusal(
        "nothing_counted",
        Sentence(
            "Ce comptage ne porte sur rien de ce site, ou contient un nombre négatif. Rien n'a été modifié.",
            "This count is about nothing at that site, or holds a negative number. Nothing was changed.",
        ),
    )


def count_waits() -> Refusal:
    """Say that the count before must be entered or left out first."""
    return Refusal(
        "count_waits",
        Sentence(
            "Un comptage de ce site attend encore d'être validé. Rien n'a été modifié ; validez-le ou écartez-le d'abord.",
            "A count of this site still waits to be entered. Nothing was changed; enter it or leave it out first.",
        ),
    )


def count_settled() -> Refusal:
    """Say that this count is over."""
    return Refusal(
        "count_settled",
        Sentence(
            "Ce comptage est déjà validé ou écarté, ou n'existe pas. Rien n'a été modifié.",
            "This count was entered or left out already, or does not exist. Nothing was changed.",
        ),
    )


def below_reserved(reserved: int, left: int) -> Refusal:
    """Say that families were promised more than would be left."""
    return Refusal(
        "below_reserved",
        Sentence(
            f"Ce comptage laisserait moins d'unités qu'il n'en est réservé à des familles (reste : {max(left, 0)}, réservé : {reserved}). "
            "Rien n'a été modifié : comptez de nouveau, ou reprenez d'abord des attributions.",
            f"This count would leave fewer units than are reserved for families (left: {max(left, 0)}, reserved: {reserved}). Nothing was changed: "
            "count again, or take grants back first.",
        ),
    )


LINE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "count_id", "cell_id")]
    + [("expected", pa.int32()), ("counted", pa.int32())]
)
