"""Runs the parts that give records, one after the other, then writes the page; a part that fails is said there and stops no other.

`BENCH_FULL=1` takes a million requests as well, `BENCH_SMALL=1` sizes that only show that all works. Records of an earlier run are removed
first, so that the page never mixes two.
"""

import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.page import PICTURES, Context
from benchmarks.page import main as write_page
from benchmarks.records import FOLDER

TOLD = (
    "duckdb",
    "folium",
    "frictionless",
    "networkx",
    "numpy",
    "ortools",
    "pandas",
    "plotly",
    "pulp",
    "pyarrow",
    "splink",
)
# Of a part; where a million is asked, of hours.
LIMIT_S, FULL_LIMIT_S = 1_500, 14_400


SMALL, USUAL, FULL = range(3)


def parts(size: int) -> dict[str, list[str]]:
    """Return the module and the options of each part; the replay and the long walks last, so that a first look comes early."""

    def pick(*choices: str) -> list[str]:
        return choices[size].split()

    households = pick("--households 500", "--households 2000 20000 --runs 3", "--households 2000 20000 100000 --runs 3")
    return {
        "allocation by scarcity": ["benchmarks.allocation.scarcity", *pick("--seeds 2", "--seeds 10", "--seeds 10"),
                                   "--plot", str(PICTURES / "first-tier.png")],
        "allocation, devices": ["benchmarks.allocation.run", *households],
        "allocation, kits": ["benchmarks.allocation.run", *households, "--kits"],
        "replay": ["benchmarks.replay.run", *pick("--size 0.1 --seeds 2", "--seeds 10", "--seeds 10"), "--to", str(PICTURES)],
        "intake": ["benchmarks.intake.run", *pick(
            "--workbook-rows 1000 --text-rows 1000", "--workbook-rows 20000 --text-rows 100000 --runs 3",
            "--workbook-rows 100000 --text-rows 1000000")],
        "intake, small and hostile lists": ["benchmarks.intake.lists", *pick("--runs 1 --spoilt 10", "--runs 3", "--runs 3 --spoilt 2000")],
        "linkage": ["benchmarks.linkage.run", "--requests", *pick("500", "2000", "20000")],
        "linkage growth": ["benchmarks.linkage.run", "--growth", "--sizes", *pick("1000 3000", "10000 100000", "10000 100000 1000000"),
                           "--to", str(FOLDER / "linkage-growth.md")],
        "delivery": ["benchmarks.delivery.run"],
        "maps": ["benchmarks.maps"],
        "end to end": ["benchmarks.stages", "--sizes", *pick("1000 2000", "10000 30000 100000", "10000 100000 1000000")],
        "profile": ["benchmarks.profiles", "--requests", *pick("1000", "10000", "10000")],
    }  # fmt: skip


def main() -> int:
    """Run every part and write the page; exit 1 if one failed."""
    for old in (*FOLDER.glob("*.jsonl"), *PICTURES.glob("*.png")):
        old.unlink()
    FOLDER.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    before, started = os.getloadavg()[0], datetime.now(UTC)
    ended, took = {}, {}
    size = FULL if os.environ.get("BENCH_FULL") == "1" else SMALL if os.environ.get("BENCH_SMALL") == "1" else USUAL
    for name, command in parts(size).items():
        print(f"{name}...", flush=True)
        clock, used = time.perf_counter(), processor()
        ended[name] = failure([sys.executable, "-m", *command], FULL_LIMIT_S if size == FULL else LIMIT_S)
        took[name] = processor() - used
        print(
            f"{name}: {time.perf_counter() - clock:.0f} s, {took[name]:.0f} of processor. {ended[name]}\n", flush=True
        )
    grown = FOLDER / "linkage-growth.png"
    if grown.exists():
        shutil.copyfile(grown, PICTURES / grown.name)
    load = f"{before:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, on {os.cpu_count()} cores"
    Context(machine(), versions(), f"{started:%Y-%m-%d %H:%M} UTC", load, ended, took).write()
    write_page()
    return 1 if any(ended.values()) else 0


def processor() -> float:
    """Return the processor seconds of the parts that have ended, their children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def failure(command: Sequence[str], limit_s: float = LIMIT_S) -> str:
    """Run one part; return the last line of what it said if it failed, else an empty text."""
    try:
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return f"stopped after {limit_s:.0f} s"
    if not done.returncode:
        return ""
    sys.stderr.write(done.stderr)
    return (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]


def machine() -> str:
    """Name the processor and the memory."""
    info = Path("/proc/cpuinfo")
    models = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}"
    )


def versions() -> str:
    """Name Python and the libraries that do the work, ours and the rivals'."""
    return ", ".join([f"Python {platform.python_version()}", *map(version_of, TOLD)])


def version_of(name: str) -> str:
    """Name a library with its version, or say that it is not there.

    >>> version_of("nothing-of-that-name")
    'nothing-of-that-name not installed'
    """
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} not installed"


if __name__ == "__main__":
    sys.exit(main())
