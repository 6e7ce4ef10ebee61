"""The embedded store: one DuckDB file, one process, one writer at a time.

No extension, no network, no file access from SQL; a private folder for what spills.
It must never be shared between processes: a second one gets a clear sentence with the first one's number.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.store.compaction import compact_if_due, due_mark
from pipelines.store.disk import takes_writing
from pipelines.store.machine_faults import (
    memory_short,
    store_only_reads,
    store_slow,
    store_unreadable,
    store_unwritable,
)
from pipelines.store.port import Conflict, GuardRefused, Row, store_is_busy
from pipelines.store.statements import identifier, migrations, with_marks
from pipelines.store.whole import BATCH_ROWS, OWN_TABLES, kind_of, order_of, rebatched

MARK = r"$\1"
# The longest that a writer waits for another's end: a plan for a million requests is written in less.
PATIENCE_SECONDS = 300.0
# What the store may hold: beside pages and lists, and for one big work (what links a million requests is written in one transaction).
USUAL, ROOMY = "640MB", "3GB"


class DuckSession:
    """One transaction on a cursor of its own; every result is fetched whole."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor
        self.staged: list[str] = []

    def rows(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run the named statement and return all its rows."""
        self.cursor.execute(with_marks(statement, MARK), dict(parameters or {}))
        names = [column[0] for column in self.cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in self.cursor.fetchall()]

    def table(self, statement: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """Run the named statement and return its rows as Arrow columns."""
        relation = self.cursor.sql(with_marks(statement, MARK), params=dict(parameters or {}))
        return relation.to_arrow_table()

    def run(self, statement: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run the named statement and return how many rows it touched."""
        self.cursor.execute(with_marks(statement, MARK), dict(parameters or {}))
        counted = self.cursor.fetchall()
        return int(counted[0][0]) if counted and isinstance(counted[0][0], int) else 0

    def append(self, table_name: str, rows: pa.Table) -> None:
        """Append Arrow columns to a table of the schema."""
        columns = ", ".join(identifier(name) for name in rows.column_names)
        # A registered table would stay in memory until the transaction ends; a relation lets it go at once.
        arriving = self.cursor.from_arrow(rows)
        arriving.query("_arriving", f"insert into {identifier(table_name)} ({columns}) select {columns} from _arriving")  # noqa: S608 identifiers only

    def stage(self, name: str, rows: pa.Table) -> None:
        """Make Arrow columns readable as the temporary table `name` until the transaction ends."""
        arriving = self.cursor.from_arrow(rows)
        arriving.query("_arriving", f"create or replace temp table {identifier(name)} as select * from _arriving")  # noqa: S608 identifiers only
        self.staged.append(name)

    def names(self) -> list[str]:
        """Return the tables of the schema, by name, the engine's own left out."""
        text = "select table_name from duckdb_tables() where not temporary and schema_name = 'main' order by table_name"
        found = self.cursor.execute(text).fetchall()
        return [row[0] for row in found if row[0] not in OWN_TABLES]

    def columns(self, table_name: str) -> pa.Schema:
        """Return the columns of a table, by name, in the types common to both engines."""
        text = "select column_name, data_type from duckdb_columns() where table_name = $name and schema_name = 'main' and not internal order by column_name"
        found = self.cursor.execute(text, {"name": table_name}).fetchall()
        return pa.schema([(name, kind_of(kind)) for name, kind in found])

    def whole(self, table_name: str) -> Iterator[pa.RecordBatch]:
        """Give every row of a table in the order of its key, in batches of `whole.BATCH_ROWS`."""
        text = "select constraint_column_names from duckdb_constraints() where table_name = $name and constraint_type = 'PRIMARY KEY'"
        found = self.cursor.execute(text, {"name": table_name}).fetchall()
        schema = self.columns(table_name)
        keys = order_of(table_name, found[0][0] if found else (), schema.names)
        columns, order = (", ".join(identifier(name) for name in names) for names in (schema.names, keys))
        relation = self.cursor.sql(f"select {columns} from {identifier(table_name)} order by {order}")  # noqa: S608 identifiers only
        yield from rebatched(relation.to_arrow_reader(BATCH_ROWS), schema)


class DuckStore:
    """A DuckDB file under the organisation's home."""

    def __init__(self, path: Path, *, memory_limit: str = USUAL, newest: int | None = None) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.usual = memory_limit
        # A disk closed to writing still lets a campaign be read.
        self.only_reads = path.exists() and not takes_writing(path)
        if self.only_reads:
            self.root = opened(path, {"memory_limit": memory_limit, "temp_directory": ""}, only_reads=True)
            self.check_version()
            return
        spill = path.parent / "spill"
        try:
            spill.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise store_unreadable() from None
        compact_if_due(path)
        self.root = opened(path, {"memory_limit": memory_limit, "temp_directory": str(spill)})
        self.migrate(newest)

    def version(self) -> int:
        """Return the number of the newest migration that was applied."""
        with closing_cursor(self.root) as cursor:
            return int(cursor.execute("select max(version) from schema_version").fetchall()[0][0])

    def migrate(self, newest: int | None = None) -> None:
        """Bring the schema to the newest version, or to an earlier one; each migration is one transaction."""
        with self.lock, closing_cursor(self.root) as cursor:
            cursor.execute("create table if not exists schema_version (version integer primary key)").fetchall()
            done = {row[0] for row in cursor.execute("select version from schema_version").fetchall()}
            for version, texts in migrations("duckdb"):
                if version not in done and version <= (newest or version):
                    apply_migration(cursor, version, texts)

    def check_version(self) -> None:
        """Give a file back that would have to be brought to the newest version, where nothing may be written."""
        if self.version() != max(version for version, _ in migrations("duckdb")):
            self.root.close()
            raise store_unreadable()

    @contextmanager
    def reading(self) -> Iterator[DuckSession]:
        """Open a transaction that only reads."""
        with closing_cursor(self.root) as cursor:
            cursor.execute("begin").fetchall()
            try:
                yield DuckSession(cursor)
            except duckdb.OutOfMemoryException:
                raise memory_short() from None
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("rollback").fetchall()

    @contextmanager
    def writing(self) -> Iterator[DuckSession]:
        """Open a transaction that may write; one at a time in this process."""
        if self.only_reads:
            raise store_only_reads()
        with self.turn(), closing_cursor(self.root) as cursor:
            cursor.execute("begin").fetchall()
            session = DuckSession(cursor)
            try:
                yield session
                translated(lambda: drop_staged(cursor, session.staged))
                translated(lambda: cursor.execute("commit").fetchall())
            except BaseException as fault:
                with suppress(duckdb.Error):
                    cursor.execute("rollback").fetchall()
                raise domain_fault(fault) from None

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """Raise the limit of memory until the end of a big work; of two works at once, the first to end puts it back."""
        with closing_cursor(self.root) as cursor:
            cursor.execute(f"set memory_limit = '{ROOMY}'").fetchall()
            try:
                yield
            finally:
                # What others hold at this moment may be above it: the next big work puts it back then.
                with suppress(duckdb.Error):
                    cursor.execute(f"set memory_limit = '{self.usual}'").fetchall()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the one turn to write, after whoever writes now; a wait that does not end is said."""
        if not self.lock.acquire(timeout=PATIENCE_SECONDS):
            raise store_slow()
        try:
            yield
        finally:
            self.lock.release()

    def forget_bytes(self) -> None:
        """Have the file rewritten without what was deleted, when this process gives it back or the next one opens it."""
        due_mark(self.path).touch(mode=0o600)

    def close(self) -> None:
        """Write everything to the file and give it back."""
        with self.lock:
            self.root.close()
            if not self.only_reads:
                compact_if_due(self.path)


def opened(path: Path, limits: dict[str, str], *, only_reads: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the file with every door to the outside shut.

    Raises
    ------
    CannotGoOn
        When another process holds the file, or it is damaged.
    """
    config: dict[str, Any] = {
        "storage_compatibility_version": "v1.5.0",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # What a large reading took goes back to the machine a moment later, instead of waiting for the next one.
        "allocator_background_threads": True,
        "max_temp_directory_size": "20GB",
        **limits,
    }
    try:
        connection = duckdb.connect(str(path), read_only=only_reads, config=config)
    except duckdb.IOException as fault:
        if "lock" not in str(fault).lower():
            raise store_unreadable() from None
        holder = re.search(r"PID (\d+)", str(fault))
        raise store_is_busy(holder.group(1) if holder else None) from None
    connection.execute("set enable_external_access=false").fetchall()
    # Only a big work may change something, and only how much the store may hold (`roomy`).
    connection.execute("set allowed_configs=['memory_limit']").fetchall()
    connection.execute("set lock_configuration=true").fetchall()
    return connection


@contextmanager
def closing_cursor(root: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a cursor for one operation."""
    cursor = root.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def apply_migration(cursor: duckdb.DuckDBPyConnection, version: int, texts: list[str]) -> None:
    """Run the statements of one migration and note its number, or leave nothing."""
    cursor.execute("begin").fetchall()
    try:
        for text in texts:
            cursor.execute(text).fetchall()
        cursor.execute("insert into schema_version values ($1)", [version]).fetchall()
        cursor.execute("commit").fetchall()
    except BaseException:
        cursor.execute("rollback").fetchall()
        raise


def drop_staged(cursor: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Drop the temporary tables of a transaction: temp tables would outlive it on this connection."""
    for name in names:
        cursor.execute(f"drop table if exists temp.{identifier(name)}").fetchall()


def translated(work: Callable[[], object]) -> None:
    """Run `work`, turning the engine's faults into the port's."""
    try:
        work()
    except duckdb.Error as fault:
        raise domain_fault(fault) from None


def domain_fault(fault: BaseException) -> BaseException:
    """Return the port's word for an engine fault; the engine's text may quote values, so it is not kept."""
    if isinstance(fault, duckdb.ConstraintException):
        return GuardRefused("a constraint of the schema refused the write")
    if isinstance(fault, duckdb.TransactionException) and "could not write" in str(fault).lower():
        # A commit that the disk did not take has the type of a lost race; taken for one, it would be tried for ever.
        return store_unwritable()
    if isinstance(fault, duckdb.TransactionException):
        refused = "constraint" in str(fault).lower() and "conflict" not in str(fault).lower()
        return GuardRefused("a key is already used") if refused else Conflict("another transaction came first")
    if isinstance(fault, duckdb.OutOfMemoryException):
        return memory_short()
    # After a write that failed the engine may call itself beyond use; what it holds on disk is whole.
    return store_unwritable() if isinstance(fault, (duckdb.IOException, duckdb.FatalException)) else fault
