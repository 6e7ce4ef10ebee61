"""The shared store: the same statements on PostgreSQL, for several app servers with one truth.

REPEATABLE READ gives the snapshot that DuckDB gives; a lost race is a `Conflict` there too.
It must never hold SQL of its own beyond transactions, staging and copying.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

import psycopg
import pyarrow as pa
from psycopg import IsolationLevel, sql
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from pipelines.store.machine_faults import memory_short, store_gone, store_unwritable
from pipelines.store.port import Conflict, GuardRefused, Row
from pipelines.store.statements import identifier, migrations, with_marks
from pipelines.store.whole import BATCH_ROWS, OWN_TABLES, kind_of, order_of

MARK = r"%(\1)s"
# Any fixed number: it serialises migrations between app servers that start together.
MIGRATION_LOCK = 7_203_017
# How long somebody waits for the server before being told that it does not answer.
PATIENCE_SECONDS = 10.0
# The tables from which an erasure takes sealed records and keyed tokens.
ERASABLE = ("sealed", "request_key", "request", "held_row", "contact_hub")


class PgSession:
    """One transaction on one pooled connection."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection

    def rows(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run the named statement and return all its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(marked(statement), dict(parameters or {}))
            return cursor.fetchall() if cursor.description else []

    def table(self, statement: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """Run the named statement and return its rows as Arrow columns."""
        with self.connection.cursor() as cursor:
            cursor.execute(marked(statement), dict(parameters or {}))
            names = [column.name for column in cursor.description or []]
            fetched = cursor.fetchall()
        return pa.table({name: [row[name] for row in fetched] for name in names})

    def run(self, statement: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run the named statement and return how many rows it touched."""
        with self.connection.cursor() as cursor:
            cursor.execute(marked(statement), dict(parameters or {}))
            return max(cursor.rowcount, 0)

    def append(self, table_name: str, rows: pa.Table) -> None:
        """Copy Arrow columns into a table of the schema."""
        columns = sql.SQL(", ").join(sql.Identifier(identifier(name)) for name in rows.column_names)
        text = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(identifier(table_name)), columns)
        with self.connection.cursor() as cursor, cursor.copy(text) as copy:
            for record in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                copy.write_row(record)

    def stage(self, name: str, rows: pa.Table) -> None:
        """Make Arrow columns readable as the temporary table `name` until the transaction ends."""
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(identifier(field.name)), sql.SQL(postgres_type(field.type)))
            for field in rows.schema
        )
        with self.connection.cursor() as cursor:
            # A verb may stage the same name twice in one transaction: the later rows take the place of the earlier.
            cursor.execute(sql.SQL("drop table if exists pg_temp.{}").format(sql.Identifier(identifier(name))))
            cursor.execute(sql.SQL("create temp table {} ({}) on commit drop").format(sql.Identifier(name), columns))
        self.append(name, rows)

    def names(self) -> list[str]:
        """Return the tables of the schema, by name, the engine's own left out."""
        found = self.connection.execute(
            "select table_name from information_schema.tables where table_schema = current_schema() "
            "and table_type = 'BASE TABLE' order by table_name collate \"C\""
        ).fetchall()
        return [row["table_name"] for row in found if row["table_name"] not in OWN_TABLES]

    def columns(self, table_name: str) -> pa.Schema:
        """Return the columns of a table, by name, in the types common to both engines."""
        found = self.connection.execute(
            "select column_name, data_type from information_schema.columns where table_schema = current_schema() "
            'and table_name = %s order by column_name collate "C"',
            [table_name],
        ).fetchall()
        return pa.schema([(row["column_name"], kind_of(row["data_type"])) for row in found])

    def whole(self, table_name: str) -> Iterator[pa.RecordBatch]:
        """Give every row of a table in the order of its key, in batches of `whole.BATCH_ROWS`."""
        schema = self.columns(table_name)
        keys = order_of(table_name, self.keys_of(table_name), schema.names)
        # Texts are ordered by their bytes, as the embedded store orders them.
        order = sql.SQL(", ").join(
            sql.SQL('{} collate "C"' if pa.types.is_string(schema.field(key).type) else "{}").format(
                sql.Identifier(key)
            )
            for key in keys
        )
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in schema.names)
        text = sql.SQL("select {} from {} order by {}").format(columns, sql.Identifier(table_name), order)
        with self.connection.cursor(name="whole_table") as cursor:
            cursor.itersize = BATCH_ROWS
            cursor.execute(text)
            while fetched := cursor.fetchmany(BATCH_ROWS):
                yield pa.RecordBatch.from_pylist(fetched, schema=schema)

    def keys_of(self, table_name: str) -> list[str]:
        """Return the columns of a table's primary key, in their order."""
        found = self.connection.execute(
            "select k.column_name from information_schema.table_constraints c "
            "join information_schema.key_column_usage k using (constraint_schema, constraint_name) "
            "where c.table_schema = current_schema() and c.table_name = %s and c.constraint_type = 'PRIMARY KEY' "
            "order by k.ordinal_position",
            [table_name],
        ).fetchall()
        return [row["column_name"] for row in found]


class PgStore:
    """A PostgreSQL database behind a small pool."""

    def __init__(self, url: str, *, pool_size: int = 8, newest: int | None = None) -> None:
        self.pool = ConnectionPool(
            url, min_size=1, max_size=pool_size, open=True, kwargs={"row_factory": dict_row}, configure=configured,
            # A server that started again leaves dead connections behind: each is tried before it is lent.
            check=ConnectionPool.check_connection, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        try:
            self.migrate(newest)
        except BaseException:
            self.pool.close()
            raise

    def roomy(self) -> AbstractContextManager[None]:
        """Do nothing: the server keeps its own memory."""
        return nullcontext()

    def version(self) -> int:
        """Return the number of the newest migration that was applied."""
        with said_plainly(), self.pool.connection() as connection:
            row = connection.execute("select max(version) as version from schema_version").fetchone()
        return int(row["version"]) if row else 0

    def migrate(self, newest: int | None = None) -> None:
        """Bring the schema to the newest version, or to an earlier one; one server at a time."""
        with said_plainly(), self.pool.connection() as connection, connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
            cursor.execute("create table if not exists schema_version (version integer primary key)")
            cursor.execute("select version from schema_version")
            done = {row["version"] for row in cursor.fetchall()}
            for version, texts in migrations("postgres"):
                if version in done or version > (newest or version):
                    continue
                for text in texts:
                    cursor.execute(text.encode())
                cursor.execute("insert into schema_version values (%s)", [version])

    @contextmanager
    def reading(self) -> Iterator[PgSession]:
        """Open a transaction that only reads."""
        with said_plainly(), self.pool.connection() as connection, connection.transaction(force_rollback=True):
            yield PgSession(connection)

    @contextmanager
    def writing(self) -> Iterator[PgSession]:
        """Open a transaction that may write."""
        with said_plainly(), self.pool.connection() as connection, connection.transaction():
            yield PgSession(connection)

    def forget_bytes(self) -> None:
        """Rewrite what erasures deleted from: the files of these tables then hold living rows only."""
        with said_plainly(), self.pool.connection() as connection:
            connection.autocommit = True
            try:
                for name in ERASABLE:
                    connection.execute(sql.SQL("vacuum (full) {}").format(sql.Identifier(name)))
            finally:
                connection.autocommit = False

    def close(self) -> None:
        """Give the connections back."""
        self.pool.close()


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the engine's faults into the port's; its own text may quote values, so it is not kept."""
    errors = psycopg.errors
    try:
        yield
    except (errors.SerializationFailure, errors.DeadlockDetected):
        raise Conflict("another transaction came first") from None
    except errors.IntegrityError:
        raise GuardRefused("a constraint of the schema refused the write") from None
    except (errors.DiskFull, errors.ReadOnlySqlTransaction):
        raise store_unwritable() from None
    except errors.OutOfMemory:
        raise memory_short() from None
    except psycopg.OperationalError:
        raise store_gone() from None


def configured(connection: psycopg.Connection[Row]) -> None:
    """Give each connection the snapshot semantics of the embedded store."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ


def marked(statement: str) -> bytes:
    """Return the named statement in psycopg's marks; a literal per cent sign is doubled first by the files' rule of having none."""
    return with_marks(statement, MARK).encode()


def postgres_type(kind: pa.DataType) -> str:
    """Return the column type of the common dialect for an Arrow type."""
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_floating(kind):
        return "double precision"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_date(kind):
        return "date"
    return "bytea" if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) else "text"
