"""Recognises requests that speak of one household in columns given by value: normalise, block, learn, weigh. No decision here.

It runs in a worker on clear columns in memory; only numbers of requests, levels and weights leave it.
"""

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.linkage.hubs import hubs_among
from pipelines.linkage.model import Model, documented_model
from pipelines.linkage.nodes import column_of, nodes_of
from pipelines.linkage.reteach import relearnt, untaught
from pipelines.linkage.scoring import compare, weigh
from pipelines.linkage.training import (
    DAYS_OF_BIRTH,
    FEWEST_PAIRS,
    PAIRS_A_REQUEST,
    carry,
    present_kinds,
    session_sizes,
    trained,
)
from pipelines.store.scratch import Scratch

# The kind of a contact (phone, email) and its value.
Contact = tuple[str, str]
# Below this many requests a campaign teaches too little, and the documented model serves as it is.
SMALL_CAMPAIGN = 200
# Pairs above this weight are joined to count families; it decides nothing else.
SURE_BITS = 5.0


@dataclass(frozen=True)
class Weighed:
    """What the worker hands back."""

    pairs: pa.Table
    model: Model
    rarity: pa.Table
    hubs: tuple[Contact, ...]
    crowded: pa.Table
    residences: pa.Table
    # What a later batch is compared by (`batch.keys_of_batch`, and how many may share a weak key), where it was asked for.
    keys: pa.Table | None = None
    weak_keys: pa.Table | None = None


def weighed_pairs(
    rows: pa.Table, model: Model | None = None, rarity: pa.Table | None = None, declared: tuple[Contact, ...] = (),
    fewest: int = SMALL_CAMPAIGN, *, with_keys: bool = False,
) -> Weighed:  # fmt: skip
    """Find and weigh the pairs of requests that may be of one household.

    Parameters
    ----------
    rows
        `request_id` and any canonical columns, as text.
    model, rarity
        Frozen parameters; learnt from the rows where None.
    declared
        `(kind, value)` contacts that belong to structures: they join nobody.
    fewest
        From how many requests on the rows teach a model of their own.
    with_keys
        Whether to hand back the keys, by which later requests can be compared without comparing all again.

    Returns
    -------
    Weighed
        `pairs` by `left_id, right_id` (request ids, left < right), with levels, bits and weight.
    """
    with Scratch() as scratch:
        ids = staged(scratch, nodes_of(rows))
        hubs, model = made_ready(scratch, len(ids), declared, model, fewest)
        compare(scratch, model)
        counted = rarity is None
        if rarity is None:
            rarity = rarity_among(scratch, model, len(ids))
        residences = house_residents(scratch, model, rarity)
        if len(residences):
            block(scratch)
            compare(scratch, model)
            if counted:
                rarity = pa.concat_tables([rarity, scratch.table("residents")])
        pairs = weigh(scratch, model, rarity)
        found = Weighed(named(pairs, ids), model, rarity, hubs, scratch.table("crowded_keys"), residences)
        if not with_keys:
            return found
        return replace(found, keys=scratch.table("key_digests"), weak_keys=scratch.table("weak_keys"))


def staged(scratch: Scratch, nodes: pa.Table) -> pa.Array:
    """Copy the nodes into the table `node`, and return their request ids: the other columns need not be held twice."""
    scratch.stage("node", nodes)
    return column_of(nodes, "request_id")


def made_ready(
    scratch: Scratch, requests: int, declared: tuple[Contact, ...], model: Model | None, fewest: int
) -> tuple[tuple[Contact, ...], Model]:
    """Clear hubs in the table `node`, block, and learn the model where there is none; return the hubs and the model."""
    hubs = tuple(sorted({*hubs_among(scratch.table("hub_candidates").to_pylist()), *declared}))
    stage_hubs(scratch, hubs)
    block(scratch)
    return hubs, model if model is not None else own_model(scratch, requests, fewest)


def stage_hubs(scratch: Scratch, hubs: tuple[Contact, ...]) -> None:
    """Take the contacts that many families share out of the table `node`."""
    if hubs:
        scratch.stage("hub", pa.table({"kind": [kind for kind, _ in hubs], "value": [value for _, value in hubs]}))
        scratch.run("clear_hubs")


def block(scratch: Scratch) -> None:
    """Make the table `candidate`: the pairs of requests that share a key which few others share."""
    for step in ("block_keys", "block_sizes", "block_members", "block_pairs"):
        scratch.run(step)


def house_residents(scratch: Scratch, model: Model, rarity: pa.Table) -> pa.Table:
    """Give the rows of a structure that never says where, because it houses its families, the address that other lists tell.

    Returns
    -------
    pyarrow.Table
        `partner, request_id`: the request that lives where the partner's families do.
    """
    if not scratch.table("silent_partners").num_rows:
        return scratch.table("silent_partners")
    weigh(scratch, model, rarity)
    found = scratch.table("residences")
    if len(found):
        scratch.stage("residence", found)
        scratch.run("house_residents")
    return found


def own_model(scratch: Scratch, requests: int, fewest: int) -> Model:
    """Return the model that the requests in the table `node` and their candidate pairs teach."""
    model = learnt(scratch, requests, fewest)
    return taught_by_pairs(scratch, model, requests).rounded() if requests >= fewest else model


def learnt(scratch: Scratch, requests: int, fewest: int) -> Model:
    """Learn the model of the requests in the table `node`; too few of them get the documented one, at their own prior."""
    if requests < fewest:
        return replace(documented_model(), prior=min(0.3, PAIRS_A_REQUEST / max(requests, SMALL_CAMPAIGN)))
    return trained(scratch, requests, documented_model())


def taught_by_pairs(scratch: Scratch, model: Model, requests: int) -> Model:
    """Return the model with what no session could teach learnt from the compared pairs; the same model where all was taught.

    Names without a day of birth tell too little to learn from: they keep what is documented.
    """
    kinds = untaught(present_kinds(scratch), session_sizes(scratch), FEWEST_PAIRS)
    if not kinds or not carry(scratch, DAYS_OF_BIRTH, requests):
        return model
    compare(scratch, model)
    return relearnt(model, weigh(scratch, model, rarity_among(scratch, model, requests)), kinds, requests)


def rarity_among(scratch: Scratch, model: Model, requests: int) -> pa.Table:
    """Return how common names, addresses and postcodes are among families, not among requests.

    A family asked for five times would make its own name common: pairs are weighed once with the shares among requests,
    the sure ones are joined, and the shares are counted again among what stands.
    """
    scratch.run("said")
    scratch.stage("family", family_table(list(range(requests))))
    pairs = weigh(scratch, model, scratch.table("rarity"))
    sure = pairs.filter(pc.greater_equal(pairs["weight"], SURE_BITS))
    scratch.stage("family", family_table(joined_up(requests, sure["l"].to_pylist(), sure["r"].to_pylist())))
    return scratch.table("rarity")


def joined_up(requests: int, left: list[int], right: list[int]) -> list[int]:
    """Return the group number of each request after joining pairs."""
    root = list(range(requests))
    for one, other in zip(left, right, strict=True):
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        while root[other] != other:
            root[other] = root[root[other]]
            other = root[other]
        root[max(one, other)] = min(one, other)
    for request in range(requests):
        root[request] = root[root[request]]
    return root


def family_table(families: list[int]) -> pa.Table:
    """Return the group of each request as columns."""
    return pa.table({"unique_id": pa.array(range(len(families)), pa.int64()), "family": pa.array(families, pa.int64())})


def named(pairs: pa.Table, ids: pa.Array) -> pa.Table:
    """Return the pairs by request ids instead of node numbers, which are the places among `ids`."""
    left, right = (ids.take(pairs[side].combine_chunks()) for side in ("l", "r"))
    kept = pairs.drop_columns(["l", "r"])
    return kept.add_column(0, "left_id", left).add_column(1, "right_id", right)
