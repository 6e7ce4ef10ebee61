"""Erases a family: its keys, what they sealed, its tokens, its links; counts, plan and stock stay under pseudonyms.

First the store, in one transaction with its journal entry and receipt; then the keys. Sent again, it answers the same and ends
what was cut short. A receipt must never hold anything but ids, codes and counts.
"""

import json
from collections.abc import Sequence
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.privacy.erased_exports import exports_naming
from pipelines.privacy.erasing import erase_marked, marked_family
from pipelines.privacy.heads import People, people_of
from pipelines.privacy.kept_receipts import ended, keep_receipt, receipt_of
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

ERASED = "erased"


class _Dry(Exception):
    """Carries what would be erased out of a transaction that is rolled back."""

    def __init__(self, receipt: Row) -> None:
        super().__init__("dry run")
        self.receipt = receipt


def erase_family(
    office: Office, actor: Actor, campaign_id: str, subject_id: str, reason: ErasureReason, *, dry_run: bool = True
) -> Row | Refusal:
    """Erase the family of a household or of one of its requests.

    Parameters
    ----------
    subject_id
        A household (open, or merged into another) or a request.

    Returns
    -------
    dict or Refusal
        The receipt: `erasure_id, dry_run, subject_id, reason, erased_at, erased_by, requests, households, rows, tables` (rows
        touched, by table), `heads` (lists whose title or other rows named the family), `units_freed, units_left, exports`.
    """
    refusal = check_can(actor, "erase", Scope())
    if refusal is not None:
        return perform(office, Command("erase", actor, campaign_id, f"erase:{subject_id}"), nothing)  # leaves its trace
    requests = family_requests(office, campaign_id, subject_id)
    if not requests:
        return earlier_erasure(office, campaign_id, subject_id) or unknown_family()
    exports = exports_naming(office.home, family_people(office, campaign_id, requests))
    named = {"subject_id": subject_id, "reason": reason.value, "exports": [path.name for path in exports]}
    if dry_run:
        return foreseen_erasure(office, actor, campaign_id, named, requests)
    for path in exports:
        path.unlink()
    key = f"erase:{'|'.join(row['request_id'] for row in requests)}"
    command = Command("erase", actor, campaign_id, key, {"subject_id": subject_id, "reason": reason.value})

    def write(session: Session) -> Effect | Refusal:
        marked = marked_family(office, session, campaign_id, requests)
        erased = erase_marked(office, session, actor, campaign_id, marked, dry_run=False)
        receipt = receipt_of(office, actor, named, erased, dry_run=False)
        keep_receipt(session, campaign_id, receipt)
        return Effect(receipt, subject_id, {"erasure_id": receipt["erasure_id"], "requests": receipt["requests"]})

    answer = perform(office, command, write)
    return answer if isinstance(answer, Refusal) else ended(office, campaign_id, answer)


def nothing(session: Session) -> Effect:
    """Change nothing: the right is refused before."""
    return Effect({}, "")


def family_requests(office: Office, campaign_id: str, subject_id: str) -> list[Row]:
    """Return the requests of a family that are not erased yet."""
    with office.store.reading() as session:
        rows = session.rows("erasure/family", {"campaign_id": campaign_id, "subject_id": subject_id})
    return [row for row in rows if row["state"] != ERASED]


def family_people(office: Office, campaign_id: str, requests: Sequence[Row]) -> People:
    """Return what would name the family in a file."""
    with office.store.reading() as session:
        opened = unsealed(session, office.vault, campaign_id, IDENTITY, [row["request_id"] for row in requests])
    return people_of(opened.values())


def foreseen_erasure(office: Office, actor: Actor, campaign_id: str, named: Row, requests: Sequence[Row]) -> Row:
    """Return the receipt as it would be: the whole work is done in a transaction and taken back."""
    try:
        with office.store.writing() as session:
            marked = marked_family(office, session, campaign_id, requests)
            erased = erase_marked(office, session, actor, campaign_id, marked, dry_run=True)
            raise _Dry(receipt_of(office, actor, named, erased, dry_run=True))
    except _Dry as dry:
        return dry.receipt


def earlier_erasure(office: Office, campaign_id: str, subject_id: str) -> Row | None:
    """Return the receipt of a family that was erased before, ending what may have been cut short."""
    with office.store.reading() as session:
        found = session.rows("erasure/of_subject", {"campaign_id": campaign_id, "subject_id": subject_id})
    if not found:
        return None
    receipt: dict[str, Any] = json.loads(found[0]["receipt"])
    return ended(office, campaign_id, receipt)


def unknown_family() -> Refusal:
    """Say that there is nobody to erase."""
    return Refusal(
        "unknown_family",
        Sentence(
            "Aucun foyer et aucune demande de cette campagne ne porte cette référence. Rien n'a été modifié.",
            "No household and no request of this campaign has this reference. Nothing was changed.",
        ),
    )
