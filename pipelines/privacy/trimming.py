"""Lets old entries of a journal go: what is left begins at a signed checkpoint, so that its chain still verifies.

The answers kept for commands sent again go with them.
"""

from datetime import datetime

from campaigns.model.actor import Actor
from pipelines.commands import Command, Effect, perform
from pipelines.journal import checkpoint_signature
from pipelines.office import Office
from pipelines.store.port import Session


def trim_journal(office: Office, actor: Actor, campaign_id: str, before: datetime, *, dry_run: bool) -> int:
    """Let go the entries made before a moment, the newest of all excepted; returns how many they are."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        last = session.rows("retention/last_old_entry", named | {"before": before})
        kept = session.rows("retention/checkpoint", named)
    if not last:
        return 0
    sequence = int(last[0]["sequence"])
    count = sequence - (int(kept[0]["sequence"]) if kept else 0)
    if dry_run:
        return count

    def write(session: Session) -> Effect:
        key = office.vault.subkey("journal")
        point = named | {"sequence": sequence, "hash": last[0]["hash"], "made_at": office.clock()}
        point["signature"] = checkpoint_signature(key, campaign_id, sequence, last[0]["hash"])
        session.run("retention/forget_entries", named | {"sequence": sequence})
        session.run("retention/forget_answers", named | {"before": before})
        session.run("retention/forget_checkpoints", named)
        session.run("retention/keep_checkpoint", point)
        return Effect({"entries": count}, campaign_id, {"entries": count, "sequence": sequence})

    perform(office, Command("retention.run", actor, campaign_id, f"retention.journal:{campaign_id}:{sequence}"), write)
    return count
