"""Measures how the cost of recognising households from scratch grows: seconds by step and peak memory at each size.

`python -m benchmarks.linkage.run --growth [--sizes 10000 100000 1000000] [--to FILE]`. The rows are written to a file first, by another
process, so that the memory is the engine's own. Each size is one run: say the load of the machine beside the figures.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice, pairwise
from math import log
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.linkage.generator import GOOD, World
from benchmarks.linkage.growth_plot import plot
from benchmarks.records import Record, write_records
from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.match import edges_of
from pipelines.linkage.nodes import READ

AREA = "linkage_growth"
SIZES = (10_000, 100_000, 1_000_000)
CHUNK = 50_000
SCHEMA = pa.schema([(name, pa.string()) for name in ("request_id", *READ)])


def growth(sizes: tuple[int, ...], to: Path | None) -> str:
    """Run each size in a child and return the table; a picture of it (`growth_plot`) is written beside `to`."""
    found = [measured(size) for size in sizes]
    write_records("linkage_growth", recorded(found))
    lines = [
        "| requests | pairs | compare s | group s | total s | CPU s | peak GB | µs a request |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['requests']} | {row['pairs']} | {row['compare']:.1f} | {row['group']:.1f} | {row['compare'] + row['group']:.1f} | "
        f"{row['cpu']:.1f} | {row['gb']:.2f} | {1e6 * (row['compare'] + row['group']) / row['requests']:.0f} |"
        for row in found
    ]
    if to is not None:
        plot(found, to.with_suffix(".png"))
    return "\n".join(lines) + "\n"


def recorded(found: list[dict[str, Any]]) -> list[Record]:
    """Return the records of each size, and the exponent by which processor seconds grow from one size to the next (1: as the requests do)."""
    told = [
        Record(AREA, f"{name}_from_scratch_{row['requests']}", unit, value, 1)
        for row in found
        for name, unit, value in (
            ("seconds", "s", row["compare"] + row["group"]), ("cpu", "s", row["cpu"]), ("memory", "GB", row["gb"])
        )
    ]  # fmt: skip
    for less, more in pairwise(found):
        exponent = log(more["cpu"] / less["cpu"]) / log(more["requests"] / less["requests"])
        told.append(Record(AREA, f"exponent_to_{more['requests']}", "exponent", round(exponent, 3), 1))
    return told


def measured(size: int) -> dict[str, Any]:
    """Return what one size costs, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        rows = str(Path(folder) / "rows.arrow")
        for step in ("write", "time"):
            command = [sys.executable, "-m", "benchmarks.linkage.growth", step, str(size), rows]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
    read: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return read


def write(size: int, to: str) -> None:
    """Write the requests of good lists, a chunk at a time."""
    world = World(1, GOOD)
    made = world.requests(world.families(size))
    with pa.OSFile(to, "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        while some := list(islice(made, CHUNK)):
            writer.write_table(
                pa.table(
                    {name: pa.array([row.get(name) or None for row in some], pa.string()) for name in SCHEMA.names}
                )
            )


def timed(source: str) -> dict[str, Any]:
    """Recognise the households of a written table, in this process."""
    with pa.memory_map(source) as file:
        rows = pa.ipc.open_file(file).read_all()
    started = time.perf_counter()
    weighed = weighed_pairs(rows)
    compared = time.perf_counter()
    grouped(rows["request_id"].to_pylist(), edges_of(weighed), Known(), Bands())
    ended = time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "requests": len(rows), "pairs": len(weighed.pairs), "compare": compared - started, "group": ended - compared,
        "cpu": used.ru_utime + used.ru_stime, "gb": used.ru_maxrss / 1024**2,
    }  # fmt: skip


if __name__ == "__main__":
    step, size, path = sys.argv[1:]
    if step == "write":
        write(int(size), path)
    else:
        print(json.dumps(timed(path)))
