"""Takes back a delivery note or an operator's file, or ticks on a screen: three exact buckets, and sending twice is safe.

A screen's tick is the same line as a file's. Nothing but status, date and serial number is ever read back.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from hashlib import sha256

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, HandOverKind, MovementCategory
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.events import append_events, events_of_units, serial_now, unit_of
from pipelines.delivery.moves import lose_units, move_grants
from pipelines.delivery.note_reading import NoteLine, note_lines
from pipelines.delivery.references import grant_reference
from pipelines.delivery.verdicts import Change, Judgement, Known, judged
from pipelines.office import Office
from pipelines.stock.devices import known_devices
from pipelines.store.port import Row, Session

# In the order in which a unit may take them within one file.
ORDER = ("deliver", "hand_over", "return", "return_handed", "return_uninspected", "call_back", "lose", "damage")
OUT_OF_STOCK = {"lose": MovementCategory.LOST, "damage": MovementCategory.DAMAGED}


def record_handover(office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str) -> Row | Refusal:
    """Record the statuses of a file that came back.

    Returns
    -------
    dict or Refusal
        `updated, unchanged, waiting` (lines; a waiting one has no status) and `errors` (row, code, sentence in French and English).
    """
    table = office.reading_room.read_cells(data, file_name)
    if isinstance(table, Refusal):
        return table
    lines = note_lines(table)
    return lines if isinstance(lines, Refusal) else record_lines(office, actor, campaign_id, lines)


def record_lines(office: Office, actor: Actor, campaign_id: str, lines: Sequence[NoteLine]) -> Row | Refusal:
    """Record lines, whether they come from a file or from ticks; answers as `record_handover` does."""
    digest = sha256(json.dumps([asdict(line) for line in lines]).encode()).hexdigest()
    command = Command(
        "handover.record", actor, campaign_id, f"handover:{digest}:{office.clock()}", {"sha256": digest},
        Scope(actor.partner_id, actor.department_code),
    )  # fmt: skip

    def write(session: Session) -> Effect | Refusal:
        made = judged(actor, lines, known_units(session, campaign_id), office.clock().date())
        refusal = carry_out(office, session, actor, campaign_id, made.changes)
        return refusal or counted(made, digest)

    return perform(office, command, write)


def known_units(session: Session, campaign_id: str) -> Known:
    """Read every unit granted by an adopted plan, what happened to it, and the serial numbers given."""
    grants = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    events = events_of_units(session, campaign_id)
    # A device that came back may be given again under the same number.
    away = [unit_of(row) for row in grants if row["state"] != GrantState.RETURNED]
    serials = {serial_now(events[unit]): unit for unit in away if unit in events}
    by_reference = {grant_reference(row["plan_id"], row["line_id"], row["side"]): row for row in grants}
    held = {serial: unit for serial, unit in serials.items() if serial}
    return Known(by_reference, events, held, known_devices(session, campaign_id))


def carry_out(
    office: Office, session: Session, actor: Actor, campaign_id: str, changes: Sequence[Change]
) -> Refusal | None:
    """Move the grants, let stock follow, and keep what happened."""
    moving: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for change in changes:
        for step in change.steps:
            moving[step, change.event.happened_on].append(change.grant)
    for step in ORDER:
        for on in sorted(day for name, day in moving if name == step):
            if step in OUT_OF_STOCK:
                refusal = lose_units(office, session, actor, campaign_id, OUT_OF_STOCK[step], moving[step, on])
            else:
                at = noon(office, on)
                refusal = move_grants(office, session, actor, campaign_id, step, moving[step, on], at)
            if refusal is not None:
                return refusal
    append_events(office, session, actor, campaign_id, [change.event for change in changes])
    return None


def noon(office: Office, on: date) -> datetime:
    """Return when something happened: now where it is today, else the middle of its day."""
    now = office.clock()
    return now if on == now.date() else datetime.combine(on, time(12))


def counted(made: Judgement, digest: str) -> Effect:
    """Return the answer, and what the journal keeps of it."""
    counts = {"updated": len(made.changes), "unchanged": made.unchanged, "waiting": made.waiting}
    errors = [
        {"row": fault.row, "code": fault.code, "fr": fault.sentence.fr, "en": fault.sentence.en}
        for fault in made.faults
    ]
    kinds = {kind.value: sum(change.event.kind is kind for change in made.changes) for kind in HandOverKind}
    told = {kind: count for kind, count in kinds.items() if count}
    return Effect({**counts, "errors": errors}, digest[:12], {**counts, **told, "errors": len(errors)})
