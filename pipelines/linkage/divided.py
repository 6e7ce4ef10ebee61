"""Divides a comparison among the workers of an executor; the answer is that of `engine.weighed_pairs`, to the bit.

The pieces are cut by how many rows and pairs there are, never by how many workers: whoever does them, the same pieces give the same
answer. What is kept between two pieces is in this process's memory, as the rows were.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.outcome import CannotGoOn
from pipelines.linkage.engine import SURE_BITS, Contact, Weighed, joined_up, named
from pipelines.linkage.model import Model
from pipelines.linkage.nodes import column_of, nodes_of
from pipelines.linkage.pieces import Blocked, housed, prepared, rarity_of_families, weighed_part
from pipelines.linkage.refusals import worker_stopped

# So many rows are read, and so many pairs weighed, in one piece.
ROWS_AT_ONCE = 50_000
PAIRS_AT_ONCE = 250_000
Answer = TypeVar("Answer")


def weighed_apart(
    executor: Executor,
    rows: pa.Table,
    model: Model | None,
    declared: tuple[Contact, ...],
    fewest: int,
    *,
    with_keys: bool,
) -> Weighed:
    """Find and weigh pairs in the workers of an executor; see `engine.weighed_pairs`.

    Raises
    ------
    CannotGoOn
        When a worker died or failed: nothing was written.
    """
    work = Work(executor)
    nodes = work.nodes(rows)
    first = work.one(prepared, nodes, model, declared, fewest, with_keys=with_keys)
    blocked = first.blocked
    sure = sure_pairs(work.weighed(blocked, first.model, first.rarity))
    families = joined_up(len(nodes), sure["l"].to_pylist(), sure["r"].to_pylist())
    rarity = work.one(rarity_of_families, blocked.nodes, families)
    pairs = work.weighed(blocked, first.model, rarity)
    residences = NO_RESIDENCE
    if first.has_silent_partners:
        moved = work.one(housed, blocked.nodes, sure_pairs(pairs), with_keys=with_keys)
        residences = moved.residences
        if moved.blocked is not None and moved.residents is not None:
            blocked, rarity = moved.blocked, pa.concat_tables([rarity, moved.residents])
            pairs = work.weighed(blocked, first.model, rarity)
    return Weighed(
        named(pairs, column_of(nodes, "request_id")),
        first.model,
        rarity,
        first.hubs,
        blocked.crowded,
        residences,
        blocked.keys,
        blocked.weak_keys,
    )


NO_RESIDENCE = pa.schema([("partner", pa.string()), ("request_id", pa.string())]).empty_table()


class Work:
    """Gives pieces to an executor and waits for them, in their order."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def one(self, piece: Callable[..., Answer], *given: Any, **named: Any) -> Answer:
        """Have one piece done."""
        return self.all(piece, [given], **named)[0]

    def all(self, piece: Callable[..., Answer], given: list[tuple[Any, ...]], **named: Any) -> list[Answer]:
        """Have pieces done, at once where there are workers for them."""
        try:
            futures = [self.executor.submit(piece, *one, **named) for one in given]
            return [future.result() for future in futures]
        except CannotGoOn:
            raise
        except Exception as fault:
            # A worker's own words could quote a value: only their kind is told.
            raise worker_stopped(type(fault).__name__) from None

    def nodes(self, rows: pa.Table) -> pa.Table:
        """Read rows into nodes, numbered in the order of their ids."""
        rows = rows.sort_by("request_id").combine_chunks()
        parts = [(rows.slice(start, ROWS_AT_ONCE),) for start in range(0, max(len(rows), 1), ROWS_AT_ONCE)]
        nodes = pa.concat_tables(self.all(nodes_of, parts)).combine_chunks()
        numbers = pa.array(range(len(nodes)), pa.int64())
        return nodes.set_column(nodes.column_names.index("unique_id"), "unique_id", numbers)

    def weighed(self, blocked: Blocked, model: Model, rarity: pa.Table) -> pa.Table:
        """Weigh the pairs of some nodes, each piece with the nodes that it speaks of."""
        pairs, given = blocked.pairs, []
        for start in range(0, max(len(pairs), 1), PAIRS_AT_ONCE):
            part = pairs.slice(start, PAIRS_AT_ONCE)
            numbers = np.unique(np.concatenate([part[side].to_numpy() for side in ("l", "r")]))
            given.append((blocked.nodes.take(pa.array(numbers)), part, model, rarity))
        return pa.concat_tables(self.all(weighed_part, given)).combine_chunks()


def sure_pairs(pairs: pa.Table) -> pa.Table:
    """Return the pairs that are of one family beyond doubt, to count families."""
    return pairs.select(["l", "r", "weight"]).filter(pc.greater_equal(pairs["weight"], SURE_BITS))
