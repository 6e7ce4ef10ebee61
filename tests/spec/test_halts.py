"""A campaign in which an invariant broke only reads until a check finds it whole; health is told to who asks."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.doctor import examine
from pipelines.health import look
from pipelines.intake.receive import Reception, receive_list
from pipelines.office import Office
from pipelines.people import person_named
from pipelines.planning.propose import propose_plan
from pipelines.reporting.view_households import HouseholdSearch, find_households
from pipelines.safety.backup import back_up
from pipelines.safety.checks import RegularChecks
from pipelines.store.machine_faults import store_gone
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.spec.planted_family import COORDINATOR, DPO, FIRST, Planted
from tests.unit.year_campaign import raw

ADMIN = person_named("admin")


def moved(planted: Planted, by: int) -> None:
    """Change a balance behind the program's back, so that its own columns still add up: no movement tells of it."""
    with planted.office.store.writing() as session:
        raw(
            session, f"update stock_cell set received = received + {by}, on_hand = on_hand + {by} where item = 'laptop'"
        )


def test_a_campaign_in_which_something_broke_only_reads_until_it_is_whole(planted: Planted, tmp_path: Path) -> None:
    office, campaign_id = planted.office, planted.campaign_id
    assert done(verify_campaign(office, DPO, campaign_id))["holds"]
    moved(planted, 1)
    # Nobody looked yet: the check is what halts.
    done(propose_plan(office, COORDINATOR, campaign_id))
    assert not done(verify_campaign(office, DPO, campaign_id))["holds"]
    more = (FIRST + "Quatrieme;Foyer;04/07/1982;06 12 34 09 90;;;93200;SAINT DENIS;1;0;\n").encode()
    for refused in (
        propose_plan(office, COORDINATOR, campaign_id),
        receive_list(office, COORDINATOR, campaign_id, more, "encore.csv", Reception("P1")),
    ):
        assert isinstance(refused, Refusal) and refused.code == "read_only"
        assert "lecture seule" in refused.sentence.fr and "(le stock)" in refused.sentence.fr
        assert "(the stock)" in refused.sentence.en
    assert done(find_households(office, COORDINATOR, campaign_id, HouseholdSearch(), 1))["total"]
    done(back_up(office, ADMIN, tmp_path / "copies"))
    moved(planted, -1)
    assert done(verify_campaign(office, DPO, campaign_id))["holds"]
    done(propose_plan(office, COORDINATOR, campaign_id))
    halts = [json.loads(row["detail"])["broken"] for row in planted.rows("journal/all") if row["action"] == "verify"]
    assert halts == [["stock_conservation"], []]


def test_a_check_that_finds_the_same_again_writes_nothing(planted: Planted) -> None:
    moved(planted, 1)
    verify_campaign(planted.office, DPO, planted.campaign_id)
    before = planted.rows("journal/all")
    verify_campaign(planted.office, DPO, planted.campaign_id)
    assert planted.rows("journal/all") == before


def test_a_server_checks_by_itself(planted: Planted) -> None:
    moved(planted, 1)
    checks = RegularChecks(lambda: planted.office, start=0.01, every=0.01)
    checks.start()
    for _ in range(400):
        if planted.rows("halt/of_campaign"):
            break
        time.sleep(0.05)
    checks.close()
    assert [row["broken"] for row in planted.rows("halt/of_campaign")] == ["stock_conservation"]
    assert RegularChecks(lambda: planted.office).check() == 1
    moved(planted, -1)
    assert RegularChecks(lambda: planted.office).check() == 0
    assert planted.rows("halt/of_campaign") == []


def test_a_check_that_cannot_be_made_does_not_stop_the_server() -> None:
    def gone() -> Office:
        raise store_gone()

    assert RegularChecks(gone).check() == 0


def test_the_doctor_says_that_all_is_well(planted: Planted) -> None:
    found = done(examine(planted.office, ADMIN))
    assert (found["holds"], found["faults"], found["read_only"]) == (True, [], [])
    assert found["keys"] > 0 and found["schema"] == planted.office.store.version() and found["disk_free_mb"] > 0


def test_the_doctor_says_what_is_wrong_in_both_languages(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(planted, 1)
    verify_campaign(planted.office, DPO, planted.campaign_id)
    with planted.office.store.writing() as session:
        raw(session, "update journal set object_id = 'x' where sequence = 2")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    found = done(examine(planted.office, ADMIN))
    said = " ".join(fault["fr"] for fault in found["faults"])
    assert found["holds"] is False and found["read_only"] == ["c"]
    for words in ("0 Mo sur le disque", "« c » est en lecture seule", "Le journal de « c » a été modifié"):
        assert words in said
    assert all(fault["en"] for fault in found["faults"])
    # A supervisor asks often: the chains are not followed then.
    quick = look(planted.office, chains=False)["faults"]
    assert len(quick) < len(found["faults"])


def test_keys_that_do_not_open_are_said(planted: Planted, tmp_path: Path) -> None:
    vault = planted.office.vault
    other = tmp_path / "autre.sqlite"
    other.write_bytes(b"not a key file" * 100)
    kept, vault.path = vault.path, other
    try:
        found = look(planted.office)
    finally:
        vault.path = kept
    assert found["keys"] is None and "keys/keys.sqlite" in found["faults"][0]["fr"]
    assert replace(planted.office, vault=vault)
