"""The room where files are read: one limited child process that serves many lists and is replaced when it dies.

The server never parses a partner's file itself. A death or a timeout is one clear refusal, never an exception.
"""

import io
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.intake.cells_reading import Cells
from pipelines.intake.messages import refusal
from pipelines.intake.reading import Choices, ListReading
from pipelines.intake.reading_parts import AS_RECOGNISED, Grid
from pipelines.intake.table_shape import Header
from pipelines.intake.wire import receive_bytes, send_bytes

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
WALL_SECONDS = 40.0
WALL_SECONDS_PER_MEGABYTE = 6.0
# What a reading is made of; an answer that names anything else is not unpacked.
KNOWN = frozenset(
    {
        ("pipelines.intake.reading_parts", name)
        for name in ("ListReading", "FileFormat", "ColumnMatch", "RowIssue", "RowReading")
    }
    | {("campaigns.model.outcome", name) for name in ("Refusal", "Sentence")}
    | {("campaigns.model.codes", "RowOutcome"), ("datetime", "date")}
)


Answer = ListReading | Cells | Refusal


class ReadingUnpickler(pickle.Unpickler):
    """Unpacks readings and refusals, nothing else: the child has handled a stranger's file."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a known class."""
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError
        return super().find_class(module, name)


class ReadingRoom:
    """Reads lists in a limited child process; threads take turns.

    Use it as a context manager, or call `close`. The child starts with the first list (or `open`), and stays.
    """

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self.wall_seconds = wall_seconds
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.link: socket.socket | None = None

    def __enter__(self) -> "ReadingRoom":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self,
        data: bytes,
        file_name: str,
        *,
        today: date,
        partner_kind: str | None = None,
        choices: Choices = AS_RECOGNISED,
    ) -> ListReading | Refusal:
        """Read a list as `read_list` does, in the child.

        Returns
        -------
        ListReading or Refusal
            `reading_stopped` when the child died, or took longer than `wall_seconds`.
        """
        options = {"today": today, "partner_kind": partner_kind, "choices": choices}
        answer = self.answered(data, file_name, options)
        return answer if isinstance(answer, ListReading) else refused(answer)

    def reread(
        self, grid: Grid, header: Header, *, today: date, partner_kind: str | None, choices: Choices
    ) -> ListReading | Refusal:
        """Read a kept list again as `reread_list` does, in the child: what a person wrote is a stranger's text too."""
        options = {"grid": grid, "header": header, "today": today, "partner_kind": partner_kind, "choices": choices}
        answer = self.answered(b"", "", options)
        return answer if isinstance(answer, ListReading) else refused(answer)

    def read_cells(self, data: bytes, file_name: str) -> Cells | Refusal:
        """Read a bare table as `read_cells` does, in the child."""
        answer = self.answered(data, file_name, {})
        return answer if isinstance(answer, tuple) else refused(answer)

    def answered(self, data: bytes, file_name: str, options: dict[str, Any]) -> Answer | None:
        """Ask, once more if the child had died idle: it answered nobody then."""
        request = pickle.dumps((data, file_name, options))
        with self.turn:
            return self.asked(request) or self.asked(request)

    def asked(self, request: bytes) -> Answer | None:
        """Ask the child; None when it was already gone before the question reached it."""
        try:
            link = self.opened()
            deadline = time.monotonic() + self.wall_seconds + WALL_SECONDS_PER_MEGABYTE * len(request) / MEGABYTE
            send_bytes(link, request, deadline)
        except (EOFError, OSError):
            self.close_child()
            return None
        try:
            return unpacked(receive_bytes(link, deadline))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close_child()
            return refusal("reading_stopped")

    def opened(self) -> socket.socket:
        """Return the link to a living child, starting one if there is none."""
        if self.link is None or self.child is None or self.child.poll() is not None:
            self.close_child()
            self.start()
        assert self.link is not None
        return self.link

    def start(self) -> None:
        """Start a child with nothing of this process but one end of a socket."""
        ours, theirs = socket.socketpair()
        try:
            self.child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "pipelines.intake.reading_child", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
                env=bare_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        finally:
            theirs.close()
        self.link = ours

    def close_child(self) -> None:
        """End the child, at once."""
        if self.link is not None:
            self.link.close()
        if self.child is not None:
            self.child.kill()
            self.child.wait()
        self.child, self.link = None, None

    def close(self) -> None:
        """End the child and give its resources back; reading again starts another."""
        with self.turn:
            self.close_child()


def refused(answer: Answer | None) -> Refusal:
    """Return the refusal that the child answered, or the one that stands for no answer fit to be read."""
    return answer if isinstance(answer, Refusal) else refusal("reading_stopped")


def unpacked(message: bytes) -> Answer:
    """Return the reading, table or refusal in a message."""
    answer = ReadingUnpickler(io.BytesIO(message)).load()
    if not isinstance(answer, ListReading | tuple | Refusal):
        raise pickle.UnpicklingError
    return answer


def bare_environment() -> dict[str, str]:
    """Return the little that an interpreter needs; no key or address of the server's own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "ARROW_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
