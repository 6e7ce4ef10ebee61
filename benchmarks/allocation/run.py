"""Plans one invented campaign in several ways and prints them side by side: time, memory, whom each passes over.

Every way runs in a process of its own on the same problem. « Passed over » counts the lines that strict priority serves and the
way does not; « stranded » the units left in a cell from which a line that got nothing could have drawn; the mean penalty is what
an average grant costs in points (substitution, then kilometres). Ours counts everything: who, what, where, the reasons, the bound.
"""

import argparse
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from benchmarks.allocation.instance import Instance, invented
from benchmarks.allocation.practices import Outcome, first_come, siloed, spreadsheet
from benchmarks.allocation.solvers import OTHERS
from benchmarks.records import LOWER, OURS, Record, write_records
from campaigns.allocation.build import build_problem
from campaigns.allocation.certify import certify
from campaigns.allocation.coded import places
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.serve import serve
from campaigns.allocation.solve import solve
from campaigns.model.codes import Side

SILOED = "each site for itself"
COMPARED = {"seconds": "s", "mb": "MB", "passed_over": "families", "stranded": "devices", "mean_penalty": "points"}
PRACTICES: dict[str, Callable[[Numbers, int], Outcome]] = {
    "spreadsheet": lambda numbers, seed: spreadsheet(numbers),
    "first come first served": first_come,
}


def main() -> int:
    """Run every way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--kits", action="store_true", help="a device and its data together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one way, its figures as JSON (used by the parent process)")
    options = parser.parse_args()
    if options.only:
        sys.stdout.write(json.dumps(measured(options.only, options.households, options.kits, options.seed)) + "\n")
        return 0
    kind = "device + data kits" if options.kits else "one kit a line"
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    print(f"{options.households} households, {kind}, seed {options.seed}; invented geography and stock")
    head = ("way", "s", "MB", "served", "passed over", "of tier 1", "stranded", "mean penalty")
    print(f"{head[0]:<26}" + "".join(f"{name:>13}" for name in head[1:]))
    found: list[Record] = []
    for way, reason in ways(options.households, options.kits):
        figures = {} if reason else child(way, options)
        print(f"{way:<26}" + (f"  {reason}" if reason else shown(figures)))
        size = f"{'kits' if options.kits else 'devices'}_for_{options.households}"
        found += [
            Record("solving", f"{name}_{size}", unit, figures[name], options.seed, way, LOWER)
            for name, unit in COMPARED.items()
            if name in figures
        ]
    write_records(f"allocation_{'kits' if options.kits else 'devices'}", found)
    return 0


def ways(households: int, kits: bool) -> list[tuple[str, str]]:
    """List the ways, with the reason why one is not run."""
    found = [(OURS, ""), *((name, "") for name in (*PRACTICES, SILOED))]
    for name, module, _, largest in OTHERS:
        reason = "not installed here" if importlib.util.find_spec(module) is None else ""
        reason = reason or ("only asked problems of one kit a line" if kits else "")
        found.append((name, reason or (f"not tried above {largest} households" if households > largest else "")))
    return found


def child(way: str, options: argparse.Namespace) -> dict[str, float]:
    """Measure one way in its own process."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.allocation.run",
        "--only",
        way,
        "--households",
        str(options.households),
    ]
    command += ["--seed", str(options.seed), *(["--kits"] if options.kits else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    # Some solvers speak on the same channel; the figures are the last line.
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def shown(figures: dict[str, float]) -> str:
    """Write one line of the table; what only we do is told after it."""
    names = ("seconds", "mb", "served", "passed_over", "passed_over_tier_1", "stranded")
    line = f"{figures['seconds']:>13.2f}" + "".join(f"{figures[name]:>13.0f}" for name in names[1:])
    line += f"{figures['mean_penalty']:>13.1f}"
    if "certify" in figures:
        line += (
            f"\n{'':<26}  build {figures['build']:.2f} s, solve and explain {figures['solve']:.2f} s, certificate "
            f"{figures['certify']:.2f} s, all hold: {bool(figures['holds'])}, bound {figures['bound']:.0f}"
        )
    return line


def measured(way: str, households: int, kits: bool, seed: int) -> dict[str, float]:
    """Build the problem, plan it in one way, and measure the plan against strict priority."""
    made = invented(households, coupled=kits, seed=seed)
    started = time.perf_counter()
    problem = build_problem(made.lines, made.kits, made.cells, made.reach, made.sites)
    assert isinstance(problem, Problem)
    built = time.perf_counter() - started
    if way == OURS:
        return ours(problem, made, built)
    numbers = numbers_of(problem)
    started = time.perf_counter()
    others = {name: function for name, _, function, _ in OTHERS}
    if way == SILOED:
        outcome = siloed(numbers, {side: sites_of(problem, numbers, side) for side in Side})
    else:
        outcome = PRACTICES[way](numbers, seed) if way in PRACTICES else others[way](numbers, made.tiers)
    return {"seconds": built + time.perf_counter() - started, "mb": peak_mb()} | judged(numbers, made, outcome)


def sites_of(problem: Problem, numbers: Numbers, side: Side) -> list[str]:
    """Name the site of each cell of a side."""
    names: list[str] = problem.cells["site_id"].take(pa.array(numbers.sides[side].cell_row)).to_pylist()
    return names


def ours(problem: Problem, made: Instance, built: float) -> dict[str, float]:
    """Plan with the engine, then certify."""
    started = time.perf_counter()
    solution = solve(problem)
    solved = time.perf_counter() - started
    peak = peak_mb()
    started = time.perf_counter()
    verdicts = certify(problem, solution.grants, solution.unserved)
    certified = time.perf_counter() - started
    numbers = numbers_of(problem)
    lines = places(solution.grants["line_id"].combine_chunks(), problem.lines["line_id"].combine_chunks())
    served = np.bincount(lines, minlength=len(numbers.line_type)) > 0
    outcome = Outcome(served, {side: used_of(problem, numbers, solution.grants, side) for side in Side})
    figures = {"seconds": built + solved, "mb": peak, "build": built, "solve": solved, "certify": certified}
    figures |= {"holds": not any(v.holds is False for v in verdicts.values()), "bound": solution.bound}
    return figures | judged(numbers, made, outcome)


def used_of(
    problem: Problem, numbers: Numbers, grants: pa.Table, side: Side
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Count the units on each option of a side."""
    own = numbers.sides[side]
    kept = [row for row in zip(*grants.to_pydict().values(), strict=True) if row[1] == side.value]
    line = dict(zip(problem.lines["line_id"].to_pylist(), numbers.line_type.tolist(), strict=True))
    cell = {name: i for i, name in enumerate(problem.cells["cell_id"].take(own.cell_row).to_pylist())}
    option = {pair: i for i, pair in enumerate(zip(own.option_type.tolist(), own.option_cell.tolist(), strict=True))}
    return np.bincount([option[line[a], cell[c]] for a, _, c in kept], minlength=len(own.option_type))


def judged(numbers: Numbers, made: Instance, outcome: Outcome) -> dict[str, float]:
    """Compare a plan with strict priority."""
    strict = serve(numbers).lines
    over = strict & ~outcome.served
    penalty = sum(int((numbers.sides[side].penalty * units).sum()) for side, units in outcome.used.items())
    served = int(outcome.served.sum())
    return {
        "served": served, "passed_over": int(over.sum()), "passed_over_tier_1": int((over & (made.tiers == 1)).sum()),
        "stranded": stranded(numbers, outcome), "mean_penalty": penalty / max(served, 1),
    }  # fmt: skip


def stranded(numbers: Numbers, outcome: Outcome) -> int:
    """Count the device units left that a line with nothing could have drawn, sites' limits aside."""
    own = numbers.sides[Side.DEVICE]
    used = outcome.used[Side.DEVICE]
    left = own.quantity - np.bincount(own.option_cell, weights=used, minlength=len(own.quantity)).astype(np.int64)
    waiting = np.bincount(numbers.line_type[~outcome.served], minlength=len(numbers.line_count)) > 0
    wanted = np.zeros(len(left), dtype=np.bool_)
    wanted[own.option_cell[waiting[own.option_type]]] = True
    return int(left[wanted].sum())


def peak_mb() -> float:
    """Return the peak memory of this process and its children."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


if __name__ == "__main__":
    sys.exit(main())
