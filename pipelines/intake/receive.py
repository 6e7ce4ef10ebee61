"""Receives a partner's list: read in a limited child, kept whole, good rows accepted at once or held for review.

Every physical row is accounted for; the same file twice adds nothing.
This module must never keep a received file: its rows are sealed, and its name in the store is its digest.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_ids
from pipelines.intake.accounting import Breaker, tripped_breaker
from pipelines.intake.admission import GoodRow, foreseen
from pipelines.intake.habits import habits_of, keep_habits, with_habits
from pipelines.intake.list_rows import GOOD, LIST_HEAD, ReceivedList, json_values, write_list
from pipelines.intake.lists import Accepted, decide_list, list_card, replace_waiting
from pipelines.intake.reading import Choices, ListReading
from pipelines.intake.report import list_report
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

# The state of a report that kept nothing.
FORESEEN = "foreseen"


@dataclass(frozen=True)
class Reception:
    """How a list is to be received."""

    partner_code: str
    hold: bool = False
    dry_run: bool = False
    choices: Choices = field(default_factory=Choices)


def receive_list(
    office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str, reception: Reception
) -> Row | Refusal:
    """Take in one file of one partner.

    Returns
    -------
    dict or Refusal
        The report of design §12 (`list_id, format, mapping, counts, rows, issues`), with `state` and `breaker`.
        Refused when the partner is unknown, the actor may not, or the file cannot be read as a list.
    """
    partner = find_partner(office, reception.partner_code)
    if isinstance(partner, Refusal):
        return partner
    scope = Scope(partner["partner_id"], partner["department_code"])
    refusal = check_can(actor, "list.submit", scope)
    if refusal is not None:
        return refusal
    reading = read_for(office, partner, data, file_name, reception.choices)
    if isinstance(reading, Refusal):
        return reading
    if reception.dry_run:
        return foreseen_report(office, campaign_id, partner["partner_id"], reading)
    return kept_list(office, actor, campaign_id, partner, scope, data, file_name, reading, reception)


def read_for(office: Office, partner: Row, data: bytes, file_name: str, choices: Choices) -> ListReading | Refusal:
    """Read a partner's file with what was chosen now, completed by what is remembered of its earlier lists."""
    return office.reading_room.read(
        data, file_name, today=office.clock().date(), partner_kind=partner["kind"],
        choices=with_habits(choices, habits_of(office, partner["partner_id"])),
    )  # fmt: skip


def kept_list(
    office: Office, actor: Actor, campaign_id: str, partner: Row, scope: Scope, data: bytes, file_name: str,
    reading: ListReading, reception: Reception,
) -> Row | Refusal:  # fmt: skip
    """Write the list, then accept its good rows unless it is held or its breaker trips."""
    digest = file_digest(data)
    chosen = choices_token(office, campaign_id, reception.choices)
    earlier = same_file(office, campaign_id, partner["partner_id"], digest, chosen)
    if earlier is not None:
        return answered_again(office, actor, campaign_id, earlier, reading)
    ids = new_ids(office.clock(), len(reading.rows) + 1)
    received = ReceivedList(ids[0], partner["partner_id"], digest, file_name, reading, tuple(ids[1:]), chosen)
    breaker = tripped_breaker(reading)
    command = Command(
        "list.submit", actor, campaign_id, f"list.submit:{partner['partner_id']}:{digest}:{ids[0]}",
        {"sha256": digest, "partner_id": partner["partner_id"]}, scope,
    )  # fmt: skip
    hold = reception.hold or breaker is not None

    def write(session: Session) -> Effect | Refusal:
        replaced = replace_waiting(office, session, actor, campaign_id, received.partner_id, received.good_rows())
        write_list(office, session, actor, campaign_id, received, breaker)
        keep_habits(office, session, partner["partner_id"], reading, reception.choices)
        accepted = Accepted({}, {}, 0) if hold else accepted_now(office, session, actor, campaign_id, received)
        counted = {"list_id": received.list_id, "counts": reading.counts, "held": hold, "replaced": replaced}
        changes = {str(row): change for row, change in accepted.changes.items()}
        answer = {"list_id": received.list_id, "changes": changes, "absent": accepted.absent}
        return Effect(answer, received.list_id, counted)

    written = perform(office, command, write)
    if isinstance(written, Refusal):
        return written
    changes = {int(row): change for row, change in written["changes"].items()}
    state = ListState.IN_REVIEW.value if hold else ListState.ACCEPTED.value
    return list_report(written["list_id"], reading, changes, state, breaker, written["absent"])


def accepted_now(office: Office, session: Session, actor: Actor, campaign_id: str, received: ReceivedList) -> Accepted:
    """Accept the good rows in the transaction that received them."""
    good = received.good_rows()
    card = {"list_id": received.list_id, "partner_id": received.partner_id, "version": 1, "received_at": office.clock()}
    return decide_list(office, session, actor, campaign_id, card, good)


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
    return list_report(None, reading, changes, FORESEEN, tripped_breaker(reading), absent)


def answered_again(office: Office, actor: Actor, campaign_id: str, earlier: Row, reading: ListReading) -> Row | Refusal:
    """Answer a file received before: nothing is added, every good row is unchanged."""
    card = list_card(office, actor, campaign_id, earlier["list_id"])
    if isinstance(card, Refusal):
        return card
    changes = {row.row: "unchanged" for row in reading.rows if row.outcome in GOOD}
    breaker: Breaker | None = tripped_breaker(reading)
    report: dict[str, Any] = list_report(earlier["list_id"], reading, changes, earlier["state"], breaker)
    at = earlier["received_at"]
    message = {
        "fr": f"Cette liste a déjà été reçue le {at:%d/%m/%Y à %H h %M} ({earlier['physical_count']} lignes). Rien n'a été ajouté.",
        "en": f"This list was already received on {at:%Y-%m-%d at %H:%M} ({earlier['physical_count']} rows). Nothing was added.",
    }
    return report | {"already_received": message}
