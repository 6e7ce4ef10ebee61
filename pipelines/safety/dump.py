"""Every table of a store as one stream, and its digest: the same stream whichever engine keeps it.

It is read in one snapshot, so it is consistent while others write. It must never hold a clear name: what names a person is
sealed in the store.
"""

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.safety.frames import broken_copy
from pipelines.store.port import Row, Session, Store

FORMAT = 1
HEAD_BYTES = 4
# What a stream is written to: a file, or one that seals what it is given.
Sink = IO[bytes] | io.RawIOBase


class Digest:
    """The digest of a store: tables by name, rows by key, columns by name."""

    def __init__(self) -> None:
        self.sum = sha256()

    def table(self, name: str) -> None:
        """Begin a table."""
        self.sum.update(f"\x00table {name}\x00".encode())

    def batch(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        self.sum.update(batch.num_rows.to_bytes(8, "big"))
        for field, column in zip(batch.schema, batch.columns, strict=True):
            self.sum.update(f"{field.name}:{field.type}\x00".encode())
            for part in canonical_bytes(column):
                self.sum.update(part)

    def hexdigest(self) -> str:
        """Return the digest."""
        return self.sum.hexdigest()


def canonical_bytes(column: pa.Array) -> Iterator[bytes]:
    """Give the bytes of a column: which rows are there, then their values; a missing one counts as nothing."""
    yield np.packbits(column.is_valid().to_numpy(zero_copy_only=False)).tobytes()
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        kept = column.drop_null()
        yield pc.binary_length(kept).to_numpy(zero_copy_only=False).astype(np.int64).tobytes()
        yield b"".join(value.encode() if isinstance(value, str) else value for value in kept.to_pylist())
    else:
        kept = column.drop_null()
        if not pa.types.is_boolean(column.type) and not pa.types.is_floating(column.type):
            kept = kept.cast(pa.int32() if pa.types.is_date(column.type) else pa.int64())
        yield kept.to_numpy(zero_copy_only=False).tobytes()


def written(store: Store, sink: Sink) -> Row:
    """Write a whole store to a stream.

    Returns
    -------
    dict
        `digest`, `version` of its schema, `tables`: name -> rows.
    """
    digest, counts = Digest(), {}
    with store.reading() as session:
        names = session.names()
        put_json(sink, {"format": FORMAT, "version": store.version(), "tables": names})
        for name in names:
            digest.table(name)
            counts[name] = 0
            with pa.ipc.new_stream(sink, session.columns(name), options=COMPRESSED) as writer:
                for batch in session.whole(name):
                    writer.write_batch(batch)
                    digest.batch(batch)
                    counts[name] += batch.num_rows
    found = {"digest": digest.hexdigest(), "version": store.version(), "tables": counts}
    put_json(sink, found)
    return found


def head_of(source: IO[bytes]) -> Row:
    """Read the head of a stream: `format, version, tables`."""
    head = read_json(source)
    if head.get("format") != FORMAT:
        raise broken_copy()
    return head


def loaded(session: Session, source: IO[bytes], head: Row) -> Row:
    """Put the tables of a stream into an empty store, inside the caller's transaction.

    Raises
    ------
    CannotGoOn
        When what was read is not what was written.
    """
    digest, counts = Digest(), {}
    for name in head["tables"]:
        digest.table(name)
        counts[name] = 0
        for batch in pa.ipc.open_stream(source):
            session.append(name, pa.Table.from_batches([batch]))
            digest.batch(batch)
            counts[name] += batch.num_rows
    found: Row = {"digest": digest.hexdigest(), "version": head["version"], "tables": counts}
    if read_json(source) != found or source.read(1):
        raise broken_copy()
    return found


def digest_of(store: Store) -> str:
    """Return the digest of a store as it stands."""
    digest = Digest()
    with store.reading() as session:
        for name in session.names():
            digest.table(name)
            for batch in session.whole(name):
                digest.batch(batch)
    return digest.hexdigest()


def put_json(sink: Sink, value: Row) -> None:
    """Write a small record with its length."""
    text = json.dumps(value, sort_keys=True).encode()
    sink.write(len(text).to_bytes(HEAD_BYTES, "big") + text)


def read_json(source: IO[bytes]) -> Row:
    """Read a small record."""
    size = int.from_bytes(source.read(HEAD_BYTES), "big")
    try:
        return cast(Row, json.loads(source.read(size)))
    except ValueError:
        raise broken_copy() from None


COMPRESSED: Any = pa.ipc.IpcWriteOptions(compression="zstd")
