"""A disk that takes its time, and a reader that the system ends half-way: others read on, one sentence, nothing half in."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest

from campaigns.model.outcome import CannotGoOn, Refusal
from campaigns.sessions import NOTED_EVERY
from pipelines.doctor import examine
from pipelines.intake.lists import all_lists
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.worker import ReadingRoom, Watch
from pipelines.office import Office
from pipelines.sign_in.sessions import PROVIDER, Person, open_session, person_behind
from pipelines.store import duckdb_store
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.machine_faults import store_unwritable
from pipelines.verify import verify_campaign
from tests.faults.failpoints import state_of
from tests.faults.killed import Names, given
from tests.faults.story import ADMIN, COORDINATOR, DPO, HEADER, LOGISTICS, Clock, Told, family

TRANSLATED = duckdb_store.translated


class SlowDisk:
    """Keeps whoever commits first waiting until it is let go."""

    def __init__(self) -> None:
        self.reached, self.let_go = threading.Event(), threading.Event()

    def __call__(self, work: Callable[[], object]) -> None:
        """Run the step of a commit, late."""
        self.reached.set()
        assert self.let_go.wait(60)
        TRANSLATED(work)


@pytest.mark.slow
def test_a_disk_that_keeps_a_change_waiting_keeps_no_reader_and_a_second_writer_is_told(story: Told) -> None:
    office, names = story.opened(story.copy("full"), "full"), story.names["full"]
    disk, before, entries = SlowDisk(), state_of(office.store), journalled(office, names)
    with patch.object(duckdb_store, "translated", disk):
        slow = threading.Thread(target=given, args=(office, names, 0))
        slow.start()
        assert disk.reached.wait(60)
        assert state_of(office.store) == before
        with patch.object(duckdb_store, "PATIENCE_SECONDS", 0.05), pytest.raises(CannotGoOn) as fault:
            given(office, names, 1)
        assert fault.value.code == "store_slow"
        assert "disque lent" in fault.value.sentence.fr and "slow disk" in fault.value.sentence.en
        assert state_of(office.store) == before
        disk.let_go.set()
        slow.join()
    assert journalled(office, names) == entries + 1
    assert not isinstance(given(office, names, 1), Refusal)
    assert verify_campaign(office, DPO, names["campaign"])["holds"]
    office.store.close()


def test_doctor_says_how_slow_the_disk_is(beginning: Told) -> None:
    office = beginning.opened(beginning.copy("open"), "open")

    def late(descriptor: int) -> None:
        time.sleep(0.02)

    with patch("pipelines.store.disk.os.fsync", late), patch("pipelines.health.SLOWEST_WRITE_MS", 10):
        found = examine(office, ADMIN)
    assert not isinstance(found, Refusal)
    assert found["disk_write_ms"] >= 20 and not found["holds"]
    said = next(fault for fault in found["faults"] if "lent" in fault["fr"])
    assert f"{found['disk_write_ms']} ms" in said["fr"] and "is slow" in said["en"]
    office.store.close()


def test_who_is_signed_in_reads_on_where_no_visit_can_be_noted(beginning: Told) -> None:
    office = beginning.opened(beginning.copy("open"), "open")
    member = LOGISTICS.model_copy(update={"user_id": beginning.names["open"]["member"]})
    with office.store.writing() as session:
        token = open_session(office, session, member, PROVIDER)
    later = replace(office, clock=Clock(office.clock() + 2 * NOTED_EVERY))
    with patch.object(DuckStore, "writing", side_effect=store_unwritable()):
        assert isinstance(person_behind(later, token, active=True), Person)
    office.store.close()


@pytest.mark.slow
def test_a_reader_killed_half_way_leaves_no_row_and_no_key_and_the_list_is_taken_again(story: Told) -> None:
    names = story.names["full"]
    office = replace(story.opened(story.copy("full"), "full"), reading_room=ReadingRoom(desks=1))
    # More than the child can hand over at once.
    rows = "".join(family(f"Z-{number}", f"Nom{number}", "Awa", number % 80) for number in range(6_000))
    text = (HEADER + rows).encode()
    before, lists = state_of(office.store), all_lists(office, COORDINATOR, names["campaign"])
    keys = key_count(office)

    def kill(done: int, total: int) -> None:
        child = office.reading_room.child
        if child is not None:
            os.kill(child.pid, signal.SIGKILL)

    def received(watch: Watch) -> object:
        return receive_list(office, COORDINATOR, names["campaign"], text, "longue.csv", Reception("ECOLE1"), watch)

    stopped = received(Watch(kill))
    assert isinstance(stopped, Refusal) and stopped.code == "reading_stopped"
    after = state_of(office.store)
    assert {name for name in after if after[name] != before[name]} <= {"journal"}
    assert (all_lists(office, COORDINATOR, names["campaign"]), key_count(office)) == (lists, keys)
    assert not isinstance(received(Watch()), Refusal)
    office.close()


def journalled(office: Office, names: Names) -> int:
    """Return how many entries the journal has."""
    with office.store.reading() as session:
        return len(session.rows("journal/all", {"campaign_id": names["campaign"]}))


def key_count(office: Office) -> int:
    """Return how many data keys there are."""
    with office.vault.keys() as keys:
        return int(keys.execute("select count(*) from data_key").fetchone()[0])
