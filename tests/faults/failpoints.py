"""A failpoint at every step that writes: each statement and column block, each commit, the key file's commits, each file put or taken away.

The steps are found by running the command, not listed by hand: a step added tomorrow is struck tomorrow.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ulid import ULID

from pipelines.office import Office
from pipelines.safety.dump import Digest
from pipelines.store.port import Store
from pipelines.vault import Vault

COMMIT, COMMITTED = "commit", "committed"
# What differs between two runs of one command that did the same: fresh nonces and secrets, and how long the solver took.
UNLIKE = {("sealed", "content"), ("plan", "seconds"), ("access_code", "code_hash"), ("access_code", "prefix")}


class Struck(BaseException):
    """The process is gone, as far as the code can tell: nothing catches it, nothing is tidied up but what the engine does."""


def raise_struck(name: str) -> None:
    """Strike within this process."""
    raise Struck(name)


class Points:
    """Counts the steps and strikes at one of them."""

    def __init__(self, stop_at: int | None = None, strike: Callable[[str], None] = raise_struck) -> None:
        self.stop_at = stop_at
        self.strike = strike
        self.reached: list[str] = []

    def reach(self, name: str) -> None:
        """Pass a step, or be struck before it is taken."""
        self.reached.append(name)
        if len(self.reached) - 1 == self.stop_at:
            self.strike(name)

    @property
    def commits(self) -> int:
        """Return how many transactions of the store were committed so far."""
        return self.reached.count(COMMITTED)


class PointedSession:
    """A session whose writes are steps."""

    def __init__(self, inner: Any, points: Points) -> None:
        self.inner, self.points = inner, points

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def run(self, statement: str, parameters: Any = None) -> int:
        """Write by a named statement."""
        self.points.reach(f"run {statement}")
        return int(self.inner.run(statement, parameters))

    def append(self, table_name: str, rows: Any) -> None:
        """Write columns."""
        self.points.reach(f"append {table_name}")
        self.inner.append(table_name, rows)


class PointedStore:
    """A store whose writes and commits are steps; `after_commit` is told of each commit."""

    def __init__(self, inner: Store, points: Points, after_commit: Callable[[], None] = lambda: None) -> None:
        self.inner, self.points, self.after_commit = inner, points, after_commit

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @contextmanager
    def writing(self) -> Iterator[PointedSession]:
        """Open a transaction that may write."""
        with self.inner.writing() as session:
            yield PointedSession(session, self.points)
            self.points.reach(COMMIT)
        self.after_commit()
        self.points.reach(COMMITTED)


@contextmanager
def struck(office: Office, points: Points, after_commit: Callable[[], None] = lambda: None) -> Iterator[Office]:
    """Give the office with failpoints in its store, its key file, and its files."""
    with ExitStack() as planted:
        planted.enter_context(patch.object(Vault, "keys", pointed_keys(Vault.keys, points)))
        for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "write_bytes"), (Path, "write_text")):
            planted.enter_context(patch.object(owner, name, pointed_file(getattr(owner, name), name, points)))
        yield replace(office, store=PointedStore(office.store, points, after_commit))


def pointed_keys(inner: Any, points: Points) -> Any:
    """Return `Vault.keys` with a step before and after its commit."""

    @contextmanager
    def keys(vault: Vault) -> Iterator[Any]:
        with inner(vault) as connection:
            before = connection.total_changes
            yield connection
            changed = connection.total_changes != before
            if changed:
                points.reach("keys")
        if changed:
            points.reach("keys written")

    return keys


def pointed_file(inner: Any, name: str, points: Points) -> Any:
    """Return a file operation with a step before it."""

    def operation(path: Path, *arguments: Any, **named: Any) -> Any:
        points.reach(f"file {name}")
        return inner(path, *arguments, **named)

    return operation


class SameULID:
    """Mints the same ids in each run, so that a command sent again is the same command."""

    def __init__(self, run: int) -> None:
        self.run, self.count = run, 0

    def from_datetime(self, moment: datetime) -> ULID:
        """Return the next id."""
        return ULID.from_bytes(ULID.from_datetime(moment).bytes[:6] + self.drawn(10))

    def drawn(self, size: int) -> bytes:
        """Return bytes that look drawn."""
        self.count += 1
        return sha256(f"{self.run} {self.count}".encode()).digest()[:size] if size <= 32 else b"".join(
            self.drawn(min(32, size - at)) for at in range(0, size, 32)
        )  # fmt: skip

    from_str = staticmethod(ULID.from_str)


@contextmanager
def same_ids(run: int = 0) -> Iterator[None]:
    """Have ids minted the same in each run of this number."""
    made = SameULID(run)
    with patch("pipelines.ids.ULID", made), patch("pipelines.ids.os", type("os", (), {"urandom": made.drawn})):
        yield


def state_of(store: Store) -> dict[str, str]:
    """Return a digest of each table: what two runs of one command must have in common."""
    found = {}
    with store.reading() as session:
        for table in session.names():
            total = Digest()
            for batch in session.whole(table):
                kept = [name for name in batch.schema.names if (table, name) not in UNLIKE]
                total.batch(batch.select(kept))
            found[table] = total.hexdigest()
    return found
