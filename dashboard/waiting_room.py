"""Above how many people at once a newcomer waits, and who is here: one room a server process.

It must never know who a visitor is: a visit is the number of a conversation with Streamlit, a person a number that means something in
this process alone.
"""

import hmac
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from campaigns.crowd import USUAL_EACH, Crowd, acts, admitted, asks, held_by, holds_enough, leaves, position
from campaigns.model.outcome import CannotGoOn, Sentence

# How many sessions may work at once; measured in docs/scale.md.
MOST = "CONNEXION_MOST_SESSIONS"
USUAL_MOST = 80
# How many of them one person may hold; the other pages of that person wait.
EACH = "CONNEXION_MOST_SESSIONS_EACH"
# A network that drops for a moment, or a page loaded again, loses no place.
ABSENT_S = 20.0


@dataclass(frozen=True)
class Place:
    """Where a visit stands: `position` 1 is next; `returning` lent a place after doing nothing for a while.

    `own` pages of the same person are open, as many as may be: the visit waits for one of them to be closed, and has no position.
    """

    position: int
    waiting: int = 0
    returning: bool = False
    own: int = 0

    @property
    def works(self) -> bool:
        """Tell whether the visit has a place."""
        return not self.position and not self.own


class WaitingRoom:
    """Lets visits work in the order in which they came, and notices those that leave.

    Parameters
    ----------
    most
        How many may work at once.
    clock
        Seconds that only go forward.
    each
        How many of them may be one person's.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, each: int = USUAL_EACH) -> None:
        self._crowd, self._clock, self._lock = Crowd(most, each=each), clock, Lock()
        self._alias = secrets.token_bytes(16)
        self._here: Counter[str] = Counter()
        self._absent: dict[str, float] = {}
        self._worked: set[str] = set()

    def asks(self, visit: str, person: str = "") -> Place:
        """Say whether a visit may work now, or how long its queue is; `person` is whose visit it is, where that is known."""
        with self._lock:
            now = self._swept()
            if visit not in self._crowd.tickets and not self._here[visit]:
                self._absent[visit] = now
            alias = hmac.digest(self._alias, person.encode(), "sha256").hex() if person else ""
            self._crowd = asks(self._crowd, visit, now, alias)
            if visit in self._crowd.working:
                self._worked.add(visit)
                return Place(0, len(self._crowd.waiting))
            returning = visit in self._worked
            if holds_enough(self._crowd, visit):
                own = held_by(self._crowd)[self._crowd.persons[visit]]
                return Place(0, len(self._crowd.waiting), returning, own)
            return Place(position(self._crowd, visit), len(self._crowd.waiting), returning)

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
    return number_of_sessions(MOST, USUAL_MOST)


def most_each() -> int:
    """Return how many of them one person may hold; refused like `most_sessions`."""
    return number_of_sessions(EACH, USUAL_EACH)


def number_of_sessions(setting: str, usual: int) -> int:
    """Read a setting that counts sessions."""
    said = os.environ.get(setting, str(usual))
    if not said.isdecimal() or int(said) < 1:
        raise CannotGoOn(
            "most_sessions",
            Sentence(
                f"{setting} doit être un nombre entier de sessions, 1 au moins.",
                f"{setting} must be a whole number of sessions, at least 1.",
            ),
        )
    return int(said)
