"""Safety copies made before an erasure: unreadable for the family with today's keys, and erased again when put back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.intake.lists import list_contents
from pipelines.office import open_office
from pipelines.people import person_named
from pipelines.privacy import kept_receipts
from pipelines.privacy.erasure import erase_family
from pipelines.safety.backup import back_up
from pipelines.safety.dump import head_of, loaded
from pipelines.safety.frames import OpeningFile
from pipelines.safety.restore import restore
from pipelines.store.duckdb_store import DuckStore
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.spec.planted_family import COORDINATOR, DPO, Planted, adopted_plan, planted_campaign

ADMIN = person_named("admin")


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Planted]:
    """Open the campaign with its planted family recognised and a plan in force."""
    made = planted_campaign(tmp_path / "home")
    adopted_plan(made)
    yield made
    made.close()


def copy_of(planted: Planted, to: Path) -> Path:
    """Make a safety copy; returns its path."""
    return to / done(back_up(planted.office, ADMIN, to))["file"]


def erase(planted: Planted) -> dict:
    """Erase the planted family."""
    return done(
        erase_family(
            planted.office, DPO, planted.campaign_id, planted.household(), ErasureReason.FAMILY_ASKED, dry_run=False
        )
    )


def readable_words(planted: Planted, path: Path, home: Path) -> str:
    """Put a copy back without erasing again, and return all that today's keys open in it."""
    office = planted.office
    store = DuckStore(home / "brut.duckdb")
    with path.open("rb") as file:
        source = OpeningFile(file, office.vault.subkey("backup"))
        head = head_of(source)
        with store.writing() as session:
            loaded(session, source, head)
    opened = []
    with store.reading() as session:
        rows = [row for batch in session.whole("sealed") for row in batch.to_pylist()]
    for row in rows:
        try:
            opened.append(office.vault.unseal(row["campaign_id"], [row]))
        except CannotGoOn:
            opened.append({})
    store.close()
    return str(opened)


def test_a_copy_made_before_an_erasure_is_unreadable_for_the_family(planted: Planted, tmp_path: Path) -> None:
    path = copy_of(planted, tmp_path / "copies")
    assert "Zqxvardaillan" in readable_words(planted, path, tmp_path / "avant")
    erase(planted)
    words = readable_words(planted, path, tmp_path / "apres")
    assert "Zqx" not in words and "ZQX" not in words and "612340987" not in words and "Wqz" not in words
    assert "Autre" in words and "Troisieme" in words


@pytest.mark.parametrize("switched_off", ["shred", "settle"])
def test_the_check_above_sees_a_protection_that_is_switched_off(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, switched_off: str
) -> None:
    path = copy_of(planted, tmp_path / "copies")
    monkeypatch.setattr(kept_receipts, switched_off, lambda *_: 0)
    erase(planted)
    assert "Zqxvardaillan" in readable_words(planted, path, tmp_path / "apres")


def test_what_was_erased_since_a_copy_is_erased_again_when_it_is_put_back(planted: Planted, tmp_path: Path) -> None:
    path = copy_of(planted, tmp_path / "copies")
    home = planted.household()
    erase(planted)
    back = done(restore(ADMIN, path, tmp_path / "neuf", planted.office.home / "keys", clock=planted.clock))
    assert (back["erased_again"], back["heads_dropped"]) == (4, 1)
    office = open_office(tmp_path / "neuf", clock=planted.clock)
    again = Planted(office, planted.clock, planted.campaign_id)
    states = {row["state"] for row in again.rows("erasure/family", subject_id=home)}
    assert states == {"erased"}
    assert len({row["request_id"] for row in again.rows("request/keys")}) == 2
    assert done(verify_campaign(office, DPO, planted.campaign_id))["holds"]
    for row in again.rows("list/all"):
        assert not isinstance(list_contents(office, COORDINATOR, planted.campaign_id, row["list_id"]), Refusal)
    office.close()
