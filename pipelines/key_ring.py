"""The keys that stand under the master key, beside those of the subjects: what opens them now, and what a change of master key keeps.

A change re-wraps everything in one transaction of the key file. The new master key waits beside the old one until that transaction
is there, so that at every moment one of the two opens everything. This module must never touch the database.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.master_key import derived, is_from_environment, master_key
from pipelines.vault_refusals import others_at_work, replaced_key, wrong_key

NONCE_BYTES: Final = 12
MASTER_NAME, NEXT_NAME = "master.key", "master.key.next"
# One key a change, oldest first: what they chained or sealed is not made anew.
IN_TURN: Final = ("journal", "backup")

# Keys that an earlier master key gave, wrapped by the one in force.
KEPT_SCHEMA = """
create table if not exists kept_key (
    purpose text not null, number integer not null, wrapped blob not null, primary key (purpose, number)
) without rowid
"""
# One row a change of master key; `proof` opens with the master key that came in.
CHANGE_SCHEMA = """
create table if not exists key_change (
    number integer not null primary key, proof blob not null, actor_id text not null, role text not null,
    changed_at text not null, key_count integer not null, is_told integer not null
)
"""


@dataclass(frozen=True)
class Change:
    """One change of master key: the how manieth, who asked, when, and how many data keys were wrapped anew."""

    number: int
    actor_id: str
    role: str
    changed_at: datetime
    key_count: int


@dataclass(frozen=True)
class Ring:
    """The master key in force, the keys that earlier ones gave, and a change that the journal does not know of yet."""

    master: bytes
    kept: Mapping[str, bytes] = field(default_factory=dict)
    former: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    number: int = 0
    untold: Change | None = None

    @property
    def wrapping(self) -> AESGCM:
        """Return what wraps keys."""
        return AESGCM(derived(self.master, "wrap"))


def ring_of(folder: Path, keys: sqlite3.Connection, given: bytes | None = None) -> Ring:
    """Read the ring of a key folder, and end a change that was cut short after its transaction.

    Parameters
    ----------
    given
        The master key, where it is neither that of the settings nor that of the folder: it has just been replaced.

    Raises
    ------
    CannotGoOn
        When the master key at hand is not the one in force.
    """
    master = given or master_key(folder / MASTER_NAME)
    known = keys.execute("select count(*) from sqlite_master where name in ('key_change', 'kept_key')").fetchone()[0]
    last = keys.execute("select * from key_change order by number desc limit 1").fetchone() if known == 2 else None
    if last is None:
        return Ring(master)
    number, proof = last[:2]
    if not proves(master, number, proof):
        master = taken_over(folder, number, proof)
    wrapping = AESGCM(derived(master, "wrap"))
    kept: dict[str, bytes] = {}
    former: dict[str, list[bytes]] = {purpose: [] for purpose in IN_TURN}
    for purpose, at, wrapped in keys.execute("select purpose, number, wrapped from kept_key order by purpose, number"):
        key = taken_out(wrapping, place_of(purpose, at), wrapped)
        if purpose in former:
            former[purpose].append(key)
        else:
            kept[purpose] = key
    change = Change(number, last[2], last[3], datetime.fromisoformat(last[4]), last[5])
    return Ring(master, kept, former, number, None if last[6] else change)


def proves(master: bytes, number: int, proof: bytes) -> bool:
    """Tell whether a master key is the one that came in with a change."""
    try:
        AESGCM(derived(master, "wrap")).decrypt(proof[:NONCE_BYTES], proof[NONCE_BYTES:], place_of("proof", number))
    except InvalidTag:
        return False
    return True


def taken_over(folder: Path, number: int, proof: bytes) -> bytes:
    """Put the new master key in its place, where a change was cut short just before that."""
    waiting = folder / NEXT_NAME
    if is_from_environment() or not waiting.exists() or not proves(waiting.read_bytes(), number, proof):
        raise replaced_key()
    master = waiting.read_bytes()
    # On a disk closed to writing the key is used from where it waits.
    with suppress(OSError):
        put_in_place(folder)
    return master


def set_aside(folder: Path, fresh: bytes) -> None:
    """Write the new master key beside the old one, for its owner alone, and have the disk keep it."""
    descriptor = os.open(folder / NEXT_NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(fresh)
        file.flush()
        os.fsync(file.fileno())
    keep_names(folder)


def put_in_place(folder: Path) -> None:
    """Put the new master key in place of the old one, in one step."""
    (folder / NEXT_NAME).replace(folder / MASTER_NAME)
    keep_names(folder)


def keep_names(folder: Path) -> None:
    """Have the disk keep which files a folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_alone(keys: sqlite3.Connection, ring: Ring) -> None:
    """Begin the transaction of a change, on a key file that is still the one that was read."""
    keys.execute("begin immediate")
    (number,) = keys.execute("select coalesce(max(number), 0) from key_change").fetchone()
    if number != ring.number:
        raise others_at_work()


def wrapped_anew(
    keys: sqlite3.Connection, ring: Ring, fresh: bytes, change: Change, campaign_ids: Iterable[str]
) -> int:
    """Wrap every key under a new master key, inside the caller's transaction; returns how many data keys there are.

    Parameters
    ----------
    campaign_ids
        The campaigns whose tokens exist: the keys of those are kept, for most tokens cannot be made again.

    Raises
    ------
    CannotGoOn
        When one key does not open: then nothing is changed.
    """
    old, new = ring.wrapping, AESGCM(derived(fresh, "wrap"))
    count = 0
    for (campaign_id,) in keys.execute("select distinct campaign_id from data_key").fetchall():
        rows = keys.execute("select subject_id, wrapped from data_key where campaign_id = ?", [campaign_id]).fetchall()
        moved = [
            (again(old, new, f"{campaign_id}|{subject}|key".encode(), wrapped), campaign_id, subject)
            for subject, wrapped in rows
        ]
        keys.executemany("update data_key set wrapped = ? where campaign_id = ? and subject_id = ?", moved)
        count += len(moved)
    rows = keys.execute("select purpose, number, wrapped from kept_key").fetchall()
    keys.executemany(
        "update kept_key set wrapped = ? where purpose = ? and number = ?",
        [(again(old, new, place_of(purpose, at), wrapped), purpose, at) for purpose, at, wrapped in rows],
    )
    purposes = [f"token|{campaign_id}" for campaign_id in campaign_ids]
    given = [(purpose, 0) for purpose in purposes if purpose not in ring.kept]
    given += [(purpose, change.number) for purpose in IN_TURN]
    keys.executemany(
        "insert into kept_key values (?, ?, ?)",
        [(purpose, at, enclosed(new, place_of(purpose, at), derived(ring.master, purpose))) for purpose, at in given],
    )
    proof = enclosed(new, place_of("proof", change.number), os.urandom(32))
    said = (change.number, proof, change.actor_id, change.role, change.changed_at.isoformat(), count)
    keys.execute("insert into key_change values (?, ?, ?, ?, ?, ?, 0)", said)
    return count


def place_of(purpose: str, number: int) -> bytes:
    """Bind a kept key to what it is for."""
    return f"{purpose}|{number}|kept key".encode()


def again(old: AESGCM, new: AESGCM, context: bytes, wrapped: bytes) -> bytes:
    """Return a key that one master key wraps, wrapped by another."""
    return enclosed(new, context, taken_out(old, context, wrapped))


def enclosed(wrapping: AESGCM, context: bytes, key: bytes) -> bytes:
    """Wrap a key, bound to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + wrapping.encrypt(nonce, key, context)


def taken_out(wrapping: AESGCM, context: bytes, wrapped: bytes) -> bytes:
    """Unwrap a key."""
    try:
        return wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)
    except InvalidTag:
        raise wrong_key() from None
