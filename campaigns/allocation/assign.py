"""What and where: the cheapest units for the lines that are served, and the most that could be served at all.

Each side is a min-cost flow of its own once the served lines are fixed. It never changes who is served.
"""

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, SideNumbers
from campaigns.model.codes import Side
from campaigns.model.outcome import CannotGoOn, Sentence

# The flow solver multiplies costs by the number of nodes in 64 bits.
COST_TIMES_NODES_LIMIT = 2 * 10**18


def assign(numbers: Numbers, served: Bools, earlier: dict[Side, Ints] | None = None) -> dict[Side, tuple[Ints, Ints]]:
    """Choose the units of the served lines at the least total penalty.

    Parameters
    ----------
    served
        One flag a line, in rank order; the set must be servable.
    earlier
        For each side, the option that each line held in an earlier draft (-1: none): among the cheapest ways, the one that
        changes fewest of them is taken.

    Returns
    -------
    dict
        For each side, the places (in rank order) of the lines granted a unit, and the option each draws on.
        Within a type, lines that keep their unit aside, the best-ranked line gets the cheapest option, then the first cell
        by id.

    Raises
    ------
    CannotGoOn
        `solver_stopped`, when the solver finds no optimum.
    """
    nobody = np.full(len(served), -1, dtype=np.int64)
    held = dict.fromkeys(Side, nobody) if earlier is None else earlier
    return {side: _hand_out(numbers, numbers.sides[side], served, held[side]) for side in Side}


def bound(numbers: Numbers) -> int:
    """Count the most lines that any plan could serve, whatever their ranks.

    Max flow: site gate -> device cell -> type -> data cell; a type that needs one side skips the other.
    """
    flow = SimpleMaxFlow()
    sides = [numbers.sides[side] for side in (Side.DEVICE, Side.DATA)]
    types, total = len(numbers.line_count), int(numbers.line_count.sum())
    # Nodes: source, sink, types in, types out, then the cells and gates of each side.
    base = [2 + 2 * types, 2 + 2 * types + len(sides[0].quantity) + len(sides[0].gate_capacity)]
    has_option = sides[0].needed | sides[1].needed
    type_in, type_out = 2 + np.arange(types), 2 + types + np.arange(types)
    inner = np.where(has_option, numbers.line_count, 0)
    flow.add_arcs_with_capacity(type_in, type_out, inner)
    for side, first, is_source, near in ((sides[0], base[0], True, type_in), (sides[1], base[1], False, type_out)):
        skip = near[~side.needed]
        outside = np.zeros_like(skip) if is_source else np.ones_like(skip)
        tails, heads, room = _supply_arcs(side, first, 0 if is_source else 1, near, total)
        tails, heads = np.concatenate([tails, outside]), np.concatenate([heads, skip])
        room = np.concatenate([room, inner[~side.needed]])
        flow.add_arcs_with_capacity(*((tails, heads) if is_source else (heads, tails)), room)
    return _maximum(flow, total)


def _supply_arcs(side: SideNumbers, first: int, outside: int, near: Ints, total: int) -> tuple[Ints, Ints, Ints]:
    """Arcs from the outside through gates and cells to the types; read backwards on the data side."""
    cells = first + np.arange(len(side.quantity))
    gates = first + len(cells) + np.arange(len(side.gate_capacity))
    behind = np.where(side.cell_gate >= 0, first + len(cells) + side.cell_gate, outside)
    tails = np.concatenate([np.full(len(gates), outside), behind, first + side.option_cell])
    heads = np.concatenate([gates, cells, near[side.option_type]])
    room = np.concatenate([side.gate_capacity, side.quantity, np.full(len(side.option_type), total)])
    return tails.astype(np.int64), heads.astype(np.int64), np.minimum(room, total).astype(np.int64)


def _maximum(flow: SimpleMaxFlow, total: int) -> int:
    if not total:
        return 0
    status = flow.solve(0, 1)
    if status != flow.OPTIMAL:
        raise flow_stopped(str(status))
    return int(flow.optimal_flow())


def _hand_out(numbers: Numbers, side: SideNumbers, served: Bools, held: Ints) -> tuple[Ints, Ints]:
    places = np.flatnonzero(served & side.needed[numbers.line_type])
    types, count = numbers.line_type[places], len(side.option_type)
    wanted = np.bincount(types, minlength=len(numbers.line_count)).astype(np.int64)
    before = held[places]
    used = _cheapest_use(side, wanted, np.bincount(before[before >= 0], minlength=count).astype(np.int64))
    stays = _stays(before, used)
    left = used - np.bincount(before[stays], minlength=count)
    # Options in the order in which a type's lines take them, units unrolled; lines by type, then rank.
    order = np.lexsort((np.arange(count), side.penalty, side.option_type))
    units = np.repeat(order, left[order])
    movers = np.flatnonzero(~stays)
    chosen = before.copy()
    chosen[movers[np.argsort(types[movers], kind="stable")]] = units
    by_type = np.argsort(types, kind="stable")
    return places[by_type].astype(np.int64), chosen[by_type].astype(np.int64)


def _stays(before: Ints, used: Ints) -> Bools:
    """Tell which lines keep the option they held: as many as the option is used, the best-ranked first."""
    order = np.argsort(before, kind="stable")
    sorted_before = before[order]
    nth = np.arange(len(before)) - np.searchsorted(sorted_before, sorted_before)
    stays = np.zeros(len(before), dtype=np.bool_)
    stays[order] = (sorted_before >= 0) & (nth < np.append(used, 0)[sorted_before])
    return stays


def _cheapest_use(side: SideNumbers, wanted: Ints, held: Ints) -> Ints:
    """Units drawn on each option at the least total penalty, `wanted[type]` units for each type.

    Among the cheapest ways, the one that keeps the most of what was `held`: penalties are multiplied by more than all the
    units together, so that any number of changes weighs less than one point.
    """
    total = int(wanted.sum())
    if not total:
        return np.zeros(len(side.option_type), dtype=np.int64)
    types, cells, gates = len(wanted), len(side.quantity), len(side.gate_capacity)
    sink = types + cells + gates
    penalty, limit = _flattened(side, types), COST_TIMES_NODES_LIMIT // (sink + 1)
    if int(penalty.max()) > limit:
        raise flow_stopped("BAD_COST_RANGE")
    scale = total + 1 if held.any() and int(penalty.max()) * (total + 1) <= limit else 1
    flow = SimpleMinCostFlow()
    gated = np.where(side.cell_gate >= 0, types + cells + side.cell_gate, sink)
    options = flow.add_arcs_with_capacity_and_unit_cost(
        side.option_type, types + side.option_cell, wanted[side.option_type], penalty * scale
    )
    kept = np.flatnonzero(held) if scale > 1 else np.zeros(0, dtype=np.int64)
    keeping = flow.add_arcs_with_capacity_and_unit_cost(
        side.option_type[kept], types + side.option_cell[kept], held[kept], penalty[kept] * scale - 1
    )
    for tails, heads, room in (
        (types + np.arange(cells), gated, side.quantity),
        (types + cells + np.arange(gates), np.full(gates, sink), side.gate_capacity),
    ):
        flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.minimum(room, total), np.zeros_like(tails))
    flow.set_nodes_supplies(np.append(np.arange(types), sink), np.append(wanted, -total))
    status = flow.solve()
    if status != flow.OPTIMAL:  # flows of another status must not be read
        raise flow_stopped(str(status))
    used = np.asarray(flow.flows(options), dtype=np.int64)
    used[kept] += np.asarray(flow.flows(keeping), dtype=np.int64)
    return used


def _flattened(side: SideNumbers, types: int) -> Ints:
    """Penalties above each type's least: as many units leave a type in any plan, so the optimum is the same."""
    least = np.full(types, np.iinfo(np.int64).max)
    np.minimum.at(least, side.option_type, side.penalty)
    return np.asarray(side.penalty - least[side.option_type])


def flow_stopped(status: str) -> CannotGoOn:
    """Say that a flow solver ended without an optimum; nothing of it may then be read."""
    return CannotGoOn(
        "solver_stopped",
        Sentence(
            f"Le calcul des attributions s'est arrêté ({status}). Rien n'a été modifié. "
            "Réduisez les pénalités ou signalez ce cas.",
            f"The allocation stopped ({status}). Nothing was changed. Lower the penalties or report this case.",
        ),
    )
