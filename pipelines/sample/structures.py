"""The invented accommodation places behind a shelter's list: about thirty families each, at one address, with one telephone.

It must never name a place that exists.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.addresses import Streets
from pipelines.sample.calibration import Calibration
from pipelines.sample.draws import Ints, Texts, apportioned, generator, weighted_keys
from pipelines.sample.partners import ListSizes
from pipelines.sample.places import Places, drawn_postcodes, homes

PREFIXES = {"social_hotel": "Hôtel", "shelter": "CHRS", "refugee_centre": "CADA"}


@dataclass(frozen=True)
class Structures:
    """One entry per structure; `families` counts those met there first."""

    list_number: Ints
    families: Ints
    place: Ints
    postcode: Texts
    housing: Texts
    name: Texts
    address: Texts

    def of_list(self, number: int) -> Ints:
        """Return the structure of each family of a list, in order."""
        mine = np.flatnonzero(self.list_number == number)
        return np.repeat(mine, self.families[mine])


def drawn_structures(
    seed: int, sizes: ListSizes, places: Places, streets: Streets, calibration: Calibration
) -> Structures:
    """Draw the structures of all shelter lists, so that each holds about as many families as the survey says."""
    rng = generator(seed, 3)
    counts = [
        _structure_count(partner.writes_structures, int(n), calibration)
        for partner, n in zip(sizes.partners, sizes.families, strict=True)
    ]
    list_number = np.repeat(np.arange(len(sizes.partners)), counts)
    families = [apportioned(int(n), rng.uniform(0.6, 1.4, k)) for k, n in zip(counts, sizes.families, strict=True) if k]
    place = [homes(rng, places, p.commune_code, p.reach, k) for k, p in zip(counts, sizes.partners, strict=True) if k]
    total = int(list_number.size)
    positions = _gathered(place)
    housing = weighted_keys(rng, calibration.families.structure_housing, total)
    return Structures(
        list_number=list_number,
        families=_gathered(families),
        place=positions,
        postcode=drawn_postcodes(rng, places, positions),
        housing=housing,
        name=_named(rng, housing, streets),
        address=streets.drawn(rng, total),
    )


def _structure_count(writes_structures: bool, families: int, calibration: Calibration) -> int:
    return max(1, round(families / calibration.structures.families)) if writes_structures else 0


def _gathered(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _named(rng: np.random.Generator, housing: Texts, streets: Streets) -> Texts:
    chosen = streets.shelters[rng.integers(len(streets.shelters), size=housing.size)]
    names = [f"{PREFIXES[str(kind)]} {name}" for kind, name in zip(housing, chosen, strict=True)]
    return np.array(names, dtype=object)
