"""Safety copies that nobody asks for: each hour, and before each adoption, where the settings name a folder."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.safety.backup import CopySettings, copies_in
from pipelines.safety.hourly import HourlyCopies
from tests.answers import done
from tests.spec.planted_family import APPROVER, COORDINATOR, Clock, Planted


def test_a_copy_is_made_before_each_adoption_where_it_is_asked(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_BACKUP_TO", str(tmp_path / "copies"))
    office, campaign_id = planted.office, planted.campaign_id
    done(propose_plan(office, COORDINATOR, campaign_id))
    done(lock_plan(office, COORDINATOR, campaign_id))
    done(approve_plan(office, APPROVER, campaign_id))
    assert not (tmp_path / "copies").exists()
    done(adopt_plan(office, COORDINATOR, campaign_id))
    assert len(copies_in(tmp_path / "copies")) == 1


def test_a_plan_is_not_adopted_without_the_copy_that_was_asked(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").write_text("x", "utf-8")
    monkeypatch.setenv("CONNEXION_BACKUP_TO", str(tmp_path / "fichier"))
    with pytest.raises(CannotGoOn) as fault:
        adopt_plan(planted.office, COORDINATOR, planted.campaign_id)
    assert fault.value.code == "backup_not_written"


def test_the_server_makes_a_copy_an_hour(planted: Planted, tmp_path: Path) -> None:
    clock: Clock = planted.clock
    copies = HourlyCopies(planted.office, CopySettings(tmp_path / "copies", tmp_path / "clefs", keep=3))
    made = [copies.look()]
    clock.now += timedelta(minutes=30)
    made.append(copies.look())
    clock.now += timedelta(minutes=31)
    made.append(copies.look())
    assert made == [True, False, True]
    assert (tmp_path / "clefs" / "keys.sqlite").is_file()


def test_the_hourly_copies_end_when_told(planted: Planted, tmp_path: Path) -> None:
    copies = HourlyCopies(planted.office, CopySettings(tmp_path / "copies", None, keep=3), look_seconds=0.01)
    copies.start()
    while not copies_in(tmp_path / "copies"):
        threading.Event().wait(0.01)
    copies.close()
    assert not copies.thread.is_alive()
