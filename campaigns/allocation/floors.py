"""How high a common floor can be: the largest share of the national rate that every department could reach at once.

It is computed before any plan, so that a floor that cannot be met is told as such. It never decides who is served.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from campaigns.allocation.assign import bound, flow_stopped
from campaigns.allocation.columns import Ints
from campaigns.allocation.numbering import Numbers
from campaigns.model.codes import Side


@dataclass(frozen=True, slots=True)
class Attainable:
    """The largest share (whole per cent of the national rate) that all groups can reach together.

    `is_exact` is False where kits go together: each side was then looked at alone, and the share is an upper limit.
    """

    share_pct: int
    is_exact: bool


def floor_lines(asked: Ints, bound_lines: int, share_pct: int) -> Ints:
    """Lines that each group should have served: its lines × national rate × share, rounded down.

    Parameters
    ----------
    asked
        Lines of each group.
    bound_lines
        The most lines that any plan serves; the national rate is this number over all lines asked.
    """
    total = max(int(asked.sum()), 1)
    return np.array([int(count) * bound_lines * share_pct // (100 * total) for count in asked.tolist()], dtype=np.int64)


def attainable_share(numbers: Numbers, group: Ints, group_count: int) -> Attainable:
    """Find the largest share by halving: each try is one maximum flow a side.

    Parameters
    ----------
    group
        For each type, its group.
    """
    asked = np.bincount(group, weights=numbers.line_count, minlength=group_count).astype(np.int64)
    most = bound(numbers)
    coupled = bool(numbers.coupled.any())
    sides = tuple(Side) if coupled else (Side.DEVICE,)
    low, high = 0, 100
    while low < high:
        middle = (low + high + 1) // 2
        wanted = floor_lines(asked, most, middle)
        reached = all(_reached(numbers, group, wanted, side) == wanted.sum() for side in sides)
        low, high = (middle, high) if reached else (low, middle - 1)
    return Attainable(low, not coupled)


def _reached(numbers: Numbers, group: Ints, wanted: Ints, coupled_side: Side) -> int:
    """Most lines served within these group limits, kits needing a unit of `coupled_side` only."""
    flow = SimpleMaxFlow()
    types, total = len(numbers.line_count), int(numbers.line_count.sum())
    if not int(wanted.sum()):
        return 0
    # Nodes: source, sink, groups, types, then the cells and gates of each side.
    first_type = 2 + len(wanted)
    base = first_type + types
    flow.add_arcs_with_capacity(np.zeros(len(wanted), dtype=np.int64), 2 + np.arange(len(wanted)), wanted)
    flow.add_arcs_with_capacity(2 + group, first_type + np.arange(types), numbers.line_count)
    for side in Side:
        own = numbers.sides[side]
        cells = base + np.arange(len(own.quantity))
        gates = base + len(cells) + np.arange(len(own.gate_capacity))
        base += len(cells) + len(gates)
        used = ~numbers.coupled[own.option_type] | (side is coupled_side)
        kept_type, kept_cell = own.option_type[used], own.option_cell[used]
        behind = np.where(own.cell_gate >= 0, base - len(gates) + own.cell_gate, 1)
        flow.add_arcs_with_capacity(first_type + kept_type, cells[kept_cell], np.full(len(kept_type), total))
        flow.add_arcs_with_capacity(cells, behind, np.minimum(own.quantity, total))
        flow.add_arcs_with_capacity(gates, np.ones(len(gates), dtype=np.int64), np.minimum(own.gate_capacity, total))
    status = flow.solve(0, 1)
    if status != flow.OPTIMAL:
        raise flow_stopped(str(status))
    return int(flow.optimal_flow())
