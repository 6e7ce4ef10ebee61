"""How much a household's place depends on the exact weights: the share of perturbed policies that keep it in the first k.

It helps people look at borderline cases; it never changes a rank.
"""

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from campaigns.eligibility import eligibility
from campaigns.model.criteria import MICRO
from campaigns.model.policy import Policy
from campaigns.priority import lottery_numbers, micro_parts, text_positions, tiers

Ints = npt.NDArray[np.int64]

# Each weight is multiplied by a number between 1 - SPREAD and 1 + SPREAD (design: ±20 %).
SPREAD = 0.2


class Weighing:
    """The eligible households of a campaign, put in order under any weights; tiers and lottery numbers stay."""

    def __init__(self, policy: Policy, facts: pa.Table) -> None:
        """Compute once what weights cannot change.

        Parameters
        ----------
        facts
            Key household_id: the columns of `FACTS_SCHEMA`.
        """
        eligible = facts.filter(eligibility(policy, facts)["eligible"])
        self.household_ids: list[str] = eligible["household_id"].to_pylist()
        self._parts = micro_parts(policy, eligible)
        self._tiers = tiers(policy, eligible)
        draws = text_positions(lottery_numbers(policy.lottery_seed, self.household_ids))
        self._last = np.lexsort((text_positions(self.household_ids), draws)).argsort()
        self._bin, self._by_tier = policy.ranking.bin_micro * MICRO, policy.kits.strict == "tier"

    def order(self, factors_micro: Ints | None = None) -> Ints:
        """Return the places of the households, best first.

        Parameters
        ----------
        factors_micro
            What the points of each criterion are multiplied by, in millionths; None: as they are.
        """
        return np.lexsort((self._last, -self._bins(factors_micro), self._tiers))

    def levels(self, factors_micro: Ints | None = None) -> Ints:
        """Return for each household the number of its tier and bin of scores together, from 0 for the best."""
        bins = np.zeros_like(self._tiers) if self._by_tier else self._bins(factors_micro)
        _, level = np.unique(np.stack([self._tiers, -bins]), axis=1, return_inverse=True)
        return np.asarray(level, dtype=np.int64).ravel()

    def _bins(self, factors_micro: Ints | None) -> Ints:
        factors = np.full(len(self._parts), MICRO, dtype=np.int64) if factors_micro is None else factors_micro
        return np.asarray((factors @ self._parts) // self._bin, dtype=np.int64)


def robustness(policy: Policy, facts: pa.Table, top_count: int, draws_count: int = 200, seed: str = "") -> pa.Table:
    """Compute the share of weight draws in which each eligible household is among the first `top_count`.

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
    weighing = Weighing(policy, facts)
    inside = np.zeros(len(weighing.household_ids), dtype=np.int64)
    for factors in drawn_factors(policy, draws_count, seed):
        inside[weighing.order(factors)[:top_count]] += 1
    ids = pa.array(weighing.household_ids, pa.string())
    return pa.table({"household_id": ids, "top_share": pa.array(inside / max(draws_count, 1), pa.float64())})


def drawn_factors(policy: Policy, draws_count: int, seed: str = "") -> Iterator[Ints]:
    """Yield, for each draw, what each criterion's weight is multiplied by, in millionths: uniform in 0.8..1.2.

    A factor comes from SHA-256(seed, draw, criterion), so that anyone can draw it again. An empty seed is the policy's own.
    """
    for draw in range(draws_count):
        names = [criterion.name for criterion in policy.criteria]
        yield np.array([_factor(seed or policy.lottery_seed, draw, name) for name in names], dtype=np.int64)


def _factor(seed: str, draw: int, name: str) -> int:
    digest = sha256(f"{seed}|{draw}|{name}".encode()).digest()
    return round(MICRO * (1 - SPREAD + 2 * SPREAD * int.from_bytes(digest[:6], "big") / (1 << 48)))
