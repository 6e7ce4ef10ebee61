"""Moves grants along: released, delivered to the structure, handed over to the family, returned; stock follows.

Every move is one transaction: states, balances and movements together. This module must never grant or un-grant.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from campaigns.lifecycle import next_state
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, MovementCategory
from campaigns.model.outcome import Refusal, Sentence
from pipelines.office import Office
from pipelines.planning.stock import record_movements
from pipelines.store.port import Row, Session

# What each step does to the balance of a cell: the guarded statement, and the movement written beside it.
STEPS = {
    "release": (GrantState.GRANTED, GrantState.RELEASED, None, MovementCategory.RELEASED),
    "deliver": (GrantState.RELEASED, GrantState.DELIVERED, "stock/deliver", MovementCategory.DELIVERED),
    "hand_over": (GrantState.DELIVERED, GrantState.HANDED_OVER, "stock/hand_over", MovementCategory.HANDED_OVER),
    "return": (GrantState.DELIVERED, GrantState.RETURNED, "stock/return", MovementCategory.RETURNED),
    "call_back": (GrantState.RELEASED, GrantState.RETURNED, "stock/unreserve", MovementCategory.UNRESERVED),
    "deliver_shipped": (GrantState.RELEASED, GrantState.DELIVERED, "stock/deliver_shipped", MovementCategory.DELIVERED),
    "call_back_shipped": (
        GrantState.RELEASED,
        GrantState.RETURNED,
        "stock/call_back_shipped",
        MovementCategory.RETURNED,
    ),
    # What comes back broken goes nowhere but out of the stock: nobody grades it.
    "return_uninspected": (
        GrantState.HANDED_OVER,
        GrantState.RETURNED,
        "stock/return_uninspected",
        MovementCategory.RETURNED,
    ),
    "return_handed": (GrantState.HANDED_OVER, GrantState.RETURNED, "stock/return_handed", MovementCategory.RETURNED),
}

# The same steps for units that left the shelf already: they are on the way.
FROM_THE_WAY = {"deliver": "deliver_shipped", "call_back": "call_back_shipped"}


def move_grants(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    step: str,
    grants: Sequence[Row],
    happened_at: datetime | None = None,
) -> Refusal | None:
    """Take one step with grants that are all in the state before it, inside the caller's transaction.

    Parameters
    ----------
    grants
        Rows of `delivery/adopted_grants`; a unit that was shipped is taken from the way, not from the shelf.
    happened_at
        When it happened, by default now; a movement of stock always bears the moment when it was written.
    """
    from_shelf, on_the_way = (
        [row for row in grants if (step in FROM_THE_WAY and row["is_shipped"]) is shipped] for shipped in (False, True)
    )
    refusal = take_step(office, session, actor, campaign_id, step, from_shelf, happened_at)
    if refusal is None and on_the_way:
        refusal = take_step(office, session, actor, campaign_id, FROM_THE_WAY[step], on_the_way, happened_at)
    return refusal


def take_step(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    step: str,
    grants: Sequence[Row],
    happened_at: datetime | None,
) -> Refusal | None:
    """Take one step with grants whose units all lie in the same place."""
    before, after, statement, category = STEPS[step]
    for plan_id in sorted({grant["plan_id"] for grant in grants}):
        # A grant named twice moves once: its unit is one unit.
        moving = list({(row["line_id"], row["side"]): row for row in grants if row["plan_id"] == plan_id}.values())
        keys = {"line_id": [grant["line_id"] for grant in moving], "side": [grant["side"] for grant in moving]}
        session.stage("arriving_grant", pa.table(keys))
        session.run(
            "delivery/move",
            {
                "campaign_id": campaign_id, "plan_id": plan_id, "state": after.value, "state_before": before.value,
                "happened_at": happened_at or office.clock(),
            },
        )  # fmt: skip
        moves = sorted(Counter(grant["cell_id"] for grant in moving).items())
        for cell_id, quantity in moves if statement else []:
            named = {"campaign_id": campaign_id, "cell_id": cell_id, "quantity": quantity}
            if not session.run(str(statement), named):
                return out_of_step()
        record_movements(session, office, actor, campaign_id, category, moves, step, plan_id)
    return None


def lose_units(
    office: Office, session: Session, actor: Actor, campaign_id: str, category: MovementCategory, grants: Sequence[Row]
) -> Refusal | None:
    """Take units that just came back out of the stock, because they are lost or broken."""
    moves = sorted(Counter(grant["cell_id"] for grant in grants).items())
    for cell_id, quantity in moves:
        if not session.run("stock/lose", {"campaign_id": campaign_id, "cell_id": cell_id, "quantity": quantity}):
            return out_of_step()
    record_movements(session, office, actor, campaign_id, category, moves, "handover")
    return None


def out_of_step() -> Refusal:
    """Say that the balance of a cell does not allow the move."""
    return Refusal(
        "stock_out_of_step",
        Sentence(
            "Le stock d'un site ne correspond pas à cette remise. Rien n'a été modifié ; lancez « connexion verify » pour voir l'écart.",
            "A site's stock does not match this hand-over. Nothing was changed; run “connexion verify” to see the difference.",
        ),
    )


def steps_to(state: str, wanted: GrantState) -> list[str] | Refusal:
    """Return the steps from a grant's state to the one that paper reports, or why there is no way."""
    if state == wanted:
        return []
    order = [GrantState.GRANTED, GrantState.RELEASED, GrantState.DELIVERED, GrantState.HANDED_OVER]
    if wanted == GrantState.RETURNED:
        ways = {"released": ["call_back"], "delivered": ["return"], "handed_over": ["return_handed"]}
        return ways.get(state) or no_way(state, wanted)
    if state not in order or order.index(GrantState(state)) > order.index(wanted) or state == GrantState.GRANTED:
        return no_way(state, wanted)
    names = {GrantState.DELIVERED: "deliver", GrantState.HANDED_OVER: "hand_over"}
    return [names[step] for step in order[order.index(GrantState(state)) + 1 : order.index(wanted) + 1]]


def no_way(state: str, wanted: GrantState) -> Refusal:
    """Say that a grant cannot go from where it is to what paper reports."""
    answer = next_state(
        "grant", state, {"delivered": "deliver", "handed_over": "hand_over"}.get(wanted.value, "return")
    )
    if isinstance(answer, Refusal):
        return answer
    return Refusal(
        "out_of_order", Sentence("Cette étape ne suit pas la précédente.", "This step does not follow the one before.")
    )
