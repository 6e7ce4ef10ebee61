"""An adversary who keeps every published table and tries what can be added and subtracted, knowing nothing of the rules.

It shares no code with the rules: sums of leaves it finds by following parents down, sums common to two days by merging sets
that overlap, intervals with a linear solver.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from ortools.linear_solver import pywraplp

MEASURES = ("need", "served", "gap")
FAR = 1_000_000
Row = dict[str, Any]
Sums = dict[frozenset[str], int]


class Tree:
    """Who is part of whom, over all days."""

    def __init__(self, releases: list[list[Row]]) -> None:
        self.parent = {row["territory_code"]: row["parent_code"] for rows in releases for row in rows}
        self.parts: dict[str | None, list[str]] = defaultdict(list)
        for code, parent in self.parent.items():
            self.parts[parent].append(code)
        self.leaves_of = {code: frozenset(self._leaves(code)) for code in self.parent}

    def _leaves(self, code: str) -> Iterator[str]:
        if not self.parts[code]:
            yield code
        for part in self.parts[code]:
            yield from self._leaves(part)


def published(rows: list[Row]) -> dict[str, Row]:
    """Return what one day shows, completed by need = served + gap."""
    found = {}
    for row in rows:
        need, served, gap = (row[name] for name in MEASURES)
        if need is None and None not in (served, gap):
            need = served + gap
        if served is None and None not in (need, gap):
            served = need - gap
        if gap is None and None not in (need, served):
            gap = need - served
        found[row["territory_code"]] = {"need": need, "served": served, "gap": gap}
    return found


def known_sums(tree: Tree, rows: list[Row], measure: str) -> Sums:
    """Return the smallest sets of leaves of which one day tells the sum: they never overlap."""
    shown = {code: row[measure] for code, row in published(rows).items()}
    # A territory that a day does not list had nobody.
    value = {code: shown.get(code, 0) for code in tree.parent}
    found: Sums = {}
    for code in tree.parent:
        if value[code] is None:
            continue
        parts = tree.parts[code]
        if not parts:
            found[tree.leaves_of[code]] = value[code]
        hidden = [part for part in parts if value[part] is None]
        if hidden:
            pool = frozenset().union(*(tree.leaves_of[part] for part in hidden))
            found[pool] = value[code] - sum(value[part] for part in parts if value[part] is not None)
    return found


def common(first: Sums, second: Sums) -> Iterator[tuple[frozenset[str], int, int]]:
    """Return the smallest sets that both can add up, with both sums."""
    of_leaf: dict[str, frozenset[str]] = {leaf: block for block in second for leaf in block}
    waiting = set(first)
    while waiting:
        left, right = {waiting.pop()}, set()
        while True:
            leaves = frozenset().union(*left)
            if not leaves <= of_leaf.keys():
                break
            right = {of_leaf[leaf] for leaf in leaves}
            wider = (
                {block for block in first if block & frozenset().union(*right)} if len(right) < len(leaves) else left
            )
            if wider == left:
                break
            left = wider
        waiting -= left
        covered = frozenset().union(*left)
        if right and frozenset().union(*right) == covered:
            yield covered, sum(first[block] for block in left), sum(second[block] for block in right)


def recovered(releases: list[list[Row]], threshold: int = 11) -> list[tuple[str, int, int]]:
    """Return everything below the threshold that sums and differences give: (how, day, value).

    A served count or a gap of nobody counts too, where somebody is in need: « 0 » and « 1 à 10 » must look the same.
    """
    tree = Tree(releases)
    found = []
    sums = [{measure: known_sums(tree, rows, measure) for measure in MEASURES} for rows in releases]
    for day, known in enumerate(sums):
        found += [("need", day, value) for value in known["need"].values() if 0 < value < threshold]
        nobody = {block for block, value in known["need"].items() if value == 0}
        for measure in ("served", "gap"):
            found += [(measure, day, v) for block, v in known[measure].items() if v < threshold and block not in nobody]
        for one, other in (("need", "served"), ("need", "gap")):
            found += [
                ("difference of measures", day, a - b)
                for block, a, b in common(known[one], known[other]) if a - b < threshold and a > 0
            ]  # fmt: skip
        for before in range(day):
            for measure in MEASURES:
                pairs = common(sums[before][measure], known[measure])
                found += [(f"{measure} since {before}", day, b - a) for _, a, b in pairs if 0 < abs(b - a) < threshold]
        for before in range(day):
            earlier, now = published(releases[before]), published(releases[day])
            found += [
                (f"{measure} of {code} since {before}", day, now[code][measure] - earlier[code][measure])
                for code in earlier.keys() & now.keys() for measure in MEASURES
                if None not in (earlier[code][measure], now[code][measure])
                and 0 < abs(now[code][measure] - earlier[code][measure]) < threshold
            ]  # fmt: skip
    return found


def intervals(releases: list[list[Row]]) -> dict[tuple[int, str, str], tuple[float, float]]:
    """Return where each count of each day may lie, and each count's change since the day before (day + 0.5), by a solver."""
    tree = Tree(releases)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    variables = {
        (day, code, m): solver.NumVar(0, FAR, "") for day in range(len(releases)) for code in tree.parent for m in MEASURES
    }  # fmt: skip
    for day, rows in enumerate(releases):
        shown = {row["territory_code"]: row for row in rows}
        for code in tree.parent:
            need, served, gap = (variables[day, code, m] for m in MEASURES)
            solver.Add(need == served + gap)
            row = shown.get(code, {"need": 0, "served": 0, "gap": 0})
            for measure in MEASURES:
                variable = variables[day, code, measure]
                if row[measure] is not None:
                    solver.Add(variable == row[measure])
                if tree.parts[code]:
                    solver.Add(variable == solver.Sum([variables[day, part, measure] for part in tree.parts[code]]))
            if row["need"] is None:
                solver.Add(need >= 1)
    goals: dict[Any, Any] = dict(variables)
    for (day, code, m), variable in variables.items():
        if day:
            goals[day - 0.5, code, m] = variable - variables[day - 1, code, m]
    found = {}
    for place, goal in goals.items():
        ends = []
        for direction in (solver.Minimize, solver.Maximize):
            direction(goal)
            assert solver.Solve() == solver.OPTIMAL
            ends.append(solver.Objective().Value())
        found[place] = (ends[0], ends[1])
    return found


class RandomCampaign:
    """A country whose families come, are served in waves, and sometimes withdraw."""

    def __init__(self, seed: int, regions: int, departments: int, communes: int) -> None:
        self.rng = random.Random(seed)
        self.leaves = [
            (f"{r}-{d}-{c}", f"{r}-{d}", f"R{r}")
            for r in range(regions) for d in range(departments) for c in range(self.rng.randint(1, communes))
        ]  # fmt: skip
        self.size = {leaf: self.rng.paretovariate(0.7) for leaf in self.leaves}
        self.need = dict.fromkeys(self.leaves, 0)
        self.served = dict.fromkeys(self.leaves, 0)

    def week(self, families: int) -> None:
        """Let a week go by."""
        sizes = list(self.size.values())
        for leaf in self.rng.choices(self.leaves, sizes, k=self.rng.randint(0, families)):
            self.need[leaf] += 1
        for leaf in self.rng.sample(self.leaves, self.rng.randint(0, len(self.leaves))):
            self.served[leaf] += self.rng.randint(0, self.need[leaf] - self.served[leaf])
        for leaf in self.rng.choices(self.leaves, sizes, k=self.rng.randint(0, 3)):
            if self.need[leaf] > self.served[leaf]:
                self.need[leaf] -= 1

    def table(self) -> pa.Table:
        """Return the true counts of the day, at every level."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        parents: dict[str, str | None] = {"FR": None}
        for (leaf, department, region), need in self.need.items():
            parents |= {region: "FR", department: region, leaf: department}
            for code in (leaf, department, region, "FR"):
                counts[code][0] += need
                counts[code][1] += self.served[leaf, department, region]
        rows = [
            {"territory_code": code, "parent_code": parent, "need": counts[code][0], "served": counts[code][1],
             "gap": counts[code][0] - counts[code][1]}
            for code, parent in parents.items()
        ]  # fmt: skip
        kinds = [("territory_code", pa.string()), ("parent_code", pa.string()), *((m, pa.int64()) for m in MEASURES)]
        return pa.Table.from_pylist(rows, pa.schema(kinds))
