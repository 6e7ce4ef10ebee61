"""The append-only journal: who did what, when, to which id; each entry is chained to the one before.

`hash_n = HMAC(key, hash_{n-1} ‖ canonical_json)` (design §3), the key outside the database.
It must never hold a name, a phone or a free text: ids, codes and counts only.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pipelines.store.port import Row, Session

FIRST = "0" * 64
HASHED = ("campaign_id", "sequence", "happened_at", "actor_id", "role", "action", "object_id", "detail")


class Author(Protocol):
    """Who an entry is about: a signed-in person, or a visitor at the door."""

    @property
    def user_id(self) -> str: ...

    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door, of whom nothing is known."""

    user_id: str = "visitor"
    role: str = "visitor"


def append_entry(
    session: Session,
    key: bytes,
    now: datetime,
    actor: Author,
    campaign_id: str,
    action: str,
    object_id: str,
    detail: Mapping[str, Any],
) -> None:
    """Append one entry to the campaign's chain, inside the caller's transaction."""
    last = session.rows("journal/last", {"campaign_id": campaign_id})
    previous_hash = last[0]["hash"] if last else FIRST
    entry: Row = {
        "campaign_id": campaign_id,
        "sequence": last[0]["sequence"] + 1 if last else 1,
        "happened_at": now,
        "actor_id": actor.user_id,
        "role": str(actor.role),
        "action": action,
        "object_id": object_id,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }
    chained = {"previous_hash": previous_hash, "hash": entry_hash(key, previous_hash, entry)}
    session.run("journal/insert", entry | chained)


def entry_hash(key: bytes, previous_hash: str, entry: Mapping[str, Any]) -> str:
    """Return the chained hash of an entry."""
    canonical = json.dumps(
        {name: str(entry[name]) for name in HASHED}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hmac.digest(key, f"{previous_hash}{canonical}".encode(), "sha256").hex()


def is_under(key: bytes, entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry was chained under a key."""
    return hmac.compare_digest(entry["hash"], entry_hash(key, entry["previous_hash"], entry))


def checkpoint_signature(key: bytes, campaign_id: str, sequence: int, entry_hash_: str) -> str:
    """Return what proves that the entries up to `sequence` were let go by this program, and not by somebody else."""
    return hmac.digest(key, f"checkpoint|{campaign_id}|{sequence}|{entry_hash_}".encode(), "sha256").hex()


def broken_link(
    key: bytes, entries: list[Row], checkpoint: Row | None = None, former: Sequence[bytes] = ()
) -> int | None:
    """Return the sequence of the first entry that does not follow from the one before, or None if the chain holds.

    Parameters
    ----------
    entries
        All entries of one campaign in order of `sequence`.
    checkpoint
        Where older entries went after their time: `campaign_id, sequence, hash, signature` of the last one that went.
    former
        The keys before, oldest first. A chain goes from one to the next and never back, and its last entry is under `key`: so
        whoever holds a key of before can neither change what was written under it nor cut the chain and go on.
    """
    before, previous_hash = 0, FIRST
    if checkpoint is not None:
        before, previous_hash = checkpoint["sequence"], checkpoint["hash"]
        signed = checkpoint_signature(key, checkpoint["campaign_id"], before, previous_hash)
        if not hmac.compare_digest(signed, checkpoint["signature"]):
            return int(before)
    keys, at = (*former, key), 0
    for expected, entry in enumerate(entries, start=before + 1):
        if entry["sequence"] != expected or entry["previous_hash"] != previous_hash:
            return expected
        while at < len(keys) and not is_under(keys[at], entry):
            at += 1
        if at == len(keys):
            return expected
        previous_hash = entry["hash"]
    is_under_key = not entries or at == len(keys) - 1
    return None if is_under_key else int(entries[-1]["sequence"])
