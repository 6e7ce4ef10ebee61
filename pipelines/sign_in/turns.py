"""Writes of the door, which are no commands: tried again when another writer came first."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pipelines.commands import ATTEMPTS
from pipelines.office import Office
from pipelines.store.port import Conflict, GuardRefused, Session

T = TypeVar("T")


def in_turn(office: Office, work: Callable[[Session], T]) -> T:
    """Do some work in one transaction, again after a lost race; the last try says what was in the way."""
    for attempt in range(ATTEMPTS):
        try:
            with office.store.writing() as session:
                return work(session)
        except (Conflict, GuardRefused):
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 spreads retries, decides nothing
    with office.store.writing() as session:
        return work(session)
