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
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from campaigns.model.outcome import CannotGoOn, Sentence
from pipelines.linkage.engine import SMALL_CAMPAIGN, Contact, Weighed, weighed_pairs
from pipelines.linkage.model import Model

ROOT = Path(__file__).resolve().parents[2]
Answer = TypeVar("Answer")
LENGTH_BYTES = 8
KEPT = ("PATH", "LANG", "LC_ALL", "TZ")


class ChildExecutor(Executor):
    """Runs calls one after the other in one child process, started at the first call and kept; a dead one is replaced."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Run a call in the child and wait for it: the caller has nothing else to do with the data."""
        future: Future[Answer] = Future()
        try:
            future.set_result(self.answered(pickle.dumps((fn, args, kwargs), protocol=5)))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def answered(self, call: bytes) -> Any:
        """Send one call and read its answer."""
        with self.turn:
            child = self.alive()
            try:
                send(child.stdin, call)
                ok, answer = pickle.loads(receive(child.stdout))  # noqa: S301 our own child, given text columns only
            except (EOFError, OSError):
                self.stop()
                raise worker_stopped() from None
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
    """Find and weigh pairs in the worker; see `engine.weighed_pairs`."""
    return (
        (executor or local_worker())
        .submit(weighed_pairs, rows, model, rarity, declared, fewest, with_keys=with_keys)
        .result()
    )


def worker_stopped(kind: str = "") -> CannotGoOn:
    """Say that the comparison ended early; `kind` is the fault's class, never its text, which could quote a value."""
    return CannotGoOn(
        "linkage_stopped",
        Sentence(
            f"La comparaison des demandes s'est arrêtée avant la fin{kind and f' ({kind})'}. Rien n'a été modifié ; "
            "fermez d'autres programmes si la mémoire manque, puis recommencez.",
            f"Comparing the requests stopped before its end{kind and f' ({kind})'}. Nothing was changed; close other "
            "programs if memory is short, then try again.",
        ),
    )


def send(pipe: Any, content: bytes) -> None:
    """Write one message."""
    pipe.write(len(content).to_bytes(LENGTH_BYTES, "big"))
    pipe.write(content)
    pipe.flush()


def receive(pipe: Any) -> bytes:
    """Read one message; EOFError at the end."""
    head = pipe.read(LENGTH_BYTES)
    content: bytes = pipe.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else b""
    if not content:
        raise EOFError
    return content


def serve() -> None:
    """Answer calls until the parent closes the pipe; whatever a library prints goes to stderr, not among the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            fn, args, kwargs = pickle.loads(receive(sys.stdin.buffer))  # noqa: S301 sent by our parent
        except EOFError:
            return
        try:
            answer = (True, fn(*args, **kwargs))
        except Exception as fault:
            answer = (False, type(fault).__name__)
        send(answers, pickle.dumps(answer, protocol=5))


if __name__ == "__main__":
    serve()
