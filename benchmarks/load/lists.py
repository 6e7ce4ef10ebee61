"""Lists that many structures send at the same moment: whether all land, how long each waits, and what it takes.

The lists go through the pipelines, a thread each, in one process as a server is; pages and browsers are not in the figures. Use a folder
that may be thrown away: the lists stay in it.

    python -m benchmarks.load.lists --home DIR --lists 20 --rows 2000
"""

import argparse
import os
import platform
import resource
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load.run import peak_mb, share
from campaigns.model.outcome import Refusal
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.worker import Watch
from pipelines.office import Office, open_office
from pipelines.partners import list_partners
from pipelines.people import person_named

HEADER = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Nombre d'enfants;Besoin"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What is counted of a list: each physical row is one of these (design §5).
KINDS = ("header", "blank", "not_data", "accepted", "warned", "rejected")


@dataclass
class Sent:
    """What became of one list."""

    seconds: float
    furthest_place: int
    report: Any


def list_of(number: int, rows: int) -> bytes:
    """Return a list in which nobody is on another list: names and telephones follow the numbers."""
    lines = [HEADER]
    for at in range(rows):
        person = number * rows + at
        name = "".join(LETTERS[person // 26**power % 26] for power in range(5)).capitalize()
        lines.append(f"L{number}-{at};{name}ko;Awa;06{person:08d};59100;Roubaix;{1 + at % 4};Ordinateur")
    return ("\n".join(lines) + "\n").encode()


def send_all(office: Office, campaign_id: str, codes: list[str], rows: int) -> list[Sent]:
    """Send a list for each structure named, all at once, and return what became of each, in the same order.

    Raises
    ------
    AssertionError
        When a list was refused, or a row of it is not accounted for.
    """
    sent: list[Sent | None] = [None] * len(codes)
    gate = threading.Barrier(len(codes))

    def send(number: int) -> None:
        data, places = list_of(number, rows), [0]
        gate.wait()
        started = time.monotonic()
        report = receive_list(
            office, person_named(None), campaign_id, data, f"liste-{number}.csv", Reception(codes[number]),
            Watch(queued=places.append),
        )  # fmt: skip
        sent[number] = Sent(time.monotonic() - started, max(places), report)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(codes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = [one for one in sent if one is not None]
    assert len(whole) == len(codes), "a list had no answer"
    for one in whole:
        check(one.report, rows)
    return whole


def check(report: Any, rows: int) -> None:
    """Check the row equation of a report, and that every row is in."""
    assert not isinstance(report, Refusal), report
    counts = report["counts"]
    assert counts["physical"] == rows + 1 == sum(counts[kind] for kind in KINDS), counts
    assert counts["accepted"] + counts["warned"] == rows, counts
    assert report["state"] == "accepted", report["state"]


def main() -> int:
    """Send the lists and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="made by: connexion demo --requests 12000")
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--rows", type=int, default=2000)
    options = parser.parse_args()
    office = open_office(options.home)
    try:
        with office.store.reading() as session:
            campaign_id = session.rows("campaign/all")[0]["campaign_id"]
        before = requests_in(office, campaign_id)
        codes = [str(row["code"]) for row in list_partners(office, person_named(None))][: options.lists]
        assert len(codes) == options.lists, "the folder has fewer structures than lists asked for"
        started = time.monotonic()
        sent = send_all(office, campaign_id, codes, options.rows)
        seconds = time.monotonic() - started
        made = requests_in(office, campaign_id) - before
        assert made == options.lists * options.rows, made
        show(options, sent, seconds, office)
    finally:
        office.close()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor: server {time.process_time():.1f} s, children {children.ru_utime + children.ru_stime:.1f} s")
    return 0


def requests_in(office: Office, campaign_id: str) -> int:
    """Return how many requests a campaign has."""
    with office.store.reading() as session:
        return int(session.rows("request/count", {"campaign_id": campaign_id})[0]["requests"])


def show(options: argparse.Namespace, sent: list[Sent], seconds: float, office: Office) -> None:
    """Print the machine, then the figures."""
    waits = [one.seconds for one in sent]
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"load average at the end (1, 5, 15 min): {os.getloadavg()}")
    print(f"{options.lists} lists of {options.rows} rows at once: all {options.lists * options.rows} requests are in")
    print(f"the last was in after {seconds:.1f} s; p50 {share(waits, 0.5):.1f} s, p95 {share(waits, 0.95):.1f} s")
    print(f"furthest place in the queue: {max(one.furthest_place for one in sent)}")
    print(f"peak memory: {peak_mb(os.getpid())} MB, and of the reading children "
          f"{[peak_mb(desk.child.pid) for desk in office.reading_room.desks if desk.child is not None]} MB")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
