"""Organisations take turns at the reading desks, however many lists one of them sends; each is told its place."""

import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.outcome import Refusal
from dashboard.parts.watched import Seen, said
from dashboard.wording.translation import Words
from pipelines.intake.reading import ListReading
from pipelines.intake.turns import Turns
from pipelines.intake.wire import Cancelled
from pipelines.intake.worker import ReadingRoom, Watch


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.002)
    raise AssertionError("it never came")


class Queue:
    """Readings that come one by one while the only desk is taken, and then run in the order of their turns."""

    def __init__(self, organisations: list[str], senders: list[str] | None = None) -> None:
        self.senders = senders or [""] * len(organisations)
        self.turns, self.order, self.places = Turns(1), list[int](), dict[int, list[int]]()
        threads = []
        with self.turns.taken("first"):
            for number, organisation in enumerate(organisations):
                self.places[number] = []
                threads.append(threading.Thread(target=self.read, args=(number, organisation)))
                threads[-1].start()
                until(partial(bool, self.places[number]))
        for thread in threads:
            thread.join(timeout=10)

    def read(self, number: int, organisation: str) -> None:
        """Wait for a turn and note it."""
        with self.turns.taken(organisation, self.places[number].append, sender=self.senders[number]):
            self.order.append(number)


def test_an_organisation_with_many_lists_lets_the_others_first_lists_pass() -> None:
    queue = Queue(["a", "a", "a", "a", "b", "b", "c"])
    assert queue.order == [0, 4, 6, 1, 5, 2, 3]
    # Each was told its place as it came, and that its turn had come.
    assert {number: told[0] for number, told in queue.places.items()} == {0: 1, 1: 2, 2: 3, 3: 4, 4: 2, 5: 4, 6: 3}
    assert {told[-1] for told in queue.places.values()} == {0}


def test_one_person_who_sends_for_many_organisations_lets_the_others_pass() -> None:
    """Four lists of one coordinator for four structures, then a structure's own and another coordinator's two."""
    queue = Queue(["a", "b", "c", "d", "e", "f", "g"], ["one"] * 4 + ["", "two", "two"])
    assert queue.order == [0, 4, 5, 1, 6, 2, 3]


def test_a_structure_stands_behind_its_own_list_whoever_sent_it() -> None:
    queue = Queue(["a", "a", "b"], ["one", "two", "three"])
    assert queue.order == [0, 2, 1]


def expected(organisations: list[str]) -> list[int]:
    """Return the order by hand: everybody's first list in order of arrival, then everybody's second, and so on."""
    nth = [organisations[:at].count(name) for at, name in enumerate(organisations)]
    return sorted(range(len(organisations)), key=lambda at: (nth[at], at))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_the_order_is_that_of_rounds(organisations: list[str]) -> None:
    assert Queue(organisations).order == expected(organisations)


def test_no_more_run_at_once_than_there_are_desks() -> None:
    turns, lock = Turns(2), threading.Lock()
    running, most = 0, 0

    def read() -> None:
        nonlocal running, most
        with turns.taken(""):
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.005)
            with lock:
                running -= 1

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert (most, running) == (2, 0)


def test_whoever_gives_up_leaves_the_queue() -> None:
    turns, gone, places = Turns(1), threading.Event(), list[int]()
    given_up: list[bool] = []

    def gives_up() -> None:
        try:
            with turns.taken("a", cancel=gone):
                given_up.append(False)
        except Cancelled:
            given_up.append(True)

    with turns.taken("first"):
        one = threading.Thread(target=gives_up)
        one.start()
        until(lambda: len(turns._waiting) == 1)

        def stays() -> None:
            with turns.taken("b", places.append):
                pass

        two = threading.Thread(target=stays)
        two.start()
        until(lambda: places == [2])
        gone.set()
        until(lambda: places == [2, 1])
    one.join(timeout=10)
    two.join(timeout=10)
    assert (given_up, places) == ([True], [2, 1, 0])


def test_a_list_that_waits_can_be_given_up_and_is_a_refusal() -> None:
    cancel, places, answers = threading.Event(), list[int](), list[ListReading | Refusal]()
    watch = Watch(cancel=cancel, queued=places.append, organisation="a")
    with ReadingRoom(desks=1) as room:
        with room.desk():
            asked = threading.Thread(
                target=lambda: answers.append(room.read(b"Nom\nA\n", "l.csv", today=date(2020, 4, 3), watch=watch))
            )
            asked.start()
            until(lambda: places == [1])
            cancel.set()
            asked.join(timeout=10)
        assert isinstance(answers[0], Refusal)
        assert answers[0].code == "reading_cancelled"
        assert room.child is None


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Seen(place=3), "Votre tableau attend son tour : place 3 dans la file."),
        (Seen(), "Ouverture du fichier…"),
        (Seen(done=1200, total=2000), "Lecture des lignes 1 200 / 2 000"),
        (Seen(done=2000, total=2000), "Enregistrement…"),
    ],
)
def test_the_page_says_the_place_then_the_rows(seen: Seen, words: str) -> None:
    assert said(seen, Words("fr")).replace("\u202f", " ").replace("\u00a0", " ") == words
