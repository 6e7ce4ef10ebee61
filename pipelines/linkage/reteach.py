"""Learns again what no session of training could teach: a kind of evidence that only its own session would draw pairs by.

A register of persons without telephones, e-mails or addresses has one kind that tells them apart, and Splink teaches a kind by pairs
equal on another. The pairs that were compared teach it here, by expectation and maximisation on their weights: how often strangers agree
is known from sampling and stays. It must never touch a kind that was taught.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.linkage.evidence import KINDS, level_codes
from pipelines.linkage.model import SMALLEST, Model, Share
from pipelines.linkage.training import PAIRS_A_REQUEST, PERSONS

ROUNDS = 40
# How many imaginary pairs of one household what was known before weighs, against those that are found.
PSEUDO_PAIRS = 20.0
Floats = npt.NDArray[np.float64]


def relearnt(model: Model, weighed: pa.Table, kinds: tuple[str, ...], requests: int) -> Model:
    """Return the model with the shares of some kinds, and the prior, learnt from the pairs that were compared.

    Parameters
    ----------
    weighed
        `<kind>_level`, `weight` of the pairs as `scoring.weigh` gives them with this model.
    kinds
        Those that nothing taught.
    requests
        How many there are: pairs that were not compared are of strangers.
    """
    levels = {kind: weighed[f"{kind}_level"].to_numpy().astype(np.int64) for kind in kinds}
    bits = {kind: level_bits(model, kind) for kind in kinds}
    # What everything else says of each pair, rarities included.
    others = weighed["weight"].to_numpy() - model.prior_bits - sum(bits[kind][levels[kind]] for kind in kinds)
    before = {kind: np.array([0.0, *(model.shares[kind][code].m for code in level_codes(kind))]) for kind in kinds}
    shares, prior = before, min(0.3, PAIRS_A_REQUEST / requests)
    total = requests * (requests - 1) / 2
    for _ in range(ROUNDS):
        weight = np.log2(prior / (1 - prior)) + others + sum(bits[kind][levels[kind]] for kind in kinds)
        sure = 1 / (1 + np.exp2(-np.clip(weight, -60, 60)))
        shares = {kind: share_of(levels[kind], sure, before[kind]) for kind in kinds}
        made = replace(model, shares={**model.shares, **{kind: with_m(model, kind, shares[kind]) for kind in kinds}})
        bits = {kind: level_bits(made, kind) for kind in kinds}
        prior = min(0.3, max(float(sure.sum()), 1.0) / total)
    return replace(made, prior=prior)


def share_of(levels: npt.NDArray[np.int64], sure: Floats, before: Floats) -> Floats:
    """Return how often each level is met among pairs of one household; level 0, absent, says nothing and is left out."""
    met = np.bincount(levels, weights=sure, minlength=len(before)).astype(np.float64)
    met[0] = 0.0
    found: Floats = (met + PSEUDO_PAIRS * before) / (met.sum() + PSEUDO_PAIRS)
    return found


def with_m(model: Model, kind: str, m: Floats) -> dict[str, Share]:
    """Return the shares of a kind with other figures for pairs of one household."""
    return {
        code: Share(max(float(m[place + 1]), SMALLEST), model.shares[kind][code].u)
        for place, code in enumerate(level_codes(kind))
    }


def level_bits(model: Model, kind: str) -> Floats:
    """Return the bits of each stored level of a kind, 0 for the absent one."""
    return np.array([0.0, *(model.bits(kind, code) for code in level_codes(kind))])


def untaught(present: tuple[str, ...], sessions: dict[str, int], fewest: int) -> tuple[str, ...]:
    """Return the kinds that no session but their own, if any, could teach.

    Parameters
    ----------
    present
        The kinds that the requests carry.
    sessions
        Kind -> pairs that its session draws.
    """
    drawn = {kind for kind, pairs in sessions.items() if pairs >= fewest}
    # A telephone or an address that nothing taught keeps its documented weight: it means the same everywhere.
    wanted = PERSONS if drawn else KINDS
    return tuple(kind for kind in wanted if kind in present and not drawn - {kind})
