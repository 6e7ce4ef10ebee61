"""What is kept of an erasure, and the part of it that comes after the store: keys destroyed, bytes forgotten.

A receipt must never hold anything but ids, codes and counts.
"""

import json
from datetime import datetime

from campaigns.model.actor import Actor
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.privacy.erasing import Erased
from pipelines.safety.backup import refresh_keys
from pipelines.shredding import settle, shred
from pipelines.store.port import Row, Session


def receipt_of(office: Office, actor: Actor, named: Row, erased: Erased, *, dry_run: bool) -> Row:
    """Return what is said of an erasure: ids, codes and counts (`named` says of whom, why, and which exports went)."""
    return named | {
        "erasure_id": new_id(office.clock()), "dry_run": dry_run,
        "erased_at": office.clock().isoformat(), "erased_by": actor.user_id, "requests": len(erased.marked.requests),
        "households": len(erased.marked.households), "rows": len(erased.marked.rows), "keys": len(erased.marked.subjects),
        "tables": erased.tables, "heads": erased.heads, "units_freed": erased.freed, "units_left": erased.left,
    }  # fmt: skip


def keep_receipt(session: Session, campaign_id: str, receipt: Row) -> None:
    """Remember the erasure and whose keys it destroys."""
    kept = {"subject_id": receipt["subject_id"], "requests_count": receipt["requests"], "receipt": json.dumps(receipt)}
    named = {name: receipt[name] for name in ("erasure_id", "reason", "erased_by")}
    erased_at = datetime.fromisoformat(receipt["erased_at"])
    session.run("erasure/remember", named | kept | {"campaign_id": campaign_id, "erased_at": erased_at})
    session.run("erasure/mark_subjects", {"campaign_id": campaign_id, "erasure_id": receipt["erasure_id"]})


def ended(office: Office, campaign_id: str, receipt: Row) -> Row:
    """Destroy the keys of an erasure that is in the store, and the bytes that the store left behind."""
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "erasure_id": receipt["erasure_id"]}
        subjects = [row["subject_id"] for row in session.rows("erasure/subjects_of", named)]
    shred(office.vault, campaign_id, subjects)
    settle(office.vault, campaign_id, receipt["heads"])
    refresh_keys(office)
    office.store.forget_bytes()
    return receipt
