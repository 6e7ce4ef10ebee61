"""Processes killed at any moment, and a database server too: what was acknowledged is there, once, and the folder opens at once."""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.verify import verify_campaign
from tests.conftest import missing
from tests.faults.killed import effects, opened, standing, work, work_through
from tests.faults.shared_store import BINARIES, SharedTold, own_server
from tests.faults.story import DPO, Told

REOPENED_WITHIN_SECONDS = 5.0
# A process is killed after so many acknowledgements at most, and so long after the last; some while they open the folder.
MOST_STEPS = 6
LONGEST_SECONDS = 0.15
BEFORE_OPENING = 0.15


def killed_again_and_again(story: Told, kills: int, seed: int) -> None:
    """Start, kill and look, again and again, on one folder."""
    home, names, draws = story.copy("adopted"), story.names["adopted"], random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.killed"])
    office = opened(home)
    begun = standing(office, names)
    office.store.close()
    number = 0
    for _ in range(kills):
        number = one_life(context, home, names, number, draws)
        started = time.monotonic()
        office = opened(home)
        assert time.monotonic() - started < REOPENED_WITHIN_SECONDS
        found = tuple(now - before for now, before in zip(standing(office, names), begun, strict=True))
        # The last command may be in without having been acknowledged: it is sent again by the next process.
        assert found in (effects(number), effects(number + 1)), (number, found)
        checks = verify_campaign(office, DPO, names["campaign"])
        assert not isinstance(checks, Refusal) and checks["holds"], checks
        office.store.close()
    assert number >= kills, "the processes worked"


def one_life(context: object, home: Path, names: dict[str, str], first: int, draws: random.Random) -> int:
    """Start a process at a command, kill it, and return the number of the first command that was not acknowledged."""
    here, there = multiprocessing.Pipe()
    process = context.Process(target=work, args=(home, names, first, there), daemon=True)  # type: ignore[attr-defined]
    process.start()
    there.close()
    number = first
    if draws.random() >= BEFORE_OPENING:
        number = heard(here, first, draws.randint(0, MOST_STEPS))
    time.sleep(draws.uniform(0, LONGEST_SECONDS))
    process.kill()
    process.join()
    return heard(here, number)


def heard(link: Connection, number: int, most: int | None = None) -> int:
    """Listen to a process until it said that it is open and acknowledged `most` commands, or until it is gone."""
    wanted = None if most is None else number + most
    while True:
        try:
            said = link.recv()
        except EOFError:
            return number
        if said != "open":
            assert said == number, said
            number += 1
        if number == wanted:
            return number


def test_twenty_kills(story: Told) -> None:
    killed_again_and_again(story, 20, seed=20)


@pytest.mark.slow
def test_sixty_kills(story: Told) -> None:
    killed_again_and_again(story, 60, seed=60)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(10))
def test_five_hundred_kills(story: Told, part: int, record_property: Callable[[str, object], None]) -> None:
    killed_again_and_again(story, 50, seed=500 + part)
    record_property("kills", 50)


@pytest.mark.slow
@pytest.mark.postgres
def test_a_database_server_killed_again_and_again(story: Told) -> None:
    """A server falls and rises while people work: each acknowledged command is there, once, and work goes on by itself."""
    if not BINARIES:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    draws, names = random.Random(9), story.names["adopted"]
    with own_server() as server:
        shared = SharedTold(story.folder, story.room, story.names, story.now, server=server.url)
        shared.carry()
        office = shared.opened(story.copy("adopted"), "adopted", days=1)
        begun, seen, ended = standing(office, names), [], threading.Event()
        with ThreadPoolExecutor(1) as pool:
            worked = pool.submit(work_through, office, names, seen.append, lambda: not ended.is_set())
            try:
                for _ in range(3):
                    time.sleep(draws.uniform(0.3, 1.0))
                    server.kill()
                    server.start()
                wait_for(lambda: worked.done() or len(seen) >= 10)
            finally:
                ended.set()
            worked.result()
        assert seen == list(range(len(seen)))
        found = tuple(now - before for now, before in zip(standing(office, names), begun, strict=True))
        assert found == effects(len(seen))
        checks = verify_campaign(office, DPO, names["campaign"])
        assert not isinstance(checks, Refusal) and checks["holds"], checks
        office.store.close()


def wait_for(reached: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.05)
