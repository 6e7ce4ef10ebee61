"""The child process in which clear columns are compared: data go in and come back by value, nothing is written.

Any `concurrent.futures.Executor` can stand in for the local one (a Dask cluster's, say). The local one is a plain child, not
a multiprocessing pool: a pool would run the caller's main script again (a screen, a test) inside the child.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import pyarrow as pa

from campaigns.model.outcome import CannotGoOn
from pipelines.linkage.divided import weighed_apart
from pipelines.linkage.engine import SMALL_CAMPAIGN, Contact, Weighed, weighed_pairs
from pipelines.linkage.model import Model
from pipelines.linkage.refusals import worker_cancelled, worker_stopped, worker_too_long
from pipelines.memory import give_back_at_once

ROOT = Path(__file__).resolve().parents[2]
Answer = TypeVar("Answer")
LENGTH_BYTES = 8
KEPT = ("PATH", "LANG", "LC_ALL", "TZ")
# A million requests take about two minutes; a machine ten times slower is still waited for.
WALL_SECONDS = 1800.0
LOOK_SECONDS = 0.1
# A child that was sent so much is not kept: it would hold gigabytes for the next small campaign.
LARGE_BYTES = 32 << 20


@dataclass(frozen=True)
class Limit:
    """How long the caller waits, and what it sets to stop waiting."""

    seconds: float = WALL_SECONDS
    cancel: threading.Event | None = None


class ChildExecutor(Executor):
    """Runs calls one after the other in one child process, started at the first call and kept; a dead one is replaced."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Run a call in the child and wait for it: the caller has nothing else to do with the data."""
        return self.submit_within(Limit(), fn, *args, **kwargs)

    def submit_within(self, limit: Limit, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Run a call in the child, which is ended where it takes too long or the caller gives up."""
        future: Future[Answer] = Future()
        try:
            future.set_result(self.answered(Message.of((fn, args, kwargs)), limit))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def answered(self, call: "Message", limit: Limit) -> Any:
        """Send one call and read its answer."""
        deadline, large = time.monotonic() + limit.seconds, call.size > LARGE_BYTES
        if not self.turn.acquire(timeout=limit.seconds):
            raise worker_too_long()
        try:
            child = self.alive()
            with Guard(child, deadline, limit.cancel) as guard:
                try:
                    send(child.stdin, call)
                    del call
                    answered = receive(child.stdout)
                except (EOFError, OSError):
                    self.stop()
                    raise guard.reason() from None
            if large:
                self.stop()
        finally:
            self.turn.release()
        ok, answer = answered.value()
        if not ok:
            raise worker_stopped(answer)
        return answer

    def alive(self) -> subprocess.Popen[bytes]:
        """Return the child, started where there is none."""
        if self.child is None or self.child.poll() is not None:
            command = [sys.executable, "-m", "pipelines.linkage.worker"]
            # No key or address of the server's own goes where strangers' words are compared.
            environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)}
            self.child = subprocess.Popen(  # noqa: S603 our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment
            )
        return self.child

    def stop(self) -> None:
        """End the child."""
        child, self.child = self.child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the child."""
        self.stop()


class Guard:
    """Ends the child when its time is over or the caller gave up, and remembers which."""

    def __init__(self, child: subprocess.Popen[bytes], deadline: float, cancel: threading.Event | None) -> None:
        self.child, self.deadline, self.cancel = child, deadline, cancel
        self.over = threading.Event()
        self.fault: CannotGoOn | None = None
        self.watching = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self) -> "Guard":
        self.watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.watching.join()

    def watch(self) -> None:
        """Look now and then until the answer is there."""
        while not self.over.wait(LOOK_SECONDS):
            if self.cancel is not None and self.cancel.is_set():
                self.fault = worker_cancelled()
            elif time.monotonic() > self.deadline:
                self.fault = worker_too_long()
            if self.fault is not None:
                self.child.kill()
                return

    def reason(self) -> CannotGoOn:
        """Return why the child ended."""
        return self.fault or worker_stopped()


class Within(Executor):
    """A child under a limit of its own for each call."""

    def __init__(self, child: ChildExecutor, limit: Limit) -> None:
        self.child, self.limit = child, limit

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Run a call within the limit."""
        return self.child.submit_within(self.limit, fn, *args, **kwargs)


@cache
def local_worker() -> ChildExecutor:
    """Return this process's worker, kept: starting one costs more than comparing a small campaign."""
    worker = ChildExecutor()
    atexit.register(worker.stop)
    return worker


def weighed_in_worker(
    rows: pa.Table, model: Model | None = None, rarity: pa.Table | None = None, declared: tuple[Contact, ...] = (),
    executor: Executor | None = None, fewest: int = SMALL_CAMPAIGN, *, with_keys: bool = False,
) -> Weighed:  # fmt: skip
    """Find and weigh pairs in the worker, or divided among those of a lent executor; see `engine.weighed_pairs`."""
    if executor is not None and rarity is None:
        return weighed_apart(executor, rows, model, declared, fewest, with_keys=with_keys)
    child = executor or local_worker()
    return child.submit(weighed_pairs, rows, model, rarity, declared, fewest, with_keys=with_keys).result()


@dataclass(frozen=True)
class Message:
    """A value on its way from one process to another: what it is made of, and beside it the columns, which are never copied.

    At a million requests an answer weighs gigabytes: written in one piece, it would stand twice in either process.
    """

    head: bytes
    columns: Sequence[memoryview]

    @classmethod
    def of(cls, value: object) -> Self:
        """Take a value apart; its columns stay where they are, so it must not be changed before it is sent."""
        columns: list[pickle.PickleBuffer] = []
        head = pickle.dumps(value, protocol=5, buffer_callback=columns.append)
        return cls(head, [column.raw() for column in columns])

    @property
    def size(self) -> int:
        """Return how many bytes go over the pipe."""
        return len(self.head) + sum(column.nbytes for column in self.columns)

    def value(self) -> Any:
        """Put the value together again, upon the columns as they came."""
        return pickle.loads(self.head, buffers=self.columns)  # noqa: S301 only our own process and its child write to this pipe


def send(pipe: Any, message: Message) -> None:
    """Write one message: its head, the number of its columns, the columns; each after its length."""
    send_piece(pipe, message.head)
    pipe.write(len(message.columns).to_bytes(LENGTH_BYTES, "big"))
    for column in message.columns:
        send_piece(pipe, column)
    pipe.flush()


def receive(pipe: Any) -> Message:
    """Read one message; EOFError at the end."""
    head = bytes(received_piece(pipe))
    count = received_number(pipe)
    return Message(head, [received_piece(pipe) for _ in range(count)])


def send_piece(pipe: Any, content: bytes | memoryview) -> None:
    """Write a piece of a message after its length in bytes."""
    view = memoryview(content).cast("B")
    pipe.write(len(view).to_bytes(LENGTH_BYTES, "big"))
    pipe.write(view)


def received_piece(pipe: Any) -> memoryview:
    """Read a piece of a message into its own place."""
    size = received_number(pipe)
    place = memoryview(pa.allocate_buffer(size)) if size else memoryview(b"")
    if size and pipe.readinto(place) != size:
        raise EOFError
    return place


def received_number(pipe: Any) -> int:
    """Read a number of bytes or pieces."""
    told = pipe.read(LENGTH_BYTES)
    if len(told) != LENGTH_BYTES:
        raise EOFError
    return int.from_bytes(told, "big")


def serve() -> None:
    """Answer calls until the parent closes the pipe; whatever a library prints goes to stderr, not among the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    give_back_at_once()
    while True:
        try:
            fn, args, kwargs = receive(sys.stdin.buffer).value()
        except EOFError:
            return
        try:
            answer = (True, fn(*args, **kwargs))
        except Exception as fault:
            answer = (False, type(fault).__name__)
        # What was sent need not be held beside the answer.
        del fn, args, kwargs
        send(answers, Message.of(answer))
        del answer


if __name__ == "__main__":
    serve()
