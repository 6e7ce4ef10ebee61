"""The vault: what is sealed opens only where it stands, and what is erased is gone from every byte."""

import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.vault import Vault

FAMILY = {"guardian_last_name": "Zqxvaleur", "phone_1": "+33612345678"}


@pytest.fixture
def vault(tmp_path):
    """Open a vault in a folder of its own."""
    return Vault(tmp_path)


def sealed(vault, subject="r1"):
    """Seal one family and return its row."""
    return vault.seal("c1", [(subject, "identity", FAMILY)]).to_pylist()[0]


def test_a_sealed_record_opens_again(vault):
    assert vault.unseal("c1", [sealed(vault)]) == {"r1": FAMILY}


def test_a_sealed_record_shows_nothing(vault):
    assert b"Zqxvaleur" not in sealed(vault)["content"]
    assert b"612345678" not in sealed(vault)["content"]


def test_two_seals_of_one_record_differ(vault):
    assert sealed(vault)["content"] != sealed(vault)["content"]


def test_a_record_moved_to_another_family_does_not_open(vault):
    row = sealed(vault)
    sealed(vault, "r2")
    with pytest.raises(CannotGoOn):
        vault.unseal("c1", [row | {"subject_id": "r2"}])


def test_a_flipped_byte_is_noticed(vault):
    row = sealed(vault)
    altered = bytearray(row["content"])
    altered[-1] ^= 1
    with pytest.raises(CannotGoOn):
        vault.unseal("c1", [row | {"content": bytes(altered)}])


def test_an_erased_family_is_absent_from_the_answer(vault):
    rows = [sealed(vault), sealed(vault, "r2")]
    assert vault.destroy("c1", ["r1"]) == 1
    assert vault.unseal("c1", rows) == {"r2": FAMILY}


def test_the_wrapped_key_of_an_erased_family_is_in_no_byte_of_the_key_file(vault, tmp_path):
    sealed(vault)
    with vault.keys() as keys:
        wrapped = keys.execute("select wrapped from data_key").fetchone()[0]
    vault.destroy("c1", ["r1"])
    with vault.keys() as keys:
        keys.execute("pragma wal_checkpoint(truncate)")
    assert all(wrapped not in path.read_bytes() for path in (tmp_path / "keys").iterdir())


def test_the_keys_of_another_folder_do_not_open_it(vault, tmp_path):
    row = sealed(vault)
    stranger = Vault(tmp_path / "elsewhere")
    sealed(stranger)
    with pytest.raises(CannotGoOn):
        stranger.unseal("c1", [row])


def test_the_master_key_file_is_for_its_owner_alone(vault, tmp_path):
    assert (tmp_path / "keys" / "master.key").stat().st_mode & 0o077 == 0


def test_tokens_are_equal_for_equal_values_and_cannot_be_joined_across_campaigns(vault):
    assert vault.token("c1", "phone", "+33612345678") == vault.token("c1", "phone", "+33612345678")
    assert vault.token("c1", "phone", "+33612345678") != vault.token("c2", "phone", "+33612345678")
    assert vault.token("c1", "phone", "x") != vault.token("c1", "email", "x")
