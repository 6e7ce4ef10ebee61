"""Destroys keys for good, and changes the key of what only partly speaks of an erased family.

What an erasure names stays written beside the keys, by pseudonym: so a backup that is put back is erased again.
This module must never touch the database.
"""

import os
from collections.abc import Iterable

from campaigns.model.outcome import CannotGoOn
from pipelines.vault import KEY_BYTES, PREVIOUS, Vault


def shred(vault: Vault, campaign_id: str, subject_ids: Iterable[str]) -> int:
    """Destroy the keys of erased subjects and remember that they are erased; returns how many keys went.

    Called again it destroys nothing more: an erasure cut short is ended by sending it again.
    """
    subjects = [(campaign_id, subject) for subject in subject_ids]
    with vault.keys() as keys:
        keys.executemany("insert or ignore into erased_key values (?, ?)", subjects)
    gone = vault.destroy(campaign_id, (subject for _, subject in subjects))
    empty_log(vault)
    return gone


def empty_log(vault: Vault) -> None:
    """Leave no page of the key file in its write-ahead log: it may hold the keys as they were."""
    with vault.keys() as keys:
        keys.commit()
        keys.execute("pragma wal_checkpoint(truncate)").fetchall()


def erased_keys(vault: Vault) -> dict[str, set[str]]:
    """Return the erased subjects of each campaign."""
    found: dict[str, set[str]] = {}
    with vault.keys() as keys:
        for campaign_id, subject_id in keys.execute("select campaign_id, subject_id from erased_key"):
            found.setdefault(campaign_id, set()).add(subject_id)
    return found


def keys_held(vault: Vault, campaign_id: str) -> set[str]:
    """Return the subjects of a campaign that have a key."""
    with vault.keys() as keys:
        rows = keys.execute("select subject_id from data_key where campaign_id = ?", [campaign_id]).fetchall()
    return {row[0] for row in rows}


def renew(vault: Vault, campaign_id: str, subject_id: str) -> None:
    """Give a subject a new key; the one before still opens what it sealed until `settle`.

    A change that was cut short keeps both keys as they are.
    """
    before = subject_id + PREVIOUS
    known = vault.known_keys(campaign_id, {subject_id, before})
    if before in known or subject_id not in known:
        return
    rows = [
        (campaign_id, before, vault.wrapped(campaign_id, before, known[subject_id])),
        (campaign_id, subject_id, vault.wrapped(campaign_id, subject_id, os.urandom(KEY_BYTES))),
    ]
    with vault.keys() as keys:
        keys.executemany("insert or replace into data_key values (?, ?, ?)", rows)


def settle(vault: Vault, campaign_id: str, subject_ids: Iterable[str]) -> None:
    """Destroy the keys before: what they sealed was sealed again under the new ones."""
    if vault.destroy(campaign_id, (subject + PREVIOUS for subject in subject_ids)):
        empty_log(vault)


def opens(vault: Vault, campaign_id: str, row: dict[str, object]) -> bool:
    """Tell whether the current keys open a sealed row."""
    try:
        return bool(vault.unseal(campaign_id, [row]))
    except CannotGoOn:
        return False
