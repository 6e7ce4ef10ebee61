"""The one door to names, phones, e-mails, addresses, birth dates and notes.

Each subject (a request, a list, a partner) has a data key of its own; the keys, wrapped by a master key, live in a SQLite
file apart from the database, so that destroying a key erases the subject from every copy and backup of the database.
This module must never write a clear value anywhere, nor put one in an error.
"""

import hmac
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.model.outcome import CannotGoOn
from pipelines.key_file import made, opened_keys
from pipelines.key_hold import Hold
from pipelines.key_ring import CHANGE_SCHEMA, KEPT_SCHEMA, NONCE_BYTES, ring_of
from pipelines.master_key import campaign_key, derived
from pipelines.vault_refusals import erased_subject, wrong_key

Record = Mapping[str, Any]
KEY_BYTES = 32
TOKEN_HEX = 32
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))

# Made once: building an encoder takes longer than writing a record.
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

SCHEMA = """
create table if not exists data_key (
    campaign_id text not null, subject_id text not null, wrapped blob not null, primary key (campaign_id, subject_id)
) without rowid
"""
# Erased subjects, by their pseudonym: a key is never made again for one of them, and a backup put back is erased again.
ERASED_SCHEMA = """
create table if not exists erased_key (
    campaign_id text not null, subject_id text not null, primary key (campaign_id, subject_id)
) without rowid
"""
# Ends the name under which the key before a change waits until what it sealed is gone.
PREVIOUS = "|previous"


class Vault:
    """Seals and opens records; knows nothing of what they mean."""

    def __init__(self, home: Path) -> None:
        folder = home / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.hold = Hold(folder)
        self.path = folder / "keys.sqlite"
        self.lock = threading.Lock()
        made(self.path, SCHEMA, ERASED_SCHEMA, KEPT_SCHEMA, CHANGE_SCHEMA)
        self.take_up()

    def take_up(self, master: bytes | None = None) -> None:
        """Take the keys that stand in the folder, under the master key of the settings or the one given."""
        with self.keys() as keys:
            self.ring = ring_of(self.path.parent, keys, master)
        self.wrapping = self.ring.wrapping

    @contextmanager
    def keys(self) -> Iterator[sqlite3.Connection]:
        """Open the key file for one operation; erased keys are overwritten in place."""
        with self.lock, opened_keys(self.path) as keys:
            yield keys

    def token(self, campaign_id: str, kind: str, value: str) -> str:
        """Return the keyed token of a normalised value: equal values of one kind and campaign give equal tokens."""
        key = self.token_key(campaign_id)
        return hmac.digest(key, f"{kind}|{value}".encode(), "sha256").hex()[:TOKEN_HEX]

    def tokens(self, campaign_id: str, kind: str, values: Iterable[str | None]) -> list[str | None]:
        """Return the token of each value, as `token` does; nothing has none."""
        inner, outer = keyed_hashes(self.token_key(campaign_id))
        inner.update(f"{kind}|".encode())
        found: list[str | None] = []
        for value in values:
            if value is None:
                found.append(None)
                continue
            first, second = inner.copy(), outer.copy()
            first.update(value.encode())
            second.update(first.digest())
            found.append(second.hexdigest()[:TOKEN_HEX])
        return found

    def token_key(self, campaign_id: str) -> bytes:
        """Return the token key of a campaign, which stays as it was when the master key is replaced."""
        return self.ring.kept.get(f"token|{campaign_id}") or campaign_key(self.ring.master, campaign_id)

    def subkey(self, purpose: str) -> bytes:
        """Return a 32-byte key derived from the master key for one purpose (the journal's chain)."""
        return derived(self.ring.master, purpose)

    def former(self, purpose: str) -> Sequence[bytes]:
        """Return what `subkey` gave under earlier master keys, oldest first."""
        return self.ring.former.get(purpose, ())

    def seal(self, campaign_id: str, records: Sequence[tuple[str, str, Record]]) -> pa.Table:
        """Seal `(subject_id, kind, record)` triples.

        Returns
        -------
        pyarrow.Table
            campaign_id, subject_id, kind, content: ready for the table `sealed`. Keys that do not exist are made first.
        """
        keys = self.keys_for(campaign_id, {subject for subject, _, _ in records})
        contents = [
            sealed_bytes(keys[subject], associated(campaign_id, subject, kind), record)
            for subject, kind, record in records
        ]
        return pa.table(
            {
                "campaign_id": pa.array([campaign_id] * len(records), pa.string()),
                "subject_id": pa.array([subject for subject, _, _ in records], pa.string()),
                "kind": pa.array([kind for _, kind, _ in records], pa.string()),
                "content": pa.array(contents, pa.binary()),
            }
        )

    def seal_fresh(
        self, campaign_id: str, subject_ids: Sequence[str], contents: Mapping[str, Sequence[bytes | None]]
    ) -> dict[str, list[bytes | None]]:
        """Seal records of subjects minted just now, each subject under a new key of its own.

        Parameters
        ----------
        contents
            Kind -> one record a subject, as JSON; None where a subject has none of that kind.

        Returns
        -------
        dict
            Kind -> what is to stand in the table `sealed`.

        Raises
        ------
        sqlite3.IntegrityError
            When a subject has a key already: it was not minted just now.
        """
        ciphers = list(map(AESGCM, self.fresh_keys(campaign_id, subject_ids)))
        sealed: dict[str, list[bytes | None]] = {}
        for kind, records in contents.items():
            nonces = pieces(os.urandom(NONCE_BYTES * len(records)), NONCE_BYTES)
            contexts = [f"{campaign_id}|{subject}|{kind}".encode() for subject in subject_ids]
            sealed[kind] = [
                None if record is None else nonce + cipher.encrypt(nonce, record, context)
                for cipher, context, nonce, record in zip(ciphers, contexts, nonces, records, strict=True)
            ]
        return sealed

    def fresh_keys(self, campaign_id: str, subject_ids: Sequence[str]) -> list[bytes]:
        """Make the data keys of subjects minted just now; they are on disk before anything is sealed under them."""
        fresh = pieces(os.urandom(KEY_BYTES * len(subject_ids)), KEY_BYTES)
        nonces = pieces(os.urandom(NONCE_BYTES * len(subject_ids)), NONCE_BYTES)
        encrypt, start = self.wrapping.encrypt, f"{campaign_id}|"
        rows = [
            (campaign_id, subject, nonce + encrypt(nonce, key, f"{start}{subject}|key".encode()))
            for subject, nonce, key in zip(subject_ids, nonces, fresh, strict=True)
        ]
        with self.keys() as keys:
            keys.executemany("insert into data_key values (?, ?, ?)", rows)
        return fresh

    def unseal(self, campaign_id: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Open sealed rows (subject_id, kind, content) of one kind; an erased subject is absent from the answer.

        Raises
        ------
        CannotGoOn
            When a record was altered or belongs to another key.
        """
        wanted = list(rows)
        keys = self.known_keys(campaign_id, {row["subject_id"] for row in wanted})
        opened = {}
        for row in wanted:
            key = keys.get(row["subject_id"])
            if key is not None:
                context = associated(campaign_id, row["subject_id"], row["kind"])
                opened[row["subject_id"]] = self.opened(
                    campaign_id, row["subject_id"], key, context, bytes(row["content"])
                )
        return opened

    def opened(self, campaign_id: str, subject_id: str, key: bytes, context: bytes, content: bytes) -> dict[str, Any]:
        """Open one record, by the key before where a change of key was cut short."""
        try:
            return opened_record(key, context, content)
        except CannotGoOn:
            before = self.known_keys(campaign_id, {subject_id + PREVIOUS})
            if not before:
                raise
            return opened_record(before[subject_id + PREVIOUS], context, content)

    def destroy(self, campaign_id: str, subject_ids: Iterable[str]) -> int:
        """Destroy the keys of subjects: their records can never be read again, in any copy. Returns how many keys went."""
        with self.keys() as keys:
            before = keys.total_changes
            keys.executemany(
                "delete from data_key where campaign_id = ? and subject_id = ?",
                [(campaign_id, subject) for subject in subject_ids],
            )
            return keys.total_changes - before

    def keys_for(self, campaign_id: str, subject_ids: set[str]) -> dict[str, bytes]:
        """Return the data keys of subjects, making those that are missing; a key made is on disk before it is used."""
        known = self.known_keys(campaign_id, subject_ids)
        fresh = {subject: AESGCM.generate_key(256) for subject in sorted(subject_ids - known.keys())}
        rows = [(campaign_id, subject, self.wrapped(campaign_id, subject, key)) for subject, key in fresh.items()]
        with self.keys() as keys:
            if rows and erased_among(keys, campaign_id, fresh):
                raise erased_subject()
            keys.executemany("insert or ignore into data_key values (?, ?, ?)", rows)
        # Another thread may have made the same key in between: the one on disk is the one that counts.
        return known | (self.known_keys(campaign_id, set(fresh)) if fresh else {})

    def known_keys(self, campaign_id: str, subject_ids: set[str]) -> dict[str, bytes]:
        """Return the data keys that exist among `subject_ids`."""
        with self.keys() as keys:
            keys.execute("create temp table wanted (subject_id text primary key)")
            keys.executemany("insert into wanted values (?)", [(subject,) for subject in subject_ids])
            found = keys.execute(
                "select subject_id, wrapped from data_key join wanted using (subject_id) where campaign_id = ?",
                [campaign_id],
            ).fetchall()
        return {subject: self.unwrapped(campaign_id, subject, wrapped) for subject, wrapped in found}

    def wrapped(self, campaign_id: str, subject_id: str, key: bytes) -> bytes:
        """Wrap a data key under the master key, bound to its subject."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.wrapping.encrypt(nonce, key, associated(campaign_id, subject_id, "key"))

    def unwrapped(self, campaign_id: str, subject_id: str, wrapped: bytes) -> bytes:
        """Unwrap a data key."""
        try:
            return self.wrapping.decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], associated(campaign_id, subject_id, "key")
            )
        except InvalidTag:
            raise wrong_key() from None


def erased_among(keys: sqlite3.Connection, campaign_id: str, subject_ids: Iterable[str]) -> set[str]:
    """Return which subjects were erased."""
    known = "select subject_id from erased_key where campaign_id = ? and subject_id = ?"
    return {row[0] for subject in subject_ids for row in keys.execute(known, [campaign_id, subject])}


def sealed_bytes(key: bytes, context: bytes, record: Record) -> bytes:
    """Return nonce and ciphertext of a record as canonical JSON."""
    nonce = os.urandom(NONCE_BYTES)
    clear = CANONICAL.encode(record).encode()
    return nonce + AESGCM(key).encrypt(nonce, clear, context)


def pieces(data: bytes, length: int) -> list[bytes]:
    """Cut bytes into pieces of one length."""
    return [data[at : at + length] for at in range(0, len(data), length)]


def opened_record(key: bytes, context: bytes, content: bytes) -> dict[str, Any]:
    """Return the record behind nonce and ciphertext."""
    try:
        clear = AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], context)
    except InvalidTag:
        raise wrong_key() from None
    record: dict[str, Any] = json.loads(clear)
    return record


def associated(campaign_id: str, subject_id: str, kind: str) -> bytes:
    """Bind a ciphertext to where it stands, so that two records cannot be exchanged."""
    return f"{campaign_id}|{subject_id}|{kind}".encode()


def keyed_hashes(key: bytes) -> tuple[Any, Any]:
    """Return the inner and outer hash of HMAC-SHA256 under a key (RFC 2104), to be copied for each text.

    For many short texts this takes half the time of `hmac.digest`, which prepares the key each time; a test holds both equal.
    """
    block = key.ljust(sha256().block_size, b"\0")
    return sha256(block.translate(INNER)), sha256(block.translate(OUTER))


def file_digest(data: bytes) -> str:
    """Return the SHA-256 of a received file, which is its only name in the store."""
    return sha256(data).hexdigest()
