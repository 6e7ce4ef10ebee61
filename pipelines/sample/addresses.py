"""Invented postal addresses: a number, a way, a name, sometimes a shared building.

It must never be checked against real streets: an address that exists is a coincidence.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample.calibration import SAMPLE_FOLDER
from pipelines.sample.draws import Ints, Texts, chance

HIGHEST_NUMBER = 180
SHARED_SHARE = 0.2  # families that live in a large building with others (assumption)
FAMILIES_A_BUILDING = 6


@dataclass(frozen=True)
class Streets:
    """The words of addresses, and names of accommodation places."""

    names: Texts
    shelters: Texts

    def drawn(self, rng: np.random.Generator, size: int) -> Texts:
        """Draw addresses of one building each."""
        numbers = rng.integers(1, HIGHEST_NUMBER + 1, size=size)
        ways = self.names[rng.integers(len(self.names), size=size)]
        return np.array([f"{number} {way}" for number, way in zip(numbers, ways, strict=True)], dtype=object)


def load_streets(folder: Path = SAMPLE_FOLDER) -> Streets:
    """Read the words of addresses."""
    words = tomllib.loads((folder / "streets.toml").read_text(encoding="utf-8"))
    names = [f"{way} {name}" for name in words["names"] for way in words["ways"]]
    return Streets(np.array(names, dtype=object), np.array(words["shelters"], dtype=object))


def drawn_addresses(rng: np.random.Generator, streets: Streets, places: Ints) -> Texts:
    """Draw the address of each family; some share a building with other families of the same commune.

    Parameters
    ----------
    places
        The commune of each family, as a position.
    """
    addresses = streets.drawn(rng, places.size)
    shared = np.flatnonzero(chance(rng, SHARED_SHARE, places.size))
    in_commune = np.bincount(places[shared], minlength=int(places.max(initial=0)) + 1)[places[shared]]
    building = (rng.random(shared.size) * np.maximum(1, in_commune // FAMILIES_A_BUILDING)).astype(np.int64)
    street = (places[shared] * 131 + building * 17) % len(streets.names)
    number = 1 + (places[shared] * 7 + building * 29) % HIGHEST_NUMBER
    flats = rng.integers(1, 80, size=shared.size)
    written = [f"{n} {s} apt {f}" for n, s, f in zip(number, streets.names[street], flats, strict=True)]
    addresses[shared] = np.array(written, dtype=object)
    return addresses
