"""Why a line is served or not, and what one more unit would do: exact, read from the residual graph.

The lines that could give way to a type are the served lines its units can reach through exchanges. Once nothing
they reach is free, they are frozen for ever, so the final graph still tells what was true at each rank.
It never changes a plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, SideNumbers
from campaigns.allocation.residual import Residual
from campaigns.allocation.serve import Served, Stage
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
    """Explain a plan from what could still move on each side at the end of each pass.

    A line that is refused in a pass leaves no trace there, so it would be served if it ranked before the cutoff of any
    pass that it may enter. One more unit at a cell, come for the last pass, first changes the plan at `best_gain`; with
    kits, or where sites limit what they hand out, a line ranked after it may then lose its place, so a what-if that
    lists them is a plan computed anew.
    """
    ends = [_end(numbers, stage) for stage in served.stages]
    cutoff = np.maximum.reduce([end.cutoff for end in ends])
    if numbers.line_level is not None:
        return _explained_by_levels(numbers, served, ends, cutoff)
    gains = {side: _best_gain(numbers, served, ends[-1], side) for side in Side}
    return Explained(_reasons(numbers, served, ends), cutoff, gains)


@dataclass(frozen=True, eq=False, slots=True)
class _End:
    """Where one pass closed: for each node of each side, for each type by its group's quota, and for each type in all."""

    closed: dict[Side, Ints]
    full: Ints
    cutoff: Ints


def _explained_by_levels(numbers: Numbers, served: Served, ends: list[_End], cutoff: Ints) -> Explained:
    """Say the bar of a level: a line is sure to be served in any level before that of the lines that could give way to it.

    Within that level the best use decides. Where kits go together and share levels, no bar is true of one line alone, nor
    what one more unit would do: both are then left out.
    """
    first = level_starts(numbers)
    nothing = {side: np.full(len(numbers.sides[side].quantity), NOBODY, dtype=np.int64) for side in Side}
    mixed = bool(numbers.coupled.any())
    gains = nothing if mixed else {side: _best_gain(numbers, served, ends[-1], side) for side in Side}
    if len(ends) > 1 or (served.stages[-1].declared.group >= 0).any():
        # Of a quota no bar is true of one line alone; once open to all, the bar of the last pass is.
        cutoff = np.where(served.stages[-1].declared.group >= 0, NOBODY, ends[-1].cutoff)
    bar = np.where(numbers.coupled, NOBODY, first[cutoff]) if len(cutoff) else cutoff
    return Explained(_reasons(numbers, served, ends), bar, gains)


def level_starts(numbers: Numbers) -> Ints:
    """For each place, the first place of its level (itself where each line stands alone); then `last` and `NOBODY` as they are."""
    last = len(numbers.line_type)
    if numbers.line_level is None:
        return np.append(np.arange(last + 1), NOBODY)
    starts = np.searchsorted(numbers.line_level, numbers.line_level)
    return np.concatenate([starts, [last, NOBODY]]).astype(np.int64)


def _end(numbers: Numbers, stage: Stage) -> _End:
    last, declared = len(stage.lines), stage.declared
    worst = _worst_served(numbers, stage.lines)
    closed = {side: closing_places(stage.residuals[side], worst, last) for side in Side}
    full = full_places(stage, numbers.line_type)
    by_side = [_as_needed(numbers.sides[side], closed[side], last) for side in Side]
    cutoff = np.where(declared.admitted, np.minimum.reduce([*by_side, full]), NOBODY)
    return _End(closed, full, cutoff)


def full_places(stage: Stage, line_type: Ints) -> Ints:
    """For each type, the place of the line that filled its group's quota; the number of lines where there is room left."""
    declared, count, last = stage.declared, len(stage.room), len(line_type)
    places = np.flatnonzero(stage.lines)
    groups = declared.group[line_type[places]]
    places, groups = places[groups >= 0], groups[groups >= 0]
    worst = np.full(count + 1, NOBODY, dtype=np.int64)
    worst[groups] = places  # in rank order, so the last written is the worst-ranked
    taken = np.bincount(groups, minlength=count)
    worst = np.where(np.append(taken >= stage.room, False), worst, last)
    return np.asarray(worst[declared.group])


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


def _reasons(numbers: Numbers, served: Served, ends: list[_End]) -> list[UnservedReason]:
    """Name the side that closed first in the last pass that a type may enter; the device side where both closed at once."""
    reasons = np.full(len(numbers.line_count), UnservedReason.QUOTA_REACHED, dtype=object)
    for stage, end in zip(served.stages, ends, strict=True):
        admitted = stage.declared.admitted
        reasons[admitted] = _stage_reasons(numbers, stage, end)[admitted]
    has_option = numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed
    reasons[~has_option] = UnservedReason.NO_OPTION
    return [UnservedReason(reason) for reason in reasons.tolist()]


def _stage_reasons(numbers: Numbers, stage: Stage, end: _End) -> npt.NDArray[np.object_]:
    last = len(stage.lines)
    device, data = (_as_needed(numbers.sides[side], end.closed[side], last) for side in (Side.DEVICE, Side.DATA))
    held_back = _held_back(stage.residuals[Side.DEVICE])[: len(device)]
    reasons = np.full(len(device), UnservedReason.DEVICES_EXHAUSTED, dtype=object)
    reasons[held_back] = UnservedReason.SITE_CAPACITY
    reasons[data < device] = UnservedReason.DATA_EXHAUSTED
    reasons[end.full < np.minimum(device, data)] = UnservedReason.QUOTA_REACHED
    return reasons


def _held_back(residual: Residual) -> Bools:
    """Nodes that reach a cell with units left: without the sites' limits, they would not be refused."""
    seen = bytearray(residual.sink + 1)
    cells = range(residual.type_count, residual.type_count + residual.cell_count)
    _flood(residual, [cell for cell in cells if _units_left(residual, cell)], seen, backwards=True)
    return np.frombuffer(seen, dtype=np.uint8).astype(np.bool_)


def _units_left(residual: Residual, cell: int) -> bool:
    outgoing = residual.arcs[residual.first[cell] : residual.first[cell + 1]]
    return any(residual.room[arc] for arc in outgoing if not arc & 1)


def _best_gain(numbers: Numbers, served: Served, end: _End, side: Side) -> Ints:
    """Sweep types from the best-ranked line that this side alone refuses; label each cell the first time reached."""
    residual, closed = served.residuals[side], end.closed[side]
    gain = np.full(residual.cell_count, NOBODY, dtype=np.int64)
    seen = bytearray(residual.sink + 1)
    for place, type_ in _refused_by(numbers, served, end, side):
        for node in _flood(residual, [type_], seen):
            if 0 <= node - residual.type_count < residual.cell_count:
                gain[node - residual.type_count] = place
    gates = residual.type_count + residual.cell_count + numbers.sides[side].cell_gate
    shut_at = np.where(numbers.sides[side].cell_gate >= 0, closed[gates], len(served.lines))
    # One more unit behind a site that was already full at that rank can't leave it.
    return np.where(level_starts(numbers)[shut_at] > gain, gain, NOBODY)


def _refused_by(numbers: Numbers, served: Served, end: _End, side: Side) -> list[tuple[int, int]]:
    """Best-ranked unserved line of each type, where only this side was closed at its rank; best first."""
    places = np.flatnonzero(~served.lines)
    types, firsts = np.unique(numbers.line_type[places], return_index=True)
    other = Side.DATA if side is Side.DEVICE else Side.DEVICE
    elsewhere = np.minimum(_as_needed(numbers.sides[other], end.closed[other], len(served.lines)), end.full)
    enters = served.stages[-1].declared.admitted & numbers.sides[side].needed
    pairs = [(int(places[at]), int(type_)) for type_, at in zip(types, firsts, strict=True)]
    # The line that closed a type stands before any that it refused, or shares its level.
    first = level_starts(numbers)
    return sorted(
        (place, type_)
        for place, type_ in pairs
        if enters[type_] and place >= first[end.closed[side][type_]] and place < elsewhere[type_]
    )
