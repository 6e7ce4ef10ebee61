"""A safety copy made while people work, put back into an empty folder, and checked: how long each step takes.

Somebody sends one list of fifty rows after another while the copy is made, and somebody else looks at families. Use a folder that may be
thrown away: the lists stay in it.

    python -m benchmarks.load.copies --home DIR
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.load.lists import list_of
from benchmarks.load.run import peak_mb
from campaigns.model.outcome import Refusal
from pipelines.intake.receive import Reception, receive_list
from pipelines.office import Office, open_office
from pipelines.partners import list_partners
from pipelines.people import person_named
from pipelines.reporting.view_households import HouseholdSearch, find_households
from pipelines.safety.backup import back_up
from pipelines.safety.restore import restore
from pipelines.verify import verify_campaign

COORDINATOR, ADMIN, DPO = person_named(None), person_named("admin"), person_named("dpo")
ROWS = 50


def done(answer: Any) -> Any:
    """Return an answer that is not a refusal."""
    assert not isinstance(answer, Refusal), answer
    return answer


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do a piece of work and print how long it took."""
    started, before = time.monotonic(), time.process_time()
    answer = done(work())
    print(
        f"{name:<22} {time.monotonic() - started:7.2f} s, {time.process_time() - before:.2f} s of processor", flush=True
    )
    return answer


class Busy:
    """Two people at work, until they are told to stop."""

    def __init__(self, office: Office, campaign_id: str) -> None:
        self.stop = threading.Event()
        self.lists, self.pages = 0, 0
        self._office, self._campaign = office, campaign_id
        self._threads = [threading.Thread(target=self._send), threading.Thread(target=self._look)]

    def __enter__(self) -> "Busy":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        code = list_partners(self._office, COORDINATOR)[0]["code"]
        while not self.stop.is_set():
            data = list_of(900 + self.lists, ROWS)
            sent = receive_list(
                self._office, COORDINATOR, self._campaign, data, f"copie-{self.lists}.csv", Reception(code)
            )
            done(sent)
            self.lists += 1

    def _look(self) -> None:
        while not self.stop.is_set():
            done(find_households(self._office, COORDINATOR, self._campaign, HouseholdSearch(), limit=50))
            self.pages += 1


def main() -> int:
    """Copy, put back, check, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    office = open_office(options.home)
    with office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    with tempfile.TemporaryDirectory(prefix="copies-") as folder:
        to = Path(folder)
        with Busy(office, campaign_id) as busy:
            time.sleep(2)
            made = timed("copy, in use", lambda: back_up(office, ADMIN, to / "copies", keys_to=to / "cles"))
            sent, seen = busy.lists, busy.pages
        print(f"meanwhile: {sent} lists of {ROWS} rows received, {seen} pages of families read")
        file = to / "copies" / made["file"]
        print(f"{made['tables']['request']:,} requests, {file.stat().st_size / 1e6:.0f} MB sealed")
        back = timed("put back", lambda: restore(ADMIN, file, to / "neuf", office.home / "keys"))
        assert (back["digest"], back["tables"]) == (made["digest"], made["tables"])
        print(f"digest equal: {back['digest'][:16]}")
        restored = open_office(to / "neuf")
        for name, one in (("check, in use", office), ("check, put back", restored)):
            found = timed(name, lambda one=one: verify_campaign(one, DPO, campaign_id))
            assert found["holds"], found
        restored.close()
    print(f"peak {peak_mb(os.getpid())} MB; load {os.getloadavg()[0]:.1f}")
    office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
