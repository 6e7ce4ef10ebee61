"""Writes of the door, which are no commands: tried again when another writer came first."""

from collections.abc import Callable
from typing import TypeVar

from pipelines.commands import won
from pipelines.office import Office
from pipelines.store.port import Session

T = TypeVar("T")


def in_turn(office: Office, work: Callable[[Session], T]) -> T:
    """Do some work in one transaction, again after a lost race.

    Raises
    ------
    CannotGoOn
        When other writers win every race.
    """

    def attempt() -> T:
        with office.store.writing() as session:
            return work(session)

    return won(attempt)
