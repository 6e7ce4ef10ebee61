"""One limited child process in which files are read, one after the other; a dead one is replaced by the next question.

What it answers is data of known kinds or a refusal, never anything else.
"""

import io
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from campaigns.model.outcome import Refusal
from pipelines.intake.block import BLOCK_SCHEMA, checked_block
from pipelines.intake.cells_reading import Cells
from pipelines.intake.messages import refusal
from pipelines.intake.patience import Patience
from pipelines.intake.reading_parts import ReadingHead
from pipelines.intake.wire import BLOCK, END, VALUE, Cancelled, receive_bytes, send_bytes

ROOT = Path(__file__).resolve().parents[2]
LARGE_FILE = 64 * 1024 * 1024
# What a reading is made of; an answer that names anything else is not unpacked.
KNOWN = frozenset(
    {("pipelines.intake.reading_parts", name) for name in ("ReadingHead", "FileFormat", "ColumnMatch", "RowIssue")}
    | {("campaigns.model.outcome", name) for name in ("Refusal", "Sentence")}
)


Answer = ReadingHead | Cells | Refusal


class ReadingUnpickler(pickle.Unpickler):
    """Unpacks readings and refusals, nothing else: the child has handled a stranger's file."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a known class."""
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError
        return super().find_class(module, name)


class ReadingDesk:
    """Holds a child and the link to it; one thread at a time."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.link: socket.socket | None = None

    def parts(
        self,
        data: bytes,
        file_name: str,
        options: dict[str, Any],
        cancel: threading.Event | None,
        idle_seconds: float,
    ) -> Iterator[Any]:
        """Ask the child and give the pieces of its answer; what ends early ends the child, too."""
        whole = False
        try:
            # Once more if the child had died idle: it answered nobody then.
            asked = self.asked(data, file_name, options, idle_seconds) or self.asked(
                data, file_name, options, idle_seconds
            )
            while asked is not None:
                link, patience = asked
                # What the caller did with a piece was no time of the child's.
                patience.renew()
                part = unpacked(receive_bytes(link, patience, cancel))
                whole = part is None or not isinstance(part, ReadingHead | pa.RecordBatch)
                if part is not None:
                    yield part
                if whole:
                    return
        except Cancelled:
            yield refusal("reading_cancelled")
        except (EOFError, OSError, pickle.UnpicklingError, ValueError, pa.ArrowException):
            yield refusal("reading_stopped")
        finally:
            # A child that read a large list would keep its memory: the next list gets another.
            if not whole or len(data) > LARGE_FILE:
                self.close_child()

    def asked(
        self, data: bytes, file_name: str, options: dict[str, Any], idle_seconds: float
    ) -> tuple[socket.socket, Patience] | None:
        """Ask the child; None when it was already gone before the question reached it."""
        try:
            link = self.opened()
            assert self.child is not None
            patience = Patience(self.child.pid, idle_seconds)
            send_bytes(link, pickle.dumps((file_name, options)), patience)
            send_bytes(link, data, patience)
        except (EOFError, OSError):
            self.close_child()
            return None
        return link, patience

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


def unpacked(message: bytes | bytearray) -> Answer | pa.RecordBatch | None:
    """Return the head, block, table or refusal in a message of the child; None for the end of the blocks.

    Raises
    ------
    UnpicklingError, ValueError, ArrowException
        When it is anything else.
    """
    sign, content = bytes(message[:1]), memoryview(message)[1:]
    if sign == END:
        return None
    if sign == BLOCK:
        return checked_block(pa.ipc.read_record_batch(pa.py_buffer(content), BLOCK_SCHEMA))
    answer = ReadingUnpickler(io.BytesIO(content)).load() if sign == VALUE else None
    if not isinstance(answer, ReadingHead | tuple | Refusal):
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
