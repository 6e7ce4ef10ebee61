"""Takes pieces in another thread while the caller works on the ones before: the child reads while the server seals.

It must never hold more than a few pieces.
"""

import queue
import threading
from collections.abc import Generator, Iterator
from types import TracebackType
from typing import Generic, TypeVar

Piece = TypeVar("Piece")
MOST_WAITING = 2
END = object()


class Ahead(Generic[Piece]):
    """An iterator over pieces that are taken ahead; leaving the context ends the taking."""

    def __init__(self, pieces: Generator[Piece, None, None]) -> None:
        self.pieces = pieces
        self.waiting: queue.Queue[object] = queue.Queue(MOST_WAITING)
        self.left = threading.Event()
        self.thread = threading.Thread(target=self.take, daemon=True)

    def __enter__(self) -> "Ahead[Piece]":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.left.set()
        while self.thread.is_alive():
            # Room for the piece that the other thread may be about to put.
            if not self.waiting.empty():
                self.waiting.get_nowait()
            self.thread.join(0.01)

    def take(self) -> None:
        """Take every piece, or stop when the caller has left."""
        try:
            for piece in self.pieces:
                self.waiting.put(piece)
                if self.left.is_set():
                    break
            self.waiting.put(END)
        except BaseException as fault:
            self.waiting.put(fault)
        finally:
            self.pieces.close()

    def __iter__(self) -> Iterator[Piece]:
        while (piece := self.waiting.get()) is not END:
            if isinstance(piece, BaseException):
                raise piece
            yield piece  # type: ignore[misc] # END is no piece: mypy narrows no sentinel object
