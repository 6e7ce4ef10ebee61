"""The vault to the letter: the formats that older folders hold, the ways that intake uses, and what happens when something is missing."""

import hashlib
import hmac
import json
import os
import sqlite3
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.model.outcome import CannotGoOn
from pipelines.master_key import derived
from pipelines.vault import Vault, associated, erased_among, file_digest, keyed_hashes, opened_record, pieces

MASTER = bytes(range(32))


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Open a vault under a master key that is known."""
    monkeypatch.setenv("CONNEXION_MASTER_KEY", MASTER.hex())
    return Vault(tmp_path / "home")


def test_a_token_is_the_start_of_a_keyed_hash_of_kind_and_value(vault: Vault) -> None:
    key = derived(MASTER, "token|c1")
    expected = hmac.digest(key, b"phone|+33612345678", "sha256").hex()[:32]
    assert vault.token("c1", "phone", "+33612345678") == expected
    assert vault.tokens("c1", "phone", [None, "+33612345678", None, "", "É"]) == [
        None, expected, None, vault.token("c1", "phone", ""), vault.token("c1", "phone", "É"),
    ]  # fmt: skip
    assert vault.token("c1", "mail", "+33612345678") != expected


@pytest.mark.parametrize("length", [1, 32, 64])
def test_the_quick_hash_is_hmac(length: int) -> None:
    key = os.urandom(length)
    inner, outer = keyed_hashes(key)
    inner.update(b"text")
    outer.update(inner.digest())
    assert outer.digest() == hmac.digest(key, b"text", "sha256")


def test_what_is_written_is_bound_to_its_place_and_read_by_hand(vault: Vault) -> None:
    table = vault.seal("c1", [("r1", "identity", {"b": "É", "a": 1}), ("r2", "note", {"x": None})])
    assert table.schema == pa.schema(
        [("campaign_id", pa.string()), ("subject_id", pa.string()), ("kind", pa.string()), ("content", pa.binary())]
    )
    rows = table.to_pylist()
    assert [(row["campaign_id"], row["subject_id"], row["kind"]) for row in rows] == [
        ("c1", "r1", "identity"), ("c1", "r2", "note"),
    ]  # fmt: skip
    with sqlite3.connect(vault.path) as keys:
        stored = dict(keys.execute("select subject_id, wrapped from data_key where campaign_id = 'c1'"))
    key = AESGCM(derived(MASTER, "wrap")).decrypt(stored["r1"][:12], stored["r1"][12:], b"c1|r1|key")
    assert len(key) == 32
    content = rows[0]["content"]
    assert AESGCM(key).decrypt(content[:12], content[12:], b"c1|r1|identity") == '{"a":1,"b":"É"}'.encode()
    assert associated("c", "s", "k") == b"c|s|k" and vault.subkey("journal") == derived(MASTER, "journal")


def test_a_subject_keeps_its_key_and_every_kind_of_it_opens(vault: Vault) -> None:
    first = vault.keys_for("c1", {"r1"})
    assert vault.keys_for("c1", {"r1", "r2"})["r1"] == first["r1"]
    assert set(vault.known_keys("c1", {"r1", "r9"})) == {"r1"} and vault.known_keys("c2", {"r1"}) == {}
    assert vault.keys_for("c1", set()) == {}
    note = vault.seal("c1", [("r1", "note", {"n": 1})]).to_pylist()
    assert vault.unseal("c1", note) == {"r1": {"n": 1}}


def test_fresh_subjects_are_sealed_a_kind_at_a_time_and_open(vault: Vault) -> None:
    clear = {name: json.dumps({"n": name}).encode() for name in ("a", "b", "c")}
    sealed = vault.seal_fresh("c1", ["r1", "r2"], {"identity": [clear["a"], clear["b"]], "note": [None, clear["c"]]})
    assert list(sealed) == ["identity", "note"] and sealed["note"][0] is None
    for kind, expected in (("identity", {"r1": {"n": "a"}, "r2": {"n": "b"}}), ("note", {"r2": {"n": "c"}})):
        rows = [
            {"subject_id": subject, "kind": kind, "content": content}
            for subject, content in zip(("r1", "r2"), sealed[kind], strict=True)
            if content is not None
        ]
        assert vault.unseal("c1", rows) == expected
    nonces = [content[:12] for contents in sealed.values() for content in contents if content]
    assert len(set(nonces)) == 3 and all(
        len(content) == 12 + len(clear["a"]) + 16 for content in sealed["identity"] if content
    )


def test_a_fresh_subject_has_a_key_of_its_own_and_cannot_have_one_already(vault: Vault) -> None:
    fresh = vault.fresh_keys("c1", ["r1", "r2"])
    assert len(set(fresh)) == 2 and {len(key) for key in fresh} == {32}
    assert vault.known_keys("c1", {"r1", "r2"}) == dict(zip(("r1", "r2"), fresh, strict=True))
    with sqlite3.connect(vault.path) as keys:
        assert [len(row[0]) for row in keys.execute("select wrapped from data_key")] == [60, 60]
    with pytest.raises(sqlite3.IntegrityError):
        vault.fresh_keys("c1", ["r1"])
    with pytest.raises(ValueError, match="zip"):
        vault.seal_fresh("c1", ["r3"], {"identity": [b"{}", b"{}"]})


def test_a_change_of_key_that_was_cut_short_is_opened_by_the_key_before(vault: Vault) -> None:
    old = vault.seal("c1", [("r1", "identity", {"n": 1})]).to_pylist()
    before = vault.known_keys("c1", {"r1"})["r1"]
    with vault.keys() as keys:
        keys.execute("delete from data_key")
        keys.execute(
            "insert into data_key values ('c1', 'r1|previous', ?)", [vault.wrapped("c1", "r1|previous", before)]
        )
    vault.keys_for("c1", {"r1"})
    assert vault.unseal("c1", old) == {"r1": {"n": 1}}
    with vault.keys() as keys:
        keys.execute("delete from data_key where subject_id = 'r1|previous'")
    with pytest.raises(CannotGoOn) as refused:
        vault.unseal("c1", old)
    assert refused.value.code == "wrong_key" and refused.value.__suppress_context__


def test_nothing_is_written_again_of_whoever_was_erased(vault: Vault) -> None:
    with vault.keys() as keys:
        keys.execute("insert into erased_key values ('c1', 'r1')")
        assert erased_among(keys, "c1", ["r1", "r2"]) == {"r1"} and erased_among(keys, "c2", ["r1"]) == set()
    with pytest.raises(CannotGoOn) as refused:
        vault.seal("c1", [("r1", "identity", {})])
    assert refused.value.code == "erased" and vault.known_keys("c1", {"r1"}) == {}
    assert vault.keys_for("c1", {"r2"}).keys() == {"r2"}


def test_destroying_counts_the_keys_that_went_and_leaves_other_campaigns(vault: Vault) -> None:
    vault.keys_for("c1", {"r1", "r2"})
    vault.keys_for("c2", {"r1"})
    assert vault.destroy("c1", ["r1", "r2", "r9"]) == 2 and vault.destroy("c1", ["r1"]) == 0
    assert set(vault.known_keys("c2", {"r1"})) == {"r1"}


def test_a_key_wrapped_for_another_subject_is_refused(vault: Vault) -> None:
    wrapped = vault.wrapped("c1", "r1", b"k" * 32)
    assert vault.unwrapped("c1", "r1", wrapped) == b"k" * 32
    with pytest.raises(CannotGoOn) as refused:
        vault.unwrapped("c1", "r2", wrapped)
    assert refused.value.code == "wrong_key" and refused.value.__suppress_context__
    with pytest.raises(CannotGoOn):
        opened_record(b"k" * 32, b"c1|r1|note", b"0" * 40)


def test_the_folder_of_keys_is_for_its_owner_and_overwrites_what_it_forgets(vault: Vault, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "home/keys").stat().st_mode) == 0o700
    assert vault.path == tmp_path / "home/keys/keys.sqlite"
    with vault.keys() as keys:
        assert keys.execute("pragma secure_delete").fetchone() == (1,)
        assert keys.execute("pragma journal_mode").fetchone() == ("wal",)
    Vault(tmp_path / "home")  # A folder that is there already is opened again.


def test_a_key_file_that_cannot_be_used_says_so_and_lets_the_next_one_in(vault: Vault) -> None:
    with pytest.raises(CannotGoOn) as refused, vault.keys() as keys:
        keys.execute("insert into no_such_table values (1)")
    assert refused.value.code == "keys_unwritable" and refused.value.__suppress_context__
    assert not vault.lock.locked()
    with pytest.raises(sqlite3.ProgrammingError):
        keys.execute("select 1")


def test_bytes_are_cut_whole_and_a_file_is_named_by_its_hash() -> None:
    assert pieces(b"abcdef", 2) == [b"ab", b"cd", b"ef"] and pieces(b"", 2) == []
    assert file_digest(b"x") == hashlib.sha256(b"x").hexdigest()


def test_nothing_to_seal_is_a_table_of_the_same_kind_and_rows_are_read_once(vault: Vault) -> None:
    table = vault.seal("c1", [("r1", "note", {"n": 1}), ("r2", "note", {"n": 2})])
    assert vault.seal("c1", []).schema == table.schema
    read = ({**row, "content": memoryview(row["content"])} for row in table.to_pylist())
    assert vault.unseal("c1", read) == {"r1": {"n": 1}, "r2": {"n": 2}}
