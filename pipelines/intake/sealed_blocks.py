"""Blocks of rows sealed as they arrive, and laid aside until the whole list is known: nothing clear ever waits.

Each row gets a request's id and key of its own; what names a person is ciphertext before it is laid aside, in memory for a
small list, in a nameless file for a large one. This module must never write to the store.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowReason
from geo.territories import Territories
from pipelines.intake.block import KEY_COLUMNS, NO_ISSUE, PLAIN, plain_type
from pipelines.intake.row_places import different_places
from pipelines.linkage.keys import NOBODY
from pipelines.vault import Vault

IDENTITY = "identity"
TOKENS = ("match_token", "content_token", *KEY_COLUMNS)
SEALED_SCHEMA = pa.schema(
    [("row_no", pa.int32()), ("outcome", pa.string()), ("reasons", pa.string()), ("subject_id", pa.string())]
    + [("record", pa.binary()), ("identity", pa.binary())]
    + [(name, pa.string()) for name in (*TOKENS, "held_token", "department_code")]
    + [(name, plain_type(name)) for name in PLAIN]
    + [("has_phone", pa.bool_()), ("has_address", pa.bool_())]
)
# Held back for another row's sake, or for nobody's.
NOT_HELD = frozenset({RowReason.EXAMPLE_ROW.value, RowReason.DUPLICATE_IN_FILE.value})
GOOD_OUTCOMES = frozenset({"accepted", "warned"})
# Blocks beyond this many bytes go to a file.
MOST_IN_MEMORY = 64 * 1024 * 1024


def sealed_block(
    vault: Vault, territories: Territories, campaign_id: str, partner_id: str, row_kind: str, block: pa.RecordBatch,
    subject_ids: Sequence[str],
) -> pa.RecordBatch:  # fmt: skip
    """Seal one block of rows as it came from the child.

    Parameters
    ----------
    row_kind
        The kind under which the rows of this list are sealed.
    subject_ids
        Ids minted for the rows, in their order.

    Returns
    -------
    pyarrow.RecordBatch
        `SEALED_SCHEMA`: what names a person is sealed (`record`, `identity`), or a keyed token; a row that is held back has
        no identity and no token.
    """
    good = pc.is_in(block.column("outcome"), pa.array(sorted(GOOD_OUTCOMES)))
    records = pc.binary_join_element_wise(
        '{"cells": ', block.column("cells"), ', "issues": ', block.column("issues"), ', "values": ', block.column("content"),
        "}", "",
    )  # fmt: skip
    kept = {row_kind: clear_bytes(records), IDENTITY: clear_bytes(only(good, block.column("identity")))}
    sealed = vault.seal_fresh(campaign_id, subject_ids, kept)
    made: dict[str, Any] = {
        "subject_id": subject_ids, "record": sealed[row_kind], "identity": sealed[IDENTITY],
        **block_tokens(vault, campaign_id, partner_id, block, good),
        "held_token": held_tokens(vault, campaign_id, partner_id, block, good),
        "department_code": departments(territories, block.column("commune_code"), block.column("postcode")),
    }  # fmt: skip
    arrays = [
        pa.array(made[field.name], field.type) if field.name in made else block.column(field.name)
        for field in SEALED_SCHEMA
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SEALED_SCHEMA)


def clear_bytes(texts: pa.Array) -> list[bytes | None]:
    """Return texts as they are sealed."""
    found: list[bytes | None] = pc.cast(texts, pa.binary()).to_pylist()
    return found


def only(good: pa.Array, column: pa.Array) -> pa.Array:
    """Return a column with nothing in the rows that are held back."""
    return pc.if_else(good, column, pa.scalar(None, column.type))


def block_tokens(
    vault: Vault, campaign_id: str, partner_id: str, block: pa.RecordBatch, good: pa.Array
) -> dict[str, list[str | None]]:
    """Return the tokens by which rows are found again and compared, None for a row that is held back."""

    def token(kind: str, name: str) -> list[str | None]:
        return vault.tokens(campaign_id, kind, only(good, block.column(name)).to_pylist())

    found = {name: token(kind, name) for name, kind in KEY_COLUMNS.items()}
    # One number written twice is one key.
    found["phone_2_key"] = [
        None if one == other else other for one, other in zip(found["phone_1_key"], found["phone_2_key"], strict=True)
    ]
    return {
        "match_token": token(f"match|{partner_id}", "match"),
        "content_token": token(f"content|{partner_id}", "content"),
    } | found


def held_tokens(
    vault: Vault, campaign_id: str, partner_id: str, block: pa.RecordBatch, good: pa.Array
) -> list[str | None]:
    """Return what finds again a row that is held back for itself: no example, no repetition, not nobody's; else None."""
    found: list[str | None] = [None] * block.num_rows
    held = np.flatnonzero(~good.to_numpy(zero_copy_only=False))
    matches, reasons = (block.column(name).take(pa.array(held)).to_pylist() for name in ("match", "reasons"))
    wanted = (
        None if match == NOBODY or not NOT_HELD.isdisjoint(told.split(",")) else match
        for match, told in zip(matches, reasons, strict=True)
    )
    for at, token in zip(held.tolist(), vault.tokens(campaign_id, f"match|{partner_id}", wanted), strict=True):
        found[at] = token
    return found


def departments(territories: Territories, communes: pa.Array, postcodes: pa.Array) -> pa.Array:
    """Return the department of each row: its commune's, else that of a postcode whose communes are all in one."""
    places, which = different_places([communes, postcodes], len(communes))
    codes = [department(territories, commune, postcode) for commune, postcode in places]
    return pa.array(codes, pa.string()).take(pa.array(which))


def department(territories: Territories, commune: str | None, postcode: str | None) -> str | None:
    """Return the department of one place."""
    if commune:
        return territories.department_of(commune)
    return territories.department_of_postcode(postcode) if postcode else None


def issue_lines(block: pa.RecordBatch, positions: Mapping[str, int]) -> Iterator[tuple[int, int | None, str, str]]:
    """Give the plain part of each issue of a block: row, column by its position, code, severity."""
    told = block.filter(pc.not_equal(block.column("issues"), NO_ISSUE))
    for row_no, issues in zip(told.column("row_no").to_pylist(), told.column("issues").to_pylist(), strict=True):
        for issue in json.loads(issues):
            yield row_no, positions.get(issue["column"] or ""), issue["code"], issue["severity"]


def opened(
    vault: Vault, campaign_id: str, kind: str, column: str, block: pa.RecordBatch, wanted: Set[str]
) -> dict[str, dict[str, Any]]:
    """Open the records of some rows of a sealed block, by minted id."""
    rows = zip(block.column("subject_id").to_pylist(), block.column(column), strict=True) if wanted else ()
    sealed = [
        {"subject_id": subject, "kind": kind, "content": content.as_py()}
        for subject, content in rows
        if subject in wanted and content.is_valid
    ]
    return vault.unseal(campaign_id, sealed) if sealed else {}


class Laid:
    """Sealed blocks laid aside; they can be gone through several times, in their order.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = 0
        self.held: list[pa.RecordBatch] = []
        self.places: list[tuple[int, int]] = []
        self.file: IO[bytes] | None = None

    def __enter__(self) -> "Laid":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, block: pa.RecordBatch) -> None:
        """Lay a block aside."""
        self.size += block.nbytes
        self.held.append(block)
        if self.size > MOST_IN_MEMORY:
            self.put_down()

    def put_down(self) -> None:
        """Write the blocks held in memory to a file that has no name and vanishes with this process."""
        if self.file is None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 closed by `close`
        for block in self.held:
            message = block.serialize()
            self.places.append((self.file.seek(0, 2), message.size))
            self.file.write(message)
        self.held.clear()

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Give the blocks, in the order they were added."""
        for start, size in self.places:
            assert self.file is not None
            self.file.seek(start)
            yield pa.ipc.read_record_batch(pa.py_buffer(self.file.read(size)), SEALED_SCHEMA)
        yield from self.held

    def close(self) -> None:
        """Forget everything."""
        self.held.clear()
        if self.file is not None:
            self.file.close()
