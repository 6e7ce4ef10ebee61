"""A plan without any search: what is left is handed out line by line in rank order, a kit from one site, nobody being moved.

It starts the search of `same_site` and completes what that leaves when time is short. It is feasible, never the best that can be.
"""

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers
from campaigns.allocation.same_site_model import KitModel
from campaigns.model.codes import Side

# Units drawn on each option of each side.
Units = dict[Side, Ints]


def no_units(numbers: Numbers) -> Units:
    """Return a plan that hands out nothing."""
    return {side: np.zeros(len(own.penalty), dtype=np.int64) for side, own in numbers.sides.items()}


def joined_lines(numbers: Numbers, units: Units) -> Bools:
    """Tell which lines these units serve: of each type, as many as it has units, the best-ranked first."""
    given = np.zeros(len(numbers.line_count), dtype=np.int64)
    for side in Side:
        own = numbers.sides[side]
        of_type = np.bincount(own.option_type, weights=units[side], minlength=len(given)).astype(np.int64)
        given = np.where(own.needed, of_type, given)
    order = np.argsort(numbers.line_type, kind="stable")
    types = numbers.line_type[order]
    served = np.zeros(len(types), dtype=np.bool_)
    served[order] = np.arange(len(types)) - np.searchsorted(types, types) < given[types]
    return served


def filled(numbers: Numbers, model: KitModel, units: Units, from_level: int = 0) -> Units:
    """Return these units, and those that lines from a level on can still be given as the rest lies."""
    assert numbers.line_level is not None
    left = _Left(numbers, model, units)
    waiting = np.flatnonzero(~joined_lines(numbers, units) & (numbers.line_level >= from_level))
    refused = set()
    for type_ in numbers.line_type[waiting].tolist():
        if type_ not in refused and not left.serve(type_):
            refused.add(type_)  # what is left only shrinks
    return left.units


class _Left:
    """What is left in each cell, and of what each site may hand out."""

    def __init__(self, numbers: Numbers, model: KitModel, units: Units) -> None:
        self.units = {side: some.copy() for side, some in units.items()}
        self._numbers, self._usable = numbers, model.usable
        self._bound, self._site = model.same_site.bound, model.same_site.cell_site
        self._cells: dict[Side, Ints] = {}
        self._gates: dict[Side, Ints] = {}
        for side, own in numbers.sides.items():
            drawn = _by(own.option_cell, units[side], len(own.quantity))
            gated = own.cell_gate >= 0
            self._cells[side] = own.quantity - drawn
            self._gates[side] = own.gate_capacity - _by(own.cell_gate[gated], drawn[gated], len(own.gate_capacity))

    def serve(self, type_: int) -> bool:
        """Give one line of a type the cheapest units there are; False where it can't have all it needs."""
        chosen = self._kit(type_) if self._bound[type_] else self._each(type_)
        if chosen is None:
            return False
        for side, option in chosen:
            own = self._numbers.sides[side]
            cell = int(own.option_cell[option])
            self.units[side][option] += 1
            self._cells[side][cell] -= 1
            if own.cell_gate[cell] >= 0:
                self._gates[side][own.cell_gate[cell]] -= 1
        return True

    def _each(self, type_: int) -> list[tuple[Side, int]] | None:
        needed = [side for side in Side if self._numbers.sides[side].needed[type_]]
        found = [(side, self._open(type_, side)) for side in needed]
        if not found or any(not len(options) for _, options in found):
            return None
        return [(side, int(options[0])) for side, options in found]

    def _kit(self, type_: int) -> list[tuple[Side, int]] | None:
        """The cheapest pair of units of one site."""
        best = {}
        for side in Side:
            options = self._open(type_, side)
            sites, first = np.unique(
                self._site[side][self._numbers.sides[side].option_cell[options]], return_index=True
            )
            best[side] = dict(zip(sites.tolist(), options[first].tolist(), strict=True))
        shared = sorted(best[Side.DEVICE].keys() & best[Side.DATA].keys())
        if not shared:
            return None
        site = min(shared, key=lambda at: sum(int(self._numbers.sides[s].penalty[best[s][at]]) for s in Side))
        return [(side, best[side][site]) for side in Side]

    def _open(self, type_: int, side: Side) -> Ints:
        """Options of a type with a unit left, the cheapest first."""
        own = self._numbers.sides[side]
        options = np.arange(*np.searchsorted(own.option_type, [type_, type_ + 1]))
        options = options[self._usable[side][options]]
        cells = own.option_cell[options]
        room = np.append(self._gates[side], 1)[own.cell_gate[cells]]
        options = options[(self._cells[side][cells] > 0) & (room > 0)]
        return np.asarray(options[np.argsort(own.penalty[options], kind="stable")])


def handed_out(numbers: Numbers, bound: Bools, lines: Bools, units: Units) -> dict[Side, tuple[Ints, Ints]]:
    """Say which line gets which unit: for each side the places of the lines in rank order by type, and the option of each.

    Units of a bound type are taken by sites, so that its lines get both from one; the best-ranked line gets the cheapest kit.
    """
    by_type = np.flatnonzero(lines)[np.argsort(numbers.line_type[lines], kind="stable")]
    places, options = {}, {}
    for side, own in numbers.sides.items():
        places[side] = by_type[own.needed[numbers.line_type[by_type]]]
        options[side] = np.repeat(np.arange(len(units[side])), units[side])
        site = _site_if_bound(numbers, bound, side, options[side])
        order = np.lexsort((own.penalty[options[side]], site, own.option_type[options[side]]))
        options[side] = options[side][order]
    pairs = {side: bound[numbers.line_type[places[side]]] for side in Side}
    cost = np.sum([own.penalty[options[side][pairs[side]]] for side, own in numbers.sides.items()], axis=0)
    of_type = numbers.line_type[places[Side.DEVICE][pairs[Side.DEVICE]]]
    best_first = np.lexsort((cost, of_type))
    for side in Side:
        options[side][pairs[side]] = options[side][pairs[side]][best_first]
    return {side: (places[side], options[side]) for side in Side}


def _site_if_bound(numbers: Numbers, bound: Bools, side: Side, options: Ints) -> Ints:
    assert numbers.same_site is not None
    own = numbers.sides[side]
    return np.where(bound[own.option_type[options]], numbers.same_site.cell_site[side][own.option_cell[options]], 0)


def _by(groups: Ints, values: Ints, count: int) -> Ints:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, groups, values)
    return total
