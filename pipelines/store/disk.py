"""Whether a disk takes what is written, and how long it takes to keep it."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PROBE: Final = ".essai-disque"
PAGE: Final = bytes(4096)
# One slow moment says nothing of a disk: the best of a few counts.
PROBES: Final = 3


def takes_writing(path: Path) -> bool:
    """Tell whether a file, and the folder in which its log stands, may be written; one that is not there counts as its folder."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def write_ms(folder: Path) -> int | None:
    """Return how many milliseconds the disk takes to keep one page, or None where it takes nothing."""
    probe, best = folder / PROBE, None
    try:
        for _ in range(PROBES):
            started = time.perf_counter()
            with probe.open("wb") as file:
                file.write(PAGE)
                file.flush()
                os.fsync(file.fileno())
            taken = round((time.perf_counter() - started) * 1000)
            best = taken if best is None else min(best, taken)
    except OSError:
        return None
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return best
