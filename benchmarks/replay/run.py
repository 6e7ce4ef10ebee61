"""Plans the spring of 2020 again, week by week, in each practice: who waits how long, and how many children are connected when.

`python -m benchmarks.replay.run [--size 1] [--seeds 3] [--to FOLDER]`. Public totals and dates, invented families (`history.py`). Each
Friday every practice plans what is in stock for the lists that have come. A family counts as served when it has all that it lacked; it
waits from the week of its list, and to the last day of the replay if it is not served. A recharge is renewed every four weeks, before any new family
is given one, in every practice alike.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.allocation.practices import Outcome, in_order, pro_rata, siloed, spreadsheet
from benchmarks.allocation.run import SILOED, sites_of
from benchmarks.allocation.scarcity import items_of_cells, planned
from benchmarks.drawing import lines_plot
from benchmarks.ratios import figures
from benchmarks.records import HIGHER, LOWER, OURS, Record, write_records
from benchmarks.replay.country import Country, country, kit_rows
from benchmarks.replay.history import KITS, RECHARGE_WEEKS, RECHARGES, WEEKS, Families, arriving, families
from campaigns.allocation.build import build_problem
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.problem import Problem
from campaigns.model.codes import Side

AREA = "replay"
WAYS = (OURS, "sorted spreadsheet", "first come", SILOED, "pro rata")
TIERS = range(1, 6)
# Weeks of which the page tells the sum of children: those of the dates known, and the last.
TOLD = {4: "13_april", 7: "7_may", 10: "27_may", WEEKS - 1: "21_june"}
POOL = ("RESERVE", "data")
Ints = npt.NDArray[np.int64]
Stock = dict[tuple[str, str], int]


def main() -> int:
    """Replay, write the records, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="1: all 1,200 structures")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--to", type=Path, help="folder of the pictures")
    options = parser.parse_args()
    found = [
        record for seed in range(1, options.seeds + 1) for way in WAYS for record in replayed(way, seed, options.size)
    ]
    write_records("replay", found)
    if options.to:
        draw(found, options.to)
    return 0


def replayed(way: str, seed: int, size: float) -> Iterator[Record]:
    """Replay one practice and tell it."""
    land = country()
    chance = np.random.default_rng(seed)
    asked = families(chance, land.people, land.in_capital, size)
    coming = arriving(chance, land.site_in_capital, size)
    started = time.process_time()
    served = served_weeks(way, land, asked, coming, size)
    yield from told(way, seed, asked, served)
    yield Record(AREA, "cpu_seconds", "s", time.process_time() - started, seed, way, LOWER)
    print(f"{way}, seed {seed}: {int((served < WEEKS).sum())} of {len(served)} families served", flush=True)


def served_weeks(
    way: str, land: Country, asked: Families, coming: dict[tuple[int, str], list[int]], size: float
) -> Ints:
    """Return the week in which each family was served, `WEEKS` if it was not."""
    served = np.full(len(asked.tier), WEEKS, dtype=np.int64)
    stock: Stock = dict.fromkeys([*((land.sites[site], item) for site, item in coming), POOL], 0)
    with_data = np.array([kit.endswith("data") for kit in KITS])[asked.kit]
    for week in range(WEEKS):
        for (site, item), weekly in coming.items():
            stock[land.sites[site], item] += weekly[week]
        stock[POOL] += round(RECHARGES[week] * size)
        since = week - served
        renewed = int((with_data & (since > 0) & (since % RECHARGE_WEEKS == 0)).sum())
        stock[POOL] -= min(stock[POOL], renewed)
        waiting = np.flatnonzero((asked.week <= week) & (served == WEEKS))
        got = weekly_plan(way, land, asked, waiting, stock)
        served[waiting[got]] = week
    return served


def weekly_plan(way: str, land: Country, asked: Families, waiting: Ints, stock: Stock) -> npt.NDArray[np.bool_]:
    """Plan one week, take the units out of the stock, and tell who of those who wait is served."""
    keys = sorted(stock)
    ids = ["|".join(key) for key in keys]
    nothing = pa.nulls(len(keys), pa.string())
    cells = pa.table(
        {"cell_id": ids, "side": ["data" if item == "data" else "device" for _, item in keys], "item": [i for _, i in keys],
         "grade": nothing, "earmark": nothing, "site_id": [site for site, _ in keys], "quantity": [stock[key] for key in keys]}
    )  # fmt: skip
    homes, kits = asked.department[waiting].tolist(), asked.kit[waiting].tolist()
    lines = pa.table(
        {"line_id": [f"L{place}" for place in waiting.tolist()], "rank": np.arange(1, len(waiting) + 1),
         "zone_code": [land.zones[home] for home in homes], "kit_code": [KITS[kit] for kit in kits]}
    )  # fmt: skip
    sites = pa.table({"site_id": [*land.sites, POOL[0]], "capacity": pa.nulls(len(land.sites) + 1, pa.int64())})
    problem = build_problem(lines, kit_rows(), cells, land.reach, sites)
    assert isinstance(problem, Problem), problem
    numbers = numbers_of(problem)
    outcome = outcome_of(way, problem, numbers, cells, asked.department[waiting], asked.arrival[waiting])
    names = problem.cells["cell_id"].to_pylist()
    for side, used in outcome.used.items():
        own = numbers.sides[side]
        taken = np.bincount(own.option_cell, weights=used, minlength=len(own.cell_row)).astype(np.int64)
        for row, units in zip(own.cell_row.tolist(), taken.tolist(), strict=True):
            stock[keys[ids.index(names[row])]] -= units
    assert min(stock.values()) >= 0
    return outcome.served


def outcome_of(
    way: str, problem: Problem, numbers: Numbers, cells: pa.Table, department: Ints, arrival: Ints
) -> Outcome:
    """Plan one week in one practice."""
    if way == OURS:
        return planned(problem, numbers)
    if way == "first come":
        return in_order(numbers, np.argsort(arrival).tolist())
    if way == SILOED:
        return siloed(numbers, {side: sites_of(problem, numbers, side) for side in Side})
    if way == "pro rata":
        return pro_rata(numbers, department, items_of_cells(problem, numbers, cells))
    return spreadsheet(numbers)


def told(way: str, seed: int, asked: Families, served: Ints) -> Iterator[Record]:
    """Yield what the page tells of one replay."""
    days, got = 7 * (served - asked.week), served < WEEKS
    for tier in TIERS:
        own = asked.tier == tier
        yield Record(AREA, f"mean_days_waited_tier_{tier}", "days", float(days[own].mean()), seed, way, LOWER)
    for tier in TIERS:
        own = asked.tier == tier
        yield Record(AREA, f"served_share_tier_{tier}", "%", 100 * float(got[own].mean()), seed, way, HIGHER)
    yield Record(AREA, "families_served", "families", int(got.sum()), seed, way, HIGHER)
    connected = np.cumsum(np.bincount(served[got], weights=asked.children[got], minlength=WEEKS))
    first = got & (asked.tier <= 2)
    urgent = np.cumsum(np.bincount(served[first], weights=asked.children[first], minlength=WEEKS))
    for week, date in TOLD.items():
        yield Record(AREA, f"children_connected_by_{date}", "children", float(connected[week]), seed, way, HIGHER)
        yield Record(AREA, f"urgent_children_connected_by_{date}", "children", float(urgent[week]), seed, way, HIGHER)
    for week, count in enumerate(urgent.tolist()):
        yield Record("replay_weeks", f"urgent_children_by_week_{week}", "children", count, seed, way)
    for week, count in enumerate(connected.tolist()):
        yield Record("replay_weeks", f"children_by_week_{week}", "children", count, seed, way)


def draw(found: list[Record], to: Path) -> None:
    """Draw children by week and days by tier."""
    medians = {figure.name: figure.medians for figure in figures(found)}

    def series(names: list[str]) -> dict[str, list[float]]:
        return {way: [medians[name][way] for name in names] for way in WAYS}

    weeks = [str(week + 1) for week in range(WEEKS)]
    urgent = [f"replay_weeks/urgent_children_by_week_{week}" for week in range(WEEKS)]
    lines_plot(
        to / "replay-urgent-children.png", "Spring 2020 again: children of the two most urgent tiers who are connected",
        "Children whose family has all that it lacked, summed by week; median of the seeds",
        weeks, "Week of the campaign (the first begins on 16 March 2020)", series(urgent),
    )  # fmt: skip
    lines_plot(
        to / "replay-days-waited.png", "Spring 2020 again: how long a family waits, by priority",
        "Mean days from the list to all that was lacking; families never served wait to the last day",
        [str(tier) for tier in TIERS], "Priority tier (1: the most urgent)",
        series([f"{AREA}/mean_days_waited_tier_{tier}" for tier in TIERS]),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
