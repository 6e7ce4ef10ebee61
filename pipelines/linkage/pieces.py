"""The pieces into which a comparison is divided for an executor of many workers; each takes and gives columns by value.

They run on clear columns in a worker's memory, as `engine` does, and step by step they are its steps: what is learnt, and whatever needs
all requests at once, is one piece; reading rows and weighing pairs are as many as wanted. No piece keeps anything.
"""

from dataclasses import dataclass

import pyarrow as pa

from pipelines.linkage.engine import Contact, block, family_table, made_ready
from pipelines.linkage.model import Model
from pipelines.linkage.scoring import compare, weigh
from pipelines.store.scratch import Scratch


@dataclass(frozen=True)
class Blocked:
    """Requests as they are compared, and the pairs `l, r` of their numbers that share a key; with the keys where asked for."""

    nodes: pa.Table
    pairs: pa.Table
    crowded: pa.Table
    keys: pa.Table | None
    weak_keys: pa.Table | None


@dataclass(frozen=True)
class Prepared:
    """What all requests together tell before a pair is weighed: hubs, the model, how rare names are among requests."""

    blocked: Blocked
    model: Model
    rarity: pa.Table
    hubs: tuple[Contact, ...]
    has_silent_partners: bool


def prepared(
    nodes: pa.Table, model: Model | None, declared: tuple[Contact, ...], fewest: int, *, with_keys: bool
) -> Prepared:
    """Clear hubs, block, and learn the model where there is none."""
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        hubs, model = made_ready(scratch, len(nodes), declared, model, fewest)
        scratch.run("said")
        scratch.stage("family", family_table(list(range(len(nodes)))))
        silent = scratch.table("silent_partners").num_rows > 0
        return Prepared(blocked(scratch, with_keys=with_keys), model, scratch.table("rarity"), hubs, silent)


def blocked(scratch: Scratch, *, with_keys: bool) -> Blocked:
    """Return what `engine.block` left in a database."""
    keys = (scratch.table("key_digests"), scratch.table("weak_keys")) if with_keys else (None, None)
    return Blocked(scratch.table("nodes"), scratch.table("candidate_pairs"), scratch.table("crowded_keys"), *keys)


def weighed_part(nodes: pa.Table, pairs: pa.Table, model: Model, rarity: pa.Table) -> pa.Table:
    """Weigh some pairs `l, r` of the numbers of `nodes`; see `scoring.weigh`."""
    candidate = {
        "match_key": pa.array(["0"] * len(pairs), pa.string()), "join_key_l": pairs["l"], "join_key_r": pairs["r"],
    }  # fmt: skip
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        scratch.stage("candidate", pa.table(candidate))
        compare(scratch, model)
        return weigh(scratch, model, rarity)


def rarity_of_families(nodes: pa.Table, families: list[int]) -> pa.Table:
    """Return how rare names, addresses and postcodes are among families; `families` says which each request is of."""
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        scratch.run("said")
        scratch.stage("family", family_table(families))
        return scratch.table("rarity")


@dataclass(frozen=True)
class Housed:
    """The structures that house their families (`partner, request_id`), what is blocked then, and whom their lists name."""

    residences: pa.Table
    blocked: Blocked | None = None
    residents: pa.Table | None = None


def housed(nodes: pa.Table, sure: pa.Table, *, with_keys: bool) -> Housed:
    """Give the rows of structures that house their families the address that sure pairs (`l, r, weight`) tell, and block anew."""
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        scratch.stage("weighed", sure)
        found = scratch.table("residences")
        if not len(found):
            return Housed(found)
        scratch.stage("residence", found)
        scratch.run("house_residents")
        block(scratch)
        return Housed(found, blocked(scratch, with_keys=with_keys), scratch.table("residents"))
