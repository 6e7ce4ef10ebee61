"""A frozen linkage model: for each kind of evidence and each level, how often families and strangers agree so. Pure.

The same numbers give Splink's settings (DuckDB, Spark or PostgreSQL back end), the weights in bits and the sentences.
It must never change once kept with a campaign: retraining makes another version.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from pipelines.linkage.evidence import CONTACTS, FLOORS, OTHER, comparison, level_codes
from pipelines.linkage.normalise import NORM_VERSION

DOCUMENTED = Path(__file__).with_name("documented_model.json")
SMALLEST = 1e-9


@dataclass(frozen=True)
class Share:
    """How often a level is met: among pairs of one household (`m`), among pairs of strangers (`u`)."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """Return the weight of the level in bits."""
        return log2(max(self.m, SMALLEST) / max(self.u, SMALLEST))


@dataclass(frozen=True)
class Model:
    """The parameters of a campaign; `prior` is the probability that two requests taken at random are of one household."""

    prior: float
    shares: Mapping[str, Mapping[str, Share]]
    trained_on: int = 0
    norm_version: int = NORM_VERSION
    # Whether the rows speak of families (children named), not of persons: then another guardian is no stranger.
    households: bool = True

    @property
    def prior_bits(self) -> float:
        """Return the weight from which every pair starts."""
        return log2(self.prior / (1 - self.prior))

    def bits(self, kind: str, code: str) -> float:
        """Return the weight of a level; a difference never counts more than the floor of its kind."""
        bits = self.shares[kind][code].bits
        floor = FLOORS.get(kind) if self.households or kind in CONTACTS else None
        return bits if floor is None or code != OTHER else max(bits, floor)

    def settings_of(self, kind: str) -> dict[str, Any]:
        """Return a kind's comparison with its parameters, as Splink reads it."""
        made = comparison(kind)
        for level in made["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            code = level["label_for_charts"]
            ratio = 2 ** marked_bits(self.bits(kind, code), level_codes(kind).index(code))
            # Only the ratio weighs; both stay probabilities whatever its size.
            level["m_probability"], level["u_probability"] = min(1.0, ratio) / 2, min(1.0, 1 / ratio) / 2
        return made

    def rounded(self) -> "Model":
        """Return the model at twelve digits: sums over several threads differ in the sixteenth, and one campaign teaches one model."""
        shares = {
            kind: {code: Share(digits(share.m), digits(share.u)) for code, share in levels.items()}
            for kind, levels in self.shares.items()
        }
        return replace(self, prior=digits(self.prior), shares=shares)

    def to_json(self) -> str:
        """Return the model as text, in one canonical form."""
        return json.dumps(asdict(self), sort_keys=True, indent=1)


def digits(value: float) -> float:
    """Return a number at twelve significant digits."""
    return float(f"{value:.12g}")


def marked_bits(bits: float, number: int) -> float:
    """Return a weight to four decimals whose next two decimals name the level: Splink hands back weights, not levels."""
    return round(bits, 4) + (number + 1) * 1e-6


def model_of(text: str) -> Model:
    """Read a model that `to_json` wrote."""
    read = json.loads(text)
    shares = {kind: {code: Share(**share) for code, share in levels.items()} for kind, levels in read["shares"].items()}
    return Model(read["prior"], shares, read["trained_on"], read["norm_version"], read["households"])


@cache
def documented_model() -> Model:
    """Return the documented parameters, used for what a campaign is too small to teach."""
    return model_of(DOCUMENTED.read_text("utf-8"))
