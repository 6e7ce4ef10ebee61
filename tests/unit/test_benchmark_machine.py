"""What a stage takes is that of the application and of the processes that it starts."""

import subprocess
import sys
import time

from benchmarks.machine import together_mb, watched_memory


def test_memory_of_all_processes_counts_a_child_and_forgets_it_once_it_ended() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "held = bytearray(200_000_000); print(len(held), flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    before = together_mb()
    with watched_memory() as highest:
        assert child.stdout is not None
        child.stdout.readline()
        held = together_mb()
        time.sleep(0.6)
        child.communicate(b"\n")
    assert held > before + 100 and highest[0] >= held - 50
    assert together_mb() < held - 150
