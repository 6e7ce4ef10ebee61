"""How much a household's place depends on the exact weights: the share of perturbed policies that keep it in the first k.

It helps people look at borderline cases; it never changes a rank.
"""

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from campaigns.eligibility import eligibility
from campaigns.model.policy import Policy
from campaigns.priority import lottery_numbers, micro_parts, text_positions, tiers

Ints = npt.NDArray[np.int64]

# Each weight is multiplied by a number between 1 - SPREAD and 1 + SPREAD (design: ±20 %).
SPREAD = 0.2
# Perturbed scores are whole again, in this many steps for the largest possible one.
STEPS = 1 << 22


def robustness(policy: Policy, facts: pa.Table, top_count: int, draws_count: int = 200, seed: str = "") -> pa.Table:
    """Compute the share of weight draws in which each eligible household is among the first `top_count`.

    Tiers and lottery numbers stay; each draw multiplies every weight by its own factor, uniform in 0.8..1.2 and derived
    from SHA-256(seed, draw, criterion), so that the band can be computed again.

    Parameters
    ----------
    facts
        Key household_id: the columns of `FACTS_SCHEMA`.
    seed
        Empty: the policy's lottery seed.

    Returns
    -------
    pyarrow.Table
        Key household_id, in the order of `facts`, eligible households only: `top_share` (0..1).
    """
    eligible = facts.filter(eligibility(policy, facts)["eligible"])
    parts, ids = micro_parts(policy, eligible), eligible["household_id"].to_pylist()
    last = _last_keys(policy, eligible, ids)
    ceilings = np.array([criterion.weight_micro for criterion in policy.criteria])
    inside = np.zeros(len(ids), dtype=np.int64)
    kept = min(top_count, len(ids))
    for factors in _factors(policy, draws_count, seed or policy.lottery_seed) if kept > 0 else ():
        scores = (factors @ parts) / (ceilings.sum() * (1 + SPREAD))
        keys = last - np.round(scores * STEPS).astype(np.int64) * max(len(ids), 1)
        inside += keys <= np.partition(keys, kept - 1)[kept - 1]
    shares = inside / max(draws_count, 1)
    return pa.table({"household_id": pa.array(ids, pa.string()), "top_share": pa.array(shares, pa.float64())})


def _last_keys(policy: Policy, eligible: pa.Table, ids: list[str]) -> Ints:
    """Return the part of the sorting key that weights cannot change: the tier far above, the draw far below the score."""
    draws = text_positions(lottery_numbers(policy.lottery_seed, ids))
    order = np.lexsort((text_positions(ids), draws))
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    return tiers(policy, eligible) * (STEPS + 1) * max(len(ids), 1) + place


def _factors(policy: Policy, draws_count: int, seed: str) -> Iterator[npt.NDArray[np.float64]]:
    """Yield one factor a criterion for each draw."""
    for draw in range(draws_count):
        yield np.array([_factor(seed, draw, criterion.name) for criterion in policy.criteria])


def _factor(seed: str, draw: int, name: str) -> float:
    digest = sha256(f"{seed}|{draw}|{name}".encode()).digest()
    return 1 - SPREAD + 2 * SPREAD * int.from_bytes(digest[:6], "big") / (1 << 48)
