"""The one question on the screen: which of the queue, whether it is still what was read, and what a weight means in chances.

Nothing is decided here. An answer is refused where the question changed while it was being read.
"""

import json
from collections.abc import Collection
from hashlib import sha256

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.linkage.decide import Pair, answer_question, effect_of
from pipelines.linkage.quality import tripped
from pipelines.office import Office
from pipelines.reporting.view_questions import queue, side_by_side
from pipelines.store.port import Row

# Beyond this, a weight says « sure » and no figure makes it surer.
MOST_CHANCES = 1000
SEEN = ("left", "right", "reason", "effect")


def question_board(
    office: Office, actor: Actor, campaign_id: str, wanted: Pair | None = None, passed: Collection[Pair] = ()
) -> Row | Refusal:
    """Return the question to show, and how many wait.

    Parameters
    ----------
    wanted
        The pair of requests asked for by a link or by an undone answer; shown where it is still open.
    passed
        Pairs put off during this sitting, not to be shown again by themselves.

    Returns
    -------
    dict or Refusal
        `open`, `at_stake`, `later` (counts), `question` (see `view_questions.next_question`, with `pair` and `seen`, the digest
        of what is shown) or None, `is_gone` (the pair wanted is not open), `too_many` (so many that the lists should be looked
        at first), `requests` (that have a household).
    """
    refusal = check_can(actor, "decision.record", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = queue(session, actor, campaign_id)
        requests = int(session.rows("household/count", {"campaign_id": campaign_id})[0]["requests"])
        found = [row for row in rows if pair_of(row) == wanted]
        chosen = next(iter([*found, *(row for row in rows if pair_of(row) not in passed)]), None)
        question = side_by_side(office, session, actor, campaign_id, chosen) if chosen is not None else None
    if question is not None and chosen is not None:
        effect = effect_of(office, actor, campaign_id, (chosen["household_left"], chosen["household_right"]))
        question |= {"pair": pair_of(chosen), "effect": None if isinstance(effect, Refusal) else effect}
        question["seen"] = digest({name: question[name] for name in SEEN})
    return {
        "open": len(rows), "at_stake": sum(bool(row["at_stake"]) for row in rows), "requests": requests,
        "later": sum(row["is_later"] for row in rows), "question": question, "is_gone": bool(wanted and not found),
        "too_many": tripped(len(rows), requests),
    }  # fmt: skip


def answer_as_seen(office: Office, actor: Actor, campaign_id: str, pair: Pair, answer: str, seen: str) -> Row | Refusal:
    """Record an answer where the question is still open and says what was read.

    Parameters
    ----------
    seen
        The digest that `question_board` gave with the question.
    """
    board = question_board(office, actor, campaign_id, pair)
    if isinstance(board, Refusal):
        return board
    if board["is_gone"]:
        return question_gone()
    if board["question"]["seen"] != seen:
        return question_changed()
    return answer_question(office, actor, campaign_id, pair, answer)


def pair_of(row: Row) -> Pair:
    """Return the two requests that a question is about."""
    return row["request_left"], row["request_right"]


def digest(shown: Row) -> str:
    """Return the digest of what a screen shows."""
    return sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def chances(weight: float) -> tuple[int, int]:
    """Return a weight of w bits as chances (for, against) of one family: the odds 2^w, rounded, one side being 1.

    >>> chances(3.0), chances(-2.0)
    ((8, 1), (1, 4))
    """
    many = min(round(2 ** abs(weight)), MOST_CHANCES)
    return (many, 1) if weight >= 0 else (1, many)


def band_limits(auto: float, review: float) -> dict[str, tuple[int, int]]:
    """Return from which chances on two requests are joined (`auto`), and from which a person is asked (`review`)."""
    return {"auto": chances(auto), "review": chances(review)}


def question_gone() -> Refusal:
    """Say that the question is no longer open."""
    return Refusal("question_gone", Sentence(
        "Cette question n'est plus ouverte : quelqu'un y a répondu, ou une liste reçue l'a réglée. Rien n'a été modifié.",
        "This question is no longer open: somebody answered it, or a list received settled it. Nothing was changed.",
    ))  # fmt: skip


def question_changed() -> Refusal:
    """Say that what was read is not what stands now."""
    return Refusal("question_changed", Sentence(
        "L'une de ces demandes a changé pendant votre lecture. Rien n'a été modifié ; relisez les deux colonnes, puis répondez.",
        "One of these requests changed while you were reading. Nothing was changed; read both columns again, then answer.",
    ))  # fmt: skip
