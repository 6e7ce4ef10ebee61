"""Recognises requests that speak of one household in columns given by value: normalise, block, learn, weigh. No decision here.

It runs in a worker on clear columns in memory; only numbers of requests, levels and weights leave it.
"""

from dataclasses import dataclass, replace

import pyarrow as pa

from pipelines.linkage.hubs import hubs_among
from pipelines.linkage.model import Model, documented_model
from pipelines.linkage.nodes import nodes_of
from pipelines.linkage.scoring import weigh
from pipelines.linkage.training import trained
from pipelines.store.scratch import Scratch

# The kind of a contact (phone, email) and its value.
Contact = tuple[str, str]
# Below this many requests a campaign teaches too little, and the documented model serves as it is.
SMALL_CAMPAIGN = 200
# Of two requests drawn at random among n, 1.5/n are of one household (0.75 such pairs a request: research, 3.2).
PAIRS_A_REQUEST = 1.5


@dataclass(frozen=True)
class Weighed:
    """What the worker hands back."""

    pairs: pa.Table
    model: Model
    rarity: pa.Table
    hubs: tuple[Contact, ...]
    crowded: pa.Table


def weighed_pairs(
    rows: pa.Table, model: Model | None = None, rarity: pa.Table | None = None, declared: tuple[Contact, ...] = (),
    fewest: int = SMALL_CAMPAIGN,
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

    Returns
    -------
    Weighed
        `pairs` by `left_id, right_id` (request ids, left < right), with levels, bits and weight.
    """
    nodes = nodes_of(rows)
    with Scratch() as scratch:
        scratch.stage("node", nodes)
        hubs = tuple(sorted({*hubs_among(scratch.table("hub_candidates").to_pylist()), *declared}))
        if hubs:
            scratch.stage("hub", pa.table({"kind": [kind for kind, _ in hubs], "value": [value for _, value in hubs]}))
            scratch.run("clear_hubs")
        for step in ("block_keys", "block_members", "block_pairs"):
            scratch.run(step)
        rarity = scratch.table("rarity") if rarity is None else rarity
        model = learnt(scratch, len(nodes), fewest) if model is None else model
        pairs = weigh(scratch, model, rarity)
        return Weighed(named(pairs, nodes), model, rarity, hubs, scratch.table("crowded_keys"))


def learnt(scratch: Scratch, requests: int, fewest: int) -> Model:
    """Learn the model of the requests in the table `node`; too few of them get the documented one, at their own prior."""
    if requests < fewest:
        return replace(documented_model(), prior=min(0.3, PAIRS_A_REQUEST / max(requests, 1)))
    return trained(scratch, documented_model())


def named(pairs: pa.Table, nodes: pa.Table) -> pa.Table:
    """Return the pairs by request ids instead of node numbers."""
    ids = nodes["request_id"].combine_chunks()
    left, right = (ids.take(pairs[side].combine_chunks()) for side in ("l", "r"))
    kept = pairs.drop_columns(["l", "r"])
    return kept.add_column(0, "left_id", left).add_column(1, "right_id", right)
