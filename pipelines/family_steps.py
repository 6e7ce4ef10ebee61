"""How far a partner's request went, in that partner's own words, and what the partner does next.

One place for the screens and for the receipts. It must never say by whom a family is served, nor where.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from campaigns.model.outcome import Sentence
from campaigns.statuses import STATUS_WORDS, Status
from pipelines.store.port import Row


class FamilyStep(StrEnum):
    """How far a partner's request went, in the order in which things happen."""

    RECEIVED = "received"
    RECOGNISED = "recognised"
    SERVED_ELSEWHERE = "served_elsewhere"
    GRANTED = "granted"
    RELEASED = "released"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


@dataclass(frozen=True)
class StepWords:
    """The word of a state, and the partner's next action."""

    word: Sentence
    next_action: Sentence


# Of several units, the one that still asks most of the partner gives the family's state.
URGENCY = ("delivered", "released", "granted", "handed_over", "returned")
# Nothing has happened yet but the reception: a receipt says how the row was received.
WAITING = (FamilyStep.RECEIVED, FamilyStep.RECOGNISED)

STEP_WORDS: dict[FamilyStep, StepWords] = {
    FamilyStep.RECEIVED: StepWords(
        Sentence("Reçue", "Received"),
        Sentence("Rien à faire : elle est en cours de lecture.", "Nothing to do: it is being read."),
    ),
    FamilyStep.RECOGNISED: StepWords(
        Sentence("Prise en compte", "Taken into account"),
        Sentence("Rien à faire : elle attend le prochain plan.", "Nothing to do: it waits for the next plan."),
    ),
    FamilyStep.SERVED_ELSEWHERE: StepWords(
        Sentence("Déjà prise en charge", "Already taken care of"),
        Sentence(
            "Rien à faire : la famille reçoit son matériel par ailleurs.",
            "Nothing to do: the family gets its equipment otherwise.",
        ),
    ),
    **{step: StepWords(STATUS_WORDS[status].partner, STATUS_WORDS[status].partner_next) for step, status in (
        (FamilyStep.GRANTED, Status.GRANTED), (FamilyStep.RELEASED, Status.RELEASED), (FamilyStep.DELIVERED, Status.DELIVERED),
        (FamilyStep.HANDED_OVER, Status.HANDED_OVER), (FamilyStep.RETURNED, Status.RETURNED),
    )},
}  # fmt: skip


def family_step(row: Row, states: Collection[str]) -> FamilyStep:
    """Return how far a request went through this partner; what another one gives only closes the question.

    Parameters
    ----------
    row
        A row of `view/partner_families`.
    states
        The states of what this partner has for the family (`GrantState` values).
    """
    reached = next((state for state in URGENCY if state in states), None)
    if reached is not None:
        return FamilyStep(reached)
    if row["served_elsewhere"]:
        return FamilyStep.SERVED_ELSEWHERE
    return FamilyStep.RECOGNISED if row["is_recognised"] else FamilyStep.RECEIVED


def grants_of(row: Row) -> list[tuple[str, str]]:
    """Return the units (item, state) that a row of `view/partner_families` holds."""
    pairs = [grant.split(":") for grant in (row["grants"] or "").split(",") if grant]
    return [(item, state) for item, state in pairs]
