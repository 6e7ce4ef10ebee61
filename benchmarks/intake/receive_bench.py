"""Receives one file whole in a fresh folder and says how long each stage took and how much memory each process used.

`head`: until the child knows the table; `read`: until its last row came; `seal`: encrypting, meanwhile, in the server; `keep` and `admit`:
list rows and requests into the store, in one transaction.

    python -m benchmarks.intake.receive_bench FILE
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.cli import main as connexion
from pipelines.intake import arrival, receive
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.worker import Watch
from pipelines.office import Office, open_office
from pipelines.people import person_named

ROOT = Path(__file__).resolve().parents[2]
PARTNERS = "code,name,kind,commune_code,phone,email\nBENCH,Association du banc,association,93066,,\n"


def main() -> int:
    """Measure one file and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--how", choices=["kept", "dry", "again"], default="kept", help="kept, foreseen, or sent a second time"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prepared(home)
        office = open_office(home)
        try:
            if options.how == "again":
                received(office, options.file, "kept")
            figures = received(office, options.file, options.how)
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


def received(office: Office, path: Path, how: str) -> dict[str, object]:
    """Receive the file and return what was measured."""
    actor: Actor | Refusal = person_named(None)
    assert isinstance(actor, Actor)
    with office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    office.reading_room.desks[0].opened()
    watched = Peak(office)
    clock, seen = Stages(), Watched()
    data = path.read_bytes()
    cpu, started = time.process_time(), time.perf_counter()
    report = receive_list(
        office,
        actor,
        campaign_id,
        data,
        path.name,
        Reception("BENCH", dry_run=how == "dry", with_rows=False),
        Watch(seen.progress),
    )
    seconds = time.perf_counter() - started
    watched.stop()
    if isinstance(report, Refusal):
        sys.exit(report.sentence.fr)
    rows = report["counts"]["physical"]
    return {
        "file": path.name, "how": how, "rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds),
        "head_seconds": round(seen.head, 2), "read_seconds": round(seen.last, 2),
        "cpu_server": round(time.process_time() - cpu, 1), "cpu_child": watched.child_cpu,
        **{f"{name}_seconds": round(value, 2) for name, value in clock.seconds.items()}, "state": report["state"],
        "counts": report["counts"], "server_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_mb": watched.child_kb // 1024, "together_mb": watched.together_kb // 1024,
    }  # fmt: skip


class Stages:
    """Times what the server does: sealing while the child reads, then keeping in one transaction; the rest is waiting."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(("seal", "keep", "admit", "commit"), 0.0)
        for module, name, stage in (
            (arrival, "sealed_block", "seal"), (receive, "keep_rows", "keep"), (receive, "admit_blocks", "admit"),
        ):  # fmt: skip
            setattr(module, name, self.timed(getattr(module, name), stage))

    def timed(self, work: Callable[..., object], stage: str) -> Callable[..., object]:
        """Return the same work, timed."""

        def run(*args: object, **options: object) -> object:
            started = time.perf_counter()
            try:
                return work(*args, **options)
            finally:
                self.seconds[stage] += time.perf_counter() - started

        return run


class Watched:
    """Notes when the head of the list came, and its last row."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.head = self.last = 0.0

    def progress(self, done: int, total: int) -> None:
        """Note the time."""
        self.last = time.perf_counter() - self.started
        self.head = self.head or self.last


def kilobytes(lines: list[str], name: str) -> list[int]:
    """Return what a process says of its memory."""
    return [int(line.split()[1]) for line in lines if line.startswith(name)]


class Peak:
    """Reads the child's peak memory while it lives, and the most that server and child held together (resident, four looks a second)."""

    def __init__(self, office: Office) -> None:
        assert office.reading_room.child is not None
        self.status = Path(f"/proc/{office.reading_room.child.pid}/status")
        self.stat = self.status.with_name("stat")
        self.child_kb, self.together_kb, self.child_cpu, self.before = 0, 0, 0.0, 0.0
        fields = self.stat.read_text().rsplit(")", 1)[1].split()
        self.before = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self) -> None:
        """Look four times a second."""
        while not self.done.wait(0.25):
            if self.status.exists():
                lines = self.status.read_text().splitlines()
                fields = self.stat.read_text().rsplit(")", 1)[1].split()
                self.child_cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") - self.before
                self.child_kb = max([self.child_kb, *kilobytes(lines, "VmHWM")])
                child = sum(kilobytes(lines, "VmRSS"))
            else:
                child = 0
            here = sum(kilobytes(Path("/proc/self/status").read_text().splitlines(), "VmRSS"))
            self.together_kb = max(self.together_kb, here + child)

    def stop(self) -> None:
        """Stop looking."""
        self.done.set()
        self.thread.join()


if __name__ == "__main__":
    sys.exit(main())
