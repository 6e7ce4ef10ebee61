"""Which family stands on which row of which list: first requests, brothers and sisters, and families that another partner also sent.

The same family never stands twice on a list by accident. This module must never write a cell.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from pipelines.sample.draws import Bools, Ints, Texts, generator, weighted
from pipelines.sample.families import Families, has_sibling_row
from pipelines.sample.partners import ListSizes, SamplePartner, accepts

VARIANT_WEIGHTS = (0.45, 0.3, 0.25)


class Variant(IntEnum):
    """How the second partner's row differs from the first one's."""

    NONE = 0
    SPELLING = 1
    PHONE = 2
    RELATIVE = 3  # the other adult, or another child


@dataclass(frozen=True)
class Asked:
    """One entry per row, list after list in file order. `copy_of` is -1, or the earlier row of the same list that this one repeats."""

    list_number: Ints
    family: Ints
    child: Ints
    variant: Ints
    copy_of: Ints
    fault: Texts

    def of_list(self, number: int) -> Ints:
        """Return the entries of a list, in file order."""
        return np.flatnonzero(self.list_number == number)


def drawn_rows(seed: int, sizes: ListSizes, families: Families, departments: Texts) -> Asked:
    """Draw the rows of all lists, without faults.

    Parameters
    ----------
    departments
        Department code of each family.
    """
    rng = generator(seed, 5)
    first = np.arange(families.count)
    second = np.flatnonzero(has_sibling_row(sizes, families.list_number))
    again = [_known_elsewhere(rng, sizes, number, families, departments) for number in range(len(sizes.partners))]
    counts = (families.count, second.size, int(sizes.known_elsewhere.sum()))
    family = np.concatenate([first, second, *again])
    variant = np.zeros(family.size, dtype=np.int64)
    variant[counts[0] + counts[1] :] = 1 + weighted(rng, VARIANT_WEIGHTS, counts[2])
    child = np.repeat((0, 1, 0), counts)
    has_other_child = families.people.students_count[family] >= 2
    child[(variant == Variant.RELATIVE) & has_other_child] = 1
    lists = np.concatenate(
        [
            families.list_number[first],
            families.list_number[second],
            np.repeat(np.arange(len(again)), sizes.known_elsewhere),
        ]
    )
    order = np.lexsort((rng.random(family.size), lists))
    return Asked(
        lists[order],
        family[order],
        child[order],
        variant[order],
        np.full(family.size, -1),
        np.full(family.size, "", dtype=object),
    )


def _known_elsewhere(
    rng: np.random.Generator, sizes: ListSizes, number: int, families: Families, departments: Texts
) -> Ints:
    """Choose families of other lists, within reach of this partner where there are enough."""
    partner, wanted = sizes.partners[number], int(sizes.known_elsewhere[number])
    fits = (families.list_number != number) & _in_public(partner, families)
    near = np.flatnonzero(fits & np.isin(departments, partner.reach))
    pool = near if near.size >= wanted else np.flatnonzero(fits)
    chosen: Ints = rng.choice(pool, size=wanted, replace=False) if wanted else np.zeros(0, dtype=np.int64)
    return chosen


def _in_public(partner: SamplePartner, families: Families) -> Bools:
    public = np.where(families.student, accepts(partner, student=True), accepts(partner, student=False))
    if partner.writes_children:
        return public & (families.people.students_count >= 1)
    return public
