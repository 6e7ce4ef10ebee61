"""Answers that take long and change only with the data: computed beside whoever asks, and kept with the state that they answer for.

They are shared by all who ask: a caller checks the right to an answer before asking, and none may hold anything of one person.
"""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, TypeVar

Answer = TypeVar("Answer")
# An answer that is being computed when the office closes is waited for so long.
PATIENCE_SECONDS = 30.0


@dataclass
class _Kept:
    """One answer, or the wait for it; until it has begun it will read the data of any later state too."""

    state: Hashable
    future: Future[Any]
    has_begun: bool = False


class KeptAnswers:
    """The last answer under each name; one computation at a time goes on under a name."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}

    def asked(self, name: str, state: Hashable, compute: Callable[[], Answer]) -> Future[Answer]:
        """Return the answer for a state: the one kept, the one that is being computed, or else a new one.

        Parameters
        ----------
        state
            Equal as long as the answer is; read before this is called.
        compute
            Reads the data when it begins, in a thread of its own.
        """
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None and not kept.has_begun:
                kept.state = state
                return kept.future
            if kept is not None and kept.state == state and not _failed(kept.future):
                return kept.future
            new = self._kept[name] = _Kept(state, Future())
            before = None if kept is None else kept.future
            Thread(target=self._carry_out, args=(new, before, compute), daemon=True).start()
            return new.future

    def _carry_out(self, kept: _Kept, before: Future[Any] | None, compute: Callable[[], Any]) -> None:
        if before is not None:
            wait([before])
        with self._lock:
            kept.has_begun = True
        try:
            kept.future.set_result(compute())
        except BaseException as fault:
            # Raised again where the answer is read; the next who asks begins anew.
            kept.future.set_exception(fault)

    def close(self) -> None:
        """Wait for what goes on: the store must not be given back under it."""
        with self._lock:
            going = [kept.future for kept in self._kept.values()]
        wait(going, timeout=PATIENCE_SECONDS)


def _failed(future: Future[Any]) -> bool:
    return future.done() and future.exception() is not None
