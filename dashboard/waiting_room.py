"""Above how many people at once a newcomer waits, and who is here: one room a server process.

It must never know who a visitor is: a visit is the number of a conversation with Streamlit.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from campaigns.crowd import Crowd, acts, admitted, asks, leaves, position
from campaigns.model.outcome import CannotGoOn, Sentence

# How many sessions may work at once; measured in docs/scale.md.
MOST = "CONNEXION_MOST_SESSIONS"
USUAL_MOST = 80
# A network that drops for a moment, or a page loaded again, loses no place.
ABSENT_S = 20.0


@dataclass(frozen=True)
class Place:
    """Where a visit stands: `position` 0 works, 1 is next; `returning` lent a place after doing nothing for a while."""

    position: int
    waiting: int = 0
    returning: bool = False


class WaitingRoom:
    """Lets visits work in the order in which they came, and notices those that leave.

    Parameters
    ----------
    most
        How many may work at once.
    clock
        Seconds that only go forward.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._crowd, self._clock, self._lock = Crowd(most), clock, Lock()
        self._here: Counter[str] = Counter()
        self._absent: dict[str, float] = {}
        self._worked: set[str] = set()

    def asks(self, visit: str) -> Place:
        """Say whether a visit may work now, or how long its queue is."""
        with self._lock:
            now = self._swept()
            if visit not in self._crowd.tickets and not self._here[visit]:
                self._absent[visit] = now
            self._crowd = asks(self._crowd, visit, now)
            turns = position(self._crowd, visit)
            if not turns:
                self._worked.add(visit)
            return Place(turns, len(self._crowd.waiting), visit in self._worked and turns > 0)

    def acts(self, visit: str) -> None:
        """Note that somebody does something: their place stays theirs."""
        with self._lock:
            self._crowd = acts(self._crowd, visit, self._clock())

    def comes(self, visit: str) -> None:
        """Note that a conversation of a visit is open."""
        with self._lock:
            self._here[visit] += 1
            self._absent.pop(visit, None)

    def goes(self, visit: str) -> None:
        """Note that a conversation of a visit is over; it has a moment to come back."""
        with self._lock:
            self._here[visit] -= 1
            if self._here[visit] <= 0:
                del self._here[visit]
                self._absent[visit] = self._swept()

    def _swept(self) -> float:
        """Take leave of those who did not come back, lend what nobody uses, and return the time."""
        now = self._clock()
        for visit in [visit for visit, since in self._absent.items() if since + ABSENT_S <= now]:
            del self._absent[visit]
            self._worked.discard(visit)
            self._crowd = leaves(self._crowd, visit, now)
        self._crowd = admitted(self._crowd, now)
        return now


def most_sessions() -> int:
    """Return how many sessions may work at once.

    Raises
    ------
    CannotGoOn
        When the setting is no number of sessions.
    """
    said = os.environ.get(MOST, str(USUAL_MOST))
    if not said.isdecimal() or int(said) < 1:
        raise CannotGoOn(
            "most_sessions",
            Sentence(
                f"{MOST} doit être un nombre entier de sessions, 1 au moins.",
                f"{MOST} must be a whole number of sessions, at least 1.",
            ),
        )
    return int(said)
