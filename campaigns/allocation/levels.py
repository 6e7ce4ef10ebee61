"""Who is served where lines share levels: as many as can be of the best level, then of the next, the cheapest units deciding.

All of it is one circulation (outside, devices, line, data, outside) made optimal by one criterion after the other: each keeps
what those before it left equal. Ranks decide between equal costs.
"""

from collections.abc import Callable

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from campaigns.allocation.assign import COST_TIMES_NODES_LIMIT, flow_stopped
from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, SideNumbers
from campaigns.allocation.residual import Residual
from campaigns.allocation.serve import Stage
from campaigns.model.codes import Side


class Circulation:
    """Units that go round: arcs with the least and the most that each may carry, both narrowed by each criterion."""

    def __init__(self, numbers: Numbers) -> None:
        """Lay the arcs of a problem: first one a line, then the options of each side."""
        types, total = len(numbers.line_count), len(numbers.line_type)
        # Nodes: the outside, types where devices come in, types where data goes out, then cells and gates of each side.
        enter, leave, at = 1 + np.arange(types), 1 + types + np.arange(types), 1 + 2 * types
        device, data = (numbers.sides[side] for side in (Side.DEVICE, Side.DATA))
        served = device.needed | data.needed
        parts = [(enter[numbers.line_type], leave[numbers.line_type], served[numbers.line_type].astype(np.int64))]
        for side, near in ((device, enter), (data, leave)):
            cells = at + np.arange(len(side.quantity))
            gates = at + len(cells) + np.arange(len(side.gate_capacity))
            at += len(cells) + len(gates)
            door = np.where(side.cell_gate >= 0, at - len(gates) + side.cell_gate, 0)
            skip = near[~side.needed & served]
            arcs = [
                (cells[side.option_cell], near[side.option_type], np.full(len(side.option_type), total)),
                (door, cells, np.minimum(side.quantity, total)),
                (np.zeros_like(gates), gates, np.minimum(side.gate_capacity, total)),
                (np.zeros_like(skip), skip, np.full(len(skip), total)),
            ]
            # On the data side units leave: every arc is the other way round.
            parts += [(tail, head, room) if side is device else (head, tail, room) for tail, head, room in arcs]
        self.tail, self.head, self.most = (
            np.concatenate([part[i] for part in parts]).astype(np.int64) for i in range(3)
        )
        self.least, self.node_count = np.zeros_like(self.most), at
        self.line_count = total
        first_data = total + len(device.option_type) + len(device.quantity) + len(device.gate_capacity)
        first_data += int((~device.needed & served).sum())
        self.penalty = np.zeros_like(self.most)
        self.penalty[total : total + len(device.option_type)] = device.penalty
        self.penalty[first_data : first_data + len(data.option_type)] = data.penalty

    def on_lines(self, costs: Ints) -> Ints:
        """Return a cost for each arc from those of the lines."""
        return np.concatenate([costs, np.zeros(len(self.most) - self.line_count, dtype=np.int64)])

    def narrow(self, cost: Ints) -> Ints:
        """Find the circulation of least cost, and leave room only for those that cost as little; return its units."""
        units = self._cheapest(cost)
        potential = self._potentials(cost, units)
        reduced = cost + potential[self.tail] - potential[self.head]
        # An arc that would cost more is empty in every cheapest circulation; one that would save is full.
        self.least = np.where(reduced < 0, self.most, self.least)
        self.most = np.where(reduced > 0, self.least, self.most)
        return units

    def _cheapest(self, cost: Ints) -> Ints:
        free = np.flatnonzero(self.most > self.least)
        units = self.least.copy()
        if not self.least.any() and not cost[free].any():
            return units  # nothing is bound yet and nothing costs: no unit need move
        if int(np.abs(cost).max(initial=0)) > COST_TIMES_NODES_LIMIT // (self.node_count + 1):
            raise flow_stopped("BAD_COST_RANGE")
        flow = SimpleMinCostFlow()
        room = (self.most - self.least)[free]
        arcs = flow.add_arcs_with_capacity_and_unit_cost(self.tail[free], self.head[free], room, cost[free])
        bound = np.bincount(self.head, weights=self.least, minlength=self.node_count)
        bound -= np.bincount(self.tail, weights=self.least, minlength=self.node_count)
        flow.set_nodes_supplies(np.arange(self.node_count), bound.astype(np.int64))
        status = flow.solve()
        if status != flow.OPTIMAL:  # flows of another status must not be read
            raise flow_stopped(str(status))
        units[free] += np.asarray(flow.flows(arcs), dtype=np.int64)
        return units

    def _potentials(self, cost: Ints, units: Ints) -> Ints:
        """Shortest distances to each node over what can still move: they settle, since nothing cheaper is left."""
        onward, back = units < self.most, units > self.least
        tail = np.concatenate([self.tail[onward], self.head[back]])
        head = np.concatenate([self.head[onward], self.tail[back]])
        gain = np.concatenate([cost[onward], -cost[back]])
        distance = np.zeros(self.node_count, dtype=np.int64)
        if not len(head):
            return distance
        order = np.argsort(head, kind="stable")
        tail, head, gain = tail[order], head[order], gain[order]
        firsts = np.flatnonzero(np.append(True, head[1:] != head[:-1]))
        while True:
            least = np.minimum(np.minimum.reduceat(distance[tail] + gain, firsts), distance[head[firsts]])
            if np.array_equal(least, distance[head[firsts]]):
                return distance
            distance[head[firsts]] = least


def serve_by_levels(numbers: Numbers, tick: Callable[[float], None] | None = None) -> Bools:
    """Tell for each line whether it is served.

    Parameters
    ----------
    numbers
        With `line_level`.
    tick
        Called now and then with the share of the work that is done; what it raises stops the work.
    """
    assert numbers.line_level is not None
    network = Circulation(numbers)
    criteria = [*level_costs(numbers, network), network.on_lines(np.arange(len(numbers.line_type), dtype=np.int64))]
    units = np.zeros(0, dtype=np.int64)
    for number, cost in enumerate(criteria):
        if tick is not None:
            tick(number / len(criteria))
        units = network.narrow(cost)
    return units[: len(numbers.line_type)] > 0


def level_costs(numbers: Numbers, network: Circulation, *, dominating: bool = False) -> list[Ints]:
    """Return the criteria in their order: lines of each level, best first, then penalties.

    Where no kit needs both sides, the sets that can be served are a matroid: any weights that fall from level to level lead to
    the same lines, so one criterion says it all. Kits need weights that dominate: no exchange passes a type twice, so one line
    of a level outweighs as many lines of the next as there are types. So it is with quotas (`dominating`).
    """
    assert numbers.line_level is not None
    limit = COST_TIMES_NODES_LIMIT // (network.node_count + 1)
    level, count = numbers.line_level, int(numbers.line_level.max(initial=-1)) + 1
    spread = 2 * int(np.abs(network.penalty).max(initial=0)) * network.node_count + 1
    if not dominating and not numbers.coupled.any() and count * spread <= limit:
        return [network.on_lines(-(count - level) * spread) + network.penalty]
    step = len(numbers.line_count) + 1
    together = 1
    while step**together <= limit // step and together < count:
        together += 1
    costs = []
    for first in range(0, count, together):
        within = (level >= first) & (level < first + together)
        weight = np.array([step ** (together - 1 - place) for place in range(together)], dtype=np.int64)
        costs.append(network.on_lines(np.where(within, -weight[np.where(within, level - first, 0)], 0)))
    return [*costs, network.penalty]


def stage_of(numbers: Numbers, lines: Bools, options: dict[Side, Ints]) -> Stage:
    """Return a plan made by levels as the single stage of a strict one, for what reads exchanges from it.

    Parameters
    ----------
    options
        For each side, the option of each unit handed out.
    """
    residuals = {
        side: Residual(own, numbers.line_count, _used(own, options[side])) for side, own in numbers.sides.items()
    }
    return Stage(numbers.passes[0], lines, np.zeros(0, dtype=np.int64), residuals)


def _used(own: SideNumbers, options: Ints) -> Ints:
    return np.bincount(options, minlength=len(own.option_type)).astype(np.int64)
