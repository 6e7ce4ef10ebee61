"""Who is served: strict priority order, exact on both sides.

The sets of lines that one side can supply form a matroid (a gammoid where sites limit what they hand out), so a
line joins the plan if and only if each side it needs can free a unit for it, moving others without dropping any.
It never looks at penalties: what and where is decided in `assign`.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Bools
from campaigns.allocation.numbering import Numbers
from campaigns.allocation.residual import Residual
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class Served:
    """Which lines are served (in rank order), and what can still move on each side once they are."""

    lines: Bools
    residuals: dict[Side, Residual]


def serve(numbers: Numbers) -> Served:
    """Serve each line that can be served together with all better-ranked served lines.

    The result depends on ranks alone. A type that one side refuses is refused for ever, which keeps the work
    near-linear: each type fails at most once.
    """
    residuals = {side: Residual(numbers.sides[side], numbers.line_count) for side in Side}
    needs = [[residuals[s] for s in Side if numbers.sides[s].needed[t]] for t in range(len(numbers.line_count))]
    refused = bytearray(0 if sides else 1 for sides in needs)
    served = bytearray(len(numbers.line_type))
    for place, type_ in enumerate(numbers.line_type.tolist()):
        if not refused[type_]:
            if _serve_one(type_, needs[type_]):
                served[place] = 1
            else:
                refused[type_] = 1
    return Served(np.frombuffer(served, dtype=np.uint8).astype(np.bool_), residuals)


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
