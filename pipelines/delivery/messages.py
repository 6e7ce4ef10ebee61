"""Telling structures is a step of its own: messages are prepared, read by somebody, then sent; no figure changes by it.

A message holds counts and the name of the structure, never a family's. One that nobody can receive is an alert, not a silence.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import MessageState
from campaigns.model.outcome import Refusal
from campaigns.statuses import Status
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.events import events_of_units, standing, unit_of
from pipelines.delivery.message_text import body_of, subject_of
from pipelines.ids import new_id, new_ids
from pipelines.office import Office
from pipelines.partners import partner_contacts
from pipelines.store.port import Row, Session

# What a structure can do something about.
TOLD = (Status.RELEASED, Status.SHIPPED, Status.DELIVERED, Status.WAITING_FAMILY, Status.NOT_CREDITED)


def prepare_messages(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Prepare one message for each structure that has something to do, unless it was told just that the last time.

    Returns
    -------
    dict or Refusal
        `batch_id`, `drafts` (messages), `nobody` (structures without an address), `unchanged` (told just that already).
    """
    now = office.clock()
    batch_id = new_id(now)

    def write(session: Session) -> Effect | Refusal:
        campaign = session.rows("campaign/one", {"campaign_id": campaign_id})[0]
        contacts = partner_contacts(office, session)
        last = last_bodies(session.rows("delivery/messages", {"campaign_id": campaign_id}))
        drafts: list[Row] = []
        unchanged = 0
        for partner_id, counts in sorted(standing_of_partners(session, campaign_id).items()):
            body = body_of(counts, campaign["name"])
            if last.get(partner_id) == body:
                unchanged += 1
                continue
            state = MessageState.DRAFT if contacts.get(partner_id, {}).get("email") else MessageState.NOBODY
            drafts.append({
                "campaign_id": campaign_id, "batch_id": batch_id, "partner_id": partner_id,
                "subject": subject_of(counts, campaign["name"]), "body": body, "state": state.value, "prepared_at": now,
                "prepared_by": actor.user_id, "sent_at": None, "sent_by": None,
            })  # fmt: skip
        if drafts:
            rows = [row | {"message_id": name} for row, name in zip(drafts, new_ids(now, len(drafts)), strict=True)]
            session.append("message", pa.Table.from_pylist(rows, schema=MESSAGE_SCHEMA))
        nobody = sum(row["state"] == MessageState.NOBODY for row in drafts)
        answer = {"batch_id": batch_id, "drafts": len(drafts) - nobody, "nobody": nobody, "unchanged": unchanged}
        return Effect(answer, batch_id, answer)

    return perform(office, Command("message.prepare", actor, campaign_id, f"message.prepare:{batch_id}"), write)


def standing_of_partners(session: Session, campaign_id: str) -> dict[str, Counter[Status]]:
    """Return partner_id -> units at each status that the structure can do something about."""
    events = events_of_units(session, campaign_id)
    found: dict[str, Counter[Status]] = defaultdict(Counter)
    for grant in session.rows("delivery/adopted_grants", {"campaign_id": campaign_id}):
        status = standing(grant["state"], events.get(unit_of(grant), []))
        if status in TOLD:
            found[grant["partner_id"]][status] += 1
    return found


def last_bodies(messages: list[Row]) -> Mapping[str, str]:
    """Return what each structure was told the last time, or is about to be told."""
    told = (MessageState.SENT, MessageState.WRITTEN, MessageState.DRAFT, MessageState.NOBODY)
    return {row["partner_id"]: row["body"] for row in reversed(messages) if row["state"] in told}


def leave_out(office: Office, actor: Actor, campaign_id: str, message_id: str) -> Row | Refusal:
    """Take one message out of its batch; it is kept, unsent."""
    named = {
        "campaign_id": campaign_id, "message_id": message_id, "state": MessageState.LEFT_OUT.value, "sent_at": None,
        "sent_by": None, "state_before": MessageState.DRAFT.value,
    }  # fmt: skip

    def write(session: Session) -> Effect:
        changed = session.run("delivery/move_message", named)
        return Effect({"left_out": changed}, message_id, {"left_out": changed})

    key = f"message.leave_out:{message_id}:{office.clock()}"
    return perform(office, Command("message.prepare", actor, campaign_id, key, {"message_id": message_id}), write)


def messages(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every message of a campaign, newest batch first."""
    refusal = check_can(actor, "message.prepare", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("delivery/messages", {"campaign_id": campaign_id})


MESSAGE_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "campaign_id", "message_id", "batch_id", "partner_id", "subject", "body", "state", "prepared_by", "sent_by",
        )
    ]
    + [("prepared_at", pa.timestamp("us")), ("sent_at", pa.timestamp("us"))]
)  # fmt: skip
