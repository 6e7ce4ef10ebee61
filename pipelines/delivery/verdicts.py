"""Judges each line of a file that came back, one after the other: what it changes, that it changes nothing, or what is wrong.

A unit said twice in one file is judged on what the first line made of it. This module must never write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from campaigns.devices import KnownDevices, is_checked, not_the_same
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, HandOverKind, ShortfallReason
from campaigns.model.outcome import Refusal, Sentence
from campaigns.statuses import Report
from pipelines.delivery.events import Event, UnitKey, serial_now, unit_of
from pipelines.delivery.moves import steps_to
from pipelines.delivery.note_reading import Fault, NoteLine, day_of, report_of, serial_of
from pipelines.delivery.references import read_reference
from pipelines.store.port import Row

ENDS = {
    HandOverKind.DELIVERED: GrantState.DELIVERED, HandOverKind.HANDED_OVER: GrantState.HANDED_OVER,
    HandOverKind.RETURNED: GrantState.RETURNED, HandOverKind.LOST: GrantState.RETURNED, HandOverKind.FREED: GrantState.RETURNED,
}  # fmt: skip

SERIAL_USED = "serial_used"
NO_DEVICES = KnownDevices()


@dataclass(frozen=True)
class Change:
    """What one line changes: the steps of its grant, and the event to keep."""

    grant: Row
    steps: tuple[str, ...]
    event: Event


@dataclass
class Judgement:
    """The buckets of a file, filled line by line."""

    today: date
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Known:
    """What the store knows: units by reference, what happened to each, who holds which serial number, the devices of lots."""

    grants: Mapping[str, Row]
    events: Mapping[UnitKey, Sequence[Row]]
    serials: Mapping[str, UnitKey]
    devices: KnownDevices = NO_DEVICES


def judged(actor: Actor, lines: Sequence[NoteLine], known: Known, today: date) -> Judgement:
    """Sort the lines into buckets.

    A serial number that another line of the file sets free is free wherever that line stands: such lines are looked at again, so
    that a second sending finds nothing more to change.
    """
    made = Judgement(today)
    said: dict[UnitKey, Report] = {}
    serials = dict(known.serials)
    left = list(lines)
    while left:
        again = []
        for line in left:
            verdict = verdict_on(actor, line, known, made, said, serials)
            if isinstance(verdict, Fault) and verdict.code == SERIAL_USED:
                again.append((line, verdict))
            elif isinstance(verdict, Fault):
                made.faults.append(verdict)
            elif verdict is not None:
                made.changes.append(verdict)
                note_serial(verdict, known, serials)
        if len(again) == len(left):
            made.faults += [fault for _, fault in again]
            break
        left = [line for line, _ in again]
    made.faults.sort(key=lambda fault: fault.row)
    return made


def note_serial(change: Change, known: Known, serials: dict[str, UnitKey]) -> None:
    """Keep in step who holds which serial number; a device that came back holds none."""
    unit = change.event.unit
    former = serial_now(known.events.get(unit, ()))
    is_back = ENDS.get(change.event.kind) is GrantState.RETURNED
    if former and (is_back or change.event.serial) and serials.get(former) == unit:
        del serials[former]
    if change.event.serial and not is_back:
        serials[change.event.serial] = unit


def verdict_on(actor: Actor, line: NoteLine, known: Known, made: Judgement, said: dict[UnitKey, Report],
               serials: Mapping[str, UnitKey]) -> Change | Fault | None:  # fmt: skip
    """Return what a line changes, what is wrong with it, or None where it only adds to a count."""
    grant = grant_of(actor, line, known)
    if isinstance(grant, Fault):
        return grant
    report = report_of(line)
    if isinstance(report, Fault):
        return report
    if report is None:
        made.waiting += 1
        return None
    unit = unit_of(grant)
    if unit in said:
        if said[unit] != report:
            return said_twice(line)
        made.unchanged += 1
        return None
    verdict = change_of(line, grant, report, known, made.today, serials)
    if isinstance(verdict, Fault):
        return verdict
    said[unit] = report
    made.unchanged += verdict is None
    return verdict


def grant_of(actor: Actor, line: NoteLine, known: Known) -> Row | Fault:
    """Return the grant a line speaks of, or why it cannot be told; another structure's is as unknown as none."""
    if not line.reference:
        return Fault(line.row, "missing_reference", MISSING)
    reference = read_reference(line.reference)
    if reference is None:
        return Fault(line.row, "mistyped_reference", mistyped(line.reference))
    grant = known.grants.get(reference)
    own = grant is not None and actor.partner_id in (None, grant["partner_id"])
    if grant is None or not own or actor.department_code not in (None, grant["partner_department_code"]):
        return Fault(line.row, "unknown_reference", unknown(line.reference))
    return grant


def change_of(line: NoteLine, grant: Row, report: Report, known: Known, today: date,
              serials: Mapping[str, UnitKey]) -> Change | Fault | None:  # fmt: skip
    """Return the change a known report makes to its grant."""
    unit = unit_of(grant)
    events = known.events.get(unit, ())
    on, typed = day_of(line, today), serial_of(line, report)
    if isinstance(on, Fault):
        return on
    if isinstance(typed, Fault):
        return typed
    doubt = None if is_checked(line.serial) else doubt_of(line, typed, grant, report, known)
    if doubt is not None:
        return doubt
    serial = known.devices.serial_of(typed)
    if serial not in ("", serial_now(events)) and serials.get(serial, unit) != unit:
        return Fault(line.row, SERIAL_USED, serial_used(serial, line.reference))
    last = events[-1] if events else None
    steps = steps_of(grant["state"], report, last)
    if isinstance(steps, Refusal):
        return Fault(line.row, steps.code, steps.sentence)
    new_serial = serial not in ("", serial_now(events))
    if not steps and not new_serial and not new_attempt(report, last, on):
        return None
    event = Event(*unit, report.kind, on or today, report.reason, report.to_proxy, serial)
    return Change(grant, steps, event)


def doubt_of(line: NoteLine, number: str, grant: Row, report: Report, known: Known) -> Fault | None:
    """Ask about a number that is not of the unit's lot, or not the one that was handed over; None where nothing is to be asked."""
    former = serial_now(known.events.get(unit_of(grant), ()))
    if number and former and ENDS.get(report.kind) is GrantState.RETURNED and known.devices.serial_of(number) != former:
        return Fault(line.row, "serial_differs", not_the_same(number, line.reference, former))
    question = known.devices.question(number, grant["lot_id"], line.reference)
    return None if question is None else Fault(line.row, "serial_not_of_lot", question)


def steps_of(state: str, report: Report, last: Row | None) -> tuple[str, ...] | Refusal:
    """Return the steps that a report asks of a grant; none where it is there already, or has gone further the same way."""
    if report.kind is HandOverKind.ATTEMPT:
        if state in (GrantState.RELEASED, GrantState.DELIVERED):
            return ()
        return Refusal("wrong_state", NOT_WAITING)
    end = ENDS[report.kind]
    if state == GrantState.RETURNED == end:
        return () if last is None or last["kind"] == report.kind else Refusal("wrong_state", ALREADY_BACK)
    if report.kind is HandOverKind.DELIVERED and state == GrantState.HANDED_OVER:
        return ()
    steps = steps_to(state, end)
    if isinstance(steps, Refusal):
        return steps
    if report.kind is HandOverKind.LOST:
        back = ["return_uninspected" if step == "return_handed" else step for step in steps]
        return (*back, "damage" if report.reason is ShortfallReason.BROKEN else "lose")
    return tuple(steps)


def new_attempt(report: Report, last: Row | None, on: date | None) -> bool:
    """Tell whether an attempt was not noted yet: another reason, or another day where a day is given."""
    if report.kind is not HandOverKind.ATTEMPT:
        return False
    if last is None or (last["kind"], last["reason"]) != (report.kind, report.reason):
        return True
    return on is not None and on != last["happened_on"]


def said_twice(line: NoteLine) -> Fault:
    """Say that a file says two things of one unit."""
    return Fault(
        line.row,
        "said_twice",
        Sentence(
            f"La référence « {line.reference} » est déjà plus haut dans ce fichier, avec un autre statut. Gardez une seule ligne.",
            f"Reference “{line.reference}” is already above in this file, with another status. Keep one line.",
        ),
    )


def mistyped(typed: str) -> Sentence:
    """Say that a reference cannot be one."""
    return Sentence(
        f"La référence « {typed} » est mal recopiée : son dernier signe ne correspond pas. Recopiez-la depuis le bon.",
        f"Reference “{typed}” is mistyped: its last sign does not fit. Copy it again from the note.",
    )


def unknown(typed: str) -> Sentence:
    """Say that nothing has this reference, for whoever asks."""
    return Sentence(
        f"La référence « {typed} » n'est pas celle d'une remise de cette campagne. Vérifiez-la sur le bon.",
        f"Reference “{typed}” is not one of this campaign's hand-overs. Check it on the note.",
    )


def serial_used(serial: str, typed: str) -> Sentence:
    """Say that a serial number belongs to another unit."""
    return Sentence(
        f"Le numéro de série « {serial} » est déjà noté pour une autre remise que « {typed} ». Vérifiez les deux appareils.",
        f"Serial number “{serial}” is already noted for another hand-over than “{typed}”. Check both devices.",
    )


MISSING = Sentence(
    "Cette ligne a un statut mais pas de référence. Recopiez la référence depuis le bon, ou effacez le statut.",
    "This line has a status but no reference. Copy the reference from the note, or clear the status.",
)
NOT_WAITING = Sentence(
    "Cette unité n'attend pas sa famille : elle n'est pas encore partie, ou elle est déjà remise ou retournée.",
    "This unit is not waiting for its family: it has not left yet, or it is already handed over or returned.",
)
ALREADY_BACK = Sentence(
    "Cette unité est déjà revenue, pour une autre raison. Rien n'a été modifié.",
    "This unit already came back, for another reason. Nothing was changed.",
)
