"""Who is served: strict priority order, exact on both sides, one declared pass after the other.

The sets of lines that one side can supply form a matroid (a gammoid where sites limit what they hand out), so a
line joins the plan if and only if each side it needs can free a unit for it, moving others without dropping any.
It never looks at penalties: what and where is decided in `assign`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, PassNumbers, SideNumbers
from campaigns.allocation.residual import Residual
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """One pass once it is over: which lines joined in it, and what can still move on each side at its end.

    `room` is what each group could still have join when the pass began.
    """

    declared: PassNumbers
    lines: Bools
    room: Ints
    residuals: dict[Side, Residual]

    def used(self, side: Side, own: SideNumbers) -> Ints:
        """Units on each option of a side at the end of the pass, lines of earlier passes included."""
        return self.residuals[side].option_flow(len(own.option_type))


@dataclass(frozen=True, eq=False, slots=True)
class Served:
    """Which lines are served (in rank order), and how each pass went."""

    lines: Bools
    stages: list[Stage]

    @property
    def residuals(self) -> dict[Side, Residual]:
        """What can still move once everybody who is served has joined."""
        return self.stages[-1].residuals


def serve(numbers: Numbers, tick: Callable[[float], None] | None = None) -> Served:
    """Serve each line that can be served together with all better-ranked served lines and those of earlier passes.

    The result depends on ranks alone. Within a pass, a type that one side refuses is refused until its end, which keeps
    the work near-linear: each type fails at most once a pass.

    Parameters
    ----------
    tick
        Called now and then with the share of the work that is done; what it raises stops the work.
    """
    served = bytearray(len(numbers.line_type))
    turn_of = np.full(len(numbers.line_type), -1, dtype=np.int64)
    flows: dict[Side, Ints | None] = dict.fromkeys(Side)
    stages: list[Stage] = []
    for number, declared in enumerate(numbers.passes):
        room = room_left(declared, numbers.line_type, turn_of)
        residuals = {
            side: Residual(opened(numbers.sides[side], declared.is_open[side]), numbers.line_count, flows[side])
            for side in Side
        }
        report = _part(tick, number, len(numbers.passes))
        _serve_pass(numbers, declared, residuals, served, room, report)
        joined = np.frombuffer(bytes(served), dtype=np.bool_) & (turn_of < 0)
        turn_of[joined] = number
        stages.append(Stage(declared, joined, room, residuals))
        flows = {side: stages[-1].used(side, numbers.sides[side]) for side in Side}
    return Served(np.frombuffer(served, dtype=np.uint8).astype(np.bool_), stages)


def opened(side: SideNumbers, is_open: Bools) -> SideNumbers:
    """Return a side whose closed cells hold nothing."""
    return SideNumbers(
        side.option_type, side.option_cell, side.penalty, side.cell_row, np.where(is_open, side.quantity, 0),
        side.cell_gate, side.gate_capacity, side.needed,
    )  # fmt: skip


def room_left(declared: PassNumbers, line_type: Ints, turn_of: Ints) -> Ints:
    """Lines that each group may still have join, given the pass in which earlier ones did (-1: not yet)."""
    group = declared.group[line_type]
    counted = (group >= 0) & (turn_of >= np.append(declared.since, 0)[group]) & (turn_of >= 0)
    joined = np.bincount(group[counted], minlength=len(declared.quota))
    return np.asarray(np.maximum(declared.quota - joined, 0), dtype=np.int64)


# Lines between two calls of `tick`.
STRIDE = 1 << 14


def _serve_pass(
    numbers: Numbers,
    declared: PassNumbers,
    residuals: dict[Side, Residual],
    served: bytearray,
    room_left: Ints,
    report: Callable[[float], None],
) -> None:
    needs = [[residuals[s] for s in Side if numbers.sides[s].needed[t]] for t in range(len(numbers.line_count))]
    refused = bytearray(
        0 if sides and admitted else 1 for sides, admitted in zip(needs, declared.admitted.tolist(), strict=True)
    )
    group, room = declared.group.tolist(), [*room_left.tolist(), len(served)]
    for place, type_ in enumerate(numbers.line_type.tolist()):
        if not place % STRIDE:
            report(place / len(served))
        if refused[type_] or served[place] or not room[group[type_]]:
            continue
        if _serve_one(type_, needs[type_]):
            served[place] = 1
            room[group[type_]] -= 1  # the last entry stands for « no group » (-1), with room for all
        else:
            refused[type_] = 1


def _serve_one(type_: int, sides: list[Residual]) -> bool:
    """Find a way on every side before moving anything, so that a refusal leaves no trace."""
    paths: list[list[int]] = []
    for residual in sides:
        path = residual.path_from(type_)
        if path is None:
            return False
        paths.append(path)
    for residual, path in zip(sides, paths, strict=True):
        residual.push(path)
    return True


def _part(tick: Callable[[float], None] | None, number: int, count: int) -> Callable[[float], None]:
    """Report a share of one pass as a share of all."""
    return lambda share: None if tick is None else tick((number + share) / count)
