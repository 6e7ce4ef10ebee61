"""A change of master key in the key file alone: what opens before and after, what stays, and where it may be cut short."""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.model.outcome import CannotGoOn
from pipelines.journal import FIRST, broken_link, checkpoint_signature, entry_hash
from pipelines.key_ring import NEXT_NAME, Change, begin_alone, put_in_place, set_aside, wrapped_anew
from pipelines.master_key import derived
from pipelines.safety.new_key import key_in
from pipelines.vault import Vault

OLD, NEW, THIRD = (bytes([one]) * 32 for one in (1, 2, 3))
FAMILY = {"guardian_last_name": "Zqxvaleur"}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Open a vault whose master key is known."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/master.key").write_bytes(OLD)
    return Vault(tmp_path)


def changed(vault: Vault, fresh: bytes, number: int = 1, *, placed: bool = True) -> None:
    """Change the master key; without `placed` the process is gone before the new one takes its place."""
    with vault.keys() as keys:
        begin_alone(keys, vault.ring)
        set_aside(vault.path.parent, fresh)
        asked = Change(number, "admin", "admin", datetime(2026, 11, 28), 0)
        assert wrapped_anew(keys, vault.ring, fresh, asked, ["c1", "organisation"]) == 2
    if placed:
        put_in_place(vault.path.parent)


def code_of(home: Path) -> str:
    """Return why a folder does not open."""
    with pytest.raises(CannotGoOn) as fault:
        Vault(home)
    return fault.value.code


def test_two_changes_keep_every_record_and_every_token(vault: Vault, tmp_path: Path) -> None:
    rows = vault.seal("c1", [("r1", "identity", FAMILY), ("r2", "note", {"n": 1})]).to_pylist()
    data_keys = vault.known_keys("c1", {"r1", "r2"})
    tokens = [vault.token(one, "phone", "+33612345678") for one in ("c1", "organisation")]
    for number, fresh in enumerate((NEW, THIRD), 1):
        changed(Vault(tmp_path), fresh, number)
        after = Vault(tmp_path)
        assert after.known_keys("c1", {"r1", "r2"}) == data_keys
        assert [after.unseal("c1", [row]) for row in rows] == [{"r1": FAMILY}, {"r2": {"n": 1}}]
        assert [after.token(one, "phone", "+33612345678") for one in ("c1", "organisation")] == tokens
        assert after.tokens("c1", "phone", ["+33612345678"]) == tokens[:1]
        # A campaign begun later hangs on the key of its day.
        assert after.token_key("c2") == derived(fresh, "token|c2")
        assert after.former("journal") == [derived(one, "journal") for one in (OLD, NEW)[:number]]
        assert after.former("backup") == [derived(one, "backup") for one in (OLD, NEW)[:number]]
        assert after.ring.untold is not None and after.ring.untold.key_count == 2
    assert vault.former("access code") == ()


def test_the_old_key_opens_nothing_any_more_and_no_byte_of_the_old_wrapping_is_left(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.seal("c1", [("r1", "identity", FAMILY), ("r2", "note", {"n": 1})])
    with vault.keys() as keys:
        wrapped = [row[0] for row in keys.execute("select wrapped from data_key")]
    changed(vault, NEW)
    with vault.keys() as keys:
        keys.execute("pragma wal_checkpoint(truncate)").fetchall()
        anew = [row[0] for row in keys.execute("select wrapped from data_key where subject_id = 'r1'")]
    left = b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())
    assert len(wrapped) == 2 and not any(one in left for one in [*wrapped, OLD])
    assert len(AESGCM(derived(NEW, "wrap")).decrypt(anew[0][:12], anew[0][12:], b"c1|r1|key")) == 32
    (tmp_path / "keys/master.key").write_bytes(OLD)
    assert code_of(tmp_path) == "replaced_key"
    monkeypatch.setenv("CONNEXION_MASTER_KEY", THIRD.hex())
    assert code_of(tmp_path) == "replaced_key"
    monkeypatch.setenv("CONNEXION_MASTER_KEY", NEW.hex())
    assert set(Vault(tmp_path).known_keys("c1", {"r1", "r2"})) == {"r1", "r2"}


def test_cut_short_before_the_key_takes_its_place_it_is_ended_at_the_next_opening(vault: Vault, tmp_path: Path) -> None:
    rows = vault.seal("c1", [("r1", "identity", FAMILY), ("r2", "note", {"n": 1})]).to_pylist()
    changed(vault, NEW, placed=False)
    assert (tmp_path / "keys/master.key").read_bytes() == OLD
    assert Vault(tmp_path).unseal("c1", rows[:1]) == {"r1": FAMILY}
    assert (tmp_path / "keys/master.key").read_bytes() == NEW and not (tmp_path / "keys" / NEXT_NAME).exists()
    assert (tmp_path / "keys/master.key").stat().st_mode & 0o077 == 0


def test_cut_short_before_the_transaction_the_old_key_is_still_the_one(vault: Vault, tmp_path: Path) -> None:
    rows = vault.seal("c1", [("r1", "identity", FAMILY)]).to_pylist()
    set_aside(tmp_path / "keys", NEW)
    assert Vault(tmp_path).unseal("c1", rows) == {"r1": FAMILY}
    assert (tmp_path / "keys/master.key").read_bytes() == OLD


def test_one_key_that_does_not_open_and_nothing_is_changed(vault: Vault, tmp_path: Path) -> None:
    rows = vault.seal("c1", [("r1", "identity", FAMILY)]).to_pylist()
    with vault.keys() as keys:
        keys.execute("insert into data_key values ('c1', 'r0', ?)", [b"x" * 60])
        keys.execute("insert into data_key values ('c1', 'r9', ?)", [b"x" * 60])
    with pytest.raises(CannotGoOn) as fault:
        changed(vault, NEW)
    assert fault.value.code == "wrong_key"
    assert Vault(tmp_path).unseal("c1", rows) == {"r1": FAMILY}


def test_a_change_on_a_file_that_changed_meanwhile_is_not_begun(vault: Vault, tmp_path: Path) -> None:
    vault.seal("c1", [("r1", "identity", FAMILY), ("r2", "identity", FAMILY)])
    late = Vault(tmp_path)
    changed(vault, NEW)
    with pytest.raises(CannotGoOn) as fault:
        changed(late, THIRD)
    assert fault.value.code == "keys_in_use"
    assert Vault(tmp_path).ring.master == NEW


def test_one_alone_or_many_at_once(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path)
    with pytest.raises(CannotGoOn) as fault, vault.hold.alone():
        raise AssertionError("two hold it")
    assert fault.value.code == "keys_in_use"
    other.hold.give_back()
    with vault.hold.alone():
        assert code_of(tmp_path) == "keys_in_use"
    Vault(tmp_path)


@pytest.mark.parametrize(
    ("content", "key"),
    [(OLD, OLD), (OLD.hex().encode(), OLD), (f"{OLD.hex()}\n".encode(), OLD), (b"", None), (b"x" * 31, None), (b"00" * 31, None)],
    ids=str,
)  # fmt: skip
def test_a_file_of_a_key(tmp_path: Path, content: bytes, key: bytes | None) -> None:
    (tmp_path / "k").write_bytes(content)
    assert key_in(tmp_path / "k") == key and key_in(tmp_path / "absent") is None


# The journal


def chain(*keys: bytes) -> list[dict[str, object]]:
    """Return a chain, each entry under the key named."""
    entries, previous = [], FIRST
    for sequence, key in enumerate(keys, 1):
        entry = {
            "campaign_id": "c1", "sequence": sequence, "happened_at": "t", "actor_id": "a", "role": "admin",
            "action": "x", "object_id": "o", "detail": "{}", "previous_hash": previous,
        }  # fmt: skip
        entry["hash"] = previous = entry_hash(key, previous, entry)
        entries.append(entry)
    return entries


def test_a_chain_goes_on_under_the_new_key() -> None:
    assert broken_link(THIRD, chain(OLD, OLD, NEW, THIRD), None, (OLD, NEW)) is None
    assert broken_link(THIRD, chain(OLD, THIRD, THIRD), None, (OLD, NEW)) is None
    assert broken_link(THIRD, chain(THIRD), None, (OLD, NEW)) is None and broken_link(THIRD, [], None, (OLD,)) is None


def test_whoever_holds_the_old_key_can_neither_change_nor_cut_nor_add() -> None:
    whole = chain(OLD, OLD, NEW, NEW)
    assert broken_link(NEW, whole, None, (OLD,)) is None
    # Cut before the change, and gone on under the old key.
    assert broken_link(NEW, whole[:2], None, (OLD,)) == 2
    assert broken_link(NEW, [*whole[:2], *chain(OLD, OLD, OLD)[2:]], None, (OLD,)) == 3
    # Changed before the change, and chained again under the old key as far as it goes.
    first = whole[0] | {"object_id": "other"}
    first["hash"] = entry_hash(OLD, FIRST, first)
    second = whole[1] | {"previous_hash": first["hash"]}
    second["hash"] = entry_hash(OLD, str(first["hash"]), second)
    assert broken_link(NEW, [first, second, *whole[2:]], None, (OLD,)) == 3
    # Added after the change under the old key, which no chain goes back to.
    assert broken_link(NEW, chain(OLD, NEW, OLD), None, (OLD,)) == 3
    # A beginning signed by the old key alone.
    point = {"campaign_id": "c1", "sequence": 1, "hash": whole[0]["hash"]}
    for key, found in ((OLD, 1), (NEW, None)):
        signed = point | {"signature": checkpoint_signature(key, "c1", 1, str(whole[0]["hash"]))}
        assert broken_link(NEW, whole[1:], signed, (OLD,)) == found
