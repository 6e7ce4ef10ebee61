"""A table as it is kept beside its plan: Parquet, in texts and numbers alone, whatever it was in memory.

It never changes a value, nor the order of rows.
"""

import io

import pyarrow as pa
import pyarrow.parquet as pq

# Rows of one group of a kept table.
GROUP_ROWS = 1 << 20


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as Parquet, columns of codes as texts, one group of rows after the other."""
    kinds = [pa.string() if pa.types.is_dictionary(kind) else kind for kind in table.schema.types]
    plain = pa.schema(list(zip(table.column_names, kinds, strict=True)))
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, plain, compression="zstd") as writer:
        for start in range(0, max(table.num_rows, 1), GROUP_ROWS):
            writer.write_table(table.slice(start, GROUP_ROWS).cast(plain))
    return sink.getvalue()


def parquet_table(content: bytes) -> pa.Table:
    """Return the table behind Parquet bytes."""
    return pq.read_table(io.BytesIO(content))
