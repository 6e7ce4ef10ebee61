"""Moves sealed records between the vault and the store's table `sealed`.

It must never keep a clear record longer than the call, nor hand one to the journal.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from pipelines.store.port import Session
from pipelines.vault import Record, Vault


def append_sealed(session: Session, vault: Vault, campaign_id: str, records: Sequence[tuple[str, str, Record]]) -> None:
    """Seal `(subject_id, kind, record)` triples, each in place of an older record of the same subject and kind."""
    if not records:
        return
    sealed = vault.seal(campaign_id, records)
    session.stage("arriving_sealed", sealed.select(["subject_id", "kind"]))
    session.run("vault/forget", {"campaign_id": campaign_id})
    session.append("sealed", sealed)


def unsealed(
    session: Session, vault: Vault, campaign_id: str, kind: str, subject_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return `subject_id -> record` of one kind for the subjects named; erased ones are absent."""
    stage_subjects(session, "wanted_subject", subject_ids)
    rows = session.rows("vault/by_kind", {"campaign_id": campaign_id, "kind": kind})
    return vault.unseal(campaign_id, rows)


def unsealed_all(session: Session, vault: Vault, campaign_id: str, kind: str) -> dict[str, dict[str, Any]]:
    """Return `subject_id -> record` of one kind for the whole campaign."""
    return vault.unseal(campaign_id, session.rows("vault/all_of_kind", {"campaign_id": campaign_id, "kind": kind}))


def stage_subjects(session: Session, name: str, subject_ids: Iterable[str]) -> None:
    """Make subjects readable as the temporary table `name`."""
    session.stage(name, pa.table({"subject_id": pa.array(sorted(set(subject_ids)), pa.string())}))
