"""The port every verb uses to reach the database, whichever engine stands behind.

One SQL text in the dialect common to DuckDB and PostgreSQL, kept in `sql/`, values only as `:parameters`.
This room must never decide anything, and never see a name, a phone or an address: those are in the vault.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa

from campaigns.model.outcome import CannotGoOn, Sentence

Row = dict[str, Any]


class Session(Protocol):
    """One open transaction."""

    def rows(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run the named statement and return all its rows."""
        ...

    def table(self, statement: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """Run the named statement and return its rows as Arrow columns."""
        ...

    def run(self, statement: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run the named statement and return how many rows it touched."""
        ...

    def append(self, table_name: str, rows: pa.Table) -> None:
        """Append Arrow columns to a table of the schema; column names are the table's own."""
        ...

    def stage(self, name: str, rows: pa.Table) -> None:
        """Make Arrow columns readable as the temporary table `name` until the transaction ends."""
        ...

    def names(self) -> list[str]:
        """Return the tables of the schema, by name, the engine's own left out."""
        ...

    def columns(self, table_name: str) -> pa.Schema:
        """Return the columns of a table, by name, in the types common to both engines."""
        ...

    def whole(self, table_name: str) -> Iterator[pa.RecordBatch]:
        """Give every row of a table in the order of its key, in batches of `whole.BATCH_ROWS`."""
        ...


class Store(Protocol):
    """The database: short transactions, one writer at a time."""

    def reading(self) -> AbstractContextManager[Session]:
        """Open a transaction that only reads."""
        ...

    def writing(self) -> AbstractContextManager[Session]:
        """Open a transaction that may write; it commits at the end or leaves nothing."""
        ...

    def roomy(self) -> AbstractContextManager[None]:
        """Let one big work hold more memory in the store than a page or a list does, until its end."""
        ...

    def version(self) -> int:
        """Return the number of the newest migration that was applied."""
        ...

    def migrate(self, newest: int | None = None) -> None:
        """Bring the schema to the newest version, or to an earlier one."""
        ...

    def forget_bytes(self) -> None:
        """See to it that deleted rows leave no byte behind, at the latest when the store is next opened."""
        ...

    def close(self) -> None:
        """Give the database back."""
        ...


class Conflict(Exception):
    """Another transaction changed the same rows first; the whole transaction may be tried again."""


class GuardRefused(Exception):
    """A constraint of the schema refused the write (a balance below zero, a key already used)."""


def store_is_busy(process: str | None) -> CannotGoOn:
    """Say that another process holds the database file, and its number where it is known."""
    fr, en = (f" (processus n° {process})", f" (process no. {process})") if process else ("", "")
    return CannotGoOn(
        "store_busy",
        Sentence(
            f"La base de cette campagne est déjà ouverte par un autre programme{fr}. "
            "Fermez-le, ou passez par le tableau de bord déjà ouvert, puis recommencez. Rien n'a été modifié.",
            f"This campaign's database is already open in another program{en}. "
            "Close it, or use the dashboard that is already open, then try again. Nothing was changed.",
        ),
    )
