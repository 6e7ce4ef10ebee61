"""The room where files are read: as many limited child processes as there are processors, and a queue before them.

The server never parses a partner's file itself. A death or a timeout is one clear refusal, never an exception.
"""

import os
import pickle
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, TypeAlias

import pyarrow as pa

from campaigns.model.outcome import Refusal
from pipelines.intake.cells_reading import Cells
from pipelines.intake.messages import refusal
from pipelines.intake.reading import Choices, ListReading, assembled
from pipelines.intake.reading_desk import ReadingDesk
from pipelines.intake.reading_parts import AS_RECOGNISED, Grid, ReadingHead
from pipelines.intake.table_shape import Header
from pipelines.intake.turns import Turns
from pipelines.intake.wire import KEPT_TABLE, Cancelled

# A child that used no processor for so long is stuck; one that works has a processor limit of its own.
IDLE_SECONDS = 40.0
MOST_DESKS = 4

Part: TypeAlias = "ReadingHead | pa.RecordBatch | Refusal"


@dataclass(frozen=True)
class Watch:
    """How a caller follows a reading, and for whom it is.

    Parameters
    ----------
    progress
        Told `(done, total)` rows as they come.
    cancel
        Stops the reading, or the wait for it, once it is set.
    queued
        Told the place in the queue, 1 for the next, while there is one; 0 once it is over.
    organisation
        Whose list it is: organisations take turns.
    sender
        Who sends it: one person who sends for many organisations takes turns with the others, too.
    """

    progress: Callable[[int, int], None] | None = None
    cancel: threading.Event | None = None
    queued: Callable[[int], None] | None = None
    organisation: str = ""
    sender: str = ""


UNWATCHED = Watch()


class ReadingRoom:
    """Reads lists in limited child processes; organisations take turns.

    Use it as a context manager, or call `close`. A child starts with the first list for which none is free, and stays.

    Parameters
    ----------
    desks
        How many lists are read at once: one a processor, four at most, since each child may take a gigabyte.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS, desks: int | None = None) -> None:
        self.idle_seconds = idle_seconds
        self.desks = [ReadingDesk() for _ in range(desks or min(MOST_DESKS, len(os.sched_getaffinity(0))))]
        self.turns = Turns(len(self.desks))
        self._free = self.desks[::-1]
        self._closing = threading.Lock()

    @property
    def child(self) -> subprocess.Popen[bytes] | None:
        """Return the first child, which reads whatever comes alone."""
        return self.desks[0].child

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

        The turn is held until the last piece was taken, or the iterator closed.
        """
        yield from self.watched(
            data, file_name, {"today": today, "partner_kind": partner_kind, "choices": choices}, watch
        )

    def watched(
        self, data: bytes, file_name: str, options: dict[str, Any], watch: Watch
    ) -> Generator[Part, None, None]:
        """Give the pieces of a reading, and tell how far it has come."""
        total = done = 0
        try:
            with self.desk(watch) as desk:
                for part in desk.parts(data, file_name, options, watch.cancel, self.idle_seconds):
                    if isinstance(part, pa.RecordBatch):
                        done += part.num_rows
                    total = part.data_count if isinstance(part, ReadingHead) else total
                    if watch.progress is not None and not isinstance(part, Refusal):
                        watch.progress(done, total)
                    yield part
        except Cancelled:
            yield refusal("reading_cancelled")

    @contextmanager
    def desk(self, watch: Watch = UNWATCHED) -> Iterator[ReadingDesk]:
        """Hold a desk for one reading, after those whose turn is before."""
        with self.turns.taken(watch.organisation, watch.queued, watch.cancel, sender=watch.sender):
            # The desk given back last has a living child; there are as many desks as turns.
            desk = self._free.pop()
            try:
                yield desk
            finally:
                self._free.append(desk)

    def reread(
        self,
        grid: Grid,
        header: Header,
        *,
        today: date,
        partner_kind: str | None,
        choices: Choices,
        watch: Watch = UNWATCHED,
    ) -> ListReading | Refusal:
        """Read a kept list again as `reread_list` does, in the child: what a person wrote is a stranger's text too."""
        options = {"today": today, "partner_kind": partner_kind, "choices": choices, KEPT_TABLE: True}
        return whole(self.watched(pickle.dumps((grid, header)), "", options, watch))

    def read_cells(self, data: bytes, file_name: str) -> Cells | Refusal:
        """Read a bare table as `read_cells` does, in the child."""
        with self.desk() as desk:
            answer = next(desk.parts(data, file_name, {}, None, self.idle_seconds))
        return answer if isinstance(answer, tuple | Refusal) else refusal("reading_stopped")

    def close(self) -> None:
        """End every child once its reading is over; reading again starts another."""
        with self._closing, ExitStack() as stack:
            for desk in [stack.enter_context(self.desk()) for _ in self.desks]:
                desk.close_child()


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
