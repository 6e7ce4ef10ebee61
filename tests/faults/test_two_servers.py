"""Two processes of the program on one PostgreSQL: they share a campaign, and what both are sent is done once."""

import json
import multiprocessing
import urllib.request
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.outcome import Refusal
from pipelines.store.postgres_store import PgStore
from pipelines.verify import verify_campaign
from tests.faults.killed import Names, effects, standing, work_together
from tests.faults.shared_store import SharedTold, database_url
from tests.faults.story import DPO
from tests.journeys.app_server import served

COUNT = 30


def answers_of(link: Connection) -> dict[int, Any]:
    """Return what a process said of each command."""
    found = {}
    while (said := link.recv()) != "done":
        found[said[0]] = said[1]
    return found


def started(home: Path, url: str, names: Names) -> tuple[Any, Connection]:
    """Start a process that opens the store and waits for a sign to begin."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.killed"])
    here, there = multiprocessing.Pipe()
    process = context.Process(target=work_together, args=(home, url, names, COUNT, there))
    process.start()
    there.close()
    assert here.recv() == "open"
    return process, here


@pytest.mark.slow
@pytest.mark.postgres
def test_two_processes_that_are_sent_the_same_do_it_once(shared_story: SharedTold) -> None:
    names, home = shared_story.names["adopted"], shared_story.copy("adopted")
    office = shared_story.opened(home, "adopted", days=1)
    url = database_url(shared_story.server, shared_story.made[-1])
    begun = standing(office, names)
    processes = [started(home, url, names) for _ in range(2)]
    for _, link in processes:
        link.send("begin")
    first, second = [answers_of(link) for _, link in processes]
    for process, _ in processes:
        process.join()
    assert set(first) == set(second) == set(range(COUNT))
    assert {number: (first[number], second[number]) for number in first if first[number] != second[number]} == {}
    found = tuple(now - before for now, before in zip(standing(office, names), begun, strict=True))
    assert found == effects(COUNT)
    checks = verify_campaign(office, DPO, names["campaign"])
    assert not isinstance(checks, Refusal) and checks["holds"], checks
    office.store.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_two_app_servers_open_on_one_campaign(
    shared_story: SharedTold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded store refuses a second process; the shared one serves both, and each says that it is ready."""
    home = shared_story.copy("adopted")
    url = shared_story.new("servers", shared_story.named("adopted"))
    monkeypatch.setenv("CONNEXION_STORE", url)
    with served(home) as one, served(home) as other:
        for address in (one, other):
            with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
                assert json.load(answer)["status"] == "ready"
        store = PgStore(url)
        assert store.version() > 0
        store.close()
