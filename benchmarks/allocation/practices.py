"""What a user would do instead without a solver: a sorted spreadsheet, first come, each site for itself, shares by department.

Each takes the lines in some order and gives the nearest unit that is left; nobody gives way to anybody. All but the last serve a
family whole or not at all, which flatters them: `request_by_request` gives what is there, as stock systems do.
"""

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from campaigns.allocation.numbering import Numbers
from campaigns.model.codes import Side

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """Which lines are served (in rank order), and the units on each option of each side."""

    served: Bools
    used: dict[Side, Ints]


def spreadsheet(numbers: Numbers) -> Outcome:
    """Sort by priority; the nearest site with stock."""
    return in_order(numbers, list(range(len(numbers.line_type))))


def first_come(numbers: Numbers, seed: int) -> Outcome:
    """Take requests as they arrived: an order that says nothing of their priority."""
    return in_order(numbers, arrivals(numbers, seed))


def arrivals(numbers: Numbers, seed: int) -> list[int]:
    """Return the places of the lines in the order in which they arrived."""
    order = list(range(len(numbers.line_type)))
    random.Random(seed).shuffle(order)
    return order


def request_by_request(numbers: Numbers, seed: int) -> Outcome:
    """Fill each request as it arrives with what is in stock, one article after the other, whether or not the other is there."""
    types = numbers.line_type.tolist()
    desks = {side: _Desk(numbers, side) for side in Side}
    served = np.zeros(len(types), dtype=np.bool_)
    for place in arrivals(numbers, seed):
        needed = [desk for desk in desks.values() if desk.choices[types[place]]]
        found = [(desk, desk.nearest(types[place])) for desk in needed]
        for desk, option in found:
            if option is not None:
                desk.give(option)
        served[place] = bool(needed) and all(option is not None for _, option in found)
    return Outcome(served, {side: np.array(desk.used, dtype=np.int64) for side, desk in desks.items()})


def pro_rata(numbers: Numbers, region: Ints, cell_item: dict[Side, Ints]) -> Outcome:
    """Share each item between regions by how many families asked, then sort each region by priority.

    Parameters
    ----------
    region
        Region of each line, numbered from 0. Families that asked stand for the population, which flatters the rule: their
        number follows the need better than the inhabitants do.
    cell_item
        Item of each cell of each side, numbered from 0.
    """
    people = np.bincount(region)
    shares = {}
    for side, items in cell_item.items():
        units = np.bincount(items, weights=numbers.sides[side].quantity).astype(np.int64)
        shares[side] = [largest_remainder(int(total), people) for total in units.tolist()]
    in_rank = list(range(len(numbers.line_type)))
    return in_order(numbers, in_rank, regions=_Regions(region.tolist(), cell_item, shares))


def largest_remainder(units: int, people: Ints) -> list[int]:
    """Share whole units by how many people each region has.

    >>> largest_remainder(10, np.array([1, 1, 1]))
    [4, 3, 3]
    """
    exact = units * people
    shares = exact // people.sum()
    order = np.argsort(-(exact % people.sum()), kind="stable")
    shares[order[: units - int(shares.sum())]] += 1
    return [int(share) for share in shares]


def siloed(numbers: Numbers, cell_sites: dict[Side, list[str]]) -> Outcome:
    """Sort by priority, each site for its own families: a line draws on the site of its cheapest unit and on no other."""
    return in_order(numbers, list(range(len(numbers.line_type))), cell_sites)


@dataclass(frozen=True)
class _Regions:
    """Region of each line, item of each cell, and what each region may still take of each item."""

    of_line: list[int]
    cell_item: dict[Side, Ints]
    left: dict[Side, list[list[int]]]


def in_order(
    numbers: Numbers,
    order: list[int],
    cell_sites: dict[Side, list[str]] | None = None,
    regions: _Regions | None = None,
) -> Outcome:
    """Give each line, in turn, its cheapest unit on every side it needs, or nothing at all; within one site if sites are told."""
    types = numbers.line_type.tolist()
    desks = {side: _Desk(numbers, side) for side in Side}
    for side, sites in (cell_sites or {}).items():
        desks[side].keep_to_one_site(sites)
    for side, items in (regions.cell_item if regions else {}).items():
        desks[side].share(items.tolist(), regions.left[side] if regions else [])
    served = np.zeros(len(types), dtype=np.bool_)
    for place in order:
        region = regions.of_line[place] if regions else 0
        needed = [desk for desk in desks.values() if desk.choices[types[place]]]
        found = [(desk, desk.nearest(types[place], region)) for desk in needed]
        if needed and all(option is not None for _, option in found):
            served[place] = True
            for desk, option in found:
                desk.give(option, region)
    return Outcome(served, {side: np.array(desk.used, dtype=np.int64) for side, desk in desks.items()})


class _Desk:
    """Stock of one side as a spreadsheet sees it."""

    def __init__(self, numbers: Numbers, side: Side) -> None:
        own = numbers.sides[side]
        order = np.lexsort((own.option_cell, own.penalty, own.option_type))
        self.choices: list[list[int]] = [[] for _ in numbers.line_count]
        for option, type_ in zip(order.tolist(), own.option_type[order].tolist(), strict=True):
            self.choices[type_].append(option)
        self.cell, self.left = own.option_cell.tolist(), own.quantity.tolist()
        self.gate, self.room = own.cell_gate.tolist(), own.gate_capacity.tolist()
        self.used = [0] * len(own.option_type)
        self.item: list[int] = []
        self.shares: list[list[int]] = []

    def share(self, items: list[int], shares: list[list[int]]) -> None:
        """Limit what each region takes: the item of each cell, and the units of each item that each region may take."""
        self.item, self.shares = items, shares

    def keep_to_one_site(self, sites: list[str]) -> None:
        """Strike off the options that lie at another site than the first one of their type."""
        own = [sites[self.cell[options[0]]] if options else "" for options in self.choices]
        self.choices = [
            [option for option in options if sites[self.cell[option]] == site]
            for options, site in zip(self.choices, own, strict=True)
        ]

    def nearest(self, type_: int, region: int = 0) -> int | None:
        """Return the first option with stock, and with a share left where units are shared between regions."""
        for option in self.choices[type_]:
            cell = self.cell[option]
            if self.shares and not self.shares[self.item[cell]][region]:
                continue
            if self.left[cell] and (self.gate[cell] < 0 or self.room[self.gate[cell]]):
                return option
        return None

    def give(self, option: int | None, region: int = 0) -> None:
        """Take one unit."""
        assert option is not None
        cell = self.cell[option]
        self.left[cell] -= 1
        self.used[option] += 1
        if self.gate[cell] >= 0:
            self.room[self.gate[cell]] -= 1
        if self.shares:
            self.shares[self.item[cell]][region] -= 1
