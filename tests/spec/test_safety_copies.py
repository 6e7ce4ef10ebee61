"""Safety copies: consistent, closed to whoever has not the keys, put back equal or not at all, and deaf to erased families."""

import io
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.office import Office, open_office
from pipelines.partners import import_partners
from pipelines.people import person_named
from pipelines.safety.backup import back_up, copies_in
from pipelines.safety.dump import digest_of, head_of, loaded, written
from pipelines.safety.frames import FRAME_BYTES, OpeningFile, SealingFile
from pipelines.safety.restore import restore
from pipelines.sealing import unsealed_all
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.postgres_store import PgStore
from pipelines.store.whole import BULK_KEYS
from pipelines.verify import verify_campaign
from tests.spec.planted_family import (
    COORDINATOR,
    DPO,
    Planted,
    adopted_plan,
    done,
    found_in,
    planted_campaign,
)

ADMIN = person_named("admin")
KEY = b"k" * 32


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Planted]:
    """Open the campaign with its planted family recognised and a plan in force."""
    made = planted_campaign(tmp_path / "home")
    adopted_plan(made)
    yield made
    made.close()


def copy_of(planted: Planted, to: Path) -> tuple[dict, Path]:
    """Make a safety copy; returns the answer and its path."""
    made = done(back_up(planted.office, ADMIN, to, keys_to=to.parent / "clefs"))
    return made, to / made["file"]


def keys_of(planted: Planted) -> Path:
    """Return the folder of the living keys."""
    return planted.office.home / "keys"


def identities(office: Office, campaign_id: str) -> str:
    """Return every identity that the office can open."""
    with office.store.reading() as session:
        kinds = [
            "identity",
            *(f"row:{row['list_id']}" for row in session.rows("list/all", {"campaign_id": campaign_id})),
        ]
        return str([unsealed_all(session, office.vault, campaign_id, kind) for kind in kinds])


def test_a_copy_put_back_in_an_empty_folder_is_equal_and_holds(planted: Planted, tmp_path: Path) -> None:
    before = digest_of(planted.office.store)
    made, path = copy_of(planted, tmp_path / "copies")
    assert made["digest"] == before
    assert made["tables"]["request"] == 4 and made["removed"] == []
    back = done(restore(ADMIN, path, tmp_path / "neuf", keys_of(planted), clock=planted.clock))
    assert (back["digest"], back["tables"]) == (before, made["tables"])
    assert (back["erased_again"], back["heads_dropped"]) == (0, 0)
    office = open_office(tmp_path / "neuf", clock=planted.clock)
    assert done(verify_campaign(office, DPO, planted.campaign_id))["holds"]
    assert "Zqxvardaillan" in identities(office, planted.campaign_id)
    office.close()


def test_a_copy_shows_nothing_and_its_manifest_neither(planted: Planted, tmp_path: Path) -> None:
    _, path = copy_of(planted, tmp_path / "copies")
    assert found_in(tmp_path / "copies") == {}
    content = path.read_bytes()
    assert planted.campaign_id.encode() not in content and b"request" not in content
    assert path.stat().st_mode & 0o077 == 0


def test_the_copy_of_the_keys_puts_it_back_with_the_master_key(planted: Planted, tmp_path: Path) -> None:
    made, path = copy_of(planted, tmp_path / "copies")
    kept = tmp_path / "clefs"
    assert sorted(one.name for one in kept.iterdir()) == [made["keys"]] == ["keys.sqlite"]
    refused = restore(ADMIN, path, tmp_path / "neuf", kept)
    assert isinstance(refused, Refusal) and refused.code == "no_keys"
    shutil.copyfile(keys_of(planted) / "master.key", kept / "master.key")
    assert done(restore(ADMIN, path, tmp_path / "neuf", kept))["digest"] == made["digest"]


def test_other_keys_are_refused_and_leave_the_folder_empty(planted: Planted, tmp_path: Path) -> None:
    _, path = copy_of(planted, tmp_path / "copies")
    open_office(tmp_path / "autre").close()
    with pytest.raises(CannotGoOn) as fault:
        restore(ADMIN, path, tmp_path / "neuf", tmp_path / "autre" / "keys")
    assert fault.value.code == "wrong_key"
    assert not (tmp_path / "neuf").exists()


def test_a_folder_that_holds_anything_is_left_alone(planted: Planted, tmp_path: Path) -> None:
    _, path = copy_of(planted, tmp_path / "copies")
    full = tmp_path / "plein"
    full.mkdir()
    (full / "note.txt").write_text("à garder", "utf-8")
    refused = restore(ADMIN, path, full, keys_of(planted))
    assert isinstance(refused, Refusal) and refused.code == "home_not_empty"
    assert [one.name for one in full.iterdir()] == ["note.txt"]


@pytest.mark.parametrize("damage", ["flipped", "cut", "longer", "empty", "another file"])
def test_a_damaged_copy_is_refused_and_leaves_nothing(planted: Planted, tmp_path: Path, damage: str) -> None:
    _, path = copy_of(planted, tmp_path / "copies")
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[-5] ^= 1
    changed = {
        "flipped": content,
        "cut": content[:-40],
        "longer": content + b"x",
        "empty": b"",
        "another file": b"PK\x03\x04",
    }
    path.write_bytes(changed[damage])
    with pytest.raises(CannotGoOn) as fault:
        restore(ADMIN, path, tmp_path / "neuf", keys_of(planted))
    assert fault.value.code in ("broken_copy", "not_a_backup", "wrong_key")
    assert not (tmp_path / "neuf").exists()


def test_no_frame_can_be_left_out_moved_or_taken_from_another_file() -> None:
    clear = bytes(range(256)) * (FRAME_BYTES // 256) * 2 + b"end"
    made = []
    for _ in range(2):
        file = io.BytesIO()
        sealing = SealingFile(file, KEY)
        sealing.write(clear)
        sealing.finish()
        made.append(file.getvalue())
    size = 4 + 12 + FRAME_BYTES + 16
    head, first, second, last = (
        made[0][:20],
        made[0][20 : 20 + size],
        made[0][20 + size : 20 + 2 * size],
        made[0][20 + 2 * size :],
    )
    assert OpeningFile(io.BytesIO(made[0]), KEY).read() == clear
    for wrong in (head + second + last, head + first + last, head + second + first + last, head + first + second):
        with pytest.raises(CannotGoOn):
            OpeningFile(io.BytesIO(wrong), KEY).read()
    with pytest.raises(CannotGoOn):
        OpeningFile(io.BytesIO(head + first + made[1][20 + size :]), KEY).read()


def test_an_older_schema_is_brought_to_the_newest(planted: Planted, tmp_path: Path) -> None:
    old = DuckStore(tmp_path / "ancien.duckdb", newest=5)
    row = {
        "site_id": "s1",
        "code": "S1",
        "name": "Créteil",
        "kind": "depot",
        "commune_code": "94028",
        "department_code": "94",
    }
    with old.writing() as session:
        session.append("site", pa.Table.from_pylist([row | {"version": 1}]))
    path = tmp_path / "ancien.sauvegarde"
    with path.open("wb") as file:
        sealing = SealingFile(file, planted.office.vault.subkey("backup"))
        found = written(old, sealing)
        sealing.finish()
    old.close()
    assert found["version"] == 5
    back = done(restore(ADMIN, path, tmp_path / "neuf", keys_of(planted)))
    assert back["version"] == 5 < back["upgraded_to"]
    office = open_office(tmp_path / "neuf")
    with office.store.reading() as session:
        assert session.rows("site/all")[0]["name"] == "Créteil"
        assert session.rows("erasure/all", {"campaign_id": "c"}) == []
    office.close()


def test_a_copy_of_a_newer_program_is_refused(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = copy_of(planted, tmp_path / "copies")
    monkeypatch.setattr("pipelines.safety.restore.migrations", lambda engine: [(1, [])])
    with pytest.raises(CannotGoOn) as fault:
        restore(ADMIN, path, tmp_path / "neuf", keys_of(planted))
    assert fault.value.code == "backup_too_new"


def test_only_the_newest_copies_are_kept(planted: Planted, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    names = [done(back_up(planted.office, ADMIN, to, keep=2))["file"] for _ in range(4)]
    assert [path.name for path in copies_in(to)] == names[-2:]
    assert sorted(path.suffix for path in to.iterdir()) == [".json", ".json", ".sauvegarde", ".sauvegarde"]


def test_keys_beside_the_copies_are_refused(planted: Planted, tmp_path: Path) -> None:
    for keys in (tmp_path / "copies", tmp_path / "copies" / "clefs"):
        refused = back_up(planted.office, ADMIN, tmp_path / "copies", keys_to=keys)
        assert isinstance(refused, Refusal) and refused.code == "keys_beside_copy"
    assert not (tmp_path / "copies").exists()


def test_a_copy_made_while_others_write_is_of_one_moment(planted: Planted, tmp_path: Path) -> None:
    """Each import writes a partner, its contact, a journal entry and an answer: a copy holds all four or none."""
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            line = f"code,name,kind,commune_code,phone,email\nX{number},Nom,school,93066,0155667788,\n".encode()
            done(import_partners(planted.office, COORDINATOR, line, f"x{number}.csv"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [copy_of(planted, tmp_path / "copies")[0] for _ in range(4)]
    finally:
        ended.set()
        writer.join()
    for one in made:
        # Two partners and their import were there before; each later copy also has the entries of the copies before it.
        counts = one["tables"]
        assert counts["journal"] == counts["command_result"]
    assert made[-1]["tables"]["partner"] > made[0]["tables"]["partner"]
    back = done(restore(ADMIN, tmp_path / "copies" / made[-1]["file"], tmp_path / "neuf", keys_of(planted)))
    assert back["digest"] == made[-1]["digest"]


def test_a_copy_has_room_of_its_own_and_gives_it_back(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = planted.office.store
    assert isinstance(store, DuckStore)
    asked, seen = "select current_setting('memory_limit')", list[object]()
    usual = store.root.execute(asked).fetchall()

    def watched(*given: Any) -> Any:
        seen.append(store.root.execute(asked).fetchall())
        return written(*given)

    monkeypatch.setattr("pipelines.safety.backup.written", watched)
    back_up(planted.office, ADMIN, tmp_path / "copies")
    assert len(seen) == 1 and seen[0] != usual
    assert store.root.execute(asked).fetchall() == usual


def test_only_an_administrator_copies_and_puts_back(planted: Planted, tmp_path: Path) -> None:
    for actor in (COORDINATOR, DPO):
        refused = back_up(planted.office, actor, tmp_path / "copies")
        assert isinstance(refused, Refusal) and refused.code == "not_allowed"
        assert isinstance(restore(actor, tmp_path / "x", tmp_path / "neuf", keys_of(planted)), Refusal)
    assert not (tmp_path / "copies").exists()


def test_a_copy_of_the_shared_store_goes_back_into_a_folder(
    planted: Planted, tmp_path: Path, postgres_url: str
) -> None:
    shared = PgStore(postgres_url)
    file = io.BytesIO()
    found = written(planted.office.store, file)
    file.seek(0)
    head = head_of(file)
    with shared.writing() as session:
        assert loaded(session, file, head) == found
    assert digest_of(shared) == found["digest"]
    again = io.BytesIO()
    assert written(shared, again) == found
    with shared.reading() as session:
        assert {name: tuple(session.keys_of(name)) for name in BULK_KEYS} == dict(BULK_KEYS)
    shared.close()
