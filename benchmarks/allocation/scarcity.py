"""Plans small invented campaigns in every practice, from dearth to plenty, ten seeds each; gives records and draws who is served.

`python -m benchmarks.allocation.scarcity`: a device and its data together. Every way plans the same problem, one after the other
on each seed, so that what else the machine does falls on all alike; seconds are of processor, without the building of the problem,
which all need. Ours counts the explanations that no other way gives.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.allocation.instance import DEPARTMENTS, Instance, invented
from benchmarks.allocation.practices import Outcome, first_come, pro_rata, request_by_request, siloed, spreadsheet
from benchmarks.allocation.run import SILOED, sites_of, stranded, used_of
from benchmarks.allocation.scarcity_plot import plot
from benchmarks.ratios import figures
from benchmarks.records import HIGHER, LOWER, OURS, Record, write_records
from campaigns.allocation.build import build_problem
from campaigns.allocation.coded import places
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.serve import serve
from campaigns.allocation.solve import solve
from campaigns.equity import equity
from campaigns.model.codes import Side

AREA = "allocation"
# Devices for a hundred households.
LEVELS = (5, 10, 15, 20, 30, 40, 50, 60, 80, 100)
TIERS = range(1, 6)
Ints = npt.NDArray[np.int64]


def main() -> int:
    """Measure, write the records, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=3_000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--levels", type=int, nargs="+", default=LEVELS)
    parser.add_argument("--plot", type=Path, help="where to draw the picture of the first tier")
    options = parser.parse_args()
    found = [
        record
        for level in options.levels
        for seed in range(1, options.seeds + 1)
        for record in measured(options.households, level, seed)
    ]
    write_records("allocation_scarcity", found)
    if options.plot:
        shares = {level: f"{AREA}/tier_1_served_share_at_{level}" for level in options.levels}
        medians = {figure.name: figure.medians for figure in figures(found)}
        plot({level: medians[name] for level, name in shares.items()}, options.plot)
    return 0


def measured(households: int, level: int, seed: int) -> Iterator[Record]:
    """Plan one campaign in every way."""
    made = invented(households, coupled=True, seed=seed, zones=1_000, sites=200, per_household=level / 100)
    problem = build_problem(made.lines, made.kits, made.cells, made.reach, made.sites)
    assert isinstance(problem, Problem)
    numbers = numbers_of(problem)
    strict = serve(numbers).lines
    for who, plan in ways(problem, numbers, made, seed).items():
        started = time.process_time()
        outcome = plan()
        seconds = time.process_time() - started
        told = judged(problem, numbers, made, outcome, strict) | {"plan_seconds": ("s", LOWER, seconds)}
        for name, (unit, better, value) in told.items():
            yield Record(AREA, f"{name}_at_{level}", unit, value, seed, who, better)


def ways(problem: Problem, numbers: Numbers, made: Instance, seed: int) -> dict[str, Callable[[], Outcome]]:
    """Return each way to plan, by name."""
    department = departments_of(made)
    items = items_of_cells(problem, numbers, made.cells)
    sites = {side: sites_of(problem, numbers, side) for side in Side}
    return {
        OURS: lambda: planned(problem, numbers),
        "sorted spreadsheet": lambda: spreadsheet(numbers),
        "first come": lambda: first_come(numbers, seed),
        SILOED: lambda: siloed(numbers, sites),
        "pro rata": lambda: pro_rata(numbers, department, items),
        "request by request": lambda: request_by_request(numbers, seed),
    }


def planned(problem: Problem, numbers: Numbers) -> Outcome:
    """Plan with the engine."""
    grants = solve(problem).grants
    lines = places(grants["line_id"].combine_chunks(), problem.lines["line_id"].combine_chunks())
    served = np.bincount(lines, minlength=len(numbers.line_type)) > 0
    return Outcome(served, {side: used_of(problem, numbers, grants, side) for side in Side})


def departments_of(made: Instance) -> Ints:
    """Number the department of each line, in rank order: the order of the invented lines."""
    number = {code: i for i, code in enumerate(DEPARTMENTS)}
    return np.array([number[zone[:-4]] for zone in made.lines["zone_code"].to_pylist()], dtype=np.int64)


def items_of_cells(problem: Problem, numbers: Numbers, cells: pa.Table) -> dict[Side, Ints]:
    """Number the item of each cell of each side."""
    item_of = dict(zip(cells["cell_id"].to_pylist(), cells["item"].to_pylist(), strict=True))
    found = {}
    for side in Side:
        ids = problem.cells["cell_id"].take(pa.array(numbers.sides[side].cell_row)).to_pylist()
        names = [item_of[cell] for cell in ids]
        found[side] = np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64)
    return found


def judged(
    problem: Problem, numbers: Numbers, made: Instance, outcome: Outcome, strict: npt.NDArray[np.bool_]
) -> dict[str, tuple[str, str, float]]:
    """Return name -> unit, direction, value of what a plan does; only a family with its device and its data counts as served.

    A family that no site with devices is within reach of may get data alone: in every practice, it counts as not served.
    """
    department, both = departments_of(made), numbers.coupled[numbers.line_type]
    served, strict = outcome.served & both, strict & both
    tier_served = {tier: int((served & (made.tiers == tier)).sum()) for tier in TIERS}
    asked, got = np.bincount(department), np.bincount(department[served], minlength=int(department.max()) + 1)
    devices = int(outcome.used[Side.DEVICE].sum())
    first = int((made.tiers == 1).sum())
    return {
        "tier_1_served_share": ("%", HIGHER, round(100 * tier_served[1] / first, 2)),
        **{f"tier_{tier}_served": ("families", HIGHER, count) for tier, count in tier_served.items()},
        "served": ("families", HIGHER, int(served.sum())),
        "passed_over": ("families", LOWER, int((strict & ~served).sum())),
        "stranded": ("devices", LOWER, stranded(numbers, outcome)),
        "useless": ("devices without data", LOWER, devices - int(served.sum())),
        "km": ("km a device", LOWER, round(kilometres(problem, numbers, made, outcome) / max(devices, 1), 2)),
        "gini": ("Gini of departments", LOWER, round(equity(asked.tolist(), got.tolist()).gini or 0.0, 4)),
    }


def kilometres(problem: Problem, numbers: Numbers, made: Instance, outcome: Outcome) -> float:
    """Sum the kilometres of the devices given: a type is of one zone, a cell at one site."""
    rows = zip(*(made.reach[name].to_pylist() for name in ("zone_code", "site_id", "km")), strict=True)
    km = {(zone, site): far for zone, site, far in rows}
    zone_of = dict(zip(numbers.line_type.tolist(), made.lines["zone_code"].to_pylist(), strict=True))
    own, sites = numbers.sides[Side.DEVICE], sites_of(problem, numbers, Side.DEVICE)
    options = zip(own.option_type.tolist(), own.option_cell.tolist(), outcome.used[Side.DEVICE].tolist(), strict=True)
    return sum(units * km[zone_of[type_], sites[cell]] for type_, cell, units in options if units)


if __name__ == "__main__":
    sys.exit(main())
