"""The envelope of every change: key, actor, expected version, one transaction, a journal entry, the first answer kept.

A command sent twice answers the first result; a refused one changes nothing but the journal.
No verb may write to the store outside `perform`.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import CampaignState
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.halts import halted
from pipelines.journal import append_entry
from pipelines.office import Office
from pipelines.store.port import Conflict, GuardRefused, Row, Session

T = TypeVar("T")

ATTEMPTS = 4
# Commands that belong to no campaign (partners, sites) keep their journal and answers under this id.
ORGANISATION = "organisation"
# What may still be done in a campaign that is over: the rights of people, and noting what came back or was given.
AFTER_THE_END = frozenset({
    "campaign.close", "delivery.export", "erase", "figures.publish", "handover.record", "identity.read", "list.correct",
    "person.export", "person.object", "person.search", "retention.run",
})  # fmt: skip


@dataclass(frozen=True)
class Command:
    """One change asked by one person."""

    action: str
    actor: Actor
    campaign_id: str
    idempotency_key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    expected_version: int | None = None

    @property
    def payload_digest(self) -> str:
        """Return the digest that tells a true repetition from a reused key."""
        canonical = json.dumps([self.action, dict(self.payload)], sort_keys=True, ensure_ascii=False, default=str)
        return sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Effect:
    """What a handler did: the answer to the sender (JSON), and what the journal keeps of it (ids and counts)."""

    result: Mapping[str, Any]
    object_id: str
    detail: Mapping[str, Any] = field(default_factory=dict)


Handler = Callable[[Session], Effect | Refusal]


def perform(office: Office, command: Command, handler: Handler) -> Row | Refusal:
    """Carry out a command once.

    Parameters
    ----------
    handler
        Writes inside the transaction it is given; may be called again after a lost race, so it must have no other effect.

    Returns
    -------
    dict or Refusal
        The answer (the first one, where the command was sent before) or the reason why nothing changed.

    Raises
    ------
    CannotGoOn
        When other writers win every race.
    """
    refusal = check_can(command.actor, command.action, command.scope)
    if refusal is not None:
        note_refusal(office, command, refusal)
        return refusal
    answer = won(lambda: attempted(office, command, handler))
    if isinstance(answer, Refusal):
        note_refusal(office, command, answer)
    return answer


def won(attempt: Callable[[], T]) -> T:
    """Return what an attempt answers, made again after each lost race.

    Raises
    ------
    CannotGoOn
        When other writers win every race.
    """
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except (Conflict, GuardRefused):
            # A key used twice and a lost race look alike at commit: the next look tells them apart.
            time.sleep(random.uniform(0, 0.02 * 2**number))  # noqa: S311 spreads retries, decides nothing
    raise CannotGoOn(
        "too_busy",
        Sentence(
            "D'autres personnes modifient les mêmes données en ce moment. Rien n'a été modifié ; recommencez dans un instant.",
            "Other people are changing the same data right now. Nothing was changed; try again in a moment.",
        ),
    )


class _Refused(Exception):
    """Carries a refusal out of a transaction, so that it leaves nothing behind."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def attempted(office: Office, command: Command, handler: Handler) -> Row | Refusal:
    """Try the command in one transaction."""
    try:
        with office.store.writing() as session:
            first = first_answer(session, command)
            if first is not None:
                return first
            effect = standing_still(session, command) or handler(session)
            if isinstance(effect, Refusal):
                raise _Refused(effect)
            keep(office, session, command, effect)
            return dict(effect.result)
    except _Refused as refused:
        return refused.refusal


def standing_still(session: Session, command: Command) -> Refusal | None:
    """Refuse what would change a campaign that is over, or in which something is broken."""
    return closed_campaign(session, command) or halted(session, command.campaign_id, command.action)


def closed_campaign(session: Session, command: Command) -> Refusal | None:
    """Refuse what would go on with a campaign that is over."""
    if command.action in AFTER_THE_END:
        return None
    found = session.rows("campaign/state", {"campaign_id": command.campaign_id})
    if not found or found[0]["state"] != CampaignState.CLOSED:
        return None
    return Refusal(
        "campaign_closed",
        Sentence(
            "Cette campagne est close : elle se consulte, mais rien ne s'y ajoute. Rien n'a été modifié.",
            "This campaign is closed: it can be read, but nothing is added to it. Nothing was changed.",
        ),
    )


def first_answer(session: Session, command: Command) -> Row | Refusal | None:
    """Return what this key answered before, or None."""
    found = session.rows(
        "command/by_key", {"campaign_id": command.campaign_id, "idempotency_key": command.idempotency_key}
    )
    if not found:
        return None
    if found[0]["payload_digest"] != command.payload_digest:
        return Refusal(
            "key_reused",
            Sentence(
                "Cette référence d'envoi a déjà servi pour une autre demande. Rien n'a été modifié ; rechargez la page et recommencez.",
                "This sending reference was already used for another request. Nothing was changed; reload and try again.",
            ),
        )
    answer: Row = json.loads(found[0]["result"])
    return answer


def keep(office: Office, session: Session, command: Command, effect: Effect) -> None:
    """Write the journal entry and the answer of a command that succeeded."""
    now = office.clock()
    append_entry(
        session, office.vault.subkey("journal"), now, command.actor, command.campaign_id, command.action,
        effect.object_id, effect.detail,
    )  # fmt: skip
    session.run(
        "command/insert",
        {
            "campaign_id": command.campaign_id,
            "idempotency_key": command.idempotency_key,
            "action": command.action,
            "payload_digest": command.payload_digest,
            "result": json.dumps(dict(effect.result), ensure_ascii=False, default=str),
            "happened_at": now,
        },
    )


def note_refusal(office: Office, command: Command, refusal: Refusal) -> None:
    """Leave a trace of a refused command: what was tried, by whom, and the code of the refusal."""

    def write() -> None:
        with office.store.writing() as session:
            append_entry(
                session, office.vault.subkey("journal"), office.clock(), command.actor, command.campaign_id,
                "refused", command.action, {"code": refusal.code},
            )  # fmt: skip

    won(write)


def stale(found: int, expected: int | None) -> Refusal | None:
    """Refuse when the object changed since it was looked at; None expects nothing."""
    if expected is None or expected == found:
        return None
    return Refusal(
        "stale_version",
        Sentence(
            "Ces données ont changé depuis que vous les avez ouvertes. Rien n'a été modifié ; rechargez la page pour voir les différences.",
            "These data changed since you opened them. Nothing was changed; reload the page to see the differences.",
        ),
    )
