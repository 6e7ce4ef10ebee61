"""The verbs of privacy and safety, as they are typed: dry unless told, refused to whom they are not for."""

import json
from pathlib import Path

import pytest

from pipelines.cli import main
from tests.spec.conftest import Line


def household_of(line: Line) -> str:
    """Return one household of the campaign."""
    from pipelines.office import open_office

    office = open_office(line.home)
    with office.store.reading() as session:
        campaign = session.rows("campaign/all")[0]["campaign_id"]
        found = session.rows("household/members", {"campaign_id": campaign})[0]["household_id"]
    office.close()
    return str(found)


def test_erase_shows_then_does_then_answers_the_same(line: Line, tmp_path: Path) -> None:
    home = household_of(line)
    asked = ("erase", home, "--reason", "family_asked")
    assert line(*asked, code=1)["refused"]["code"] == "not_allowed"
    assert line(*asked, "--as", "dpo")["dry_run"] is True
    done = line(*asked, "--as", "dpo", "--yes", "--receipt", str(tmp_path / "recu"))
    assert done["dry_run"] is False and done["keys"] >= 1
    assert sorted(done["files"]) == sorted(path.name for path in (tmp_path / "recu").iterdir())
    again = line(*asked, "--as", "dpo", "--yes")
    assert again == {name: value for name, value in done.items() if name != "files"}
    assert line("verify")["holds"]


def test_erase_wants_one_of_the_reasons(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as wrong:
        main(["erase", "x", "--reason", "Mme Martin a téléphoné", "--home", str(line.home)])
    assert wrong.value.code == 2


def test_object_close_and_retention_are_dry_unless_told(line: Line) -> None:
    home = household_of(line)
    assert line("object", home, "--as", "dpo")["dry_run"] is True
    assert line("object", home, "--as", "dpo", "--yes")["requests"] >= 1
    assert line("close", "--as", "approbatrice")["dry_run"] is True
    assert line("retention", "--as", "dpo")["dry_run"] is True
    assert line("retention", "--as", "dpo", "--yes")["campaigns"][0]["families"] == 0
    assert line("close", "--as", "approbatrice", "--yes")["state"] == "closed"
    assert line("campaigns", "list")[0]["state"] == "closed"
    assert line("verify", "--campaign", "essai")["holds"]


def test_backup_and_restore_by_the_command_line(line: Line, tmp_path: Path) -> None:
    copies, keys = str(tmp_path / "copies"), str(tmp_path / "clefs")
    made = line("backup", "--to", copies, "--keys-to", keys, "--as", "admin")
    path = str(tmp_path / "copies" / made["file"])
    manifest = json.loads((tmp_path / "copies" / made["file"].replace(".sauvegarde", ".json")).read_text("utf-8"))
    assert manifest["digest"] == made["digest"]
    fresh = str(tmp_path / "neuf")
    assert main(["restore", path, "--home", fresh, "--keys", str(line.home / "keys"), "--as", "admin"]) == 0
    assert main(["verify", "--home", fresh]) == 0
    assert main(["restore", path, "--home", fresh, "--keys", str(line.home / "keys"), "--as", "admin"]) == 1
    assert main(["restore", path, "--home", str(tmp_path / "n2"), "--keys", str(line.home / "keys")]) == 1


def test_moving_to_the_shared_store_and_back_keeps_everything(
    line: Line, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dry = line("migrate-store", postgres_url, "--as", "admin")
    assert dry["dry_run"] is True and dry["to"] == "postgresql"
    there = line("migrate-store", postgres_url, "--as", "admin", "--yes")
    assert there["tables"]["request"] > 100
    assert line("migrate-store", postgres_url, "--as", "admin", "--yes", code=1)["refused"]["code"] == "store_not_empty"
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    assert line("verify")["holds"]
    # Back into a folder with the same keys and no database of its own.
    (line.home / "campagnes.duckdb").rename(tmp_path / "ancienne.duckdb")
    back = line("migrate-store", "duckdb", "--as", "admin", "--yes")
    monkeypatch.delenv("CONNEXION_STORE")
    assert line("verify")["holds"]
    # One more journal entry and answer than on the way there: the move itself.
    more = {name: back["tables"][name] - there["tables"][name] for name in there["tables"]}
    assert {name: count for name, count in more.items() if count} == {"journal": 1, "command_result": 1}


def test_an_address_that_names_no_store_is_refused(line: Line) -> None:
    refused = line("migrate-store", "mysql://x", "--as", "admin", "--yes", code=1)
    assert refused["refused"]["code"] == "unknown_store"
    assert line("migrate-store", "duckdb", code=1)["refused"]["code"] == "not_allowed"
