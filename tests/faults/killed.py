"""A process that works until it is killed: it gives numbered commands one after the other and says when each was acknowledged.

Command `n` always asks for the same under the same key, so that the next process may send again what the last one did not see end.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from campaigns.model.codes import LossReason
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.intake.reading import read_blocks, read_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.worker import ReadingRoom
from pipelines.office import Office, open_office
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.losses import correct_units, lose_units
from pipelines.stock.transfers import send_transfer
from tests.faults.every_command import FIRST
from tests.faults.story import BEGUN, COORDINATOR, HEADER, Clock, family

Names = dict[str, str]


class DirectRoom(ReadingRoom):
    """A reading room without a child: a process that is about to be killed must not leave one behind."""

    def read(self, data: bytes, file_name: str, **asked: Any) -> Any:
        """Read a whole list."""
        asked.pop("watch", None)
        return read_list(data, file_name, **asked)

    def stream(self, data: bytes, file_name: str, **asked: Any) -> Iterator[Any]:
        """Give the head of a list, then its blocks."""
        asked.pop("watch", None)
        head, blocks = read_blocks(data, file_name, **asked)
        yield head
        yield from blocks


def listed(number: int) -> bytes:
    """Return a list of two families that no other number names."""
    first, second = f"Nom{number}a", f"Nom{number}b"
    return (
        HEADER + family(f"K-{number}", first, "Awa", 10 + number % 80) + family(f"L-{number}", second, "Noé", 20)
    ).encode()


Step = Callable[[Office, Names, int], Any]
STEPS: tuple[Step, ...] = (
    lambda o, n, i: announce_lot(o, COORDINATOR, n["campaign"], Announcement("STADE", "laptop", 1 + i % 4, FIRST), f"n{i}"),
    lambda o, n, i: correct_units(o, COORDINATOR, n["campaign"], n["laptop"], 3, f"n{i}"),
    lambda o, n, i: lose_units(o, COORDINATOR, n["campaign"], n["laptop"], 1, LossReason.STOLEN, f"n{i}"),
    lambda o, n, i: send_transfer(o, COORDINATOR, n["campaign"], n["laptop"], "VIDE", 1, key=f"n{i}"),
    lambda o, n, i: receive_list(o, COORDINATOR, n["campaign"], listed(i), f"l{i}.csv", Reception("ECOLE1")),
)  # fmt: skip
# What each step does to the free units of the cell, to the lots, and to the lists.
EFFECTS = ((0, 1, 0), (3, 0, 0), (-1, 0, 0), (-1, 0, 0), (0, 0, 1))


def effects(count: int) -> tuple[int, ...]:
    """Return what the first `count` steps do together, each once."""
    done = [EFFECTS[number % len(EFFECTS)] for number in range(count)]
    return tuple(map(sum, zip(*done, strict=True))) if done else (0, 0, 0)


def standing(office: Office, names: Names) -> tuple[int, ...]:
    """Return what the steps change: units of the cell, lots, lists."""
    named = {"campaign_id": names["campaign"]}
    with office.store.reading() as session:
        cells = {row["cell_id"]: row["on_hand"] for row in session.rows("stock/cells", named)}
        return (
            cells[names["laptop"]],
            len(session.rows("lot/all", named | {"today": FIRST})),
            len(session.rows("list/all", named)),
        )


def given(office: Office, names: Names, number: int) -> Any:
    """Give command `number`."""
    return STEPS[number % len(STEPS)](office, names, number)


def opened(home: Path) -> Office:
    """Open the office as the worker does."""
    return replace(open_office(home), clock=Clock(BEGUN + timedelta(days=41)), reading_room=DirectRoom())


def work(home: Path, names: Names, first: int, link: Connection) -> None:
    """Work from command `first` on, until killed."""
    office = opened(home)
    link.send("open")
    number = first
    with suppress(BrokenPipeError):
        while True:
            answer = given(office, names, number)
            if isinstance(answer, Refusal):
                link.send(f"{number}: {answer.code}")
                os._exit(1)
            link.send(number)
            number += 1


def work_together(home: Path, url: str, names: Names, count: int, link: Connection) -> None:
    """Give the first `count` commands on the shared store, as another process does at the same time; say each answer."""
    os.environ["CONNEXION_STORE"] = url
    office = opened(home)
    link.send("open")
    link.recv()
    for number in range(count):
        answer: Any = None
        while answer is None:
            with suppress(CannotGoOn):
                answer = given(office, names, number)
        if isinstance(answer, Refusal):
            link.send((number, answer.code))
        else:
            # A list sent again says that its rows are known: its id is what both must have.
            link.send((number, answer.get("list_id", answer)))
    office.store.close()
    link.send("done")


def work_through(office: Office, names: Names, acknowledged: Callable[[int], None], go_on: Callable[[], bool]) -> None:
    """Work as a server does whose database may go away: what was not answered is sent again."""
    number = 0
    while go_on():
        try:
            answer = given(office, names, number)
        except CannotGoOn:
            continue
        assert not isinstance(answer, Refusal), answer
        acknowledged(number)
        number += 1


if __name__ == "__main__":
    sys.exit("started by the tests only")
