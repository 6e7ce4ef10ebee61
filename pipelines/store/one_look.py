"""A store that is asked each thing once while somebody looks at one page.

The parts of a page each check rights and read what they show, so several of them need the same few rows. It must never answer with
what was there before a change made here, serve another thread, or outlive the look: what it remembers may be somebody's.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from typing import Any

import pyarrow as pa

from pipelines.store.port import Row, Session, Store

# More rows are given on and not kept: a look must not hold a campaign in memory.
MOST_ROWS = 5_000
Told = dict[tuple[str, str, str], Any]


class _Remembering:
    """A reading transaction that asks only what it was not told before; all else is the transaction's own."""

    def __init__(self, session: Session, told: Told) -> None:
        self._session, self._told = session, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def rows(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run the named statement and return all its rows, which are the caller's to change."""
        found: list[Row] = self._once("rows", self._session.rows, statement, parameters)
        return [dict(row) for row in found]

    def table(self, statement: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """Run the named statement and return its rows as Arrow columns."""
        return self._once("table", self._session.table, statement, parameters)

    def _once(
        self, shape: str, ask: Callable[..., Any], statement: str, parameters: Mapping[str, object] | None
    ) -> Any:
        question = (shape, statement, repr(sorted((parameters or {}).items())))
        if question not in self._told:
            found = ask(statement, parameters)
            if len(found) > MOST_ROWS:
                return found
            self._told[question] = found
        return self._told[question]


class _LookedAt:
    """The store as the thread that looks sees it."""

    def __init__(self, store: Store) -> None:
        self._store, self._looker = store, get_ident()
        self._told: Told | None = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads."""
        # Taken before the transaction begins: what is read before a change is then never kept after it.
        told = self._told if get_ident() == self._looker else None
        with self._store.reading() as session:
            yield session if told is None else _Remembering(session, told)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that may write; whatever was told before is asked anew."""
        try:
            with self._store.writing() as session:
                yield session
        finally:
            self.forget()

    def forget(self) -> None:
        """Let go of what was told; a look that is over stays over."""
        self._told = None if self._told is None else {}

    def end(self) -> None:
        """Remember nothing any more."""
        self._told = None


@contextmanager
def one_look(store: Store) -> Iterator[Store]:
    """Lend a store to the thread that draws a page: a question put twice until the end is asked once.

    Afterwards, and for every other thread, the same object asks the store each time.
    """
    looked_at = _LookedAt(store)
    try:
        yield looked_at
    finally:
        looked_at.end()
