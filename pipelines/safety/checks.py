"""Checks the open campaigns of a server that runs, at its start and every few hours; what is broken halts (`pipelines.halts`).

It must never stop the server: a check that cannot be made is told to the log by its code, and tried again later.
"""

import logging
import threading
from collections.abc import Callable

from campaigns.model.codes import CampaignState
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.office import Office
from pipelines.verify import WATCH, verify_campaign

EVERY_SECONDS = 6 * 3600.0
# Not while the first pages are being served.
START_SECONDS = 60.0

logger = logging.getLogger("connexion")


class RegularChecks:
    """A thread that checks every open campaign; `close` ends it after the campaign being checked.

    `open_office` gives the office of the server, which may not be open yet when the thread begins.
    """

    def __init__(
        self, open_office: Callable[[], Office], start: float = START_SECONDS, every: float = EVERY_SECONDS
    ) -> None:
        self.open_office = open_office
        self.start_seconds, self.every_seconds = start, every
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, name="regular-checks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def run(self) -> None:
        """Check until told to end."""
        pause = self.start_seconds
        while not self.ended.wait(pause):
            self.check()
            pause = self.every_seconds

    def check(self) -> int:
        """Check every open campaign; returns how many did not hold."""
        broken = 0
        try:
            office = self.open_office()
            with office.store.reading() as session:
                campaigns = session.rows("campaign/all")
                named = [{"campaign_id": row["campaign_id"]} for row in campaigns]
                states = [session.rows("campaign/state", one)[0]["state"] for one in named]
            for row, state in zip(campaigns, states, strict=True):
                if self.ended.is_set() or state == CampaignState.CLOSED:
                    continue
                found = verify_campaign(office, WATCH, row["campaign_id"])
                if not isinstance(found, Refusal) and not found["holds"]:
                    broken += 1
                    logger.error("campaign %s: a check failed", row["code"])
        except CannotGoOn as fault:
            logger.warning("regular check: %s", fault.code)
        return broken

    def close(self) -> None:
        """End."""
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
