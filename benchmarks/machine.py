"""What the machine can do at most, measured here and now, and what this process and its children used of it.

A share of a limit says whether a stage could be faster on the same machine without computing less: what is far from the disk's and the memory's
limit waits for the processor.
"""

import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BLOCK = 1 << 24
SIZE = 1 << 28
ROUNDS = 3
LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """Megabytes a second that the disk writes and reads, and that the memory copies (read and written both count)."""

    disk_write: float
    disk_read: float
    memory: float


def limits(folder: Path) -> Limits:
    """Measure the disk under a folder and the memory; the best of a few rounds."""
    path, block = folder / "limit.bin", os.urandom(BLOCK)
    rounds = [(written(path, block), read(path)) for _ in range(ROUNDS)]
    path.unlink()
    return Limits(max(speed for speed, _ in rounds), max(speed for _, speed in rounds), copied())


def written(path: Path, block: bytes) -> float:
    """Return the speed of writing a file until the disk has it."""
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _ in range(SIZE // BLOCK):
            file.write(block)
        os.fsync(file.fileno())
    return SIZE / 1e6 / (time.perf_counter() - started)


def read(path: Path) -> float:
    """Return the speed of reading it back, once the system was told to forget it."""
    with path.open("rb", buffering=0) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        started = time.perf_counter()
        while file.read(BLOCK):
            pass
    return SIZE / 1e6 / (time.perf_counter() - started)


def copied() -> float:
    """Return the speed of the memory: what one processor copies, read and written."""
    source, target = np.ones(SIZE // 8), np.zeros(SIZE // 8)
    best = 0.0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        np.copyto(target, source)
        best = max(best, 2 * SIZE / 1e6 / (time.perf_counter() - started))
    return best


@dataclass(frozen=True, slots=True)
class Used:
    """Processor seconds, and megabytes read and written: through the system, and on the disk itself."""

    cpu_seconds: float
    passed_mb: float
    disk_read_mb: float
    disk_written_mb: float


def used() -> Used:
    """Return what this process used so far, with its children that ended and those that live, where the system tells it."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in own) + sum(map(processor_of, children()))
    # A child that ended is counted in its parent's own account.
    accounts = [account_of(process) for process in (Path("/proc/self"), *children())]
    through, read_mb, written_mb = (
        sum(account.get(name, 0) for account in accounts for name in names) / 1e6
        for names in (("rchar", "wchar"), ("read_bytes",), ("write_bytes",))
    )
    return Used(cpu, through, read_mb, written_mb)


def children() -> Iterator[Path]:
    """Yield the process folders of the living children."""
    own = str(os.getpid())
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue  # it has just ended
        if parent == own:
            yield path.parent


def processor_of(process: Path) -> float:
    """Return the processor seconds of a process that lives."""
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def account_of(process: Path) -> dict[str, int]:
    """Return what a process that lives has read and written, by the system's names."""
    try:
        lines = (process / "io").read_text().splitlines()
    except OSError:
        return {}
    return {name: int(value) for name, value in (line.split(": ") for line in lines)}


def peak_mb() -> float:
    """Return the highest resident memory so far, of this process or of one child, ended or living."""
    peaks = [resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]
    for process in (Path("/proc/self"), *children()):
        try:
            lines = (process / "status").read_text().splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
    return max(peaks)


def together_mb() -> float:
    """Return the resident memory of this process and its living children now, summed: what they share is counted in each."""
    pages = 0
    for process in (Path("/proc/self"), *children()):
        try:
            pages += int((process / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it has just ended
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def watched_memory() -> Iterator[list[float]]:
    """Look at the memory of all processes together four times a second; the list holds its highest, in megabytes."""
    highest, over = [together_mb()], threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            highest[0] = max(highest[0], together_mb())

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield highest
    finally:
        over.set()
        watching.join()
