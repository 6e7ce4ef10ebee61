"""Who works in a key folder: many at once, or one alone while the master key is replaced.

The hold is the system's own lock on the folder: it goes with the process, however that ends, and leaves no file.
"""

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.vault_refusals import others_at_work


class Hold:
    """A share of a key folder, held until it is given back or the process ends."""

    def __init__(self, folder: Path) -> None:
        self.descriptor = os.open(folder, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)
        self.take(fcntl.LOCK_SH)

    def take(self, kind: int) -> None:
        """Take the folder in one way or the other.

        Raises
        ------
        CannotGoOn
            When somebody else holds it in a way that excludes this one.
        """
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise others_at_work() from None
        except OSError:
            # A file system without locks: the embedded store still keeps a second program out.
            return

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder alone; others that try meanwhile are told to wait."""
        try:
            self.take(fcntl.LOCK_EX)
            yield
        finally:
            self.take(fcntl.LOCK_SH)

    def give_back(self) -> None:
        """Let others have it."""
        with suppress(OSError):
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)
