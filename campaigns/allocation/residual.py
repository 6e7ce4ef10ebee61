"""The residual graph of one side: what can still move, and the shortest way to free one more unit.

Nodes are types, then cells, then limited sites (gates), then the sink. Arcs go by twos: arc `a` and its
reverse `a ^ 1`. Paths are found by distance labels that only grow (shortest augmenting paths with the gap rule,
Ahuja and Orlin 1991), so all the searches of a campaign together cost about the arcs times the longest path.
It never knows ranks or ids.
"""

from collections import defaultdict

import numpy as np

from campaigns.allocation.columns import Ints
from campaigns.allocation.numbering import SideNumbers


class Residual:
    """Arcs of one side with what each may still carry; `used` is the flow already on each option."""

    def __init__(self, side: SideNumbers, line_count: Ints, used: Ints | None = None) -> None:
        self.type_count = len(line_count)
        # A type may take all its units from one cell: its options are never what limits it.
        unlimited = np.full(len(side.option_type), line_count.sum(), dtype=np.int64)
        self.cell_count = len(side.quantity)
        self.sink = self.type_count + self.cell_count + len(side.gate_capacity)
        flow = np.zeros(len(side.option_type), dtype=np.int64) if used is None else used
        cell_flow = _summed(side.option_cell, flow, self.cell_count)
        gated = side.cell_gate >= 0
        gate_flow = _summed(side.cell_gate[gated], cell_flow[gated], len(side.gate_capacity))
        cells = self.type_count + np.arange(self.cell_count)
        gates = self.type_count + self.cell_count + np.arange(len(side.gate_capacity))
        tail = np.concatenate([side.option_type, cells, gates])
        head = np.concatenate(
            [
                self.type_count + side.option_cell,
                np.where(gated, self.type_count + self.cell_count + side.cell_gate, self.sink),
                np.full(len(gates), self.sink),
            ]
        )
        carried = np.concatenate([flow, cell_flow, gate_flow])
        room = np.concatenate([unlimited, side.quantity, side.gate_capacity]) - carried
        self._link(tail, head, room, carried)

    def _link(self, tail: Ints, head: Ints, room: Ints, carried: Ints) -> None:
        both_tails = np.stack([tail, head], axis=1).ravel()
        order = np.argsort(both_tails, kind="stable")
        self.head: list[int] = np.stack([head, tail], axis=1).ravel().tolist()
        self.room: list[int] = np.stack([room, carried], axis=1).ravel().tolist()
        self.arcs: list[int] = order.tolist()
        self.first: list[int] = np.searchsorted(both_tails[order], np.arange(self.sink + 2)).tolist()
        # Distance labels: lower bounds of the number of arcs to the sink; `dead` when there is no way left.
        self.dead = self.sink + 1
        self._label = [0] * (self.sink + 1)
        self._current = self.first[:-1]
        self._at_level: defaultdict[int, set[int]] = defaultdict(set, {0: set(range(self.sink + 1))})

    def path_from(self, start: int) -> list[int] | None:
        """Find arcs that lead one unit from `start` to the sink, or None when nothing can be freed any more.

        Nothing is moved; once None, it stays None for this node for ever, because moves only use up what is left.
        """
        label, head, room, arcs = self._label, self.head, self.room, self.arcs
        path: list[int] = []
        node = start
        while node != self.sink:
            if label[start] >= self.dead:
                return None
            below, place, end = label[node] - 1, self._current[node], self.first[node + 1]
            while place < end and not (room[arcs[place]] and label[head[arcs[place]]] == below):
                place += 1
            self._current[node] = place
            if place < end:
                path.append(arcs[place])
                node = head[arcs[place]]
            else:
                self._lift(node)
                if path:
                    node = head[path.pop() ^ 1]
        return path

    def push(self, path: list[int]) -> None:
        """Move one unit along a path just found."""
        for arc in path:
            self.room[arc] -= 1
            self.room[arc ^ 1] += 1

    def option_flow(self, option_count: int) -> Ints:
        """Units on each option: options are the first arcs, and a reverse arc may carry back what was sent."""
        return np.array(self.room[1 : 2 * option_count : 2], dtype=np.int64)

    def _lift(self, node: int) -> None:
        """Raise the label of a node none of whose arcs leads down; those cut off from the sink die at once."""
        label, head, room, arcs = self._label, self.head, self.room, self.arcs
        old, lowest, first = label[node], self.dead, self.first[node]
        for place in range(first, self.first[node + 1]):
            arc = arcs[place]
            if room[arc] and label[head[arc]] < lowest:
                lowest, first = label[head[arc]], place
                if lowest <= old:  # none leads lower: the node would not be lifted
                    break
        label[node] = new = min(lowest + 1, self.dead)
        # The first arc that now leads down: the next search begins there, as it would find no other before it.
        self._current[node] = first
        self._at_level[old].remove(node)
        if new < self.dead:
            self._at_level[new].add(node)
        if not self._at_level[old]:
            self._kill_above(old)

    def _kill_above(self, gap: int) -> None:
        """A label drops by at most one along an arc: with no node at `gap`, none above it reaches the sink."""
        for level in [level for level, nodes in self._at_level.items() if level > gap]:
            for node in self._at_level.pop(level):
                self._label[node] = self.dead


def _summed(groups: Ints, values: Ints, count: int) -> Ints:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, groups, values)
    return total
