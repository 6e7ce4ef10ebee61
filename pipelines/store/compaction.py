"""Rewrites a DuckDB file without its deleted rows: a checkpoint leaves them readable in free blocks (measured).

The copy is complete and on disk before it takes the place of the file. It must never run while the file is open elsewhere.
"""

import os
from contextlib import suppress
from pathlib import Path

import duckdb

from pipelines.store.statements import identifier


def due_mark(path: Path) -> Path:
    """Return the file whose presence asks for a rewrite."""
    return path.with_suffix(".compact")


def compact_if_due(path: Path) -> None:
    """Rewrite the file where it was asked for; another process that holds it keeps the mark for later."""
    if not due_mark(path).exists() or not path.exists():
        return
    with suppress(duckdb.IOException):
        compact(path)
        due_mark(path).unlink()


def compact(path: Path) -> None:
    """Copy everything that lives into a new file, and put that in place of the old one."""
    fresh = path.with_suffix(".rewritten")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connection:
        attach(connection, path, "worn", "read_write")
        attach(connection, fresh, "fresh", "storage_version 'v1.5.0'")
        connection.execute("copy from database worn to fresh").fetchall()
        connection.execute("detach worn").fetchall()
        connection.execute("detach fresh").fetchall()
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(fresh, path)
    path.with_suffix(f"{path.suffix}.wal").unlink(missing_ok=True)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, how: str) -> None:
    """Attach a file; its name is quoted, because it comes from the organisation's folder."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {identifier(name)} ({how})").fetchall()
