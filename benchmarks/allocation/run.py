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
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.allocation.instance import Instance, invented
from benchmarks.allocation.practices import Outcome, first_come, siloed, spreadsheet
from benchmarks.allocation.solvers import OTHERS, Network, points
from benchmarks.records import HIGHER, LOWER, OURS, Record, write_records
from campaigns.allocation.build import build_problem
from campaigns.allocation.certify import certify
from campaigns.allocation.coded import places
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.serve import serve
from campaigns.allocation.solve import solve
from campaigns.model.codes import Side

SILOED = "each site for itself"
LIMIT_S = 300
COMPARED = {
    "seconds": ("s", LOWER), "solve_alone": ("s", LOWER), "mb": ("MB", LOWER), "served": ("families", HIGHER), "passed_over": ("families", LOWER),
    "passed_over_tier_1": ("families", LOWER), "stranded": ("devices", LOWER), "mean_penalty": ("points", LOWER),
    "objective": ("points of the solvers' model", HIGHER), "served_of_bound": ("% of the most that any plan serves", ""),
}  # fmt: skip
PRACTICES: dict[str, Callable[[Numbers, int], Outcome]] = {
    "spreadsheet": lambda numbers, seed: spreadsheet(numbers),
    "first come first served": first_come,
}


def main() -> int:
    """Run every way, the runs in turn, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, nargs="+", default=[100_000])
    parser.add_argument("--kits", action="store_true", help="a device and its data together")
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each one has the next")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--only", help="one way, its figures as JSON (used by the parent process)")
    options = parser.parse_args()
    if options.only:
        figures = measured(options.only, options.households[0], options.kits, options.seed)
        sys.stdout.write(json.dumps(figures) + "\n")
        return 0
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    found: list[Record] = []
    for households in options.households:
        for run in range(options.runs):
            found += compared(households, options.kits, options.seed + run)
    write_records(f"allocation_{'kits' if options.kits else 'devices'}", found)
    return 0


def compared(households: int, kits: bool, seed: int) -> list[Record]:
    """Run every way once on one campaign, print the table, return the records."""
    kind = "device + data kits" if kits else "one kit a line"
    print(f"{households} households, {kind}, seed {seed}; invented geography and stock")
    head = ("way", "s", "MB", "served", "passed over", "of tier 1", "stranded", "mean penalty")
    print(f"{head[0]:<26}" + "".join(f"{name:>13}" for name in head[1:]))
    found: list[Record] = []
    for way, reason in ways(households):
        figures = {} if reason else child(way, households, kits, seed)
        print(f"{way:<26}" + (f"  {reason}" if reason else shown(figures)), flush=True)
        size = f"{'kits' if kits else 'devices'}_for_{households}"
        found += [
            Record("solving", f"{name}_{size}", unit, figures[name], seed, way, better)
            for name, (unit, better) in COMPARED.items()
            if name in figures
        ]
    return found


def ways(households: int) -> list[tuple[str, str]]:
    """List the ways, with the reason why one is not run."""
    found = [(OURS, ""), *((name, "") for name in (*PRACTICES, SILOED))]
    for name, module, _, largest in OTHERS:
        reason = "not installed here" if importlib.util.find_spec(module) is None else ""
        found.append((name, reason or (f"not tried above {largest} households" if households > largest else "")))
    return found


def child(way: str, households: int, kits: bool, seed: int) -> dict[str, float]:
    """Measure one way in its own process; one that takes more than `LIMIT_S` has no figures."""
    command = [sys.executable, "-m", "benchmarks.allocation.run", "--only", way, "--households", str(households)]
    command += ["--seed", str(seed), *(["--kits"] if kits else [])]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return {}
    # Some solvers speak on the same channel; the figures are the last line.
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def shown(figures: dict[str, float]) -> str:
    """Write one line of the table; what only we do is told after it."""
    if not figures:
        return f"  stopped after {LIMIT_S} s"
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
    solvers = {name: function for name, _, function, _ in OTHERS}
    started, alone = time.perf_counter(), {}
    if way == SILOED:
        outcome = siloed(numbers, {side: sites_of(problem, numbers, side) for side in Side})
    elif way in PRACTICES:
        outcome = PRACTICES[way](numbers, seed)
    else:
        network = Network(numbers, made.tiers)
        begun = time.perf_counter()
        flow = solvers[way](network)
        alone = {"solve_alone": time.perf_counter() - begun}
        outcome = network.outcome(flow)
    seconds = built + time.perf_counter() - started
    return {"seconds": seconds, "mb": peak_mb()} | alone | judged(numbers, made, outcome)


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
    figures = {
        "seconds": built + solved,
        "mb": peak,
        "build": built,
        "solve": solved,
        "solve_alone": solved,
        "certify": certified,
    }
    figures |= {"holds": not any(v.holds is False for v in verdicts.values()), "bound": solution.bound}
    figures |= judged(numbers, made, outcome)
    return figures | {"served_of_bound": 100 * figures["served"] / max(solution.bound, 1)}


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
        "objective": points(outcome, numbers, made.tiers),
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
    """Return the peak memory of this process since it began, or of a child of its own where that is more (CBC is one)."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    sys.exit(main())
