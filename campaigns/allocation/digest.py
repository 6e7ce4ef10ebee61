"""The fingerprint of a plan: the same problem and the same result give the same digest, on any machine.

Anyone can recompute it offline. Canonical form, fed to SHA-256: the word `connexion-solve` and the engine
version; then for each table, in the order below, its name and its columns; for each column its name, then the
length in UTF-8 bytes of each value as text (64-bit little-endian, -1 for a missing value), then the values.
Each name, and the version, is preceded by its own length, and each column by its number of rows. Where the problem declares
passes, their tables follow, then those of the result that speak of them; without any they are left out. Levels come next, likewise; then
`same_site`, with what proves the plan (`bounds`, `duals`).
"""

import hashlib
from collections.abc import Iterator
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import places_in_order, whole
from campaigns.allocation.passes import LEVEL_COLUMNS, PASS_COLUMNS, SAME_SITE_COLUMNS
from campaigns.allocation.problem import COLUMNS, Problem

# To be raised when the same problem may give another result: a digest is only compared within a version.
ENGINE_VERSION = "1"

RESULT_COLUMNS = {
    "grants": ("line_id", "side", "cell_id"),
    "unserved": ("line_id", "reason", "cutoff_rank"),
    "values": ("cell_id", "best_rank"),
}
# Only where the problem declares passes.
PASS_RESULT_COLUMNS = {
    "entries": ("line_id", "pass_no"),
    "witness": ("pass_no", "type_id", "side", "cell_id", "units"),
}

# Only where kits must come from one site.
BOUND_RESULT_COLUMNS = {
    "bounds": ("goal_no", "goal", "first_rank", "reached", "bound", "found_bound", "scale_bits"),
    "duals": ("goal_no", "row", "type_id", "site_id", "cell_id", "first_rank", "value"),
}


class Result(Protocol):
    """What a digest covers besides the problem: `RESULT_COLUMNS` and three numbers."""

    @property
    def grants(self) -> pa.Table: ...
    @property
    def unserved(self) -> pa.Table: ...
    @property
    def values(self) -> pa.Table: ...
    @property
    def entries(self) -> pa.Table | None: ...
    @property
    def witness(self) -> pa.Table | None: ...
    @property
    def bounds(self) -> pa.Table | None: ...
    @property
    def duals(self) -> pa.Table | None: ...
    @property
    def served(self) -> int: ...
    @property
    def bound(self) -> int: ...
    @property
    def objective(self) -> int: ...


def digest(problem: Problem, result: Result) -> str:
    """Compute the SHA-256 of a problem and its result, as 64 hexadecimal digits.

    Rows may come in any order: each table is sorted by its key first (`lines` by rank).
    """
    keys = {
        "lines": ["rank"], "options": ["type_id", "side", "cell_id"], "grants": ["line_id", "side"],
        "passes": ["pass_no", "type_id"], "quotas": ["pass_no", "group_id"],
        "witness": ["pass_no", "type_id", "side", "cell_id"],
        "duals": ["goal_no", "row", "type_id", "site_id", "cell_id", "first_rank"],
    }  # fmt: skip
    figures = pa.table({name: [getattr(result, name)] for name in ("served", "bound", "objective")})
    tables = [(name, getattr(problem, name), columns) for name, columns in COLUMNS.items()]
    tables += [(name, getattr(result, name), columns) for name, columns in RESULT_COLUMNS.items()]
    if problem.passes.num_rows:
        tables += [(name, getattr(problem, name), columns) for name, columns in PASS_COLUMNS.items()]
        tables += [(name, getattr(result, name), columns) for name, columns in PASS_RESULT_COLUMNS.items()]
    if problem.levels.num_rows:
        tables += [(name, getattr(problem, name), columns) for name, columns in LEVEL_COLUMNS.items()]
    if problem.same_site.num_rows:
        tables += [(name, getattr(problem, name), columns) for name, columns in SAME_SITE_COLUMNS.items()]
        tables += [(name, getattr(result, name), columns) for name, columns in BOUND_RESULT_COLUMNS.items()]
    sha = hashlib.sha256()
    for word in ("connexion-solve", ENGINE_VERSION):
        sha.update(_framed(word))
    for name, table, columns in [*tables, ("figures", figures, ("served", "bound", "objective"))]:
        order = [(key, "ascending") for key in keys.get(name, [columns[0]])]
        sha.update(_framed(name))
        _feed(sha, table, pc.sort_indices(_sortable(table, keys.get(name, [columns[0]])), sort_keys=order), columns)
    return sha.hexdigest()


def _sortable(table: pa.Table, keys: list[str]) -> pa.Table:
    """Return the key of a table, codes standing as numbers that sort like their texts: Arrow sorts no table by codes."""
    columns = (whole(table[key]) for key in keys)
    sortable = [places_in_order(column) if pa.types.is_dictionary(column.type) else column for column in columns]
    return pa.table(sortable, names=keys)


# Values put into one text at a time: a whole column as text would weigh as much again as the problem.
BLOCK_ROWS = 1 << 16


def _feed(sha: "hashlib._Hash", table: pa.Table, order: pa.Array, columns: tuple[str, ...]) -> None:
    for column in columns:
        sha.update(_framed(column))
        sha.update(_number(table.num_rows))
        for values in _blocks(table[column], order):
            lengths = pc.fill_null(pc.binary_length(values).cast(pa.int64()), -1)
            sha.update(np.asarray(lengths.to_numpy(zero_copy_only=False), dtype="<i8").tobytes())
        for values in _blocks(table[column], order):
            sha.update("".join(pc.fill_null(values, "").to_pylist()).encode())


def _blocks(column: pa.ChunkedArray, order: pa.Array) -> Iterator[pa.Array]:
    """Give a column as text, in this order, some rows at a time."""
    piece = whole(column)
    for start in range(0, len(order), BLOCK_ROWS):
        yield piece.take(order.slice(start, BLOCK_ROWS)).cast(pa.string())


def _framed(word: str) -> bytes:
    return _number(len(word.encode())) + word.encode()


def _number(value: int) -> bytes:
    return value.to_bytes(8, "little", signed=True)
