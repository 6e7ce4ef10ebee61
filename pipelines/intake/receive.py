"""Receives a partner's list: read in a limited child, kept whole, good rows accepted at once or held for review.

Every physical row is accounted for; the same file twice adds nothing.
This module must never keep a received file: its rows are sealed, and its name in the store is its digest.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.intake.accounting import tripped_breaker
from pipelines.intake.admission import GoodRow, foreseen
from pipelines.intake.admission_blocks import admit_blocks, keep_rows
from pipelines.intake.ahead import Ahead
from pipelines.intake.arrival import Arrival
from pipelines.intake.day_of_files import may_not_send, over_the_day_alone, stopped_by_the_day
from pipelines.intake.decided_blocks import Decided, decided_rows
from pipelines.intake.habits import habits_of, keep_habits, with_habits
from pipelines.intake.list_rows import GOOD, LIST_HEAD, ReceivedList, json_values, row_kind, write_list
from pipelines.intake.lists import list_card, note_decision, replace_waiting
from pipelines.intake.reading import Choices, ListReading
from pipelines.intake.reconcile import NEW, UNCHANGED
from pipelines.intake.report import list_report
from pipelines.intake.sealed_blocks import Laid
from pipelines.intake.worker import UNWATCHED, Watch
from pipelines.linkage.at_intake import Known, known_rows
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest
from pipelines.wall_clock import on_the_wall

# Where the database puts what does not fit in memory, too.
SPILL = "spill"
# The state of a report that kept nothing.
FORESEEN = "foreseen"


@dataclass(frozen=True)
class Reception:
    """How a list is to be received; without rows, the report counts them and gives none (a million rows are a gigabyte)."""

    partner_code: str
    hold: bool = False
    dry_run: bool = False
    choices: Choices = field(default_factory=Choices)
    with_rows: bool = True


def receive_list(
    office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str, reception: Reception,
    watch: Watch = UNWATCHED,
) -> Row | Refusal:  # fmt: skip
    """Take in one file of one partner.

    Parameters
    ----------
    watch
        Follows the reading and may stop it: nothing is kept then.

    Returns
    -------
    dict or Refusal
        The report of design §12 (`list_id, format, mapping, counts, rows, issues`), with `state` and `breaker`.
        Refused when the partner is unknown, the actor may not, the day's quota is spent (`campaigns.daily_quota`), or the
        file cannot be read as a list.
    """
    partner = find_partner(office, reception.partner_code)
    if isinstance(partner, Refusal):
        return partner
    scope = Scope(partner["partner_id"], partner["department_code"])
    refusal = may_not_send(office, actor, campaign_id, partner)
    if refusal is not None:
        return refusal
    digest, chosen = file_digest(data), choices_token(office, campaign_id, reception.choices)
    # Counted before the list is looked for: whoever receives the same file meanwhile has the same key, and it is kept once.
    times = times_received(office, campaign_id, partner["partner_id"], digest)
    known = same_file(office, campaign_id, partner["partner_id"], digest, chosen)
    if known is None and (refusal := stopped_by_the_day(office, actor, campaign_id, partner, len(data))) is not None:
        return refusal
    earlier = None if reception.dry_run else known
    mine = replace(watch, organisation=partner["partner_id"], sender=actor.user_id)
    asked = asked_of(office, partner, reception.choices) | {"watch": mine}
    with Laid(office.home / SPILL) as laid:
        arriving = Arrival(
            office,
            campaign_id,
            partner,
            digest,
            file_name,
            laid if earlier is None else None,
            reception.with_rows,
            chosen,
            times,
            len(data),
        )
        with Ahead(office.reading_room.stream(data, file_name, **asked)) as pieces:
            stopped = arriving.take(pieces)
        if stopped is not None:
            return stopped
        if earlier is not None:
            return answered_again(office, actor, campaign_id, earlier, arriving)
        if reception.dry_run:
            return foreseen_list(office, campaign_id, arriving)
        return kept_list(office, actor, campaign_id, scope, arriving, reception)


def asked_of(office: Office, partner: Row, choices: Choices) -> dict[str, Any]:
    """Return how a partner's file is read: what was chosen now is completed by what is remembered of its earlier lists."""
    return {
        "today": office.clock().date(),
        "partner_kind": partner["kind"],
        "choices": with_habits(choices, habits_of(office, partner["partner_id"])),
    }


def read_for(
    office: Office, actor: Actor, partner: Row, data: bytes, file_name: str, choices: Choices, watch: Watch = UNWATCHED
) -> ListReading | Refusal:
    """Read a partner's file as it would be received."""
    mine = replace(watch, organisation=partner["partner_id"], sender=actor.user_id)
    return office.reading_room.read(data, file_name, watch=mine, **asked_of(office, partner, choices))


def kept_list(
    office: Office, actor: Actor, campaign_id: str, scope: Scope, arrival: Arrival, reception: Reception
) -> Row | Refusal:
    """Write the list, then accept its good rows unless it is held or its breaker trips."""
    received, breaker = arrival.received(), arrival.breaker()
    partner_id, list_id = received.partner_id, received.list_id
    command = Command(
        "list.submit", actor, campaign_id, f"list.submit:{partner_id}:{received.sha256}:{arrival.chosen}:{arrival.times}",
        {"sha256": received.sha256, "partner_id": partner_id}, scope,
    )  # fmt: skip
    hold = reception.hold or breaker is not None
    decided, made = Decided(), {}

    def write(session: Session) -> Effect | Refusal:
        nonlocal decided, made
        # Once more: others may have sent theirs while this one was read.
        refusal = over_the_day_alone(office, session, actor, partner_id, received.size)
        if refusal is not None:
            return refusal
        replaced = replace_waiting(office, session, actor, campaign_id, partner_id, received.match_tokens)
        write_list(office, session, actor, campaign_id, received, breaker)
        keep_habits(office, session, partner_id, received.head.columns, reception.choices)
        decided = Decided() if hold else decided_rows(office, session, campaign_id, partner_id, received.laid)
        made = keep_rows(
            office, session, campaign_id, list_id, row_kind(list_id), received.laid, None if hold else decided
        )
        if not hold:
            accept_now(office, session, actor, campaign_id, received, decided, made)
        counted = {"list_id": list_id, "counts": dict(received.counts), "held": hold, "replaced": replaced}
        return Effect({"list_id": list_id, "absent": len(decided.absent)}, list_id, counted)

    written = perform(office, command, write)
    if isinstance(written, Refusal) or written["list_id"] != list_id:
        arrival.forget()
        return (
            written if isinstance(written, Refusal) else received_meanwhile(office, actor, written["list_id"], arrival)
        )
    state = ListState.IN_REVIEW.value if hold else ListState.ACCEPTED.value
    absent = len(decided.absent)
    known = Known() if hold else known_rows(office, actor, campaign_id, list_id, scope, arrival.good)
    if not arrival.with_rows:
        report = list_report(list_id, arrival.reading(), {}, state, breaker, made, absent, known.rows)
    else:
        changes = {} if hold else arrival.changes(decided)
        report = list_report(list_id, arrival.reading(), changes, state, breaker, absent=absent, known=known.rows)
    return report if known.later is None else report | {"known_later": {"fr": known.later.fr, "en": known.later.en}}


def accept_now(
    office: Office, session: Session, actor: Actor, campaign_id: str, received: ReceivedList, decided: Decided,
    made: Mapping[str, int],
) -> None:  # fmt: skip
    """Accept the good rows in the transaction that received them."""
    admit_blocks(
        office, session, campaign_id, received.partner_id, received.list_id, office.clock(), received.laid, decided
    )
    note_decision(office, session, actor, campaign_id, received.list_id, 1, made)


def choices_token(office: Office, campaign_id: str, choices: Choices) -> str:
    """Return what tells one way to read a file from another; empty when nothing was chosen. It betrays no cell."""
    if choices == Choices():
        return ""
    said = {
        "shape": [choices.encoding, choices.separator, choices.sheet, choices.header_row, choices.skip_hidden],
        "targets": sorted(choices.targets.items()),
        "edits": sorted(choices.edits.items()),
        "replacements": sorted(choices.replacements.items()),
    }
    return office.vault.token(campaign_id, "choices", json.dumps(said, ensure_ascii=False))


def received_meanwhile(office: Office, actor: Actor, list_id: str, arrival: Arrival) -> Row | Refusal:
    """Answer a file that somebody else sent at the same time, and that is in by now."""
    card = list_card(office, actor, arrival.campaign_id, list_id)
    return card if isinstance(card, Refusal) else answered_again(office, actor, arrival.campaign_id, card, arrival)


def times_received(office: Office, campaign_id: str, partner_id: str, digest: str) -> int:
    """Return how many lists these very bytes made, whatever became of them."""
    named = {"campaign_id": campaign_id, "partner_id": partner_id, "sha256": digest}
    with office.store.reading() as session:
        return int(session.rows("list/times_received", named)[0]["times"])


def same_file(office: Office, campaign_id: str, partner_id: str, digest: str, chosen: str) -> Row | None:
    """Return the list that these very bytes, read in this very way, made before, if any.

    The same file with another column chosen, or a cell put right on screen, is a new version.
    """
    with office.store.reading() as session:
        found = session.rows("list/same_file", {"campaign_id": campaign_id, "partner_id": partner_id, "sha256": digest})
        heads = unsealed(session, office.vault, campaign_id, LIST_HEAD, [row["list_id"] for row in found])
    return next((row for row in found if heads.get(row["list_id"], {}).get("choices", "") == chosen), None)


def foreseen_report(office: Office, campaign_id: str, partner_id: str, reading: ListReading) -> Row:
    """Report what would become of a list, keeping nothing."""
    good = [GoodRow(row.row, "", json_values(row)) for row in reading.rows if row.outcome in GOOD]
    with office.store.reading() as session:
        changes, absent = foreseen(office, session, campaign_id, partner_id, good)
    return list_report(None, reading, changes, FORESEEN, tripped_breaker(reading), absent=absent)


def foreseen_list(office: Office, campaign_id: str, arrival: Arrival) -> Row:
    """Report what would become of a list that has come whole, and forget it: its rows are judged sealed, as if it were kept."""
    try:
        with office.store.reading() as session:
            decided = decided_rows(office, session, campaign_id, arrival.partner["partner_id"], arrival.laid_aside())
        changes, made = told_changes(arrival, decided)
        return list_report(
            None, arrival.reading(), changes, FORESEEN, arrival.breaker(), made, absent=len(decided.absent)
        )
    finally:
        arrival.forget()


def told_changes(arrival: Arrival, decided: Decided) -> tuple[dict[int, str], dict[str, int] | None]:
    """Return what becomes of each row, when rows were asked for; else how many rows each change has."""
    if arrival.with_rows:
        return arrival.changes(decided), None
    made = Counter(row.change for row in decided.known.values())
    return {}, {**made, NEW: arrival.good - made.total()}


def answered_again(office: Office, actor: Actor, campaign_id: str, earlier: Row, arrival: Arrival) -> Row | Refusal:
    """Answer a file received before: nothing is added, every good row is unchanged."""
    card = list_card(office, actor, campaign_id, earlier["list_id"])
    if isinstance(card, Refusal):
        return card
    reading = arrival.reading()
    changes = {row.row: UNCHANGED for row in reading.rows if row.outcome in GOOD}
    made = None if arrival.with_rows else {UNCHANGED: arrival.good}
    report: dict[str, Any] = list_report(
        earlier["list_id"], reading, changes, earlier["state"], arrival.breaker(), made
    )
    at = on_the_wall(earlier["received_at"])
    message = {
        "fr": f"Cette liste a déjà été reçue le {at:%d/%m/%Y à %H h %M} (lignes : {earlier['physical_count']}). Rien n'a été ajouté.",
        "en": f"This list was already received on {at:%Y-%m-%d at %H:%M} (rows: {earlier['physical_count']}). Nothing was added.",
    }
    return report | {"already_received": message}
