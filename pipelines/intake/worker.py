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
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import pyarrow as pa

from campaigns.model.outcome import Refusal
from pipelines.intake.block import BLOCK_SCHEMA, checked_block
from pipelines.intake.cells_reading import Cells
from pipelines.intake.messages import refusal
from pipelines.intake.patience import Patience
from pipelines.intake.reading import Choices, ListReading, assembled
from pipelines.intake.reading_parts import AS_RECOGNISED, Grid, ReadingHead
from pipelines.intake.table_shape import Header
from pipelines.intake.wire import BLOCK, END, KEPT_TABLE, VALUE, Cancelled, receive_bytes, send_bytes

ROOT = Path(__file__).resolve().parents[2]
# A child that used no processor for so long is stuck; one that works has a processor limit of its own.
IDLE_SECONDS = 40.0
LARGE_FILE = 64 * 1024 * 1024
# What a reading is made of; an answer that names anything else is not unpacked.
KNOWN = frozenset(
    {("pipelines.intake.reading_parts", name) for name in ("ReadingHead", "FileFormat", "ColumnMatch", "RowIssue")}
    | {("campaigns.model.outcome", name) for name in ("Refusal", "Sentence")}
)


Answer = ReadingHead | Cells | Refusal
Part: TypeAlias = "ReadingHead | pa.RecordBatch | Refusal"


@dataclass(frozen=True)
class Watch:
    """How a caller follows a reading: `progress(done, total)` rows as they come, and an event that stops it."""

    progress: Callable[[int, int], None] | None = None
    cancel: threading.Event | None = None


UNWATCHED = Watch()


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

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.idle_seconds = idle_seconds
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
        watch: Watch = UNWATCHED,
    ) -> ListReading | Refusal:
        """Read a list as `read_list` does, in the child.

        Returns
        -------
        ListReading or Refusal
            `reading_stopped` when the child died, or did nothing for `idle_seconds`; `reading_cancelled` when the caller
            stopped it.
        """
        return whole(self.stream(data, file_name, today=today, partner_kind=partner_kind, choices=choices, watch=watch))

    def stream(
        self,
        data: bytes,
        file_name: str,
        *,
        today: date,
        partner_kind: str | None = None,
        choices: Choices = AS_RECOGNISED,
        watch: Watch = UNWATCHED,
    ) -> Generator[Part, None, None]:
        """Read a list piece by piece: its head, then blocks of its rows in file order; a refusal is always the last piece.

        Other readings wait until the last piece was taken, or the iterator closed.
        """
        yield from self.watched(
            data, file_name, {"today": today, "partner_kind": partner_kind, "choices": choices}, watch
        )

    def watched(
        self, data: bytes, file_name: str, options: dict[str, Any], watch: Watch
    ) -> Generator[Part, None, None]:
        """Give the pieces of a reading, and tell how far it has come."""
        with self.turn:
            total = done = 0
            for part in self.parts(data, file_name, options, watch.cancel):
                if isinstance(part, pa.RecordBatch):
                    done += part.num_rows
                total = part.data_count if isinstance(part, ReadingHead) else total
                if watch.progress is not None and not isinstance(part, Refusal):
                    watch.progress(done, total)
                yield part

    def reread(
        self, grid: Grid, header: Header, *, today: date, partner_kind: str | None, choices: Choices
    ) -> ListReading | Refusal:
        """Read a kept list again as `reread_list` does, in the child: what a person wrote is a stranger's text too."""
        options = {"today": today, "partner_kind": partner_kind, "choices": choices, KEPT_TABLE: True}
        return whole(self.watched(pickle.dumps((grid, header)), "", options, UNWATCHED))

    def read_cells(self, data: bytes, file_name: str) -> Cells | Refusal:
        """Read a bare table as `read_cells` does, in the child."""
        with self.turn:
            answer = next(self.parts(data, file_name, {}, None))
        return answer if isinstance(answer, tuple | Refusal) else refusal("reading_stopped")

    def parts(
        self, data: bytes, file_name: str, options: dict[str, Any], cancel: threading.Event | None
    ) -> Iterator[Any]:
        """Ask the child and give the pieces of its answer; what ends early ends the child, too."""
        whole = False
        try:
            # Once more if the child had died idle: it answered nobody then.
            asked = self.asked(data, file_name, options) or self.asked(data, file_name, options)
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

    def asked(self, data: bytes, file_name: str, options: dict[str, Any]) -> tuple[socket.socket, Patience] | None:
        """Ask the child; None when it was already gone before the question reached it."""
        try:
            link = self.opened()
            assert self.child is not None
            patience = Patience(self.child.pid, self.idle_seconds)
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

    def close(self) -> None:
        """End the child and give its resources back; reading again starts another."""
        with self.turn:
            self.close_child()


def whole(parts: Iterator[Part]) -> ListReading | Refusal:
    """Put the pieces of a reading together; a refusal among them is the answer."""
    head, blocks = None, []
    for part in parts:
        if isinstance(part, Refusal):
            return part
        if isinstance(part, ReadingHead):
            head = part
        else:
            blocks.append(part)
    return refusal("reading_stopped") if head is None else assembled(head, blocks)


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
