"""The questions that linkage asks a person: two requests side by side, masked by role, with the evidence and what is at stake.

The score is handed over with the evidence; a screen shows it after the first answer only. No question names a partner's list.
"""

from collections import Counter
from typing import Any

from campaigns.access import Scope, can, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.linkage.bands import recognition_of
from pipelines.linkage.clustering import Bands
from pipelines.linkage.decide import effect_of
from pipelines.linkage.decisions import DIFFERENT, LATER, SAME, decisions_of
from pipelines.linkage.evidence_words import REASONS, evidence_lines, without_strongest
from pipelines.linkage.identities import IDENTITY
from pipelines.linkage.nodes import commune_of, postcode_of
from pipelines.linkage.normalise import folded
from pipelines.linkage.quality import Labelled, quality, suggested_auto
from pipelines.office import Office
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

# What is laid side by side, in this order; counts come from the plain columns.
SHOWN = (
    "guardian_last_name", "guardian_first_name", "guardian_full_name", "guardian_birth_date", "child_last_name",
    "child_first_name", "child_birth_date", "phone_1", "phone_2", "email", "address", "postcode", "commune",
    "household_size", "children_count",
)  # fmt: skip
PHONES, INITIALS = ("phone_1", "phone_2"), tuple(name for name in SHOWN if name.endswith("_name"))
# How the engine holds these: what it holds the same is no difference to whoever decides.
HELD = dict.fromkeys(INITIALS, folded) | {"commune": commune_of, "postcode": postcode_of}
HIDDEN_WITHOUT_RIGHT = ("guardian_birth_date", "child_birth_date", "email", "address")


def question_counts(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the open questions: `open`, `at_stake`, `later`, `reasons` {reason: questions}."""
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = queue(session, actor, campaign_id)
    return {"open": len(rows), "at_stake": sum(bool(row["at_stake"]) for row in rows),
            "later": sum(row["is_later"] for row in rows), "reasons": dict(Counter(row["reason"] for row in rows))}  # fmt: skip


def next_question(office: Office, actor: Actor, campaign_id: str, skipped: int = 0) -> Row | Refusal | None:
    """Return the question to answer now, or None where none is left.

    Parameters
    ----------
    skipped
        How many of the queue to pass over (the queue: at stake first, then the closest to certain, then « later »).

    Returns
    -------
    dict
        `left, right` (request_id, household_id, `cells` {field: masked text}), `differences` (fields), `reason`,
        `reason_fr, reason_en`, `at_stake`, `evidence` (see `evidence_lines`), `weight`, `without_strongest`, `effect`, `open`.
    """
    refusal = check_can(actor, "decision.record", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = queue(session, actor, campaign_id)
        if skipped >= len(rows):
            return None
        chosen = rows[skipped]
        answer = side_by_side(office, session, actor, campaign_id, chosen)
    effect = effect_of(office, actor, campaign_id, (chosen["household_left"], chosen["household_right"]))
    return answer | {"effect": None if isinstance(effect, Refusal) else effect, "open": len(rows)}


def queue(session: Session, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the open questions that the actor may answer, in their order; `is_later` marks those put off."""
    named = {"campaign_id": campaign_id}
    later = {(one.left, one.right) for one in decisions_of(session, campaign_id) if one.answer == LATER}
    rows = [
        row | {"is_later": (row["request_left"], row["request_right"]) in later}
        for row in session.rows("household/questions_placed", named)
        if all(
            can(actor, "decision.record", Scope(None, row[side])) for side in ("department_left", "department_right")
        )
    ]
    return sorted(rows, key=lambda row: row["is_later"])


def side_by_side(office: Office, session: Session, actor: Actor, campaign_id: str, asked: Row) -> Row:
    """Return the two requests of a question in masked columns, their differences and their evidence."""
    ids = (asked["request_left"], asked["request_right"])
    contents = {
        request: session.rows("linkage/content_of", {"campaign_id": campaign_id, "request_id": request})[0]
        for request in ids
    }
    opened = unsealed(session, office.vault, campaign_id, IDENTITY, ids)
    clear = {request: {**opened.get(request, {}), **plain_counts(contents[request])} for request in ids}
    sides = [masked(actor, request, contents[request], clear[request]) for request in ids]
    pair = session.rows("linkage/pair", {"campaign_id": campaign_id, "left_id": ids[0], "right_id": ids[1]})
    lines = evidence_lines(pair[0]) if pair else []
    reason = REASONS[asked["reason"]]
    return {
        "left": sides[0] | {"household_id": asked["household_left"]},
        "right": sides[1] | {"household_id": asked["household_right"]},
        "differences": [name for name in SHOWN if differ(name, clear[ids[0]].get(name), clear[ids[1]].get(name))],
        "reason": asked["reason"], "reason_fr": reason.fr, "reason_en": reason.en, "at_stake": bool(asked["at_stake"]),
        "evidence": lines, "weight": pair[0]["weight"] if pair else None, "without_strongest": without_strongest(lines),
    }  # fmt: skip


def plain_counts(row: Row) -> Row:
    """Return the counts that stand in clear."""
    return {name: row[name] for name in ("household_size", "children_count") if row[name] is not None}


def masked(actor: Actor, request_id: str, content: Row, values: Row) -> Row:
    """Return one request's cells as the actor may see them."""
    opened = can(actor, "identity.read", Scope(content["partner_id"], content["department_code"]))
    cells = {name: masked_cell(name, str(values[name]), opened) for name in SHOWN if values.get(name) not in (None, "")}
    return {"request_id": request_id, "cells": cells}


def masked_cell(name: str, text: str, opened: bool) -> str:
    """Return a cell with its phone digits hidden; without the right to identities, initials and nothing that finds anybody."""
    if name in PHONES:
        return f"{text[:4]}{'•' * max(0, len(text) - 6)}{text[-2:]}"
    if opened:
        return text
    if name in INITIALS:
        return " ".join(f"{word[:1]}." for word in text.split())
    return "•••" if name in HIDDEN_WITHOUT_RIGHT else text


def differ(name: str, left: Any, right: Any) -> bool:
    """Tell whether both are given and are not the same once folded as the engine folds names, or but for their case."""
    if left in (None, "") or right in (None, ""):
        return False
    # Folding drops digits: what a number tells apart (a date, a door, a postcode) is compared as it is written.
    held = HELD.get(name, str.casefold)
    pair = [
        held(str(side)) or str(side).casefold() for side in (left, right)
    ]  # what is in no Latin letter folds to nothing
    return pair[0] != pair[1]


def linkage_quality(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return precision and recall of the automatic band on the pairs that people decided, with intervals.

    `auto, review` are the campaign's limits in bits; `suggested` is where joining should begin for the cost that the policy states,
    or None where it states none.
    """
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        weights = {(row["left_id"], row["right_id"]): row["weight"]
                   for row in session.rows("linkage/edges", {"campaign_id": campaign_id, "lowest": -99.0})}  # fmt: skip
        made = [one for one in decisions_of(session, campaign_id) if one.answer in (SAME, DIFFERENT)]
        said = recognition_of(session, campaign_id)
    labelled = [Labelled(weights.get((one.left, one.right), -99.0), one.answer == SAME) for one in made]
    cost = said.wrong_refusal_cost
    return quality(labelled, Bands(said.auto_bits, said.review_bits)) | {
        "auto": said.auto_bits, "review": said.review_bits,
        "suggested": None if cost is None else suggested_auto(labelled, cost, said.review_bits),
    }  # fmt: skip
