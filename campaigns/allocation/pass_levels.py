"""Levels within declared passes, for lines of one unit each: a pass is settled, best level first, before the next one opens.

In a pass as many lines of the best level join as can, then of the next; then the cheapest units decide, then ranks. Nobody who
joined is lost later, though the unit may be exchanged. Kits are not for here: a quota is a third side beside their two.
"""

from collections.abc import Callable

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.levels import Circulation, level_costs
from campaigns.allocation.numbering import Numbers, PassNumbers
from campaigns.allocation.residual import Residual
from campaigns.allocation.serve import Served, Stage, opened, room_left
from campaigns.model.codes import Side


class OnePass(Circulation):
    """Units that go round in one pass: outside, group, door of a type, type, cell, site, outside; those who joined stay."""

    def __init__(self, numbers: Numbers, declared: PassNumbers, joined: Bools, room: Ints) -> None:
        """Lay the arcs: first one a line, then the options of each side."""
        types, total = len(numbers.line_count), len(numbers.line_type)
        door, inside, groups = 1 + np.arange(types), 1 + types + np.arange(types), 1 + 2 * types + np.arange(len(room))
        at = 1 + 2 * types + len(room)
        grouped = declared.group >= 0
        of_line = np.append(declared.group, -1)[numbers.line_type]
        already = np.bincount(of_line[joined & (of_line >= 0)], minlength=len(room))
        may_join = self._may_join(numbers, declared)
        parts = [
            (door[numbers.line_type], inside[numbers.line_type], (joined | may_join).astype(np.int64)),
            (np.where(grouped, np.append(groups, 0)[declared.group], 0), door, np.full(types, total)),
            (np.zeros_like(groups), groups, np.minimum(room + already, total)),
        ]
        costs = [np.zeros(len(part[0]), dtype=np.int64) for part in parts]
        self.first_option = {}
        for side in Side:
            own = opened(numbers.sides[side], declared.is_open[side])
            cells = at + np.arange(len(own.quantity))
            gates = at + len(cells) + np.arange(len(own.gate_capacity))
            at += len(cells) + len(gates)
            self.first_option[side] = sum(len(part[0]) for part in parts)
            outward = np.where(own.cell_gate >= 0, at - len(gates) + own.cell_gate, 0)
            parts += [
                (inside[own.option_type], cells[own.option_cell], np.full(len(own.option_type), total)),
                (cells, outward, np.minimum(own.quantity, total)),
                (gates, np.zeros_like(gates), np.minimum(own.gate_capacity, total)),
            ]
            costs += [own.penalty, np.zeros(len(cells), dtype=np.int64), np.zeros(len(gates), dtype=np.int64)]
        self.tail, self.head, self.most = (
            np.concatenate([part[i] for part in parts]).astype(np.int64) for i in range(3)
        )
        self.least, self.penalty = np.zeros_like(self.most), np.concatenate(costs).astype(np.int64)
        self.least[:total] = joined
        self.line_count, self.node_count = total, at

    @staticmethod
    def _may_join(numbers: Numbers, declared: PassNumbers) -> Bools:
        has_option = numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed
        return np.asarray((declared.admitted & has_option)[numbers.line_type])


def has_passes(numbers: Numbers) -> bool:
    """Tell whether passes are declared that a plan by levels must go through."""
    last = numbers.passes[-1]
    return len(numbers.passes) > 1 or not last.admitted.all() or bool((last.group >= 0).any())


def serve_levels_in_passes(numbers: Numbers, tick: Callable[[float], None] | None = None) -> Served:
    """Serve pass by pass, in each as many of the best level as can join, then of the next, at the least penalty.

    Parameters
    ----------
    numbers
        With `line_level`, and no type that needs both sides.
    tick
        Called now and then with the share of the work that is done; what it raises stops the work.
    """
    total = len(numbers.line_type)
    joined = np.zeros(total, dtype=np.bool_)
    turn_of = np.full(total, -1, dtype=np.int64)
    stages: list[Stage] = []
    for turn, declared in enumerate(numbers.passes):
        if tick is not None:
            tick(turn / len(numbers.passes))
        room = room_left(declared, numbers.line_type, turn_of)
        network = OnePass(numbers, declared, joined, room)
        units = np.zeros(0, dtype=np.int64)
        # A quota and the stock together are no matroid: a level must outweigh all that follow, as with kits.
        ranks = network.on_lines(np.arange(total, dtype=np.int64))
        for cost in [*level_costs(numbers, network, dominating=True), ranks]:
            units = network.narrow(cost)
        now = (units[:total] > 0) & ~joined
        joined, turn_of = joined | now, np.where(now, turn, turn_of)
        residuals = {}
        for side, own in numbers.sides.items():
            first = network.first_option[side]
            used = units[first : first + len(own.option_type)]
            residuals[side] = Residual(opened(own, declared.is_open[side]), numbers.line_count, used)
        stages.append(Stage(declared, now, room, residuals))
    return Served(joined, stages)
