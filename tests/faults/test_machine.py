"""What happens when the machine fails: each time one clear sentence, nothing half written, and reading goes on where it can.

The full disk is a limit on the size of files that the system puts on a process of the test's own; the other faults are real ones.
"""

import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from campaigns.model.outcome import CannotGoOn, Refusal
from campaigns.retention import limits
from pipelines.doctor import examine
from pipelines.office import DATABASE_NAME, open_office
from pipelines.planning.propose import propose_plan
from pipelines.planning.solving_room import SolvingRoom
from pipelines.safety.backup import CopySettings
from pipelines.safety.hourly import is_due
from pipelines.store.duckdb_store import DuckStore
from pipelines.verify import verify_campaign
from pipelines.wall_clock import on_the_wall
from tests.faults.every_command import ORDERS
from tests.faults.failpoints import state_of
from tests.faults.killed import Names, given, opened
from tests.faults.story import ADMIN, COORDINATOR, DPO, Clock, Told

ROOT = Path(__file__).parents[2]
# How large a file may become on the disk that is full.
ROOM_BYTES = 128 * 1024


def fill_the_disk(home: Path, names: Names, link: Connection) -> None:
    """Work until the disk takes nothing more, read then, and say what happened."""
    office = opened(home)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    # The database's own log begins anew when it is opened: it is the first file to reach so little.
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
    done, code = 0, ""
    while not code and done < 1_000:
        try:
            assert not isinstance(given(office, names, done), Refusal)
            done += 1
        except CannotGoOn as fault:
            code = fault.code
    with office.store.reading() as session:
        read = len(session.rows("list/all", {"campaign_id": names["campaign"]}))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    link.send((done, code, read))
    os._exit(0)


def test_a_full_disk_is_said_nothing_is_half_written_and_reading_goes_on(story: Told) -> None:
    home, names = story.copy("adopted"), story.names["adopted"]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.killed"])
    here, there = multiprocessing.Pipe()
    process = context.Process(target=fill_the_disk, args=(home, names, there))
    process.start()
    there.close()
    done, code, read = here.recv()
    process.join()
    assert (code, done > 0, read > 0) == ("store_unwritable", True, True)
    office = opened(home)
    with office.store.reading() as session:
        kept = len(session.rows("journal/all", {"campaign_id": names["campaign"]}))
    assert verify_campaign(office, DPO, names["campaign"])["holds"]
    # It goes on where it stopped: the command that was refused for want of room is taken now.
    assert not isinstance(given(office, names, done), Refusal)
    with office.store.reading() as session:
        assert len(session.rows("journal/all", {"campaign_id": names["campaign"]})) == kept + 1
    office.store.close()


def test_a_damaged_file_is_refused_with_a_sentence(beginning: Told) -> None:
    home = beginning.copy("open")
    (home / DATABASE_NAME).write_bytes(b"\0" * 8192)
    with pytest.raises(CannotGoOn) as fault:
        open_office(home)
    assert fault.value.code == "store_unreadable" and "connexion restore" in fault.value.sentence.fr


def test_a_log_cut_anywhere_opens_to_what_was_committed_or_says_so(beginning: Told) -> None:
    home = beginning.copy("open")
    process = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_WORK, str(home / DATABASE_NAME)], cwd=ROOT, check=False, capture_output=True
    )
    assert process.returncode == 9, process.stderr
    log = home / f"{DATABASE_NAME}.wal"
    whole, database = log.read_bytes(), (home / DATABASE_NAME).read_bytes()
    seen, refused = set(), set()
    for cut in range(len(whole), max(len(whole) - 4096, 0), -257):
        log.write_bytes(whole[:cut])
        (home / DATABASE_NAME).write_bytes(database)
        try:
            store = DuckStore(home / DATABASE_NAME)
        except CannotGoOn as fault:
            refused.add(fault.code)
            continue
        with store.reading() as session:
            rows = session.rows("halt/all")
        # Each transaction wrote a pair: a pair is there or not.
        assert len(rows) % 2 == 0
        seen.add(len(rows))
        store.close()
    assert len(seen) > 1, "the cuts went through the log"
    assert refused <= {"store_unreadable"}


STOPPED_AT_WORK = """
import os, sys
from datetime import datetime
from pathlib import Path
from pipelines.store.duckdb_store import DuckStore
store = DuckStore(Path(sys.argv[1]))
for number in range(40):
    with store.writing() as session:
        for half in "ab":
            session.run("halt/insert", {"campaign_id": f"{number}{half}", "checked_at": datetime(2026, 1, 1), "broken": "grants"})
os._exit(9)
"""


def test_too_little_memory_is_said_and_the_store_goes_on(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "base.duckdb", memory_limit="20MB")
    greedy = "select sum(len(kept)) from (select list(i) as kept from range(30000000) as numbers(i) group by i % 2)"

    def ask() -> None:
        with store.writing() as session:
            session.cursor.execute(greedy).fetchall()

    with pytest.raises(CannotGoOn) as fault:
        ask()
    assert fault.value.code == "memory_short"
    with store.reading() as session:
        assert session.rows("campaign/all") == []
    store.close()


def test_a_plan_that_takes_too_long_changes_nothing(story: Told) -> None:
    office = story.opened(story.copy("full"), "full")
    before = state_of(office.store)
    with ThreadPoolExecutor(1) as lent, patch("pipelines.planning.propose.SMALL_LINES", 0):
        late = replace(office, solving_room=SolvingRoom(lent, wall_seconds=0))
        refused = propose_plan(late, COORDINATOR, story.names["full"]["campaign"])
    assert isinstance(refused, Refusal) and refused.code == "time_limit"
    after = state_of(office.store)
    assert {name for name in after if after[name] != before[name]} <= {"journal"}
    office.store.close()


def test_a_clock_that_steps_back_keeps_the_order_and_is_said(story: Told) -> None:
    office = story.opened(story.copy("full"), "full")
    names = story.names["full"]
    earlier = replace(office, clock=Clock(story.now["full"] - timedelta(days=1)))
    for name in ("decide", "lock", "publish", "accept"):
        order = ORDERS[name]
        assert not isinstance(order.verb(earlier, order.actor, names), Refusal), name
    assert verify_campaign(earlier, DPO, names["campaign"])["holds"]
    with office.store.reading() as session:
        entries = session.rows("journal/all", {"campaign_id": names["campaign"]})
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["happened_at"] < max(entry["happened_at"] for entry in entries)
    far = replace(office, clock=Clock(story.now["full"] - timedelta(days=2)))
    said = examine(far, ADMIN)
    assert not isinstance(said, Refusal) and not said["holds"]
    assert any("retarde" in fault["fr"] and "behind" in fault["en"] for fault in said["faults"])
    office.store.close()


def test_the_hour_that_comes_twice_and_the_one_that_does_not_come(tmp_path: Path) -> None:
    """The store counts in UTC: a night of a changed clock has no hour more or less, only another face on the wall."""
    settings = CopySettings(tmp_path, None, 48)
    # On 25 October 2026 at 3:00 it is 2:00 again; on 29 March 2026 at 2:00 it is 3:00 already.
    for change in (datetime(2026, 10, 25, 1), datetime(2026, 3, 29, 1)):
        for minutes in (-30, 30):
            (tmp_path / f"connexion-{change + timedelta(minutes=minutes):%Y%m%dT%H%M%S}.sauvegarde").touch()
        last = change + timedelta(minutes=30)
        assert not is_due(settings, last + timedelta(minutes=59))
        assert is_due(settings, last + timedelta(minutes=60))
        for path in tmp_path.iterdir():
            path.unlink()
    twice = [on_the_wall(datetime(2026, 10, 25, hour, 30)) for hour in (0, 1)]
    assert [f"{moment:%H:%M}" for moment in twice] == ["02:30", "02:30"]
    assert twice[1].astimezone(UTC) - twice[0].astimezone(UTC) == timedelta(hours=1)
    assert [f"{on_the_wall(datetime(2026, 3, 29, hour, 30)):%H:%M}" for hour in (0, 1)] == ["01:30", "03:30"]


def test_times_to_keep_count_from_a_leap_day() -> None:
    found = limits(datetime(2028, 2, 29, 12), date(2028, 2, 29), datetime(2028, 2, 29, 12))
    assert found.identities_until == date(2028, 8, 29)
    # Two years before a 29 February there is none: the last day of that month counts.
    assert found.contact_before == datetime(2026, 2, 28, 12)


def test_a_second_process_is_told_who_holds_the_file_and_changes_nothing(beginning: Told) -> None:
    home = beginning.copy("open")
    office = beginning.opened(home, "open")
    before = state_of(office.store)
    second = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "campaigns", "list", "--home", str(home)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "CONNEXION_STORE": ""},
    )  # fmt: skip
    assert second.returncode == 1
    assert (
        f"processus n° {os.getpid()}" in second.stderr
        and f"already open in another program (process no. {os.getpid()})" in second.stderr
    )
    assert state_of(office.store) == before
    office.store.close()


def test_a_key_file_that_takes_nothing_more_is_said_and_no_list_is_half_in(story: Told) -> None:
    """The system refuses to write to the key file: its pages are read, and what needs a new key is refused whole."""
    office, names = story.opened(story.copy("full"), "full"), story.names["full"]
    before = state_of(office.store)
    order = ORDERS["receive"]
    with patch.object(sqlite3, "connect", read_only_keys), pytest.raises(CannotGoOn) as fault:
        order.verb(office, order.actor, names)
    assert fault.value.code == "keys_unwritable"
    assert state_of(office.store) == before
    assert not isinstance(order.verb(office, order.actor, names), Refusal)
    office.store.close()


def read_only_keys(path: Path, **options: Any) -> sqlite3.Connection:
    """Open a key file as a disk closed to writing does."""
    connection = OPEN_KEYS(path, **options)
    connection.execute("pragma query_only=on")
    return connection


OPEN_KEYS = sqlite3.connect
