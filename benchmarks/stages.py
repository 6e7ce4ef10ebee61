"""Times the whole way, from lists in a folder to the map, stage by stage: clock, processor and memory at each size.

`python -m benchmarks.stages [--sizes 10000 100000]`. Each size runs in a process of its own, in a fresh folder, through the doors that people
use: lists received, households recognised, plan proposed, put in force, figures published, map drawn; then the notes of the deliveries, beside. The lists
are written before the clock starts. The peaks are that of the application's own process or of its largest child, and that of all of them
together, stage by stage. Bytes stand beside what disk and memory do at most, measured in the same run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import Limits, Used, limits, peak_mb, used, watched_memory
from benchmarks.records import Record, write_records
from benchmarks.whole_way import BESIDE, done, prepared, stages_of

AREA = "end_to_end"
TOLD = {
    "seconds": "s",
    "cpu_seconds": "s",
    "mb": "MB so far",
    "together_mb": "MB of all processes together",
    "passed_mb": "MB read and written",
    "disk_written_mb": "MB on the disk",
}


# What no sum of stages says.
PEAKS = {"mb", "together_mb"}


def main() -> int:
    """Measure each size, write the records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(10_000, 30_000, 100_000))
    parser.add_argument("--only", type=int, help="one size, its figures as JSON (used by the parent process)")
    options = parser.parse_args()
    if options.only:
        with tempfile.TemporaryDirectory(prefix="stages-") as folder:
            print(json.dumps(walked(Path(folder), options.only)))
        return 0
    with tempfile.TemporaryDirectory(prefix="stages-") as folder:
        most = limits(Path(folder))
    found, by_size = told_of(most), {}
    for size in options.sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.stages", "--only", str(size)], check=True, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        by_size[size] = json.loads(done.stdout.splitlines()[-1])
        found += recorded(size, by_size[size], most)
        # Kept after each size: what is measured stays, even if the next one fails.
        write_records("stages", [*found, *growth(by_size)])
    return 0


def walked(folder: Path, requests: int) -> dict[str, dict[str, float]]:
    """Walk the whole way once; returns stage -> clock, processor, megabytes."""
    way = prepared(folder, requests)
    figures = {name: timed(name, stage) for name, stage in stages_of(way).items()}
    way.office.close()
    return figures


def timed(name: str, stage: Callable[[], Any]) -> dict[str, float]:
    """Return what a stage takes; a refusal stops the walk."""
    started, before = time.perf_counter(), used()
    with watched_memory() as highest:
        done(stage())
    seconds, after = time.perf_counter() - started, used()
    figures = {"seconds": seconds, "mb": peak_mb(), "together_mb": highest[0]}
    figures |= {key: getattr(after, key) - getattr(before, key) for key in Used.__slots__}
    print(f"  {name:<10} {seconds:8.2f} s, {figures['cpu_seconds']:.2f} of processor", file=sys.stderr, flush=True)
    return figures


def recorded(size: int, figures: dict[str, dict[str, float]], most: Limits) -> list[Record]:
    """Return the records of one size: each stage, the whole way from lists to map, and the share of the machine's limits."""
    way = [own for stage, own in figures.items() if stage not in BESIDE]
    whole = {name: sum(own[name] for own in way) for name in way[0] if name not in PEAKS}
    found = []
    for stage, own in (figures | {"whole": whole}).items():
        found += [
            Record(AREA, f"{stage}_{name}_{size}_requests", unit, own[name], 1)
            for name, unit in TOLD.items()
            if name in own
        ]
        found += [
            Record("limits", f"{stage}_{name}_{size}_requests", "% of the limit", round(100 * share, 2), 1)
            for name, share in shares(own, most).items()
        ]
    return found


def shares(own: dict[str, float], most: Limits) -> dict[str, float]:
    """Return which part of its seconds a stage would take if the machine did nothing but that, as fast as it can.

    Memory: what passed through the system, read or written once; what a stage computes with inside is not counted.
    """
    disk = own["disk_read_mb"] / most.disk_read + own["disk_written_mb"] / most.disk_write
    needed = {
        "processor": own["cpu_seconds"] / (os.cpu_count() or 1),
        "disk": disk,
        "memory": own["passed_mb"] / most.memory,
    }
    return {name: seconds / own["seconds"] for name, seconds in needed.items()}


def told_of(most: Limits) -> list[Record]:
    """Return the records of the machine's limits."""
    names = {"disk_write": most.disk_write, "disk_read": most.disk_read, "memory": most.memory}
    return [Record("limits", f"machine_{name}", "MB/s", round(speed), 1) for name, speed in names.items()]


def growth(by_size: dict[int, dict[str, dict[str, float]]]) -> list[Record]:
    """Return the exponent of each stage's processor seconds: the slope of their logarithm over that of the requests, fitted."""
    if len(by_size) < 2:
        return []
    stages = list(next(iter(by_size.values())))
    found = []
    for stage in (*stages, "whole"):
        parts = [name for name in stages if name not in BESIDE] if stage == "whole" else [stage]
        spent = [sum(figures[name]["cpu_seconds"] for name in parts) for figures in by_size.values()]
        slope = float(np.polyfit(np.log(list(by_size)), np.log(np.maximum(spent, 0.01)), 1)[0])
        found.append(Record(AREA, f"{stage}_exponent_to_{max(by_size)}_requests", "exponent", round(slope, 3), 1))
    return found


if __name__ == "__main__":
    sys.exit(main())
