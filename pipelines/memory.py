"""Has the memory of large columns go back to the machine as soon as they are let go.

Left to themselves, Arrow and the C library keep what was freed for the next one who asks; at a million requests that is
as much again as what is in use. It must never limit what a work may take.
"""

import ctypes
from collections.abc import Callable

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
    mallopt = _of_the_c_library("mallopt")
    return mallopt is not None and bool(mallopt(M_MMAP_THRESHOLD, LARGE_BYTES))


def give_back_small() -> None:
    """Give back what many small pieces left free between those still in use; worth the call after a step that made many."""
    trim = _of_the_c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_the_c_library(name: str) -> Callable[..., int] | None:
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
