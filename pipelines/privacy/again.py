"""Erases again, in a store put back from a safety copy, every family that was erased since the copy was made.

The list of erased pseudonyms lives beside the keys, which are never put back from an old copy.
"""

from campaigns.model.actor import Actor
from pipelines.intake.list_rows import LIST_HEAD
from pipelines.office import Office
from pipelines.privacy.erasing import Marked, erase_marked
from pipelines.sealing import stage_subjects
from pipelines.shredding import erased_keys, opens
from pipelines.store.port import Row, Session

AGAIN = "restored"


def erase_again(office: Office, session: Session, actor: Actor) -> Row:
    """Erase what the keys say was erased; returns `erased_again` (subjects) and `heads_dropped` (heads no key opens)."""
    erased, dropped = 0, 0
    for campaign_id, subjects in erased_keys(office.vault).items():
        dropped += drop_unreadable_heads(office, session, campaign_id)
        marked = still_there(session, campaign_id, subjects)
        if marked.subjects:
            erase_marked(office, session, actor, campaign_id, marked, dry_run=False)
            session.run("erasure/mark_subjects", {"campaign_id": campaign_id, "erasure_id": AGAIN})
            erased += len(marked.subjects)
    return {"erased_again": erased, "heads_dropped": dropped}


def still_there(session: Session, campaign_id: str, subjects: set[str]) -> Marked:
    """Return which of the erased subjects the store still speaks of."""
    stage_subjects(session, "gone_subject", subjects)
    named = {"campaign_id": campaign_id}
    requests = session.rows("erasure/requests_again", named)
    rows = session.rows("erasure/rows_again", named)
    return Marked(
        tuple(row["request_id"] for row in requests),
        tuple(sorted({row["household_id"] for row in requests if row["household_id"]})),
        tuple((row["list_id"], row["row_no"], row["subject_id"]) for row in rows),
    )


def drop_unreadable_heads(office: Office, session: Session, campaign_id: str) -> int:
    """Drop the heads of lists that named somebody erased since: their keys were changed, nothing opens them."""
    rows = session.rows("vault/all_of_kind", {"campaign_id": campaign_id, "kind": LIST_HEAD})
    closed = [row["subject_id"] for row in rows if not opens(office.vault, campaign_id, row)]
    if closed:
        stage_subjects(session, "erased_subject_now", closed)
        session.run("erasure/sealed", {"campaign_id": campaign_id})
    return len(closed)
