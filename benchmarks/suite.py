"""Runs the parts that give records, one after the other, then writes the page; a part that fails is said there and stops no other.

`BENCH_FULL=1` takes the larger sizes. Records of an earlier run are removed first, so that the page never mixes two.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.page import PAGE, PICTURE, Context
from benchmarks.page import main as write_page
from benchmarks.records import FOLDER

TOLD = ("duckdb", "numpy", "ortools", "pandas", "pyarrow", "splink")
LIMIT_S = 1_500


def parts(full: bool) -> dict[str, list[str]]:
    """Return the module and the options of each part."""
    households, requests = ("100000", "20000") if full else ("20000", "2000")
    return {
        "allocation by scarcity": ["benchmarks.allocation.scarcity", "--plot", str(PAGE.parent / PICTURE)],
        "allocation, devices": ["benchmarks.allocation.run", "--households", households],
        "allocation, kits": ["benchmarks.allocation.run", "--households", households, "--kits"],
        "linkage": ["benchmarks.linkage.run", "--requests", requests],
        "sample": ["benchmarks.run", "--requests", "12000" if full else "2000"],
        "delivery": ["benchmarks.delivery.run"],
    }


def main() -> int:
    """Run every part and write the page; exit 1 if one failed."""
    for old in FOLDER.glob("*.jsonl"):
        old.unlink()
    before, started = os.getloadavg()[0], datetime.now(UTC)
    ended = {}
    for name, command in parts(os.environ.get("BENCH_FULL") == "1").items():
        print(f"{name}...", flush=True)
        ended[name] = failure([sys.executable, "-m", *command])
    load = f"{before:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, on {os.cpu_count()} cores"
    Context(machine(), versions(), f"{started:%Y-%m-%d %H:%M} UTC", load, ended).write()
    write_page()
    return 1 if any(ended.values()) else 0


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
    """Name Python and the libraries that do the work."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in TOLD)])


if __name__ == "__main__":
    sys.exit(main())
