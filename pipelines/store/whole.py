"""Whole tables in one shape, whichever engine keeps them: what copies, digests and moves are made of.

Every integer is 64 bits, every text UTF-8, rows stand in the order of their key. It must never leave a table out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

# Rows of a batch: fixed, because a digest is made batch by batch.
BATCH_ROWS = 16_384
# The engine keeps its own version; it is written by migrations, never copied.
OWN_TABLES = frozenset({"schema_version"})
# The keys of bulk tables, which the embedded store keeps without an index (a test holds them against the shared store).
BULK_KEYS: Mapping[str, tuple[str, ...]] = {
    "sealed": ("campaign_id", "subject_id", "kind"),
    "request_key": ("campaign_id", "request_id", "kind", "token"),
    "list_row": ("campaign_id", "list_id", "row_no"),
}

KINDS: Mapping[str, pa.DataType] = {
    "varchar": pa.string(), "text": pa.string(), "character varying": pa.string(),
    "smallint": pa.int64(), "integer": pa.int64(), "bigint": pa.int64(), "boolean": pa.bool_(),
    "double": pa.float64(), "double precision": pa.float64(), "date": pa.date32(),
    "timestamp": pa.timestamp("us"), "timestamp without time zone": pa.timestamp("us"),
    "blob": pa.binary(), "bytea": pa.binary(),
}  # fmt: skip


def order_of(table_name: str, keys: Sequence[str], columns: Sequence[str]) -> Sequence[str]:
    """Return the columns that put the rows of a table in one order: its key, or all of them where no engine keeps one."""
    return keys or BULK_KEYS.get(table_name) or columns


def kind_of(declared: str) -> pa.DataType:
    """Return the common type of a column; an unknown one raises KeyError: it must get its line above."""
    return KINDS[declared.lower()]


def rebatched(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Give the same rows in batches of exactly `BATCH_ROWS`, the last one excepted."""
    waiting = schema.empty_table()
    for batch in batches:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(schema)])
        while waiting.num_rows >= BATCH_ROWS:
            yield one_batch(waiting.slice(0, BATCH_ROWS))
            waiting = waiting.slice(BATCH_ROWS)
    if waiting.num_rows:
        yield one_batch(waiting)


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """Return the rows of a table as one batch."""
    return table.combine_chunks().to_batches()[0]
