"""What large columns took goes back to the machine at once: seen from outside, in a process of its own."""

import subprocess
import sys

import pytest

PROGRAM = """
import numpy as np, pyarrow as pa
from pipelines.memory import give_back_at_once, give_back_small

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

assert give_back_at_once()
before = resident()
# The small one made last keeps the top of the heap: what lies below it only goes back if each block is one of its own.
large = [np.ones(2_000_000 // 8) for _ in range(50)] + [pa.array(np.ones(500_000)).cast(pa.float32()) for _ in range(50)]
held = resident()
last = bytearray(1000)
del large
print(held - before, resident() - before)
pieces = [str(number) * 20 for number in range(400_000)]
kept = pieces[::4000]
del pieces
loose = resident()
give_back_small()
print(loose >= resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_large_columns_took_goes_back_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    sizes, shrank = done.stdout.splitlines()
    held, left = (int(size) for size in sizes.split())
    assert held > 140_000_000
    assert left < held / 3
    assert shrank == "True"
