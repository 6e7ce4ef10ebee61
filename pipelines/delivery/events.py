"""What happened to each granted unit on its way to its family: appended, never rewritten; the newest tells where it stands.

No name is kept here, not even a proxy's: the signed paper has it. This module must never move a grant or a balance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from campaigns.model.actor import Actor
from campaigns.model.codes import HandOverKind, ShortfallReason
from campaigns.statuses import Status, status_of
from pipelines.ids import new_ids
from pipelines.office import Office
from pipelines.store.port import Row, Session

UnitKey = tuple[str, str, str]


@dataclass(frozen=True)
class Event:
    """One thing that happened to one unit, ready to be kept."""

    plan_id: str
    line_id: str
    side: str
    kind: HandOverKind
    happened_on: date
    reason: ShortfallReason | None = None
    to_proxy: bool = False
    serial: str = ""

    @property
    def unit(self) -> UnitKey:
        """Return which unit it happened to."""
        return self.plan_id, self.line_id, self.side


def unit_of(row: Mapping[str, Any]) -> UnitKey:
    """Return the unit of a grant or of an event."""
    return row["plan_id"], row["line_id"], row["side"]


def events_of_units(session: Session, campaign_id: str, partner_id: str = "") -> dict[UnitKey, list[Row]]:
    """Return unit -> its events, oldest first, of one structure's units or of all."""
    found: dict[UnitKey, list[Row]] = {}
    for row in session.rows("delivery/events", {"campaign_id": campaign_id, "partner_id": partner_id}):
        found.setdefault(unit_of(row), []).append(row)
    return found


def serial_now(events: Iterable[Row]) -> str:
    """Return the serial number last given for a unit."""
    return next((str(row["serial"]) for row in reversed(list(events)) if row["serial"]), "")


def standing(state: str, events: Sequence[Row]) -> Status:
    """Return where a unit stands, from the state of its grant and what happened to it."""
    return status_of(state, events[-1]["kind"], events[-1]["reason"]) if events else status_of(state)


def append_events(office: Office, session: Session, actor: Actor, campaign_id: str, events: list[Event]) -> None:
    """Keep what happened, in the caller's transaction."""
    if not events:
        return
    now = office.clock()
    rows = [
        {
            "campaign_id": campaign_id, "event_id": event_id, "plan_id": event.plan_id, "line_id": event.line_id,
            "side": event.side, "kind": event.kind.value, "reason": event.reason.value if event.reason else "",
            "to_proxy": event.to_proxy, "serial": event.serial, "happened_on": event.happened_on, "recorded_at": now,
            "actor_id": actor.user_id,
        }
        for event_id, event in zip(new_ids(now, len(events)), events, strict=True)
    ]  # fmt: skip
    session.append("grant_event", pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))


TEXT = ("campaign_id", "event_id", "plan_id", "line_id", "side", "kind", "reason", "serial", "actor_id")
EVENT_SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXT]
    + [("to_proxy", pa.bool_()), ("happened_on", pa.date32()), ("recorded_at", pa.timestamp("us"))]
)
