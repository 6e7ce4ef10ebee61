"""What a finished plan proves about itself: cuts, augmenting paths and cycles, computed over whole arrays.

These fixed points share nothing with the searches of the solver, so that a mistake there can't hide here.
It must never import the solver.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.allocation.claims import total_by
from campaigns.allocation.ledger import Account, Bools, Ints, Ledger
from campaigns.model.codes import Side

# How many rounds of relaxation pass between two looks for a cycle.
ROUNDS_BETWEEN_LOOKS = 16


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """Every move of one unit that the plan of one side still allows: types, then cells, gates and the outside."""

    tail: Ints
    head: Ints
    gain: Ints  # penalty added by the move
    node_count: int


def moves_of(side: Account, used: Ints, type_count: int) -> Moves:
    """List the moves of one side: a type takes from a cell, a cell takes back from a type, a site frees room."""
    cells, gates = len(side.quantity), len(side.gate_capacity)
    outside = type_count + cells + gates
    drawn = total_by(side.option_cell, used, cells)
    gated = side.cell_gate >= 0
    handed = total_by(side.cell_gate[gated], drawn[gated], gates)
    cell, gate = type_count + np.arange(cells), type_count + cells + np.arange(gates)
    door = np.where(gated, type_count + cells + side.cell_gate, outside)
    option_cell = type_count + side.option_cell
    parts = [
        (side.option_type, option_cell, side.penalty, np.ones(len(used), dtype=np.bool_)),
        (option_cell, side.option_type, -side.penalty, used > 0),
        (cell, door, np.zeros(cells, dtype=np.int64), drawn < side.quantity),
        (door, cell, np.zeros(cells, dtype=np.int64), drawn > 0),
        (gate, np.full(gates, outside), np.zeros(gates, dtype=np.int64), handed < side.gate_capacity),
        (np.full(gates, outside), gate, np.zeros(gates, dtype=np.int64), handed > 0),
    ]
    tail, head, gain = (np.concatenate([part[i][part[3]] for part in parts]).astype(np.int64) for i in range(3))
    return Moves(tail, head, gain, outside + 1)


def cut_places(ledger: Ledger, own: Account, used: Ints, joined: Bools) -> tuple[Ints, Bools]:
    """For each type, the worst place among the lines its refusal rests on, and whether cells hold units back.

    The place is -1 when no line is reached, the number of lines when a free unit is: then nothing refuses it.

    Parameters
    ----------
    own, used
        One side with the cells open at that time, and the units then on each option.
    joined
        The lines that could have given way: those that joined in this pass.
    """
    last, types = len(joined), len(ledger.line_count)
    moves = moves_of(own, used, types)
    start = np.full(moves.node_count, -1, dtype=np.int64)
    placed = np.flatnonzero(joined)
    np.maximum.at(start, ledger.line_type[placed], placed)
    start[-1] = last
    worst = _best_reached(moves, start)
    left = own.quantity > total_by(own.option_cell, used, len(own.quantity))
    held = np.zeros(moves.node_count, dtype=np.int64)
    held[types : types + len(left)] = left
    return np.where(own.needed, worst[:types], last), _best_reached(moves, held)[:types] > 0


def can_grow(ledger: Ledger, served: Bools, used: dict[Side, Ints]) -> bool:
    """Tell whether a plan that serves more lines exists: one augmenting path through both sides at once."""
    types = len(ledger.line_count)
    device, data = (ledger.sides[side] for side in (Side.DEVICE, Side.DATA))
    given = np.bincount(ledger.line_type[served], minlength=types)
    near, far = moves_of(device, used[Side.DEVICE], types), moves_of(data, used[Side.DATA], types)
    # On the device side units come in, so the moves are read backwards; the entrance is its outside node.
    total = near.node_count + far.node_count
    entrance, exit_ = near.node_count - 1, total - 1
    enter, leave = np.arange(types), near.node_count + np.arange(types)
    may_enter = ledger.has_option & (given < ledger.line_count)
    parts = [
        (near.head, near.tail),
        (near.node_count + far.tail, near.node_count + far.head),
        (enter[may_enter], leave[may_enter]),
        (leave[given > 0], enter[given > 0]),
        (np.full(int((~device.needed).sum()), entrance), enter[~device.needed]),
        (leave[~data.needed], np.full(int((~data.needed).sum()), exit_)),
    ]
    tail, head = (np.concatenate([part[i] for part in parts]).astype(np.int64, copy=False) for i in range(2))
    # A million lines make these heavy, and what follows needs the joined ones alone.
    del near, far, parts
    start = np.zeros(total, dtype=np.int64)
    start[exit_] = 1
    no_gain = np.broadcast_to(np.int64(0), tail.shape)
    return bool(_best_reached(Moves(tail, head, no_gain, total), start)[entrance])


def cheaper_cycle(moves: Moves) -> list[int] | None:
    """Find exchanges that lower the total penalty: a cycle of negative gain (Bellman-Ford over whole arrays)."""
    order = np.argsort(moves.head, kind="stable")
    tail, head, gain = moves.tail[order], moves.head[order], moves.gain[order]
    if not len(head):
        return None
    firsts = np.flatnonzero(np.append(True, head[1:] != head[:-1]))
    targets, sizes = head[firsts], np.diff(np.append(firsts, len(head)))
    potential = np.zeros(moves.node_count, dtype=np.int64)
    parent = np.full(moves.node_count, -1, dtype=np.int64)
    turn = 0
    cycle: list[int] | None = None
    # It ends: without a cheaper cycle the potentials settle, with one the parents close it.
    while cycle is None:
        reached = potential[tail] + gain
        least = np.minimum.reduceat(reached, firsts)
        better = least < potential[targets]
        if not better.any():
            return None
        # One arc that gives the least value, for each node that improves.
        tight = np.flatnonzero((reached == np.repeat(least, sizes)) & np.repeat(better, sizes))
        parent[head[tight]] = tail[tight]
        potential[targets[better]] = least[better]
        cycle = None if turn % ROUNDS_BETWEEN_LOOKS else _cycle_of(parent)
        turn += 1
    return cycle


def _best_reached(moves: Moves, start: Ints) -> Ints:
    """Largest start value among the nodes that each node can reach, itself included."""
    order = np.argsort(moves.tail, kind="stable")
    tail, head = moves.tail[order], moves.head[order]
    best = start.copy()
    if not len(tail):
        return best
    firsts = np.flatnonzero(np.append(True, tail[1:] != tail[:-1]))
    while True:
        reached = np.maximum(best[tail[firsts]], np.maximum.reduceat(best[head], firsts))
        if np.array_equal(reached, best[tail[firsts]]):
            return best
        best[tail[firsts]] = reached


def _cycle_of(parent: Ints) -> list[int] | None:
    """A cycle in the graph where each node points to its parent, or None."""
    colour = [0] * len(parent)
    ancestors = parent.tolist()
    for start in range(len(ancestors)):
        node, trail = start, []
        while node >= 0 and not colour[node]:
            colour[node] = start + 1
            trail.append(node)
            node = ancestors[node]
        if node >= 0 and colour[node] == start + 1:
            return trail[trail.index(node) :][::-1]
    return None
