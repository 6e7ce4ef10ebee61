"""Processes killed at any moment, and a database server too: what was acknowledged is there, once, and the folder opens at once."""

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.verify import verify_campaign
from tests.faults.killed import effects, opened, standing, work
from tests.faults.story import DPO, Told

REOPENED_WITHIN_SECONDS = 5.0
# Longest life of a process once it has opened the folder; some are killed before that.
LIFE_SECONDS = 0.3
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
    if draws.random() < BEFORE_OPENING:
        time.sleep(draws.uniform(0, LIFE_SECONDS))
    else:
        assert here.recv() == "open"
        time.sleep(draws.uniform(0, LIFE_SECONDS))
    process.kill()
    process.join()
    number = first
    while True:
        try:
            said = here.recv()
        except EOFError:
            return number
        if said != "open":
            assert said == number, said
            number += 1


def test_twenty_kills(story: Told) -> None:
    killed_again_and_again(story, 20, seed=20)


@pytest.mark.slow
def test_sixty_kills(story: Told) -> None:
    killed_again_and_again(story, 60, seed=60)


@pytest.mark.soak
def test_five_hundred_kills(story: Told) -> None:
    killed_again_and_again(story, 500, seed=500)
