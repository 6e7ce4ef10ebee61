"""One way of reading in a limited process of its own, which answers for one file after another.

The first file only loads what the way needs; from the second on memory is limited to so much beyond it, and processor seconds file by
file. A process that dies or does nothing is an answer too, and another takes its place.

    python -m benchmarks.intake.reader MODULE:FUNCTION MEMORY_MB CPU_SECONDS
"""

import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

READ, REFUSED, CRASHED = "read", "refused", "crashed"
# What a program raises when it is wrong itself; any other error is taken for a refusal on purpose, in the way's favour.
OWN_FAULTS = (
    LookupError, TypeError, AttributeError, NameError, AssertionError, RuntimeError, MemoryError, ArithmeticError, BufferError, SystemError,
)  # fmt: skip
OWN_FAULTS_OF_DUCKDB = {"InternalException", "FatalException", "OutOfMemoryException"}
# Rows that come back to be compared, and signs of a cell: hostile lists are short, and what is compared is.
SHOWN, SIGNS = 50, 200
IDLE_SECONDS = 120.0
UNLIMITED = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file in one way of reading.

    Parameters
    ----------
    verdict
        `read`, `refused` (with a message of its own) or `crashed`.
    why
        The message, or what the process died of.
    rows, shown
        How many rows, and the first of them.
    told
        Whether the way said that some rows are wrong.
    cpu, mb
        Processor seconds of this file, and the most memory that the process ever held.
    """

    verdict: str
    why: str = ""
    rows: int = 0
    told: bool = False
    shown: tuple[dict[str, Any], ...] = ()
    cpu: float = 0.0
    mb: int = 0


class Reader:
    """Has files read in one way; use it as a context manager.

    Parameters
    ----------
    way
        `module:function`, which takes a path and what it is told, and gives `Rows`.
    first
        A file that the way reads without harm.
    memory_mb, cpu_seconds
        What a file may take; `UNLIMITED` where nothing is limited.
    """

    def __init__(
        self,
        way: str,
        first: Path,
        memory_mb: int = UNLIMITED,
        cpu_seconds: int = UNLIMITED,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self.command = [sys.executable, "-m", "benchmarks.intake.reader", way, str(memory_mb), str(cpu_seconds)]
        self.first, self.idle = first, idle
        self.child: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self.child:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def read(self, path: Path, told: Mapping[str, Any]) -> Answer:
        """Have one file read."""
        if self.child is None:
            self.child = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            self.asked(self.first, {})
        return self.asked(path, told)

    def asked(self, path: Path, told: Mapping[str, Any]) -> Answer:
        """Ask the process and wait for its answer."""
        if self.child is None or self.child.stdin is None or self.child.stdout is None:
            return Answer(CRASHED, "the process did not start")
        try:
            self.child.stdin.write(json.dumps([str(path), told]) + "\n")
            self.child.stdin.flush()
            ready = select.select([self.child.stdout], [], [], self.idle)[0]
            line = self.child.stdout.readline() if ready else ""
        except BrokenPipeError:
            ready, line = [], ""
        if line:
            fields = json.loads(line)
            return Answer(**fields | {"shown": tuple(fields["shown"])})
        why = f"ended with {ended(self.child.wait())}" if ready else f"no answer in {self.idle:.0f} s"
        self.close()
        return Answer(CRASHED, why)


def ended(code: int) -> str:
    """Name the end of a process: its code, or the signal that ended it (SIGXCPU: too many processor seconds).

    >>> ended(7), ended(-24)
    ('7', 'SIGXCPU')
    """
    return signal.Signals(-code).name if code < 0 else str(code)


def main() -> int:
    """Answer until nothing more is asked."""
    name, memory_mb, cpu_seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Whatever a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module, _, function = name.partition(":")
    way = getattr(importlib.import_module(module), function)
    for number, line in enumerate(sys.stdin):
        if number == 1 and memory_mb:
            limit_memory(memory_mb)
        if number and cpu_seconds:
            resource.setrlimit(
                resource.RLIMIT_CPU, (int(time.process_time()) + 1 + cpu_seconds, resource.RLIM_INFINITY)
            )
        path, told = json.loads(line)
        answers.write(json.dumps(answer(way, Path(path), told), default=str) + "\n")
        answers.flush()
    return 0


def answer(way: Any, path: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an `Answer` for one file."""
    used = time.process_time()
    try:
        found = way(path, told)
        said = {"verdict": READ, "rows": len(found.rows), "told": found.told, "shown": shown(found.rows)}
    except OWN_FAULTS as error:
        said = {"verdict": CRASHED, "why": f"{type(error).__name__}: {error}"}
    except Exception as error:
        fault = type(error).__name__ in OWN_FAULTS_OF_DUCKDB
        said = {"verdict": CRASHED if fault else REFUSED, "why": f"{type(error).__name__}: {error}"}
    said["why"] = str(said.get("why", ""))[:SIGNS]
    return {"shown": []} | said | {"cpu": time.process_time() - used, "mb": peak_mb()}


def shown(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Return the first rows, their headers as text and their cells short."""
    return [
        {
            str(name): cell if isinstance(cell, int) else str(cell)[:SIGNS]
            for name, cell in row.items()
            if cell is not None
        }
        for row in rows[:SHOWN]
    ]


def limit_memory(more_mb: int) -> None:
    """Allow so much beyond what the process takes now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + more_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def peak_mb() -> int:
    """Return the most memory that this process ever held, which `getrusage` does not tell: it keeps that of the one which started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":
    sys.exit(main())
