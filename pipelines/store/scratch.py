"""An in-memory database for work on clear data: nothing of it ever reaches a disk.

It has no file, no temporary folder and no door to the outside: past its memory limit a statement fails instead of spilling.
It must never be given a path, and lives inside one worker for one piece of work.
"""

from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.store.statements import identifier, statement_text


class Scratch:
    """One in-memory database; use it as a context manager."""

    def __init__(self, memory_gb: float = 3.0, threads: int = 2) -> None:
        config: dict[str, Any] = {
            "memory_limit": f"{memory_gb}GB",
            "threads": threads,
            # What a dropped table took goes back at once; by default half a gigabyte of it waits for the next one.
            "allocator_bulk_deallocation_flush_threshold": "16MB",
            "allocator_flush_threshold": "16MB",
            # Zero bytes of temporary files: DuckDB then raises instead of writing clear rows to a disk.
            "max_temp_directory_size": "0KB",
            "temp_directory": "",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        self.connection = duckdb.connect(":memory:", config=config)
        self.connection.execute("set enable_external_access=false").fetchall()
        self.connection.execute("set lock_configuration=true").fetchall()

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def stage(self, name: str, rows: pa.Table) -> None:
        """Copy Arrow columns into the table `name`."""
        self.connection.register("arriving", rows)
        text = f"create or replace table {identifier(name)} as select * from arriving"  # noqa: S608 our own name
        self.connection.execute(text).fetchall()
        self.connection.unregister("arriving")

    def name(self, view: str, table: str) -> None:
        """Give a table that a library made another name."""
        text = f"create or replace view {identifier(view)} as select * from {table}"  # noqa: S608 the library's own name
        self.connection.execute(text).fetchall()

    def run(self, statement: str) -> None:
        """Run a statement of the linkage room (`sql/scratch/<statement>.sql`)."""
        self.connection.execute(statement_text(f"scratch/{statement}")).fetchall()

    def table(self, statement: str) -> pa.Table:
        """Run a statement of the linkage room and return its rows as Arrow columns."""
        return self.connection.sql(statement_text(f"scratch/{statement}")).to_arrow_table()
