"""A family, or its partner, gives up what a plan granted before it leaves: the units are free again for the next best.

The plan itself stays as it was computed, with its certificate; only what it still grants changes. It must never grant anything.
"""

from collections import Counter

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, MovementCategory, WithdrawalReason
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.office import Office
from pipelines.planning.stock import record_movements
from pipelines.store.port import Row, Session


def withdraw_grants(
    office: Office, actor: Actor, campaign_id: str, household_id: str, reason: WithdrawalReason
) -> Row | Refusal:
    """Take back what adopted plans grant to a household, as long as none of it was released.

    The household is not planned again for these lines. A line of a kit gives back its device and its data together.

    Returns
    -------
    dict or Refusal
        `household_id, units` (free again), `next`: for each cell, the `rank` and `household_id` that its first free unit
        would serve under the plan that granted it (absent where it would serve nobody).
    """
    refusal = check_can(actor, "grant.withdraw", Scope(actor.partner_id, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        held = grants_of(session, campaign_id, household_id)
        scope = scope_of(session, campaign_id, held[0]) if held else None
    if scope is None:
        return nothing_granted()
    key = f"grant.withdraw:{household_id}:{'|'.join(sorted(row['line_id'] + row['side'] for row in held))}"
    payload = {"household_id": household_id, "reason": reason.value}

    def write(session: Session) -> Effect | Refusal:
        current = grants_of(session, campaign_id, household_id)
        if not current:
            return nothing_granted()
        if any(row["state"] != GrantState.GRANTED for row in current):
            return already_left()
        following = next_best(session, campaign_id, current)
        for plan_id in sorted({row["plan_id"] for row in current}):
            give_back(
                office, session, actor, campaign_id, plan_id, [r for r in current if r["plan_id"] == plan_id], reason
            )
        answer = {"household_id": household_id, "units": len(current), "next": following}
        return Effect(answer, household_id, {"units": len(current), "reason": reason.value})

    return perform(office, Command("grant.withdraw", actor, campaign_id, key, payload, scope), write)


def grants_of(session: Session, campaign_id: str, household_id: str) -> list[Row]:
    """Return what adopted plans grant to a household and did not come back."""
    return session.rows("delivery/adopted_grants_of", {"campaign_id": campaign_id, "household_id": household_id})


def scope_of(session: Session, campaign_id: str, grant: Row) -> Scope:
    """Return whose a grant is: the partner it goes to, and the department of the household when it was granted."""
    named = {name: grant[name] for name in ("plan_id", "household_id")}
    home = session.rows("plan/household", {"campaign_id": campaign_id} | named)[0]
    return Scope(grant["partner_id"], home["department_code"])


def give_back(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    plan_id: str,
    rows: list[Row],
    reason: WithdrawalReason,
) -> None:
    """Move grants of one plan to the table of what was given up, and free their units."""
    now = office.clock()
    kept = ("plan_id", "line_id", "side", "household_id", "partner_id", "cell_id", "item")
    moved = [
        {name: row[name] for name in kept}
        | {"campaign_id": campaign_id, "reason": reason.value, "withdrawn_at": now, "withdrawn_by": actor.user_id}
        for row in rows
    ]
    session.append("plan_withdrawal", pa.Table.from_pylist(moved, schema=WITHDRAWAL_SCHEMA))
    keys = {"line_id": [row["line_id"] for row in rows], "side": [row["side"] for row in rows]}
    session.stage("arriving_grant", pa.table(keys))
    session.run("plan/forget_grants", {"campaign_id": campaign_id, "plan_id": plan_id})
    # What travels to another site is reserved nowhere: it arrives there free.
    moves = sorted(Counter(row["cell_id"] for row in rows if row["transfer_id"] is None).items())
    for cell_id, quantity in moves:
        session.run("stock/unreserve", {"campaign_id": campaign_id, "cell_id": cell_id, "quantity": quantity})
    record_movements(session, office, actor, campaign_id, MovementCategory.UNRESERVED, moves, "withdrawn", plan_id)


def next_best(session: Session, campaign_id: str, rows: list[Row]) -> list[Row]:
    """Return whom the first unit given back to each cell would serve, by the values that the plan kept."""
    found = []
    for plan_id, cell_id in sorted({(row["plan_id"], row["cell_id"]) for row in rows}):
        named = {"campaign_id": campaign_id, "plan_id": plan_id, "cell_id": cell_id}
        found += session.rows("plan/next_best", named)
    return found


def withdrawals(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every unit given up before it left, oldest first."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("plan/withdrawn_lines", {"campaign_id": campaign_id})


def nothing_granted() -> Refusal:
    """Say that there is nothing to give back."""
    return Refusal(
        "nothing_granted",
        Sentence(
            "Aucun plan adopté n'attribue rien à ce foyer. Rien n'a été modifié.",
            "No adopted plan grants anything to this household. Nothing was changed.",
        ),
    )


def already_left() -> Refusal:
    """Say that what was released comes back as a return."""
    return Refusal(
        "already_released",
        Sentence(
            "Une partie de ce qui est attribué à ce foyer a déjà été libérée : notez un retour sur le bon de livraison. Rien n'a été modifié.",
            "Part of what this household is granted was already released: note a return on the delivery note. Nothing was changed.",
        ),
    )


WITHDRAWAL_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "campaign_id", "plan_id", "line_id", "side", "household_id", "partner_id", "cell_id", "item", "reason",
            "withdrawn_by",
        )
    ]
    + [("withdrawn_at", pa.timestamp("us"))]
)  # fmt: skip
