"""One linear goal on the rows of `same_site_model`, handed to a solver: its relaxation (GLOP), or in whole numbers (HiGHS).

It knows nothing of families nor of levels. A solver that stops early is told as such, and what it found is only a try.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.same_site_model import KitModel

Floats = npt.NDArray[np.float64]
# A value this near a whole number is that number: rows and columns are whole, so a vertex is at most a few ulps off.
WHOLE = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Optimum:
    """What a solver found: the columns (None: nothing), whether nothing better exists, its bound, and one multiplier a row."""

    columns: Floats | None
    is_optimal: bool
    bound: float
    multipliers: Floats | None

    @property
    def whole(self) -> Ints | None:
        """Return the columns where all of them are whole."""
        if self.columns is None:
            return None
        rounded = np.rint(self.columns)
        return rounded.astype(np.int64) if np.abs(self.columns - rounded).max(initial=0) <= WHOLE else None


class Solvers:
    """The rows of a model, kept ready for one goal after the other, and the time that all of them may take."""

    def __init__(self, model: KitModel, seconds: float) -> None:
        """Write the rows down once."""
        self._model, self.seconds_left = model, seconds
        # Lines that each level must serve, -1 where none is fixed.
        self.fixed_levels = np.full(model.level_count, -1, dtype=np.int64)
        self._low, self._high = np.where(model.is_equal, 0.0, -np.inf), model.limit.astype(np.float64)
        first_level = model.level_row(0)
        self._high[first_level:] = np.inf
        self._least, self._most = np.zeros(model.column_count), model.most.astype(np.float64)
        order = np.lexsort((model.column, model.row))
        proto = model_pb2.ModelProto()
        proto.variables.ids.extend(range(model.column_count))
        proto.linear_constraints.ids.extend(range(len(model.limit)))
        proto.linear_constraint_matrix.row_ids.extend(model.row[order].tolist())
        proto.linear_constraint_matrix.column_ids.extend(model.column[order].tolist())
        proto.linear_constraint_matrix.coefficients.extend(model.factor[order].astype(np.float64).tolist())
        self._proto = proto

    def fix_level(self, level: int, lines: int) -> None:
        """From now on, exactly so many lines of a level are served."""
        row = self._model.level_row(level)
        self.fixed_levels[level] = self._low[row] = self._high[row] = lines

    def free_levels(self, first: int) -> None:
        """From now on, levels from this one on serve as many lines as may be."""
        row = self._model.level_row(first)
        self.fixed_levels[first:], self._low[row:], self._high[row:] = -1, -np.inf, np.inf

    def keep_to(self, empty: Bools, full: Bools, tight: Bools) -> None:
        """From now on, these columns are 0, these at their most, and these rows at their limit."""
        self._most[empty] = 0
        self._least[full] = self._most[full]
        self._low[tight] = self._high[tight]

    def relaxed(self, goal: Ints) -> Optimum:
        """Make a goal as large as can be when a unit may be cut in pieces."""
        return self._solved(goal, mathopt.SolverType.GLOP, whole=False)

    def in_whole_units(self, goal: Ints) -> Optimum:
        """Make a goal as large as can be in the time left."""
        return self._solved(goal, mathopt.SolverType.HIGHS, whole=True)

    def _solved(self, goal: Ints, solver: mathopt.SolverType, *, whole: bool) -> Optimum:
        if self.seconds_left <= 0:
            return Optimum(None, False, np.inf, None)
        proto = self._proto
        del proto.variables.integers[:]
        proto.variables.integers.extend([whole] * self._model.column_count)
        for part, low, high in (
            (proto.variables, self._least, self._most),
            (proto.linear_constraints, self._low, self._high),
        ):
            del part.lower_bounds[:], part.upper_bounds[:]
            part.lower_bounds.extend(low.tolist())
            part.upper_bounds.extend(high.tolist())
        counted = np.flatnonzero(goal)
        proto.objective.Clear()
        proto.objective.maximize = True
        proto.objective.linear_coefficients.ids.extend(counted.tolist())
        proto.objective.linear_coefficients.values.extend(goal[counted].astype(np.float64).tolist())
        limits = mathopt.SolveParameters(
            time_limit=timedelta(seconds=self.seconds_left), relative_gap_tolerance=0.0 if whole else None
        )
        result = mathopt.solve(mathopt.Model.from_model_proto(proto), solver, params=limits)
        self.seconds_left -= result.solve_time().total_seconds()
        return _read(result, self._model.column_count, len(self._model.limit))


def _read(result: mathopt.SolveResult, columns: int, rows: int) -> Optimum:
    is_optimal = result.termination.reason == mathopt.TerminationReason.OPTIMAL
    bound = float(result.best_objective_bound())
    if not result.has_primal_feasible_solution():
        return Optimum(None, False, bound, None)
    found = result.to_proto().solutions[0]
    multipliers = None
    if is_optimal and found.HasField("dual_solution"):
        multipliers = _dense(found.dual_solution.dual_values, rows)
    return Optimum(_dense(found.primal_solution.variable_values, columns), is_optimal, bound, multipliers)


def _dense(sparse: "model_pb2.SparseDoubleVectorProto", size: int) -> Floats:
    values = np.zeros(size)
    values[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values, dtype=np.float64)
    return values
