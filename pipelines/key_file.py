"""Opens the file of the data keys, for one operation at a time; on a disk closed to writing it is only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pipelines.store.disk import takes_writing
from pipelines.vault_refusals import keys_unwritable

NO_ROOM = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN})


@contextmanager
def opened_keys(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the key file; erased keys are overwritten in place.

    Raises
    ------
    CannotGoOn
        When it can't be read, or can't be added to where that is needed.
    """
    connection = None
    try:
        connection = connected(path)
        with connection:
            yield connection
    except sqlite3.OperationalError:
        raise keys_unwritable() from None
    finally:
        if connection is not None:
            connection.close()


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection that may write where the disk takes it."""
    if path.exists() and not takes_writing(path):
        return reading_alone(path)
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma secure_delete=on")
    except sqlite3.OperationalError as fault:
        connection.close()
        # A disk that is full takes not even what SQLite needs beside the file to read it.
        if fault.sqlite_errorcode & 0xFF in NO_ROOM:
            return reading_alone(path)
        raise
    return connection


def reading_alone(path: Path) -> sqlite3.Connection:
    """Return a connection that leaves no file beside the keys; a log that a crash left behind is read with them."""
    log = path.with_name(f"{path.name}-wal")
    # Without a log nothing changes the file: SQLite need not look for one, which it could not make here.
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro{alone}", timeout=30, uri=True)


def made(path: Path, *schemas: str) -> None:
    """Make the tables of the key file where they are not there yet."""
    if path.exists() and not takes_writing(path):
        return
    with opened_keys(path) as keys:
        for schema in schemas:
            keys.execute(schema)
