"""What an adversary does with the published table of accompaniment, beside the sums and differences of `disclosure_adversary`.

It reads each pair of counts as a table of its own, and asks a linear solver for what all three allow together.
"""

import random
from collections import defaultdict
from typing import Any

import pyarrow as pa
from ortools.linear_solver import pywraplp

from tests.property.disclosure_adversary import FAR, Row, Tree, recovered

STEPS = ("asked", "referred", "attended")
# Disjoint states of a family that asked, and those that each published count holds.
STATES = ("waiting", "missed", "came")
HOLDS = {"asked": STATES, "referred": ("missed", "came"), "attended": ("came",), "missed": ("missed",)}


def won(releases: list[list[Row]]) -> list[tuple[str, int, int]]:
    """Return everything below the threshold that sums and differences give, in any of the three readings of the table."""
    found = []
    for whole, part in (("asked", "referred"), ("asked", "attended")):
        found += recovered([[read(row, row[whole], row[part]) for row in rows] for rows in releases])
    missed = [[read(row, minus(row["referred"], row["attended"]), None) for row in rows] for rows in releases]
    return found + recovered(missed)


def read(row: Row, need: int | None, served: int | None) -> Row:
    """Return one row as the adversary of need and served takes it."""
    places = {name: row[name] for name in ("territory_code", "parent_code")}
    return places | {"need": need, "served": served, "gap": minus(need, served)}


def minus(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


def joint_intervals(releases: list[list[Row]]) -> dict[tuple[float, str, str], tuple[float, float]]:
    """Return where each count of each day may lie, and its change since the day before (day + 0.5), by a solver."""
    tree = Tree(releases)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    days = range(len(releases))
    states = {(day, code, s): solver.NumVar(0, FAR, "") for day in days for code in tree.parent for s in STATES}
    goals: dict[Any, Any] = {
        (day, code, name): solver.Sum([states[day, code, state] for state in held])
        for day in days for code in tree.parent for name, held in HOLDS.items()
    }  # fmt: skip
    for day, rows in enumerate(releases):
        for code in tree.parent:
            if tree.parts[code]:
                for state in STATES:
                    solver.Add(
                        states[day, code, state] == solver.Sum([states[day, part, state] for part in tree.parts[code]])
                    )
        for row in rows:
            for name in STEPS:
                if row[name] is not None:
                    solver.Add(goals[day, row["territory_code"], name] == row[name])
            if row["asked"] is None:
                solver.Add(goals[day, row["territory_code"], "asked"] >= 1)
    for day, code, name in list(goals):
        if day:
            goals[day - 0.5, code, name] = goals[day, code, name] - goals[day - 1, code, name]
    return {place: ends(solver, goal) for place, goal in goals.items()}


def ends(solver: Any, goal: Any) -> tuple[float, float]:
    """Return the least and the most that a sum can be."""
    found = []
    for direction in (solver.Minimize, solver.Maximize):
        direction(goal)
        assert solver.Solve() == solver.OPTIMAL
        found.append(solver.Objective().Value())
    return found[0], found[1]


class RandomHelp:
    """A country whose families ask for help, are referred as places come, and attend, or do not."""

    def __init__(self, seed: int, regions: int, departments: int) -> None:
        self.rng = random.Random(seed)
        self.leaves = [(f"{r}-{d}", f"R{r}") for r in range(regions) for d in range(self.rng.randint(1, departments))]
        self.size = {leaf: self.rng.paretovariate(0.7) for leaf in self.leaves}
        # Waiting, missed, came.
        self.counts = {leaf: [0, 0, 0] for leaf in self.leaves}
        self.counts[self.leaves[0]] = [3, 2, 1]

    def week(self, families: int) -> None:
        """Let a week go by."""
        sizes = list(self.size.values())
        for leaf in self.rng.choices(self.leaves, sizes, k=self.rng.randint(0, families)):
            self.counts[leaf][0] += 1
        for leaf in self.rng.sample(self.leaves, self.rng.randint(0, len(self.leaves))):
            waiting, missed, came = self.counts[leaf]
            sent = self.rng.randint(0, waiting)
            arrived = self.rng.choice((0, missed, self.rng.randint(0, missed)))
            self.counts[leaf] = [waiting - sent, missed - arrived + sent, came + arrived]
        for leaf in self.rng.choices(self.leaves, sizes, k=self.rng.randint(0, 3)):
            self.counts[leaf][0] = max(self.counts[leaf][0] - 1, 0)

    def leap(self) -> None:
        """Give each state of each territory nobody more, a few, or many: there is something to tell, and to hide."""
        for counts in self.counts.values():
            for place in range(3):
                counts[place] += self.rng.choice((0, 0, self.rng.randint(1, 10), self.rng.randint(11, 60), 40))

    def table(self) -> pa.Table:
        """Return the true counts of the day, at every level."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        parents: dict[str, str | None] = {"FR": None}
        for (leaf, region), (waiting, missed, came) in self.counts.items():
            parents |= {region: "FR", leaf: region}
            for code in (leaf, region, "FR"):
                for place, count in enumerate((waiting + missed + came, missed + came, came)):
                    sums[code][place] += count
        rows = [
            {"territory_code": code, "parent_code": parent, "level": ""} | dict(zip(STEPS, sums[code], strict=True))
            for code, parent in parents.items()
        ]
        names = [(name, pa.string()) for name in ("territory_code", "parent_code", "level")]
        return pa.Table.from_pylist(rows, pa.schema([*names, *((name, pa.int64()) for name in STEPS)]))
