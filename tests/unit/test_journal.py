"""The journal's chain: any altered, dropped or moved entry shows."""

import json

import pytest

from pipelines.journal import FIRST, broken_link, entry_hash

KEY = b"k" * 32


def chain(count):
    """Return a sound chain of that many entries."""
    entries, previous = [], FIRST
    for sequence in range(1, count + 1):
        entry = {
            "campaign_id": "c1", "sequence": sequence, "happened_at": f"2026-04-0{sequence} 09:00:00", "actor_id": "a",
            "role": "coordinator", "action": "link.run", "object_id": "c1", "detail": json.dumps({"n": sequence}),
        }  # fmt: skip
        fingerprint = entry_hash(KEY, previous, entry)
        entries.append(entry | {"previous_hash": previous, "hash": fingerprint})
        previous = fingerprint
    return entries


def test_a_sound_chain_holds():
    assert broken_link(KEY, chain(5)) is None


@pytest.mark.parametrize("field", ["happened_at", "actor_id", "role", "action", "object_id", "detail"])
def test_an_altered_entry_shows(field):
    entries = chain(5)
    entries[2][field] += "x"
    assert broken_link(KEY, entries) == 3


def test_a_dropped_entry_shows():
    entries = chain(5)
    del entries[1]
    assert broken_link(KEY, entries) == 2


def test_two_exchanged_entries_show():
    entries = chain(5)
    entries[1], entries[2] = entries[2], entries[1]
    assert broken_link(KEY, entries) == 2


def test_a_chain_made_with_another_key_does_not_hold():
    assert broken_link(b"x" * 32, chain(2)) == 1
