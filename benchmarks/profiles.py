"""Names the three dearest functions of each stage of the whole way, whose they are, and what was done about each.

`python -m benchmarks.profiles [--requests 10000]`. The whole way is walked once more, profiled in every thread. What the application leaves to
children (reading a list, comparing requests, solving a large problem) is done here in this process, so that it is seen: `read` is what `receive`
waits for. A function's own seconds are counted, those of the compiled library that it calls included. The profiler slows small
functions of Python most: shares say where to look, `end_to_end` says how long.
"""

import argparse
import cProfile
import pickle
import re
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch

from benchmarks.records import Record, write_records
from benchmarks.whole_way import Way, done, prepared, stages_of
from pipelines.intake.reading import read_list
from pipelines.linkage import worker
from pipelines.planning.solving_room import SolvingRoom

AREA = "profile"
ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("campaigns", "pipelines", "geo", "dashboard")
# What these do is DuckDB's: a profiler does not see the calls of its library.
DOORS = ("pipelines.store.duckdb_store.", "pipelines.store.scratch.")
DEAREST = 3
# Where a thread only waits for another one (to write, too), or for a child.
WAITING = re.compile(
    r"(acquire|acquire_lock|sleep|wait|waitpid|recv|recv_into|select|poll|enable|disable|SimpleQueue\.get|DuckStore\.writing)$"
)
BUILT_IN = re.compile(r"<(?:built-in )?method '?([\w.]+)'?(?: of '([\w.]+)' objects)?>")


class Profiled:
    """Profiles this thread and each one that starts later; a function's own seconds so far, at any moment."""

    def __init__(self) -> None:
        self.own = cProfile.Profile()
        self.kept = [self.own]
        kept, run = self.kept, threading.Thread.run

        def profiled(thread: threading.Thread) -> None:
            profile = cProfile.Profile()
            try:
                profile.enable()
            except ValueError:
                # From Python 3.12 on one thread is profiled at a time: the others are not seen.
                return run(thread)
            kept.append(profile)
            try:
                return run(thread)
            finally:
                profile.disable()

        self.door = patch.object(threading.Thread, "run", profiled)
        self.door.start()
        self.own.enable()

    def seconds(self) -> Counter[str]:
        """Return the own seconds of each function so far, waiting left out."""
        self.own.disable()
        found: Counter[str] = Counter()
        for profile in list(self.kept):
            for entry in profile.getstats():
                name = named(entry.code)
                if not WAITING.search(name):
                    found[name] += entry.inlinetime
        self.own.enable()
        return found

    def end(self) -> None:
        """Stop."""
        self.own.disable()
        self.door.stop()


def main() -> int:
    """Profile the stages, write the records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="profiles-") as folder:
        spent = walked(Path(folder), options.requests)
    write_records("profiles", [record for stage, seconds in spent.items() for record in dearest(stage, seconds)])
    return 0


def walked(folder: Path, requests: int) -> dict[str, Counter[str]]:
    """Walk the whole way; returns stage -> own seconds by function."""
    way, hands = prepared(folder, requests), ThreadPoolExecutor(1)
    way.office = replace(way.office, solving_room=SolvingRoom(hands))
    here = patch.object(worker.ChildExecutor, "answered", answered_here)
    here.start()
    spent: dict[str, Counter[str]] = {}
    profiled = Profiled()
    try:
        for name, stage in ({"read": lambda: read_all(way)} | stages_of(way)).items():
            before = profiled.seconds()
            done(stage())
            spent[name] = profiled.seconds() - before
    finally:
        profiled.end()
        here.stop()
        way.office.close()
        hands.shutdown()
    return spent


def answered_here(executor: worker.ChildExecutor, call: bytes, limit: worker.Limit) -> Any:
    """Do in this process what a child would have been asked."""
    function, given, options = pickle.loads(call)
    return function(*given, **options)


def read_all(way: Way) -> None:
    """Read the lists as the reading child does."""
    for one in way.lists:
        done(read_list(one.path.read_bytes(), one.path.name, today=one.received_on))


def named(code: CodeType | str) -> str:
    """Name a function by its module and itself.

    >>> named("<method 'execute' of 'x.Connection' objects>"), named("<built-in method numpy.array>")
    ('x.Connection.execute', 'numpy.array')
    """
    if isinstance(code, str):
        found = BUILT_IN.fullmatch(code)
        return (
            code.strip("<>").replace(" ", "_") if found is None else f"{found[2]}.{found[1]}" if found[2] else found[1]
        )
    path = Path(code.co_filename)
    # A library stands behind `site-packages`, wherever that is; Python's own modules behind its folder of them.
    behind = [i for i, part in enumerate(path.parts) if part == "site-packages" or part.startswith("python3.")]
    inside = (
        path.parts[behind[-1] + 1 :]
        if behind
        else path.relative_to(ROOT).parts
        if ROOT in path.parents
        else path.parts[-1:]
    )
    return ".".join([*Path(*inside).with_suffix("").parts, code.co_qualname])


def dearest(stage: str, seconds: Counter[str]) -> list[Record]:
    """Return the share of the three dearest functions of a stage, and that of all our own code."""
    whole = sum(seconds.values()) or 1.0
    own = sum(spent for name, spent in seconds.items() if name.split(".")[0] in ROOMS and not name.startswith(DOORS))
    told = [("our_own_code", own), *seconds.most_common(DEAREST)]
    return [Record(AREA, f"{stage}/{name}", "% of the stage", round(100 * spent / whole, 1), 1) for name, spent in told]


if __name__ == "__main__":
    sys.exit(main())
