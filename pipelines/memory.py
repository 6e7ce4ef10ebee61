"""Has the memory of large columns go back to the machine as soon as they are let go.

Left to themselves, Arrow and the C library keep what was freed for the next one who asks; at a million requests that is
as much again as what is in use. It must never limit what a work may take.
"""

import ctypes

import pyarrow as pa

# `mallopt`'s name for « from this size on, take a block of its own, and give it back whole » (glibc, malloc.h).
M_MMAP_THRESHOLD = -3
LARGE_BYTES = 1 << 20


def give_back_at_once() -> bool:
    """Let each large block be one of its own, in this process, from now on.

    Returns
    -------
    bool
        False where the C library knows no such wish (not glibc): nothing else changes there.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(M_MMAP_THRESHOLD, LARGE_BYTES))
