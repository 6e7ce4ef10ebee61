"""Compares arriving requests with those that share a key with them, under what the last full comparison froze.

These run in the worker on clear columns in memory, as `engine` does; what becomes of the keys (keyed tokens) is the caller's.
Nothing is learnt here: the same pair weighs the same in a batch as in a full comparison with the same frozen parameters.
"""

from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from pipelines.linkage.engine import Contact, named, stage_hubs
from pipelines.linkage.model import Model
from pipelines.linkage.nodes import column_of, nodes_of
from pipelines.linkage.scoring import compare, weigh
from pipelines.store.scratch import Scratch


class Read(NamedTuple):
    """Requests as they are compared, and the names and places that they carry (`kind, value`)."""

    nodes: pa.Table
    words: pa.Table


@dataclass(frozen=True)
class Residents:
    """The structures that house their families: `partner, request_id`, and the rows of those requests."""

    homes: pa.Table
    rows: pa.Table


def read_batch(rows: pa.Table, residents: Residents) -> Read:
    """Return the nodes of some requests; those of a structure that houses its families live where they do."""
    nodes = nodes_of(rows)
    with Scratch() as scratch:
        if len(residents.homes):
            others = nodes_of(without(residents.rows, rows["request_id"]))
            scratch.stage("node", pa.concat_tables([nodes, others]))
            scratch.stage("residence", residents.homes)
            scratch.run("house_residents")
            kept = scratch.table("nodes")
            nodes = numbered(kept.filter(pa.compute.is_in(kept["request_id"], rows["request_id"].combine_chunks())))
        scratch.stage("node", nodes)
        scratch.run("said")
        return Read(nodes, scratch.table("words"))


def without(rows: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    """Return the rows whose `request_id` is not among some."""
    return rows.filter(pa.compute.invert(pa.compute.is_in(rows["request_id"], ids.combine_chunks())))


def numbered(nodes: pa.Table) -> pa.Table:
    """Return nodes in the order of their ids, numbered from 0."""
    nodes = nodes.sort_by("request_id")
    numbers = pa.array(range(len(nodes)), pa.int64())
    return nodes.set_column(nodes.column_names.index("unique_id"), "unique_id", numbers)


def contacts_in(nodes: pa.Table) -> list[Contact]:
    """Return the phones and e-mails of some nodes."""
    kinds = (("phone", "phone_a"), ("phone", "phone_b"), ("email", "email"))
    found = {(kind, value) for kind, column in kinds for value in nodes[column].unique().to_pylist() if value}
    return sorted(found)


def keys_of_batch(nodes: pa.Table, hubs: tuple[Contact, ...]) -> pa.Table:
    """Return `request_id, digest, kind, most, is_weak`: the keys of some nodes, as `block_keys` gives them."""
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        stage_hubs(scratch, hubs)
        scratch.run("block_keys")
        return scratch.table("key_digests")


def weighed_batch(
    nodes: pa.Table, pairs: pa.Table, hubs: tuple[Contact, ...], model: Model, rarity: pa.Table
) -> pa.Table:
    """Weigh some pairs; see `engine.Weighed.pairs`.

    Parameters
    ----------
    pairs
        `one, other`: request ids of `nodes`, in any order.
    rarity
        `kind, value, share` of the names and places that the nodes carry, with « one » and « first_u ».
    """
    nodes = numbered(nodes)
    place = {request: number for number, request in enumerate(nodes["request_id"].to_pylist())}
    ends = [
        sorted((place[one], place[other]))
        for one, other in zip(pairs["one"].to_pylist(), pairs["other"].to_pylist(), strict=True)
    ]
    candidate = {
        "match_key": pa.array(["0"] * len(ends), pa.string()),
        "join_key_l": pa.array([left for left, _ in ends], pa.int64()),
        "join_key_r": pa.array([right for _, right in ends], pa.int64()),
    }
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        stage_hubs(scratch, hubs)
        scratch.stage("candidate", pa.table(candidate))
        compare(scratch, model)
        return named(weigh(scratch, model, rarity), column_of(nodes, "request_id"))
