"""Makes the hourly safety copy of a server that runs, when the settings ask for one.

It must never stop the server: a copy that fails is told to the log by its code, and tried again a minute later.
"""

import logging
import threading
from datetime import datetime, timedelta

from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.office import Office
from pipelines.safety.backup import CLOCK, ENDING, STEM, CopySettings, back_up, copies_in

EVERY = timedelta(hours=1)
LOOK_SECONDS = 60.0

logger = logging.getLogger("connexion")


class HourlyCopies:
    """A thread that looks once a minute whether the newest copy is an hour old; `close` ends it."""

    def __init__(self, office: Office, settings: CopySettings, look_seconds: float = LOOK_SECONDS) -> None:
        self.office = office
        self.settings = settings
        self.look_seconds = look_seconds
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, name="hourly-copies", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self.thread.start()

    def run(self) -> None:
        """Look until told to end."""
        while not self.ended.wait(self.look_seconds):
            self.look()

    def look(self) -> bool:
        """Make a copy where one is due; tells whether one was made."""
        if not is_due(self.settings, self.office.clock()):
            return False
        try:
            answer = back_up(
                self.office, CLOCK, self.settings.to, keys_to=self.settings.keys_to, keep=self.settings.keep
            )
        except CannotGoOn as fault:
            logger.warning("hourly copy: %s", fault.code)
            return False
        if isinstance(answer, Refusal):
            logger.warning("hourly copy: %s", answer.code)
        return not isinstance(answer, Refusal)

    def close(self) -> None:
        """End after the copy being made."""
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()


def is_due(settings: CopySettings, now: datetime) -> bool:
    """Tell whether the newest copy is an hour old, by the time in its name."""
    copies = copies_in(settings.to)
    return not copies or now - moment_of(copies[-1].name) >= EVERY


def moment_of(name: str) -> datetime:
    """Return when a copy was made."""
    return datetime.strptime(name.removeprefix(STEM).removesuffix(ENDING), "%Y%m%dT%H%M%S")  # noqa: DTZ007 the store's UTC without zone
