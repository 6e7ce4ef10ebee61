"""Why a line is served or not, and what one more unit would do: exact, read from the residual graph.

The lines that could give way to a type are the served lines its units can reach through exchanges. Once nothing
they reach is free, they are frozen for ever, so the final graph still tells what was true at each rank.
It never changes a plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, SideNumbers
from campaigns.allocation.residual import Residual
from campaigns.allocation.serve import Served
from campaigns.model.codes import Side, UnservedReason

# Places are positions in rank order (0 is the best rank); this one stands before all of them.
NOBODY = -1


@dataclass(frozen=True, eq=False, slots=True)
class Explained:
    """What the plan says of each type and cell, in places of rank order.

    Attributes
    ----------
    reasons
        For each type, why its unserved lines are not served (meaningless for a type wholly served).
    cutoff
        For each type, the place before which its lines are served: that of the line whose grant closed the first
        of its sides; `NOBODY` when no rank would do; the number of lines when the type is still open.
    best_gain
        For each side and cell, the place of the best-ranked line that one more unit there would newly serve;
        `NOBODY` when one more unit would serve nobody.
    """

    reasons: list[UnservedReason]
    cutoff: Ints
    best_gain: dict[Side, Ints]


def explain(numbers: Numbers, served: Served) -> Explained:
    """Explain a plan from what could still move on each side when the last line was considered.

    One more unit at a cell first changes the plan at `best_gain`; with kits, or where sites limit what they hand
    out, a line ranked after it may then lose its place, so a what-if that lists them is a plan computed anew.
    """
    worst = _worst_served(numbers, served.lines)
    closed = {side: closing_places(served.residuals[side], worst, len(served.lines)) for side in Side}
    cutoff = np.minimum(*(_as_needed(numbers.sides[side], closed[side], len(served.lines)) for side in Side))
    gains = {side: _best_gain(numbers, served, closed, side) for side in Side}
    return Explained(_reasons(numbers, served, closed), cutoff, gains)


def closing_places(residual: Residual, worst: Ints, open_place: int) -> Ints:
    """For each node, the place of the line whose grant cut it off from all that is free.

    It is the worst-ranked served line that the node can reach; `open_place` where something free can be reached,
    `NOBODY` where no line is reached either (nothing was ever there).

    Parameters
    ----------
    worst
        For each type, the place of its worst-ranked served line, `NOBODY` without any.
    """
    closed = [NOBODY] * (residual.sink + 1)
    seen = bytearray(residual.sink + 1)
    by_worst = [int(t) for t in np.argsort(-worst, kind="stable") if worst[t] != NOBODY]
    for start in [residual.sink, *by_worst]:
        place = open_place if start == residual.sink else int(worst[start])
        for node in _flood(residual, [start], seen, backwards=True):
            closed[node] = place
    return np.array(closed, dtype=np.int64)


def _flood(residual: Residual, starts: Iterable[int], seen: bytearray, *, backwards: bool = False) -> list[int]:
    """Nodes not yet seen that can be reached from `starts` (or reach them, `backwards`), which are then seen."""
    found = [node for node in starts if not seen[node]]
    for node in found:
        seen[node] = 1
    twin = 1 if backwards else 0
    for node in found:  # grows as it is read
        for arc in residual.arcs[residual.first[node] : residual.first[node + 1]]:
            other = residual.head[arc]
            if not seen[other] and residual.room[arc ^ twin]:
                seen[other] = 1
                found.append(other)
    return found


def reachable_cells(residual: Residual, type_: int) -> list[int]:
    """Cells whose units could end up with this type through exchanges, in their order."""
    nodes = _flood(residual, [type_], bytearray(residual.sink + 1))
    return sorted(n - residual.type_count for n in nodes if 0 <= n - residual.type_count < residual.cell_count)


def _worst_served(numbers: Numbers, lines: Bools) -> Ints:
    worst = np.full(len(numbers.line_count), NOBODY, dtype=np.int64)
    places = np.flatnonzero(lines)
    worst[numbers.line_type[places]] = places  # in rank order, so the last written is the worst-ranked
    return worst


def _as_needed(side: SideNumbers, closed: Ints, open_place: int) -> Ints:
    return np.where(side.needed, closed[: len(side.needed)], open_place)


def _reasons(numbers: Numbers, served: Served, closed: dict[Side, Ints]) -> list[UnservedReason]:
    """Name the side that closed first; the device side when both closed with the same line."""
    device, data = numbers.sides[Side.DEVICE], numbers.sides[Side.DATA]
    last = len(served.lines)
    by_data = _as_needed(data, closed[Side.DATA], last) < _as_needed(device, closed[Side.DEVICE], last)
    held_back = _held_back(served.residuals[Side.DEVICE])
    reasons = np.where(held_back[: len(by_data)], UnservedReason.SITE_CAPACITY, UnservedReason.DEVICES_EXHAUSTED)
    reasons = np.where(by_data, UnservedReason.DATA_EXHAUSTED, reasons)
    reasons = np.where(device.needed | data.needed, reasons, UnservedReason.NO_OPTION)
    return [UnservedReason(reason) for reason in reasons.tolist()]


def _held_back(residual: Residual) -> Bools:
    """Nodes that reach a cell with units left: without the sites' limits, they would not be refused."""
    seen = bytearray(residual.sink + 1)
    cells = range(residual.type_count, residual.type_count + residual.cell_count)
    _flood(residual, [cell for cell in cells if _units_left(residual, cell)], seen, backwards=True)
    return np.frombuffer(seen, dtype=np.uint8).astype(np.bool_)


def _units_left(residual: Residual, cell: int) -> bool:
    outgoing = residual.arcs[residual.first[cell] : residual.first[cell + 1]]
    return any(residual.room[arc] for arc in outgoing if not arc & 1)


def _best_gain(numbers: Numbers, served: Served, closed: dict[Side, Ints], side: Side) -> Ints:
    """Sweep types from the best-ranked line that this side alone refuses; label each cell the first time reached."""
    residual = served.residuals[side]
    gain = np.full(residual.cell_count, NOBODY, dtype=np.int64)
    seen = bytearray(residual.sink + 1)
    for place, type_ in _refused_by(numbers, served.lines, closed, side):
        for node in _flood(residual, [type_], seen):
            if 0 <= node - residual.type_count < residual.cell_count:
                gain[node - residual.type_count] = place
    gates = residual.type_count + residual.cell_count + numbers.sides[side].cell_gate
    shut_at = np.where(numbers.sides[side].cell_gate >= 0, closed[side][gates], len(served.lines))
    # One more unit behind a site that was already full at that rank can't leave it.
    return np.where(shut_at > gain, gain, NOBODY)


def _refused_by(numbers: Numbers, lines: Bools, closed: dict[Side, Ints], side: Side) -> list[tuple[int, int]]:
    """Best-ranked unserved line of each type, where only this side was closed at its rank; best first."""
    places = np.flatnonzero(~lines)
    types, firsts = np.unique(numbers.line_type[places], return_index=True)
    other = Side.DATA if side is Side.DEVICE else Side.DEVICE
    open_elsewhere = _as_needed(numbers.sides[other], closed[other], len(lines))
    pairs = [(int(places[first]), int(type_)) for type_, first in zip(types, firsts, strict=True)]
    return sorted(
        (place, type_)
        for place, type_ in pairs
        if numbers.sides[side].needed[type_] and place > closed[side][type_] and place < open_elsewhere[type_]
    )
