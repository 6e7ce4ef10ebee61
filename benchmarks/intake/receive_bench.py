"""Receives one file whole in a fresh folder and says how long each stage took and how much memory each process used.

Stages: `parse` is the child (reading, checking), `keep` all the rest (reconciling, encrypting, storing).

    python -m benchmarks.intake.receive_bench FILE
"""

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.cli import main as connexion
from pipelines.intake.receive import Reception, receive_list
from pipelines.office import Office, open_office
from pipelines.people import person_named

ROOT = Path(__file__).resolve().parents[2]
PARTNERS = "code,name,kind,commune_code,phone,email\nBENCH,Association du banc,association,93066,,\n"


def main() -> int:
    """Measure one file and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prepared(home)
        office = open_office(home)
        try:
            figures = received(office, options.file)
        finally:
            office.close()
    print(json.dumps(figures))
    return 0


def prepared(home: Path) -> None:
    """Open a campaign with one partner in an empty folder."""
    partners = home / "partners.csv"
    partners.write_text(PARTNERS, encoding="utf-8")
    policy = next(iter(sorted((ROOT / "data" / "policies").glob("*.toml"))))
    for words in (
        ["campaigns", "new", "BENCH", "--policy", str(policy), "--from", "2026-11-01", "--to", "2027-06-30"],
        ["partners", "import", str(partners)],
    ):
        if connexion([*words, "--home", str(home)]):
            sys.exit("the campaign could not be made")


def received(office: Office, path: Path) -> dict[str, object]:
    """Receive the file and return what was measured."""
    actor: Actor | Refusal = person_named(None)
    assert isinstance(actor, Actor)
    with office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    office.reading_room.opened()
    watched = Watch(office)
    clock = Stages(office)
    data = path.read_bytes()
    started = time.perf_counter()
    report = receive_list(office, actor, campaign_id, data, path.name, Reception("BENCH"))
    seconds = time.perf_counter() - started
    watched.stop()
    if isinstance(report, Refusal):
        sys.exit(report.sentence.fr)
    rows = report["counts"]["physical"]
    return {
        "file": path.name, "rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds),
        "parse_seconds": round(clock.parse, 2), "keep_seconds": round(seconds - clock.parse, 2), "state": report["state"],
        "counts": report["counts"], "server_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_mb": watched.child_kb // 1024,
    }  # fmt: skip


class Stages:
    """Times what the child takes, seen from the server."""

    def __init__(self, office: Office) -> None:
        self.parse = 0.0
        room, read = office.reading_room, office.reading_room.read

        def timed(*args: object, **options: object) -> object:
            started = time.perf_counter()
            answer = read(*args, **options)  # type: ignore[arg-type]
            self.parse += time.perf_counter() - started
            return answer

        room.read = timed  # type: ignore[method-assign, assignment]


class Watch:
    """Reads the child's peak memory while it lives."""

    def __init__(self, office: Office) -> None:
        assert office.reading_room.child is not None
        self.status = Path(f"/proc/{office.reading_room.child.pid}/status")
        self.child_kb = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self) -> None:
        """Look four times a second."""
        while not self.done.wait(0.25):
            if self.status.exists():
                lines = self.status.read_text().splitlines()
                self.child_kb = max(
                    [self.child_kb, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))]
                )

    def stop(self) -> None:
        """Stop looking."""
        self.done.set()
        self.thread.join()


if __name__ == "__main__":
    sys.exit(main())
