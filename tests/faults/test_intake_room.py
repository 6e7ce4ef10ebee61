"""The reading room survives the death of its child, and its child can do little."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import date

import pyarrow as pa
import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.reading_desk import ReadingDesk, bare_environment, unpacked
from pipelines.intake.reading_parts import AS_RECOGNISED
from pipelines.intake.worker import ReadingRoom, Watch

TODAY = date(2020, 4, 3)
LIST = b"Nom;Besoin\nDiallo;PC\n"
OPTIONS = {"today": TODAY, "partner_kind": None, "choices": AS_RECOGNISED}


def test_the_room_reads_as_the_plain_reader_does() -> None:
    with ReadingRoom() as room:
        assert room.read(LIST, "liste.csv", today=TODAY) == read_list(LIST, "liste.csv", today=TODAY)


def test_a_child_killed_while_idle_is_replaced_without_a_word() -> None:
    with ReadingRoom() as room:
        room.read(LIST, "liste.csv", today=TODAY)
        assert room.child is not None
        os.kill(room.child.pid, signal.SIGKILL)
        room.child.wait()
        assert isinstance(room.read(LIST, "liste.csv", today=TODAY), ListReading)


HASTY = """
import socket, sys
from pipelines.intake import reading_child as child
child.HEAVY_BYTES, child.IDLE_SECONDS = int(sys.argv[2]), 0.05
child.serve(socket.socket(fileno=int(sys.argv[1])))
"""


def hasty(desk: ReadingDesk, heavy: int) -> None:
    """Start a reader that ends almost at once where it has nothing to do after a list of so many bytes."""
    ours, theirs = socket.socketpair()
    with theirs:
        told = [sys.executable, "-c", HASTY, str(theirs.fileno()), str(heavy)]
        desk.child = subprocess.Popen(told, pass_fds=(theirs.fileno(),), env=bare_environment())
    desk.link = ours


def test_only_a_child_that_read_a_heavy_list_ends_once_it_has_nothing_to_do() -> None:
    for heavy, ends in ((len(LIST), True), (len(LIST) + 1, False)):
        desk = ReadingDesk()
        hasty(desk, heavy)
        child = desk.child
        assert child is not None
        assert child.poll() is None
        assert len(list(desk.parts(LIST, "liste.csv", OPTIONS, None, 40.0))) == 2
        if ends:
            assert child.wait(timeout=20) == 0
        else:
            time.sleep(1.0)
            assert child.poll() is None
        # Gone or not, the next list is read.
        assert len(list(desk.parts(LIST, "liste.csv", OPTIONS, None, 40.0))) == 2
        desk.close_child()


@pytest.mark.slow
def test_a_list_that_comes_while_its_child_ends_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, children = ReadingDesk(), set[int]()
    monkeypatch.setattr(desk, "start", lambda: hasty(desk, 1))
    for number in range(12):
        assert len(list(desk.parts(LIST, "liste.csv", OPTIONS, None, 40.0))) == 2, number
        assert desk.child is not None
        children.add(desk.child.pid)
        # Just before its time is over, just at it, just after it.
        time.sleep(0.04 + number * 0.01)
    desk.close_child()
    assert 1 < len(children) < 12, "all ended or none did: nothing was proved"


def test_a_child_that_does_nothing_is_ended_and_the_next_list_is_read() -> None:
    with ReadingRoom() as room:
        room.read(LIST, "liste.csv", today=TODAY)
        assert room.child is not None
        os.kill(room.child.pid, signal.SIGSTOP)
        room.idle_seconds = 0.2
        stopped = room.read(LIST, "liste.csv", today=TODAY)
        room.idle_seconds = 40.0
        assert isinstance(stopped, Refusal)
        assert stopped.code == "reading_stopped"
        assert isinstance(room.read(LIST, "liste.csv", today=TODAY), ListReading)


def test_a_child_that_rarely_gets_the_processor_is_waited_for() -> None:
    rows = b"".join(b"Diallo;%d besoins au moins\n" % number for number in range(3_000))
    finished = threading.Event()
    with ReadingRoom(idle_seconds=1.0) as room:
        room.read(LIST, "liste.csv", today=TODAY)
        assert room.child is not None
        rationed = threading.Thread(target=ration, args=(room.child.pid, finished))
        rationed.start()
        started = time.monotonic()
        found = room.read(b"Nom;Besoin\n" + rows, "liste.csv", today=TODAY)
        taken = time.monotonic() - started
        finished.set()
        rationed.join()
    assert isinstance(found, ListReading)
    assert len(found.rows) == 3_000
    assert taken > 1.0, "the list was too short to prove anything"


def ration(pid: int, finished: threading.Event) -> None:
    """Let a process work a small part of the time."""
    while not finished.wait(0.05):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.25)
        os.kill(pid, signal.SIGCONT)


def test_a_child_that_works_too_long_is_ended_by_the_system() -> None:
    program = "from pipelines.intake import reading_child as child; child.CPU_SECONDS = 1; child.limit_processor(0)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", program], env=bare_environment(), check=False)
    assert ended.returncode == -signal.SIGXCPU


def test_threads_take_turns() -> None:
    answers: list[ListReading | Refusal] = []
    with ReadingRoom() as room:
        threads = [
            threading.Thread(target=lambda: answers.append(room.read(LIST, "liste.csv", today=TODAY))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 6
    assert all(isinstance(answer, ListReading) for answer in answers)


def test_a_child_that_answers_anything_but_a_reading_is_not_unpacked() -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpacked(b"V" + pickle.dumps(os.system))
    with pytest.raises(pickle.UnpicklingError):
        unpacked(b"V" + pickle.dumps("text"))
    with pytest.raises(pickle.UnpicklingError):
        unpacked(b"?")
    with pytest.raises((ValueError, pa.ArrowException, OSError)):
        unpacked(b"B" + b"not a block of rows at all, by any measure")


def test_the_child_gets_no_key_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNEXION_MASTER_KEY", "secret")
    assert "secret" not in bare_environment().values()


LONG_LIST = b"Nom;Besoin\n" + b"".join(b"Diallo%d;PC\n" % number for number in range(150))


def test_a_reading_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    with ReadingRoom() as room:
        found = room.read(
            LONG_LIST, "liste.csv", today=TODAY, watch=Watch(lambda done, total: told.append((done, total)))
        )
    assert isinstance(found, ListReading)
    assert (told[0], told[-1]) == ((0, 150), (150, 150))
    assert told == sorted(told)


def test_a_cancelled_reading_is_a_refusal_and_the_next_list_is_read() -> None:
    cancel = threading.Event()
    with ReadingRoom() as room:
        room.read(LIST, "liste.csv", today=TODAY)
        assert room.child is not None
        stopped_child = room.child
        os.kill(stopped_child.pid, signal.SIGSTOP)
        threading.Timer(0.3, cancel.set).start()
        stopped = room.read(LIST, "liste.csv", today=TODAY, watch=Watch(cancel=cancel))
        assert isinstance(stopped, Refusal)
        assert stopped.code == "reading_cancelled"
        assert stopped_child.poll() is not None
        assert isinstance(room.read(LIST, "liste.csv", today=TODAY), ListReading)


def test_an_iterator_left_early_gives_the_room_back() -> None:
    with ReadingRoom() as room:
        pieces = room.stream(LONG_LIST, "liste.csv", today=TODAY)
        next(pieces)
        pieces.close()
        assert isinstance(room.read(LIST, "liste.csv", today=TODAY), ListReading)
