"""Measures what the lists of the structures that house families add, on generated families whose shelters send lists of their own.

`python -m benchmarks.linkage.shelters [--coverage 0.88] [--seed 2] [--requests 40000]`. A shelter names each of its families once, by one
adult and a size, without address; `coverage` is the share it names. The constants of the rule were chosen on seed 1: others are unseen.
"""

import argparse
from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.linkage.generator import GOOD, Family, World
from benchmarks.linkage.run import homes, scores
from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import Weighed, weighed_pairs
from pipelines.linkage.match import edges_of
from pipelines.linkage.nodes import READ

PARTNERS = 60
UNSAID = ("address", "postcode", "commune", "child_first_name", "child_last_name", "child_birth_date")
Weights = dict[tuple[str, str], float]


def main() -> int:
    """Print precision and recall with and without the rule, and the pairs that it alone joins."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=float, default=0.88)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--requests", type=int, default=40_000)
    options = parser.parse_args()
    made = requests(World(options.seed, GOOD), options.requests, options.coverage)
    truth = {row["request_id"]: str(row["family"]) for row in made}
    names = ("request_id", "partner", *READ)
    rows = pa.table({name: pa.array([row.get(name) or None for row in made], pa.string()) for name in names})
    found = weighed_pairs(rows)
    rarity = found.rarity.filter(pc.not_equal(found.rarity["kind"], "resident"))
    without = weighed_pairs(rows, found.model, rarity)
    for name, weighed in (("with the structures' lists", found), ("without", without)):
        precision, recall, asked = score(weighed, truth)
        print(f"{name}: precision {precision:.4f}, recall {recall:.4f}, {asked:.1f} questions / 1,000")
    print("pairs joined by it alone:", dict(joined_alone(weights(found), weights(without), truth)))
    return 0


def requests(world: World, count: int, coverage: float) -> list[dict[str, Any]]:
    """Return the requests of usual partners, then those of the shelters."""
    families = world.families(count)
    usual = [row | {"partner": f"P{world.draw.randrange(PARTNERS)}"} for row in world.requests(families)]
    housed = [one for one in families if one.housing == "shelter" and world.draw.random() < coverage]
    return usual + [listed(world, family, number) for number, family in enumerate(housed)]


def listed(world: World, family: Family, number: int) -> dict[str, Any]:
    """Return the row by which a shelter names one of its families."""
    row = world.row(family, 0) | dict.fromkeys(UNSAID)
    if not row.get("guardian_first_name"):
        row |= world.noise.names("guardian", family.adults[0].first, family.adults[0].last)
    size = world.noise.size(len(family.adults) + len(family.children))
    known = {"request_id": f"S{number:08d}", "family": family.number, "partner": f"{family.address}, {family.postcode}"}
    return row | known | {"household_size": str(size)}


def score(weighed: Weighed, truth: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall, and questions for a thousand requests."""
    found = grouped(list(truth), edges_of(weighed), Known(), Bands())
    precision, recall, _ = scores(homes(found.groups), truth)
    return precision, recall, 1000 * len(found.doubts) / len(truth)


def weights(weighed: Weighed) -> Weights:
    """Return the weight of each pair."""
    pairs = weighed.pairs
    ends = zip(pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist(), strict=True)
    return dict(zip(ends, pairs["weight"].to_pylist(), strict=True))


def joined_alone(after: Weights, before: Weights, truth: dict[str, str]) -> Counter[str]:
    """Count the pairs that only the structures' lists bring over the automatic band, right and wrong."""
    auto = Bands().auto
    new = [pair for pair, weight in after.items() if weight >= auto > before[pair]]
    return Counter("right" if truth[left] == truth[right] else "wrong" for left, right in new)


if __name__ == "__main__":
    raise SystemExit(main())
