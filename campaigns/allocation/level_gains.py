"""What one more unit would do where kits share levels: the best level of which one more line would be served.

A plan made by levels is a circulation, and one more unit changes its optimum by one cycle at most: through that unit's cell, and
back by what can still move. So the way back that gains most, level after level, tells the truth. It changes no plan.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.explain import NOBODY
from campaigns.allocation.numbering import Numbers
from campaigns.model.codes import Side

# Nobody gets there.
FAR = np.int64(1) << 40


@dataclass(frozen=True, eq=False, slots=True)
class _Moves:
    """Every move of one unit, or of one line, that the plan still allows; `level` is -1 for a unit; `sign` +1: a line joins."""

    tail: Ints
    head: Ints
    level: Ints
    sign: Ints

    def reversed(self) -> "_Moves":
        return _Moves(self.head, self.tail, self.level, self.sign)

    def only(self, kept: Bools) -> "_Moves":
        return _Moves(self.tail[kept], self.head[kept], self.level[kept], self.sign[kept])


@dataclass(frozen=True, eq=False, slots=True)
class _Places:
    """Nodes: the outside, types where devices come in, types where data goes out, then cells and gates of the device side,
    then cells of the data side.
    """

    types: int
    cells: dict[Side, Ints]
    gates: Ints
    count: int


def level_gains(numbers: Numbers, served: Bools, used: dict[Side, Ints]) -> dict[Side, Ints]:
    """For each side and cell, the place of a line that one more unit would newly serve, in the best level that it helps.

    Serving it costs no line of a better level; lines of worse ones may lose their place. `NOBODY` where no level gains.

    Parameters
    ----------
    used
        For each side, the units on each option.
    """
    places = _places(numbers)
    moves = _moves(numbers, served, used, places)
    gains = {side: np.full(len(own.quantity), NOBODY, dtype=np.int64) for side, own in numbers.sides.items()}
    device = numbers.sides[Side.DEVICE]
    drawn = np.bincount(device.option_cell, weights=used[Side.DEVICE], minlength=len(device.quantity)).astype(np.int64)
    gated = device.cell_gate >= 0
    handed = np.bincount(device.cell_gate[gated], weights=drawn[gated], minlength=len(device.gate_capacity))
    is_full = np.append(handed >= device.gate_capacity, False)[device.cell_gate]
    outside = np.array(0, dtype=np.int64)
    # A site that can still hand out is as good as the outside; at a full one, the unit must take the room of another.
    _note(numbers, served, moves, outside, places.cells[Side.DEVICE], ~is_full, gains[Side.DEVICE], places)
    for gate in np.unique(device.cell_gate[is_full]).tolist():
        here = is_full & (device.cell_gate == gate)
        _note(numbers, served, moves, places.gates[gate], places.cells[Side.DEVICE], here, gains[Side.DEVICE], places)
    data = places.cells[Side.DATA]
    _note(
        numbers, served, moves.reversed(), outside, data, np.ones(len(data), dtype=np.bool_), gains[Side.DATA], places
    )
    return gains


def _places(numbers: Numbers) -> _Places:
    types, device, data = len(numbers.line_count), numbers.sides[Side.DEVICE], numbers.sides[Side.DATA]
    first = 1 + 2 * types
    cells = first + np.arange(len(device.quantity))
    gates = first + len(cells) + np.arange(len(device.gate_capacity))
    far = first + len(cells) + len(gates) + np.arange(len(data.quantity))
    return _Places(types, {Side.DEVICE: cells, Side.DATA: far}, gates, first + len(cells) + len(gates) + len(far))


def _moves(numbers: Numbers, served: Bools, used: dict[Side, Ints], places: _Places) -> _Moves:
    parts = _line_moves(numbers, served, places)
    given = np.bincount(numbers.line_type[served], minlength=places.types)
    for side in Side:
        own, is_device = numbers.sides[side], side is Side.DEVICE
        near = (1 if is_device else 1 + places.types) + np.arange(places.types)
        drawn = np.bincount(own.option_cell, weights=used[side], minlength=len(own.quantity)).astype(np.int64)
        gated = own.cell_gate >= 0
        handed = np.bincount(own.cell_gate[gated], weights=drawn[gated], minlength=len(own.gate_capacity))
        cells = places.cells[side]
        door = np.where(gated, np.append(places.gates, 0)[own.cell_gate], 0) if is_device else np.zeros_like(cells)
        outside, skip = np.zeros(len(own.gate_capacity), dtype=np.int64), near[~own.needed]
        parts_here = [
            (cells[own.option_cell], near[own.option_type], np.ones(len(own.penalty), dtype=np.bool_), used[side] > 0),
            (door, cells, drawn < own.quantity, drawn > 0),
            (outside, places.gates[: len(outside)], handed < own.gate_capacity, handed > 0),
            (np.zeros_like(skip), skip, np.ones(len(skip), dtype=np.bool_), given[~own.needed] > 0),
        ]
        for tail, head, onward, back in parts_here:
            # On the data side units leave: every arc is the other way round.
            ways = (tail, head) if is_device else (head, tail)
            parts += [(ways[0][onward], ways[1][onward], None, 0), (ways[1][back], ways[0][back], None, 0)]
    sizes = [len(part[0]) for part in parts]
    levels = [np.full(size, -1) if part[2] is None else part[2] for part, size in zip(parts, sizes, strict=True)]
    return _Moves(
        np.concatenate([part[0] for part in parts]).astype(np.int64),
        np.concatenate([part[1] for part in parts]).astype(np.int64),
        np.concatenate(levels).astype(np.int64), np.repeat([part[3] for part in parts], sizes),
    )  # fmt: skip


def _line_moves(numbers: Numbers, served: Bools, places: _Places) -> list[tuple[Ints, Ints, Ints | None, int]]:
    """A line of a type and level may join, or one that is served leave."""
    assert numbers.line_level is not None
    has_option = numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed
    width = int(numbers.line_level.max(initial=-1)) + 1
    keys = numbers.line_type * width + numbers.line_level
    found = []
    for flags, sign in ((~served & has_option[numbers.line_type], 1), (served, -1)):
        groups = np.unique(keys[flags])
        enter, leave = 1 + groups // width, 1 + places.types + groups // width
        found.append((enter, leave, groups % width, sign) if sign > 0 else (leave, enter, groups % width, sign))
    return found  # type: ignore[return-value]


def _note(
    numbers: Numbers,
    served: Bools,
    moves: _Moves,
    target: Ints,
    cells: Ints,
    wanted: Bools,
    gains: Ints,
    places: _Places,
) -> None:
    """Write for the wanted cells the line that the best way to the target would serve."""
    assert numbers.line_level is not None
    if not wanted.any():
        return
    first_level = np.full(places.count, NOBODY, dtype=np.int64)
    settled = np.zeros(places.count, dtype=np.bool_)
    parent = np.full(places.count, -1, dtype=np.int64)
    walked = moves
    for level in range(int(numbers.line_level.max(initial=-1)) + 1):
        cost = np.where(moves.level == level, -moves.sign, 0)
        distance, parent = _distances(moves, cost, int(target), places.count)
        told = ~settled & (distance != 0)
        first_level[told & (distance < 0)] = level
        settled |= told
        # Only ways that gain as much on this level go on to the next.
        walked = moves
        moves = moves.only((distance[moves.tail] == cost + distance[moves.head]) & (distance[moves.head] < FAR))
    for at in np.flatnonzero(wanted & (first_level[cells] != NOBODY)).tolist():
        gains[at] = _line_on(numbers, served, walked, parent, int(cells[at]), int(first_level[cells[at]]), places)


def _distances(moves: _Moves, cost: Ints, target: int, count: int) -> tuple[Ints, Ints]:
    """Least cost of a way from each node to the target, and the first move on it (-1: none)."""
    order = np.argsort(moves.tail, kind="stable")
    tail, head, gain = moves.tail[order], moves.head[order], cost[order]
    distance, parent = np.full(count, FAR), np.full(count, -1, dtype=np.int64)
    distance[target] = 0
    firsts = np.flatnonzero(np.append(True, tail[1:] != tail[:-1])) if len(tail) else np.zeros(0, dtype=np.int64)
    starts, sizes = tail[firsts], np.diff(np.append(firsts, len(tail)))
    # The plan is the best, so no way round gains: after as many rounds as there are nodes, nothing can fall any more.
    for _ in range(count + 1 if len(tail) else 0):
        reached = np.where(distance[head] < FAR, distance[head] + gain, FAR)
        least = np.minimum.reduceat(reached, firsts)
        better = least < distance[starts]
        if not better.any():
            break
        tight = np.flatnonzero((reached == np.repeat(least, sizes)) & np.repeat(better, sizes))
        parent[tail[tight]] = order[tight]
        distance[starts[better]] = least[better]
    return distance, parent


def _line_on(
    numbers: Numbers, served: Bools, moves: _Moves, parent: Ints, start: int, level: int, places: _Places
) -> int:
    """Place of the best-ranked line waiting of the first type that joins on this level, on the way from a node."""
    assert numbers.line_level is not None
    node = start
    for _ in range(places.count):
        move = int(parent[node])
        if move < 0:
            break
        if moves.level[move] == level and moves.sign[move] > 0:
            type_ = min(int(moves.tail[move]), int(moves.head[move])) - 1
            waiting = ~served & (numbers.line_type == type_) & (numbers.line_level == level)
            return int(np.flatnonzero(waiting)[0])
        node = int(moves.head[move])
    return NOBODY
