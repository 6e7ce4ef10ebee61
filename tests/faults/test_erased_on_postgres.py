"""An erasure on PostgreSQL, looked for in the bytes of a server of the test's own."""

from pathlib import Path

import psycopg
import pytest

from campaigns.model.codes import ErasureReason
from pipelines.privacy.erasure import erase_family
from pipelines.shredding import keys_held
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.conftest import missing
from tests.faults.shared_store import BINARIES, own_server
from tests.spec.planted_family import DPO, PLANTED, planted_campaign


def bytes_under(folder: Path) -> bytes:
    """Return the bytes of every file under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.slow
@pytest.mark.postgres
def test_an_erased_family_is_in_no_table_file_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not BINARIES:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    with own_server() as server:
        monkeypatch.setenv("CONNEXION_STORE", server.url)
        planted = planted_campaign(tmp_path / "home")
        family = planted.household()
        mine = {row["request_id"] for row in planted.rows("erasure/family", subject_id=family)}
        keys = planted.rows("request/keys")
        others = {row["token"] for row in keys if row["request_id"] not in mine}
        pieces = [row["token"].encode() for row in keys if row["request_id"] in mine and row["token"] not in others]
        sealed = [row for row in planted.rows("vault/all_of_kind", kind="identity") if row["subject_id"] in mine]
        pieces += [bytes(row["content"]) for row in sealed]
        tables, log = server.folder / "data" / "base", server.folder / "data" / "pg_wal"
        settled(server.url)
        assert [piece for piece in pieces if piece not in bytes_under(tables)] == [], "they are found before"
        done(erase_family(planted.office, DPO, planted.campaign_id, family, ErasureReason.FAMILY_ASKED, dry_run=False))
        settled(server.url)
        left = bytes_under(tables)
        assert [piece for piece in pieces if piece in left] == []
        # The server's log is recycled in its own time: what it still holds of the family opens with no key that exists.
        assert keys_held(planted.office.vault, planted.campaign_id).isdisjoint(mine)
        assert planted.office.vault.unseal(planted.campaign_id, sealed) == {}
        everything = (left + bytes_under(log)).lower()
        assert [word for word in PLANTED if word.lower().encode() in everything] == []
        assert done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"]
        planted.close()


def settled(url: str) -> None:
    """Have the server write everything to its files and drop those that it replaced."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("checkpoint")
