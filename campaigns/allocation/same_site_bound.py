"""What multipliers prove: a bound on a goal, computed in whole numbers from any multipliers at all, good or bad.

For each plan, the goal is at most the rows' limits times their multipliers, plus what each column can still bring beyond them
times its most. The verifier computes the same in its own way (`certify_same_site`).
"""

from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Ints
from campaigns.allocation.optimum import Floats
from campaigns.allocation.same_site_model import KitModel

# Multipliers are whole numbers of 2^-bits: as fine as 64 bits allow beside the goal's own coefficients.
FINEST_BITS, BITS_IN_ALL = 30, 50


@dataclass(frozen=True, eq=False, slots=True)
class Multipliers:
    """One whole number a row, in units of 2^-bits."""

    values: Ints
    bits: int


def scaled(model: KitModel, goal: Ints, found: Floats | None, levels_fixed: int) -> Multipliers:
    """Write a solver's multipliers as whole numbers; none of a row that is still free, none below 0 where a row is a limit."""
    if found is None:
        return Multipliers(np.zeros(len(model.limit), dtype=np.int64), 0)
    kept = found.copy()
    kept[model.level_row(levels_fixed) :] = 0.0
    floor = np.where(model.is_equal, -np.inf, 0.0)
    floor[model.level_row(0) :] = -np.inf
    kept = np.maximum(kept, floor)
    largest = max(float(np.abs(kept).max(initial=0)), float(np.abs(goal).max(initial=0)), 1.0)
    bits = min(FINEST_BITS, BITS_IN_ALL - int(np.ceil(np.log2(largest))))
    return Multipliers(np.rint(kept * 2.0**bits).astype(np.int64), bits)


def proved(model: KitModel, goal: Ints, multipliers: Multipliers, fixed_levels: Ints) -> int:
    """Return the bound on a goal, rounded down to a whole number."""
    values, left = multipliers.values, beyond(model, goal, multipliers)
    limit = model.limit.copy()
    limit[model.level_row(0) :] = fixed_levels
    total = sum(int(values[row]) * int(limit[row]) for row in np.flatnonzero(values).tolist())
    total += sum(int(left[column]) * int(model.most[column]) for column in np.flatnonzero(left > 0).tolist())
    return total >> multipliers.bits


def beyond(model: KitModel, goal: Ints, multipliers: Multipliers) -> Ints:
    """Return what one unit of each column brings to a goal beyond what its rows count for it, in units of 2^-bits."""
    left = goal << multipliers.bits
    np.subtract.at(left, model.column, multipliers.values[model.row] * model.factor)
    return np.asarray(left)
