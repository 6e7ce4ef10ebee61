"""Weighted draws on whole columns, and shares turned into whole numbers.

Everything comes from the generator that it is given. It must never read a clock or a source of chance of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Texts = NDArray[Any]
Days = NDArray[np.datetime64]


def generator(seed: int, purpose: int) -> np.random.Generator:
    """Give the chance of one part of the sample, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(purpose,))))


def weighted(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Draw `size` positions of `weights`, each as often as its weight says."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    positions: Ints = np.searchsorted(edges, rng.random(size) * edges[-1], side="right").astype(np.int64)
    return positions


def weighted_keys(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> Texts:
    """Draw `size` keys of a table of shares."""
    keys: Texts = np.array(list(shares), dtype=object)
    return keys[weighted(rng, list(shares.values()), size)]


def chance(rng: np.random.Generator, share: float, size: int) -> Bools:
    """Draw yes for about a share of `size` cases."""
    return rng.random(size) < share


def apportioned(total: int, weights: Sequence[float] | Floats) -> Ints:
    """Cut a whole number into whole parts in proportion to weights (largest remainders, first position in a tie)."""
    exact = np.asarray(weights, dtype=float) * (total / float(np.sum(weights)))
    parts: Ints = np.floor(exact).astype(np.int64)
    missing = total - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:missing]] += 1
    return parts
