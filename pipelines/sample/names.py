"""Invented first names and surnames, from the words of `data/sample/names.toml`.

The groups only make spellings as varied as on real lists: no group may leave this module.
"""

import tomllib
from dataclasses import dataclass
from itertools import permutations, product
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from pipelines.sample.calibration import SAMPLE_FOLDER
from pipelines.sample.draws import Floats, Ints, Texts, chance, weighted

PAIRED = 14  # how many of a group's first surnames are also combined in double surnames


class Group(BaseModel):
    """Words of one group; shares between 0 and 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    share: float
    fallback: str
    double_share: float
    made_up_share: float
    surnames: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]


class NameFile(BaseModel):
    """The file as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    avoid: tuple[str, ...]
    group: tuple[Group, ...]


@dataclass(frozen=True)
class Stretch:
    """Where the words of one group lie in the two vocabularies: first position, then how many."""

    share: float
    made_up_share: float
    double_share: float
    surname_start: int
    plain_count: int
    made_up_count: int
    double_count: int
    first_name_start: int
    first_name_count: int
    fallback: int


@dataclass(frozen=True)
class Names:
    """Two vocabularies; people are held as positions in them."""

    surnames: Texts
    first_names: Texts
    stretches: tuple[Stretch, ...]
    avoid: Ints  # surname position x number of first names + first name position


def load_names(folder: Path = SAMPLE_FOLDER) -> Names:
    """Read the words and lay them out."""
    words = NameFile.model_validate(tomllib.loads((folder / "names.toml").read_text(encoding="utf-8")))
    surnames: list[str] = []
    first_names: list[str] = []
    stretches = tuple(_laid_out(group, surnames, first_names) for group in words.group)
    surname_cells, first_name_cells = np.array(surnames, dtype=object), np.array(first_names, dtype=object)
    return Names(surname_cells, first_name_cells, stretches, _avoided(words.avoid, surnames, first_names))


def _laid_out(group: Group, surnames: list[str], first_names: list[str]) -> Stretch:
    made_up = [_joined(start, end) for start, end in product(group.starts, group.ends)]
    doubles = [f"{one} {two}" for one, two in permutations(group.surnames[:PAIRED], 2)]
    stretch = Stretch(
        share=group.share,
        made_up_share=group.made_up_share,
        double_share=group.double_share,
        surname_start=len(surnames),
        plain_count=len(group.surnames),
        made_up_count=len(made_up),
        double_count=len(doubles),
        first_name_start=len(first_names),
        first_name_count=len(group.female) + len(group.male),
        fallback=len(first_names) + (group.female + group.male).index(group.fallback),
    )
    surnames.extend([*group.surnames, *made_up, *doubles])
    first_names.extend([*group.female, *group.male])
    return stretch


def _joined(start: str, end: str) -> str:
    return start + (end.capitalize() if start.endswith(" ") else end)


def _avoided(avoid: tuple[str, ...], surnames: list[str], first_names: list[str]) -> Ints:
    barred = set(avoid)
    firsts = {name for name in first_names if any(full.startswith(f"{name} ") for full in barred)}
    lasts = {name for name in surnames if any(full.endswith(f" {name}") for full in barred)}
    pairs = [
        i * len(first_names) + j
        for i, last in enumerate(surnames)
        if last in lasts
        for j, first in enumerate(first_names)
        if first in firsts and f"{first} {last}" in barred
    ]
    return np.array(pairs, dtype=np.int64)


def drawn_groups(rng: np.random.Generator, names: Names, size: int) -> Ints:
    """Draw the group of each family."""
    return weighted(rng, [stretch.share for stretch in names.stretches], size)


def drawn_surnames(rng: np.random.Generator, names: Names, groups: Ints) -> Ints:
    """Draw one surname per family: frequent ones by rank, made-up ones evenly."""
    surnames = np.zeros(groups.size, dtype=np.int64)
    for number, stretch in enumerate(names.stretches):
        mine = np.flatnonzero(groups == number)
        surnames[mine] = stretch.surname_start + _surname_offsets(rng, stretch, mine.size)
    return surnames


def _surname_offsets(rng: np.random.Generator, stretch: Stretch, size: int) -> Ints:
    offsets = weighted(rng, _by_rank(stretch.plain_count), size)
    made_up = chance(rng, stretch.made_up_share, size)
    offsets[made_up] = stretch.plain_count + rng.integers(stretch.made_up_count, size=int(made_up.sum()))
    double = chance(rng, stretch.double_share, size)
    first_double = stretch.plain_count + stretch.made_up_count
    offsets[double] = first_double + rng.integers(stretch.double_count, size=int(double.sum()))
    return offsets


def _by_rank(count: int) -> Floats:
    return 1.0 / np.arange(12, 12 + count, dtype=np.float64)


def drawn_first_names(rng: np.random.Generator, names: Names, groups: Ints, surnames: Ints) -> Ints:
    """Draw one first name per person, never making the full name of somebody known."""
    firsts = np.zeros(groups.size, dtype=np.int64)
    fallbacks = np.zeros(groups.size, dtype=np.int64)
    for number, stretch in enumerate(names.stretches):
        mine = np.flatnonzero(groups == number)
        firsts[mine] = stretch.first_name_start + rng.integers(stretch.first_name_count, size=mine.size)
        fallbacks[mine] = stretch.fallback
    barred = np.isin(surnames * names.first_names.size + firsts, names.avoid)
    return np.where(barred, fallbacks, firsts)
