"""What a user would do instead without a solver: a sorted spreadsheet, first come first served, or each site for itself.

Each takes the lines in some order and gives the nearest unit that is left; nobody gives way to anybody.
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


def first_come(numbers: Numbers, seed: int = 7) -> Outcome:
    """Take requests as they arrived: an order that says nothing of their priority."""
    order = list(range(len(numbers.line_type)))
    random.Random(seed).shuffle(order)
    return in_order(numbers, order)


def siloed(numbers: Numbers, cell_sites: dict[Side, list[str]]) -> Outcome:
    """Sort by priority, each site for its own families: a line draws on the site of its cheapest unit and on no other."""
    return in_order(numbers, list(range(len(numbers.line_type))), cell_sites)


def in_order(numbers: Numbers, order: list[int], cell_sites: dict[Side, list[str]] | None = None) -> Outcome:
    """Give each line, in turn, its cheapest unit on every side it needs, or nothing at all; within one site if sites are told."""
    types = numbers.line_type.tolist()
    desks = {side: _Desk(numbers, side) for side in Side}
    for side, sites in (cell_sites or {}).items():
        desks[side].keep_to_one_site(sites)
    served = np.zeros(len(types), dtype=np.bool_)
    for place in order:
        needed = [desk for desk in desks.values() if desk.choices[types[place]]]
        found = [(desk, desk.nearest(types[place])) for desk in needed]
        if needed and all(option is not None for _, option in found):
            served[place] = True
            for desk, option in found:
                desk.give(option)
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

    def keep_to_one_site(self, sites: list[str]) -> None:
        """Strike off the options that lie at another site than the first one of their type."""
        own = [sites[self.cell[options[0]]] if options else "" for options in self.choices]
        self.choices = [
            [option for option in options if sites[self.cell[option]] == site]
            for options, site in zip(self.choices, own, strict=True)
        ]

    def nearest(self, type_: int) -> int | None:
        """Return the first option with stock; those that ran out are struck off for good."""
        choices = self.choices[type_]
        for option in choices:
            cell = self.cell[option]
            if self.left[cell] and (self.gate[cell] < 0 or self.room[self.gate[cell]]):
                return option
        return None

    def give(self, option: int | None) -> None:
        """Take one unit."""
        assert option is not None
        cell = self.cell[option]
        self.left[cell] -= 1
        self.used[option] += 1
        if self.gate[cell] >= 0:
            self.room[self.gate[cell]] -= 1
