"""Who is served, with what and from where, when a kit's device and data must come from one site: level by level, best first.

No network holds this, and no quick method is exact. Each goal is first relaxed, which bounds it; whole units nearly always reach
that bound, and where they do not a branch and bound tries in the time allowed. Whatever happens a plan comes out, with what each
goal reached, its bound, and multipliers from which anyone can compute that bound again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers
from campaigns.allocation.optimum import Optimum, Solvers
from campaigns.allocation.same_site_bound import Multipliers, beyond, proved, scaled
from campaigns.allocation.same_site_fill import Units, filled, joined_lines, no_units
from campaigns.allocation.same_site_model import KitModel

# Time for all the goals of a plan, on the wall: a busy machine needs several times what one at rest does.
SECONDS = 240.0
# Ranks only part plans of equal use: they are not worth more time than this.
RANK_SECONDS = 20.0

BY_LEVEL, BY_USE, BY_NUMBER = "level", "use", "all"


@dataclass(frozen=True, eq=False, slots=True)
class Goal:
    """One goal: what the plan reached, the bound that its multipliers prove, and the bound that the search itself came to.

    For `BY_USE` these are points, and no plan that serves as many lines of each level costs less than the bounds; elsewhere
    they are lines, and no plan that serves as many of the levels before serves more.
    """

    kind: str
    level: int
    reached: int
    bound: int
    found_bound: int
    multipliers: Multipliers


@dataclass(frozen=True, eq=False, slots=True)
class OneSitePlan:
    """Which lines are served, the units drawn on each option of each side, and how good that is proved to be."""

    lines: Bools
    units: Units
    goals: tuple[Goal, ...]
    model: KitModel


def serve_from_one_site(
    numbers: Numbers, tick: Callable[[float], None] | None = None, seconds: float = SECONDS
) -> OneSitePlan:
    """Serve as many lines of the best level as can be, then of the next; then at the least penalty; then the best ranks.

    Parameters
    ----------
    tick
        Called between two goals with the share of the work that is done; what it raises stops the work.
    seconds
        Time for the whole search. A plan that it ends early is feasible, and its goals say how far it may be from the best.
    """
    assert numbers.same_site is not None
    model = KitModel(numbers, numbers.same_site)
    search = _Search(numbers, model, seconds, tick)
    search.run()
    return OneSitePlan(joined_lines(numbers, search.units), search.units, tuple(search.goals), model)


class _Search:
    """A plan being made: the best units so far, the goals settled, and the time left."""

    def __init__(self, numbers: Numbers, model: KitModel, seconds: float, tick: Callable[[float], None] | None) -> None:
        self.units = filled(numbers, model, no_units(numbers))
        self.goals: list[Goal] = []
        self._numbers, self._model, self._solvers = numbers, model, Solvers(model, seconds)
        self._tick, self._steps = tick, 0
        self._relaxed: list[Optimum] = []

    def run(self) -> None:
        """Settle the goals; the units are then the plan."""
        number = self._relax(self._model.goal_of_all())
        if not self._all_at_once():
            self._one_by_one()
        self._better_ranks()
        self.goals.append(self._goal(BY_NUMBER, -1, self._model.goal_of_all(), number, number.bound))

    def _relax(self, goal: Ints) -> Optimum:
        if self._tick is not None:
            self._steps += 1
            # The goals come twice at worst; the last share is that of the ranks.
            self._tick(self._steps / (2 * self._model.level_count + 4))
        return self._solvers.relaxed(goal)

    def _all_at_once(self) -> bool:
        """Suppose that each level reaches its bound; tell whether whole units do."""
        model, use = self._model, -self._model.penalty
        for level in range(model.level_count):
            self._relaxed.append(self._relax(model.goal_of_level(level)))
            bound = self._proved(level, self._relaxed[-1])
            if bound is None:
                return False
            self._solvers.fix_level(level, bound)
        relaxed = self._relax(use)
        if relaxed.columns is None:
            return False
        whole, found = relaxed.whole, relaxed.bound
        if whole is None:
            tried = self._solvers.in_whole_units(use)
            whole, found = tried.whole, tried.bound
        if whole is None or not self._keeps_levels(self._units_of(whole)):
            return False
        self.units = self._units_of(whole)
        for level in range(model.level_count):
            goal = model.goal_of_level(level)
            self.goals.append(self._goal(BY_LEVEL, level, goal, self._relaxed[level], self._relaxed[level].bound))
        self.goals.append(self._goal(BY_USE, -1, use, relaxed, found))
        return True

    def _one_by_one(self) -> None:
        """Search each level in whole units, keeping the best found, before the next."""
        model, use = self._model, -self._model.penalty
        for level in range(model.level_count):
            goal = model.goal_of_level(level)
            self._solvers.free_levels(level)
            relaxed = self._relax(goal)
            bound, found = self._proved(level, relaxed), relaxed.bound
            if bound is None or self._lines_of(level) < bound:
                tried = self._solvers.in_whole_units(goal)
                found = tried.bound
                self._take_if_more(tried, level)
            self._solvers.fix_level(level, self._lines_of(level))
            self.goals.append(self._goal(BY_LEVEL, level, goal, relaxed, found))
        relaxed = self._relax(use)
        tried = relaxed if relaxed.whole is not None else self._solvers.in_whole_units(use)
        self._take(tried, self._penalty_of(self.units))
        self.goals.append(self._goal(BY_USE, -1, use, relaxed, tried.bound))

    def _take_if_more(self, tried: Optimum, level: int) -> None:
        """Keep a try that serves more of a level, what it leaves being handed out to this level and those after."""
        whole = tried.whole
        if whole is None:
            return
        more = filled(self._numbers, self._model, self._units_of(whole), level)
        if self._keeps_levels(more) and self._lines_of(level, more) > self._lines_of(level):
            self.units = more

    def _take(self, tried: Optimum, points: int) -> None:
        """Keep a try that costs no more than so many points and serves as many lines of each level."""
        if tried.whole is not None:
            units = self._units_of(tried.whole)
            if self._penalty_of(units) <= points and self._keeps_levels(units):
                self.units = units

    def _better_ranks(self) -> None:
        """Among plans of equal use, prefer the one that serves the better ranks, where that is found in time."""
        use = self.goals[-1]
        if self._solvers.seconds_left <= 0 or use.reached != use.bound:
            return
        fine = KitModel(self._numbers, self._model.same_site, by_line=True)
        solvers = self._on_the_face(fine, use)
        places = -np.pad(np.arange(len(self._numbers.line_type)), (0, fine.column_count - len(self._numbers.line_type)))
        found = solvers.relaxed(places)
        if found.columns is not None and found.whole is None:
            found = solvers.in_whole_units(places)
        if found.whole is not None and found.is_optimal:
            units = {side: np.where(at >= 0, found.whole[at], 0) for side, at in fine.option_column.items()}
            if self._penalty_of(units) == use.reached and self._keeps_levels(units):
                self.units = units

    def _on_the_face(self, fine: KitModel, use: Goal) -> Solvers:
        """Leave room only for plans of the least penalty: by its multipliers, what costs more is empty and what saves is full."""
        left = beyond(self._model, -self._model.penalty, use.multipliers)
        slack, groups = 1 << max(use.multipliers.bits - 20, 0), len(self._model.group_type)
        of_line = np.searchsorted(_keys(self._model), _keys(fine))
        left = np.concatenate([left[:groups][of_line], left[groups:]])
        solvers = Solvers(fine, min(self._solvers.seconds_left, RANK_SECONDS))
        solvers.keep_to(left < -slack, left > slack, (use.multipliers.values > slack) & ~fine.is_equal)
        for goal in self.goals[:-1]:
            solvers.fix_level(goal.level, goal.reached)
        return solvers

    def _goal(self, kind: str, level: int, goal: Ints, relaxed: Optimum, found: float) -> Goal:
        reached = {BY_LEVEL: lambda: self._lines_of(level), BY_USE: lambda: self._penalty_of(self.units)}.get(
            kind, lambda: int(joined_lines(self._numbers, self.units).sum())
        )()
        multipliers = scaled(
            self._model, goal, relaxed.multipliers, _levels_fixed(kind, level, self._model.level_count)
        )
        bound = proved(self._model, goal, multipliers, self._solvers.fixed_levels)
        # A bound found by the search may be finer than the one proved; never below what was reached.
        searched = bound if not np.isfinite(found) else min(bound, int(np.floor(found + 1e-6)))
        if kind == BY_USE:
            return Goal(kind, level, reached, -bound, min(-searched, reached), multipliers)
        return Goal(kind, level, reached, bound, max(searched, reached), multipliers)

    def _proved(self, level: int, relaxed: Optimum) -> int | None:
        """Return the bound of a level, None where its relaxation was not finished."""
        if relaxed.multipliers is None:
            return None
        goal = self._model.goal_of_level(level)
        return proved(
            self._model, goal, scaled(self._model, goal, relaxed.multipliers, level), self._solvers.fixed_levels
        )

    def _units_of(self, columns: Ints) -> Units:
        return {side: np.where(at >= 0, columns[at], 0) for side, at in self._model.option_column.items()}

    def _lines_of(self, level: int, units: Units | None = None) -> int:
        assert self._numbers.line_level is not None
        served = joined_lines(self._numbers, self.units if units is None else units)
        return int((served & (self._numbers.line_level == level)).sum())

    def _keeps_levels(self, units: Units) -> bool:
        """Tell whether these units serve as many lines of each level as was settled; a type's best-ranked lines come first."""
        fixed = self._solvers.fixed_levels
        return all(self._lines_of(level, units) == fixed[level] for level in np.flatnonzero(fixed >= 0).tolist())

    def _penalty_of(self, units: Units) -> int:
        return sum(int((self._numbers.sides[side].penalty * some).sum()) for side, some in units.items())


def _keys(model: KitModel) -> Ints:
    return np.asarray(model.group_type * model.level_count + model.group_level)


def _levels_fixed(kind: str, level: int, count: int) -> int:
    """Return how many levels were settled before a goal."""
    return {BY_LEVEL: level, BY_USE: count}.get(kind, 0)
