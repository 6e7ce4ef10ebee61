"""Writes what grouping found: members, redirects, one event for each change, the open questions. Inside the caller's transaction.

It must never write a name or a contact: ids, levels and weights only.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from campaigns.model.actor import Actor
from pipelines.ids import new_id_column
from pipelines.linkage.clustering import Doubt
from pipelines.linkage.homes import Homes
from pipelines.store.port import Row, Session

EventParts = tuple[str, str, str | None, str | None]


def keep_homes(
    session: Session, actor: Actor, campaign_id: str, now: datetime, before: Mapping[str, str], found: Homes, why: str
) -> int:
    """Write what changed and one event for each change; return how many requests moved.

    Parameters
    ----------
    before
        request_id -> household_id of the requests that were grouped again; those absent from `found` are detached.
    why
        What the events keep as evidence: `linkage`, or the id of a decision.
    """
    named = {"campaign_id": campaign_id}
    moved = {request: home for request, home in found.member_of.items() if before.get(request) != home}
    lost = sorted(set(before) - set(found.member_of))
    if found.minted:
        session.append("household", household_table(campaign_id, found.minted, now))
    touched = [*moved, *lost]
    if touched:
        session.stage("arriving_member", pa.table({"request_id": pa.array(touched, pa.string())}))
        session.run("household/forget_members", named)
    if moved:
        members = {
            "request_id": list(moved),
            "household_id": list(moved.values()),
            "campaign_id": [campaign_id] * len(moved),
        }
        session.append("household_member", pa.table(members))
    if found.redirects:
        redirects = pa.table({"household_id": list(found.redirects), "redirect_to": list(found.redirects.values())})
        session.stage("arriving_redirect", redirects)
        session.run("household/redirect", named)
    parts: list[EventParts] = [("create", home, None, None) for home in found.minted]
    parts += [("detach", before[request], None, request) for request in lost]
    parts += [("attach", home, before.get(request), request) for request, home in moved.items()]
    parts += [("merge", home, gone, None) for gone, home in found.redirects.items()]
    record_events(session, actor, campaign_id, now, parts, why)
    return len(moved)


def household_table(campaign_id: str, minted: Sequence[str], now: datetime) -> pa.Table:
    """Return the columns of new households."""
    count = len(minted)
    columns = [[campaign_id] * count, list(minted), ["open"] * count, [None] * count, [now] * count]
    return pa.table(columns, schema=HOUSEHOLD_SCHEMA)


def record_events(
    session: Session, actor: Actor, campaign_id: str, now: datetime, parts: Sequence[EventParts], why: str
) -> None:
    """Append events; `position` gives their order, which the clock cannot."""
    if not parts:
        return
    last = int(session.rows("household/last_position", {"campaign_id": campaign_id})[0]["position"])
    count = len(parts)
    # Columns, not a row a change: a million first households make two million events.
    kinds, homes, others, requests = zip(*parts, strict=True)
    columns = {
        "campaign_id": [campaign_id] * count, "event_id": new_id_column(now, count), "type": kinds, "household_id": homes,
        "other_id": others, "request_id": requests, "happened_at": [now] * count, "actor_id": [actor.user_id] * count,
        "evidence": [why] * count, "position": range(last + 1, last + count + 1),
    }  # fmt: skip
    session.append("household_event", pa.table([columns[field.name] for field in EVENT_SCHEMA], schema=EVENT_SCHEMA))


def keep_questions(
    session: Session,
    campaign_id: str,
    now: datetime,
    doubts: Sequence[Doubt],
    home: Mapping[str, str],
    granted: frozenset[str],
) -> int:
    """Open one question for each two households that a doubt concerns; return how many.

    A question is at stake when one of its households has an adopted grant.
    """
    asked: dict[tuple[str, str], Row] = {}
    for doubt in doubts:
        left, right = sorted((home[doubt.left], home[doubt.right]))
        if left != right and (left, right) not in asked:
            asked[left, right] = {
                "household_left": left, "household_right": right, "reason": doubt.reason, "asked_at": now,
                "request_left": min(doubt.left, doubt.right), "request_right": max(doubt.left, doubt.right),
                "weight": doubt.weight, "at_stake": bool({left, right} & granted),
            }  # fmt: skip
    if asked:
        session.stage("arriving_question", pa.Table.from_pylist(list(asked.values()), schema=QUESTION_SCHEMA))
        session.run("household/ask", {"campaign_id": campaign_id})
    return len(asked)


HOUSEHOLD_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "household_id", "state", "redirect_to")]
    + [("created_at", pa.timestamp("us"))]
)
EVENT_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "event_id", "type", "household_id", "other_id", "request_id")]
    + [
        ("actor_id", pa.string()),
        ("evidence", pa.string()),
        ("happened_at", pa.timestamp("us")),
        ("position", pa.int64()),
    ]
)
QUESTION_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("household_left", "household_right", "reason", "request_left", "request_right")]
    + [("asked_at", pa.timestamp("us")), ("weight", pa.float64()), ("at_stake", pa.bool_())]
)
