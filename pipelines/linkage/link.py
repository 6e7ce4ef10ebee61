"""Recognises households in a campaign and keeps what it found: members, redirects, events, questions to a human.

Works on keyed tokens only; the partner register's contacts are opened in memory to make their tokens.
"""

from typing import Any

import pyarrow as pa

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.intake.values_phones import read_phones
from pipelines.linkage.keys import EMAIL, PHONE
from pipelines.linkage.partition import Households, groups_of, households_of, hub_tokens
from pipelines.office import Office
from pipelines.partners import partner_contacts
from pipelines.store.port import Row, Session


def link_households(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Recognise the households of a campaign; running it again without new requests changes nothing.

    Returns
    -------
    dict or Refusal
        `requests` (that name people), `households`, `questions` (open ones), `merged`, `minted`, `hubs`.
    """
    command = Command("link.run", actor, campaign_id, f"link.run:{new_id(office.clock())}")
    return perform(office, command, lambda session: linked(office, session, actor, campaign_id))


def linked(office: Office, session: Session, actor: Actor, campaign_id: str) -> Effect:
    """Link inside the command's transaction."""
    named = {"campaign_id": campaign_id}
    requests = [row["request_id"] for row in session.rows("request/linkable", named)]
    keys = [(row["request_id"], row["kind"], row["token"]) for row in session.rows("request/keys", named)]
    before = {row["request_id"]: row["household_id"] for row in session.rows("household/members", named)}
    granted = {row["household_id"] for row in session.rows("household/granted", named)}
    hubs = hub_tokens(keys, declared_contacts(office, session, campaign_id))
    groups = groups_of(requests, keys, hubs)
    found = households_of(groups, before, granted, lambda: new_id(office.clock()))
    keep_households(office, session, actor, campaign_id, before, found)
    questions = len(session.rows("household/questions", named))
    counts = {
        "requests": len(requests),
        "households": len(set(found.member_of.values())),
        "questions": questions,
        "merged": len(found.redirects),
        "minted": len(found.minted),
        "hubs": len(hubs),
    }
    return Effect(counts, campaign_id, counts)


def declared_contacts(office: Office, session: Session, campaign_id: str) -> set[str]:
    """Return the tokens of the contacts that partners declared as their own."""
    contacts = partner_contacts(office, session).values()
    token = office.vault.token
    numbers = [number for contact in contacts for number in read_phones(contact.get("phone") or "")[0]]
    phones = {token(campaign_id, PHONE, number) for number in numbers}
    return phones | {
        token(campaign_id, EMAIL, contact["email"].lower()) for contact in contacts if contact.get("email")
    }


def keep_households(
    office: Office, session: Session, actor: Actor, campaign_id: str, before: dict[str, str], found: Households
) -> None:
    """Write what changed, and one event for each change."""
    now = office.clock()
    moved = {request: home for request, home in found.member_of.items() if before.get(request) != home}
    if found.minted:
        session.append("household", household_table(campaign_id, found.minted, now))
    if moved:
        members = pa.table({"request_id": list(moved), "household_id": list(moved.values())})
        session.stage("arriving_member", members)
        session.run("household/forget_members", {"campaign_id": campaign_id})
        session.append("household_member", members.append_column("campaign_id", pa.array([campaign_id] * len(moved))))
    if found.redirects:
        redirects = pa.table({"household_id": list(found.redirects), "redirect_to": list(found.redirects.values())})
        session.stage("arriving_redirect", redirects)
        session.run("household/redirect", {"campaign_id": campaign_id})
    if found.questions:
        session.stage("arriving_question", question_table(found, now))
        session.run("household/ask", {"campaign_id": campaign_id})
    record_events(session, actor, campaign_id, now, found, moved)


def household_table(campaign_id: str, minted: tuple[str, ...], now: Any) -> pa.Table:
    """Return the columns of new households."""
    rows = [
        {"campaign_id": campaign_id, "household_id": made, "created_at": now, "state": "open", "redirect_to": None}
        for made in minted
    ]
    texts = [(name, pa.string()) for name in ("campaign_id", "household_id", "state", "redirect_to")]
    return pa.Table.from_pylist(rows, schema=pa.schema([*texts, ("created_at", pa.timestamp("us"))]))


def question_table(found: Households, now: Any) -> pa.Table:
    """Return the pairs that a human must decide on, each once."""
    pairs = sorted(set(found.questions))
    return pa.table(
        {
            "household_left": [left for left, _ in pairs],
            "household_right": [right for _, right in pairs],
            "reason": ["adopted_grant"] * len(pairs),
            "asked_at": pa.array([now] * len(pairs), pa.timestamp("us")),
        }
    )


def record_events(
    session: Session, actor: Actor, campaign_id: str, now: Any, found: Households, moved: dict[str, str]
) -> None:
    """Append what happened to households: created, attached, merged."""
    created = [("create", home, None, None) for home in found.minted]
    attached = [("attach", home, None, request) for request, home in moved.items()]
    merged = [("merge", home, gone, None) for gone, home in found.redirects.items()]
    rows = [
        {
            "campaign_id": campaign_id, "event_id": new_id(now), "type": kind, "household_id": home, "other_id": other,
            "request_id": request, "happened_at": now, "actor_id": actor.user_id, "evidence": "shared_key",
        }
        for kind, home, other, request in [*created, *attached, *merged]
    ]  # fmt: skip
    if rows:
        session.append("household_event", pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))


EVENT_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "campaign_id",
            "event_id",
            "type",
            "household_id",
            "other_id",
            "request_id",
            "actor_id",
            "evidence",
        )
    ]
    + [("happened_at", pa.timestamp("us"))]
)
