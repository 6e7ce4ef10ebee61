"""Whose turn it is where more readings are asked than run at once: organisations take turns, and so do those who send for several.

Each reading gets a number when it comes: one more than the last of its own organisation and of its own sender, and never less than
what runs now. The smallest number is next; an organisation that sends ten lists stands behind another's first with nine of them, and
so does one person who sends a list for each of ten organisations.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.intake.wire import LOOK_SECONDS, Cancelled

Told = Callable[[int], None]


class Turns:
    """Lets so many readings run at once, the others wait.

    Parameters
    ----------
    most
        How many run at once.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._changed = threading.Condition()
        self._running = 0
        self._arrivals = 0
        self._now = 0
        self._last: dict[tuple[str, str], int] = {}
        self._waiting: list[tuple[int, int]] = []

    @contextmanager
    def taken(
        self, organisation: str, told: Told | None = None, cancel: threading.Event | None = None, *, sender: str = ""
    ) -> Iterator[None]:
        """Wait for a turn, and hold it.

        Parameters
        ----------
        sender
            Who sends, for whichever organisation; nobody known counts with nobody.
        told
            Called with the place in the queue, 1 for the next, each time that it changed; with 0 once the turn has come after a wait.

        Raises
        ------
        Cancelled
            When `cancel` was set meanwhile: the place in the queue is given up.
        """
        self._wait(self._come(organisation, sender), told, cancel)
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _come(self, organisation: str, sender: str) -> tuple[int, int]:
        """Take a number and the end of its row."""
        whose = [("organisation", organisation), *([("sender", sender)] if sender else [])]
        with self._changed:
            number = max(self._now, *(self._last.get(one, 0) for one in whose)) + 1
            self._last |= dict.fromkeys(whose, number)
            self._arrivals += 1
            ticket = (number, self._arrivals)
            self._waiting.append(ticket)
            return ticket

    def _wait(self, ticket: tuple[int, int], told: Told | None, cancel: threading.Event | None) -> None:
        """Return once a ticket's turn has come; tell each place meanwhile."""
        place = 0
        while True:
            with self._changed:
                before, place = place, sorted(self._waiting).index(ticket) + 1
                if place == 1 and self._running < self.most:
                    self._begin(ticket)
                    break
                if cancel is not None and cancel.is_set():
                    self._waiting.remove(ticket)
                    self._changed.notify_all()
                    raise Cancelled
                if before == place:
                    self._changed.wait(LOOK_SECONDS)
                    continue
            # Told outside, so that whoever listens holds nobody up.
            if told is not None:
                told(place)
        if told is not None and before:
            told(0)

    def _begin(self, ticket: tuple[int, int]) -> None:
        self._waiting.remove(ticket)
        self._running += 1
        self._now = max(self._now, ticket[0])
        # What an organisation had before counts no more.
        self._last = {name: number for name, number in self._last.items() if number > self._now}
        self._changed.notify_all()
