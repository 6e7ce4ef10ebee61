"""The master key replaced on a whole campaign, on both stores: everything reads as before, the old key opens nothing, erased stays erased."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.health import look
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.people import person_named
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.search import search_person
from pipelines.safety.backup import back_up
from pipelines.safety.new_key import ACTION, replace_key
from pipelines.safety.restore import restore
from pipelines.shredding import erased_keys
from pipelines.sign_in.codes import enter_by_code, issue_code
from pipelines.vault import Vault
from pipelines.verify import verify_campaign
from tests.faults.failpoints import state_of
from tests.spec.planted_family import COORDINATOR, DPO, Clock, Planted, done, planted_campaign

pytestmark = pytest.mark.slow
ADMIN = person_named("admin")
# What knows that the key was replaced; everything else is as it was.
KNOWS = {"journal", "journal_checkpoint", "command_result", "access_code"}
OTHERS = "Nom;Prénom;Date de naissance;Téléphone;Code postal;Commune;Besoin PC\nSixieme;Lea;01/02/1980;0612340995;93200;Saint-Denis;1\n"


def picture(office: Office) -> dict[str, str]:
    """Return a digest of every table, and of everything that the vault opens."""
    opened: list[Any] = []
    with office.store.reading() as session:
        rows = [row for batch in session.whole("sealed") for row in batch.to_pylist()]
    for row in rows:
        found = office.vault.unseal(row["campaign_id"], [row])
        opened.append((row["campaign_id"], row["kind"], found))
    assert len(opened) > 5
    clear = json.dumps(sorted(opened, key=str), sort_keys=True, default=str)
    tables = {name: digest for name, digest in state_of(office.store).items() if name not in KNOWS}
    return tables | {"opened": sha256(clear.encode()).hexdigest()}


def safe(office: Office, folder: Path) -> Path:
    """Put the key in force in a safe, outside the folder; returns where it lies."""
    folder.mkdir(exist_ok=True)
    path = folder / f"master-{office.vault.ring.number}.key"
    shutil.copyfile(office.home / "keys/master.key", path)
    return path


def replaced(office: Office, safe_folder: Path) -> dict[str, Any]:
    """Replace the key by one that is drawn."""
    return done(replace_key(office, ADMIN, safe(office, safe_folder), dry_run=False))


def told(office: Office) -> dict[str, int]:
    """Return how often each chain of the journal tells of a replacement."""
    with office.store.reading() as session:
        chains = [row["campaign_id"] for row in session.rows("journal/chains")]
        return {
            chain: [row["action"] for row in session.rows("journal/all", {"campaign_id": chain})].count(ACTION)
            for chain in chains
        }


def read_and_reopened(planted: Planted) -> Iterator[Office]:
    """Give the office as it is, then opened again."""
    yield planted.office
    planted.office.close()
    yield planted.reopened().office


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def planted(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    """Open a campaign of which one family was erased, on each store."""
    if request.param == "postgres":
        monkeypatch.setenv("CONNEXION_STORE", request.getfixturevalue("postgres_url"))
    made = planted_campaign(tmp_path / "home")
    done(receive_list(made.office, COORDINATOR, made.campaign_id, OTHERS.encode(), "six.csv", Reception("P2")))
    done(link_households(made.office, COORDINATOR, made.campaign_id))
    family = made.household()
    done(erase_family(made.office, DPO, made.campaign_id, family, ErasureReason.FAMILY_ASKED, dry_run=False))
    yield made
    made.close()


def test_everything_reads_as_before_and_the_old_key_opens_nothing(planted: Planted, tmp_path: Path) -> None:
    office, campaign_id = planted.office, planted.campaign_id
    code = done(issue_code(office, COORDINATOR, "P1"))
    before, erased = picture(office), erased_keys(office.vault)
    token = office.vault.token(campaign_id, "phone", "+33612340995")
    with office.vault.keys() as keys:
        wrapped = [row[0] for row in keys.execute("select wrapped from data_key")]
    shown = done(replace_key(office, ADMIN, safe(office, tmp_path / "coffre")))
    assert shown == {"dry_run": True, "keys": len(wrapped), "campaigns": 1} and picture(office) == before
    answer = replaced(office, tmp_path / "coffre")
    assert answer == {
        "number": 1, "keys": len(wrapped), "codes_revoked": 1, "campaigns": 1, "dry_run": False,
    }  # fmt: skip
    assert told(office) == {campaign_id: 1, "organisation": 1}
    for again in read_and_reopened(planted):
        assert picture(again) == before and erased_keys(again.vault) == erased != {}
        assert again.vault.token(campaign_id, "phone", "+33612340995") == token
        assert done(verify_campaign(again, DPO, campaign_id))["holds"]
        assert [fault["fr"] for fault in look(again)["faults"]] == []
    # The same list is known line by line, the same contact finds the same family, and recognition finds nothing new.
    sent = done(receive_list(again, COORDINATOR, campaign_id, OTHERS.encode(), "six2.csv", Reception("P2")))
    assert (sent["counts"]["unchanged"], sent["counts"]["accepted"]) == (1, 1)
    assert len(done({"found": search_person(again, DPO, campaign_id, "06 12 34 09 95")})["found"]) == 1
    later = Planted(again, planted.clock, campaign_id)
    homes = later.rows("household/members")
    done(link_households(again, COORDINATOR, campaign_id))
    assert later.rows("household/members") == homes
    refused = enter_by_code(again, code["code"], "192.0.2.7")
    assert isinstance(refused, Refusal)
    again.close()
    left = b"".join(path.read_bytes() for path in (office.home / "keys").iterdir())
    old = (tmp_path / "coffre/master-0.key").read_bytes()
    assert not any(one in left for one in [*wrapped, old])
    assert sorted(path.name for path in (office.home / "keys").glob("master*")) == ["master.key"]
    shutil.copyfile(tmp_path / "coffre/master-0.key", office.home / "keys/master.key")
    with pytest.raises(CannotGoOn) as fault:
        open_office(office.home)
    assert fault.value.code == "replaced_key"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Planted]:
    """Open the campaign on the folder's own store."""
    made = planted_campaign(tmp_path / "home")
    yield made
    made.close()


def test_copies_made_before_and_after_go_back_by_the_keys_of_now_and_older_keys_by_the_old_key(
    small: Planted, tmp_path: Path
) -> None:
    office, keys = small.office, tmp_path / "home/keys"
    first = done(back_up(office, ADMIN, tmp_path / "copies", keys_to=tmp_path / "avant"))
    before = picture(office)
    replaced(office, tmp_path / "coffre")
    second = done(back_up(office, ADMIN, tmp_path / "copies", keys_to=tmp_path / "apres"))
    family = small.household()
    done(erase_family(office, DPO, small.campaign_id, family, ErasureReason.FAMILY_ASKED, dry_run=False))
    replaced(office, tmp_path / "coffre")
    for made in (first, second):
        home = tmp_path / f"neuf-{made['file']}"
        assert done(restore(ADMIN, tmp_path / "copies" / made["file"], home, keys))["erased_again"] > 0
        back = open_office(home)
        assert done(verify_campaign(back, DPO, small.campaign_id))["holds"]
        assert [fault["fr"] for fault in look(back)["faults"]] == []
        back.close()
    # With the keys' copy of before, the old master key, and nothing else.
    (tmp_path / "avant/master.key").write_bytes((tmp_path / "coffre/master-1.key").read_bytes())
    with pytest.raises(CannotGoOn):
        restore(ADMIN, tmp_path / "copies" / first["file"], tmp_path / "non", tmp_path / "avant")
    (tmp_path / "avant/master.key").write_bytes((tmp_path / "coffre/master-0.key").read_bytes())
    done(restore(ADMIN, tmp_path / "copies" / first["file"], tmp_path / "ancien", tmp_path / "avant"))
    back = open_office(tmp_path / "ancien")
    assert picture(back)["opened"] == before["opened"]
    back.close()


def test_what_does_not_fit_changes_nothing_and_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "home", clock=Clock())
    old, other, new = safe(office, tmp_path / "coffre"), tmp_path / "autre", tmp_path / "nouvelle"
    other.write_bytes(b"o" * 32)
    new.write_text("7f" * 32, "ascii")
    tries: list[tuple[Path, Path | None, str]] = [
        (other, None, "other_old_key"),
        (office.home / "keys/master.key", None, "old_key_beside"),
        (tmp_path / "absent", None, "not_a_key"),
        (old, old, "same_key"),
        (old, tmp_path / "absent", "not_a_key"),
    ]
    for given, fresh, code in tries:
        refused = replace_key(office, ADMIN, given, fresh, dry_run=False)
        assert isinstance(refused, Refusal) and refused.code == code
    for actor in (COORDINATOR, DPO):
        refused = replace_key(office, actor, old, dry_run=False)
        assert isinstance(refused, Refusal) and refused.code == "not_allowed"
    with office.store.reading() as session:
        entries = session.rows("journal/all", {"campaign_id": "organisation"})
    assert [(row["action"], row["object_id"]) for row in entries] == [("refused", ACTION)] * 7
    assert office.vault.ring.number == 0 and not any("7f7f" in str(row) for row in entries)
    # A second program in the folder: a dashboard on the shared store, or another command.
    busy = Vault(office.home)
    with pytest.raises(CannotGoOn) as fault:
        replace_key(office, ADMIN, old, new, dry_run=False)
    assert fault.value.code == "keys_in_use" and "tableau de bord" in fault.value.sentence.fr
    busy.hold.give_back()
    assert office.vault.ring.number == 0
    # A key that the settings give: the program cannot write there, so the new one is given too.
    office.close()
    monkeypatch.setenv("CONNEXION_MASTER_KEY", old.read_bytes().hex())
    office = open_office(tmp_path / "home", clock=Clock())
    refused = replace_key(office, ADMIN, old, dry_run=False)
    assert isinstance(refused, Refusal) and refused.code == "new_key_wanted"
    assert done(replace_key(office, ADMIN, old, new, dry_run=False))["number"] == 1
    office.close()
    with pytest.raises(CannotGoOn) as fault:
        open_office(tmp_path / "home")
    assert fault.value.code == "replaced_key"
    monkeypatch.setenv("CONNEXION_MASTER_KEY", "7f" * 32)
    office = open_office(tmp_path / "home")
    assert office.vault.ring.number == 1 and look(office)["faults"] == []
    office.close()
    with suppress(FileNotFoundError):
        assert (tmp_path / "home/keys/master.key").read_bytes() == old.read_bytes()
