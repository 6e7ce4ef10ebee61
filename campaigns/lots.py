"""The life of a lot: announced, collected and refurbished for a gift, received, inspected, allocatable. Its state is read, never set.

Only what was inspected may be given; a donated device needs the reference of its wiping certificate before that.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from campaigns.model.codes import Grade, LotOrigin, LotState, Side
from campaigns.model.outcome import Refusal, Sentence

# What may be done with a lot in each state; a button that is not here is not shown, and a command is refused.
STEPS: Final[dict[LotState, tuple[str, ...]]] = {
    LotState.ANNOUNCED: ("route", "receive", "redirect", "close"),
    LotState.COLLECTED: ("route", "receive", "redirect", "close"),
    LotState.REFURBISHING: ("route", "receive", "redirect", "close"),
    LotState.WIPED: ("receive", "redirect", "close"),
    LotState.RECEIVED: ("inspect", "receive", "refuse", "redirect", "close"),
    LotState.INSPECTED: ("receive", "redirect", "close"),
    LotState.ALLOCATABLE: ("receive", "redirect", "close"),
    LotState.USED_UP: ("receive", "redirect", "close"),
    # What came before the lot was closed is still inspected, or sent back.
    LotState.CLOSED: ("inspect", "refuse"),
}

# The way of a gift before a site, in order: the columns of its day and of what it is told by.
ROUTE: Final[dict[LotState, tuple[str, str]]] = {
    LotState.COLLECTED: ("collected_on", "collection_ref"),
    LotState.REFURBISHING: ("refurbishing_on", "refurbisher"),
    LotState.WIPED: ("wiped_on", "wiping_ref"),
}


def next_route_step(lot: Mapping[str, Any]) -> LotState | None:
    """Return the step that a gift takes next, None where its way is over or it is not a gift."""
    if lot["origin"] != LotOrigin.DONATION:
        return None
    return next((step for step, (day, _) in ROUTE.items() if lot[day] is None), None)


def route_refusal(lot: Mapping[str, Any], step: LotState, reference: str, day: date) -> Refusal | None:
    """Refuse a step out of order, before the one before it, or without what it is told by."""
    if next_route_step(lot) is not step:
        return Refusal(
            "wrong_state",
            Sentence(
                "Cette étape ne suit pas la précédente, ou ce lot n'est pas un don. Rien n'a été modifié ; rechargez la page.",
                "This step does not follow the one before, or this lot is no gift. Nothing was changed; reload the page.",
            ),
        )
    if not reference.strip():
        return Refusal(
            "no_reference",
            Sentence(
                "Écrivez la référence de cette étape : bon de collecte, reconditionneur ou certificat. Rien n'a été modifié.",
                "Write the reference of this step: collection slip, refurbisher or certificate. Nothing was changed.",
            ),
        )
    earlier = [lot[column] for column, _ in ROUTE.values() if lot[column] is not None]
    if earlier and day < max(earlier):
        return Refusal(
            "before_earlier_step",
            Sentence(
                "Ce jour est avant celui de l'étape précédente. Rien n'a été modifié ; corrigez-le.",
                "That day is before that of the step before. Nothing was changed; correct it.",
            ),
        )
    return None


def lot_state(lot: Mapping[str, Any], today: date) -> LotState:
    """Return where a lot stands.

    Parameters
    ----------
    lot
        `closed_at`, the days of `ROUTE`, `received, to_inspect, on_hand, unfit` (units) and `available_on` (the first day to come on which some of its
        units may be given, or None).
    """
    if lot["closed_at"] is not None and not lot["received"]:
        return LotState.CLOSED
    if not lot["received"]:
        done = [step for step, (day, _) in ROUTE.items() if lot[day] is not None]
        return LotState(done[-1]) if done else LotState.ANNOUNCED
    if lot["to_inspect"]:
        return LotState.RECEIVED
    if lot["on_hand"] <= lot["unfit"]:
        return LotState.USED_UP
    return LotState.ALLOCATABLE if lot["allocatable"] or lot["available_on"] is None else LotState.INSPECTED


def still_expected(lot: Mapping[str, Any]) -> int:
    """Return how many announced units may still come."""
    if lot["closed_at"] is not None:
        return 0
    return int(max(0, lot["announced_count"] - lot["received"]))


def inspection_refusal(
    side: Side, origin: str, wiping_ref: str, grades: Mapping[str, int], to_inspect: int
) -> Refusal | None:
    """Tell why units may not leave inspection with these grades, or None where they may.

    Parameters
    ----------
    grades
        Units by grade; a top-up has no grade, written as an empty text.
    """
    counted = sum(grades.values())
    if counted <= 0 or min(grades.values()) < 0 or counted > to_inspect:
        return Refusal(
            "wrong_inspection",
            Sentence(
                f"Unités contrôlées : {counted} ; en attente de contrôle : {to_inspect}. Rien n'a été modifié ; corrigez les nombres.",
                f"Units inspected: {counted}; waiting for inspection: {to_inspect}. Nothing was changed; correct the numbers.",
            ),
        )
    known = {grade.value for grade in Grade} if side is Side.DEVICE else {""}
    unknown = sorted({grade for grade, count in grades.items() if count} - known)
    if unknown:
        return Refusal(
            "wrong_grade",
            Sentence(
                f"« {unknown[0] or 'sans état'} » n'est pas un état possible pour cet article. Rien n'a été modifié.",
                f"“{unknown[0] or 'no grade'}” is not a possible grade for this item. Nothing was changed.",
            ),
        )
    if side is Side.DEVICE and origin == LotOrigin.DONATION and not wiping_ref:
        return Refusal(
            "no_wiping",
            Sentence(
                "Un appareil donné ne peut être attribué sans la référence de son certificat d'effacement. Rien n'a été modifié ; "
                "écrivez cette référence.",
                "A donated device cannot be granted without the reference of its wiping certificate. Nothing was changed; "
                "write that reference.",
            ),
        )
    return None


def step_refusal(state: LotState, step: str) -> Refusal | None:
    """Refuse a step that a lot in this state cannot take."""
    if step in STEPS[state]:
        return None
    return Refusal(
        "wrong_state",
        Sentence(
            "Ce lot n'en est pas à cette étape. Rien n'a été modifié ; rechargez la page pour voir où il en est.",
            "This lot is not at that step. Nothing was changed; reload the page to see where it stands.",
        ),
    )
