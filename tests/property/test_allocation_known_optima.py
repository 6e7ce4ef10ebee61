"""Classical problems with a known optimum, written as folders and solved by `connexion solve`.

The second solvers are written here from their textbooks and share nothing with the engine: the Hungarian method for assignment
and for matchings of largest weight, successive shortest paths for transportation. Each is itself held to brute force.
"""

import json
import random
from itertools import permutations

import pytest

from pipelines.cli import main
from tests.property.test_allocation_oracle import SIDES, Small, best_plan, cost, needs, plans
from tests.property.test_allocation_solve import served_ranks, solved

FAR = 10**15


def hungarian(costs):
    """Least total cost of giving each row a column of its own (Kuhn-Munkres with potentials); returns (total, column of row)."""
    rows, columns = len(costs), len(costs[0])
    u, v, match = [0] * (rows + 1), [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0], column = row, 0
        least, before, done = [FAR * 10] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while match[column]:
            done[column] = True
            here, delta, nearest = match[column], FAR * 10, 0
            for j in range(1, columns + 1):
                if not done[j]:
                    reduced = costs[here - 1][j - 1] - u[here] - v[j]
                    if reduced < least[j]:
                        least[j], before[j] = reduced, column
                    if least[j] < delta:
                        delta, nearest = least[j], j
            for j in range(columns + 1):
                if done[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = nearest
        while column:
            match[column] = match[before[column]]
            column = before[column]
    of_row = {match[j]: j - 1 for j in range(1, columns + 1) if match[j]}
    return sum(costs[i][of_row[i + 1]] for i in range(rows)), [of_row[i + 1] for i in range(rows)]


def transported(supplies, demands, costs):
    """Least total cost of a transportation problem by successive shortest paths (Bellman-Ford); demands are all met."""
    sources, sinks = len(supplies), len(demands)
    end = sources + sinks
    arcs, out = [], [[] for _ in range(end + 2)]

    def add(tail, head, room, price):
        out[tail].append(len(arcs))
        arcs.append([head, room, price])
        out[head].append(len(arcs))
        arcs.append([tail, 0, -price])

    for i, units in enumerate(supplies):
        add(end + 1, i, units, 0)
        for j in range(sinks):
            add(i, sources + j, units, costs[i][j])
    for j, units in enumerate(demands):
        add(sources + j, end, units, 0)
    total, left = 0, sum(demands)
    while left:
        distance, by = [FAR] * (end + 2), [-1] * (end + 2)
        distance[end + 1], queue = 0, [end + 1]
        while queue:
            following = []
            for node in queue:
                for arc in out[node]:
                    head, room, price = arcs[arc]
                    if room and distance[node] + price < distance[head]:
                        distance[head], by[head] = distance[node] + price, arc
                        following.append(head)
            queue = list(dict.fromkeys(following))
        path, node = [], end
        while node != end + 1:
            path.append(by[node])
            node = arcs[by[node] ^ 1][0]
        units = min(arcs[arc][1] for arc in path)
        for arc in path:
            arcs[arc][1] -= units
            arcs[arc ^ 1][1] += units
        total, left = total + units * distance[end], left - units
    return total


def folder(path, lines, options, cells):
    path.mkdir()
    tables = {
        "lines": ["line_id,rank,type_id", *(f"{a},{b},{c}" for a, b, c in lines)],
        "options": ["type_id,side,cell_id,penalty", *(f"{a},device,{b},{c}" for a, b, c in options)],
        "cells": ["cell_id,side,site_id,quantity", *(f"{a},device,site,{b}" for a, b in cells)],
        "sites": ["site_id,capacity", "site,"],
    }
    for name, rows in tables.items():
        (path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def by_command(source, capsys):
    """Solve by the command line, certify, and return the summary."""
    assert main(["solve", str(source), "--out", str(source / "out"), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert main(["certify", str(source), str(source / "out"), "--json"]) == 0
    capsys.readouterr()
    return summary


def test_the_second_solvers_agree_with_brute_force():
    draw = random.Random(3)
    for _ in range(60):
        size = draw.randint(1, 5)
        costs = [[draw.randint(-9, 30) for _ in range(size)] for _ in range(size)]
        least = min(sum(costs[i][p[i]] for i in range(size)) for p in permutations(range(size)))
        assert hungarian(costs)[0] == least
        assert transported([1] * size, [1] * size, [[c + 9 for c in row] for row in costs]) == least + 9 * size


@pytest.mark.parametrize("size", [40, 100, 200])
def test_an_assignment_problem_reaches_its_known_optimum(size, tmp_path, capsys):
    """As in OR-Library's assign100: a full square of costs from 1 to 100."""
    draw = random.Random(size)
    costs = [[draw.randint(1, 100) for _ in range(size)] for _ in range(size)]
    lines = [(f"w{i}", i + 1, f"w{i}") for i in range(size)]
    options = [(f"w{i}", f"j{j}", costs[i][j]) for i in range(size) for j in range(size)]
    source = folder(tmp_path / "assign", lines, options, [(f"j{j}", 1) for j in range(size)])
    summary = by_command(source, capsys)
    assert (summary["served"], summary["bound"], summary["objective"]) == (size, size, hungarian(costs)[0])


@pytest.mark.parametrize(
    ("sources", "sinks"),
    [(2, 3), (8, 12), (30, 40), (60, 80)],
)
def test_a_transportation_problem_reaches_its_known_optimum(sources, sinks, tmp_path, capsys):
    draw = random.Random(sources * 100 + sinks)
    demands = [draw.randint(1, 30) for _ in range(sinks)]
    supplies = [draw.randint(1, 30) for _ in range(sources)]
    supplies[0] += max(0, sum(demands) - sum(supplies))
    costs = [[draw.randint(1, 500) for _ in range(sinks)] for _ in range(sources)]
    lines = [(f"d{j}-{n}", 1000 * j + n, f"d{j}") for j in range(sinks) for n in range(demands[j])]
    options = [(f"d{j}", f"s{i}", costs[i][j]) for i in range(sources) for j in range(sinks)]
    source = folder(tmp_path / "transport", lines, options, [(f"s{i}", supplies[i]) for i in range(sources)])
    summary = by_command(source, capsys)
    assert (summary["served"], summary["objective"]) == (sum(demands), transported(supplies, demands, costs))


def transport(path, supplies, demands, costs):
    """Write a transportation problem: one line a unit wanted, a type a customer; ranks in the order of the customers."""
    lines = [(f"d{j}-{n}", 1000 * j + n, f"d{j}") for j, units in enumerate(demands) for n in range(units)]
    options = [(f"d{j}", f"s{i}", costs[i][j]) for i in range(len(supplies)) for j in range(len(demands))]
    return folder(path, lines, options, [(f"s{i}", units) for i, units in enumerate(supplies)])


def within_supply(supplies, demands):
    """What is served where everybody accepts everything: the first in rank order, as many as there are units."""
    left, served = sum(supplies), []
    for units in demands:
        served.append(min(units, left))
        left -= served[-1]
    return served


ODD = {
    "as much as is wanted": ([7, 3, 5], [4, 6, 5], None),
    "more than is wanted": ([30, 0, 25], [4, 6, 5], None),
    "less than is wanted": ([3, 0, 4], [4, 6, 5], None),
    "nothing at all": ([0, 0], [2, 3], None),
    "nobody wants": ([2, 3], [0, 0, 0], None),
    "one source, one customer": ([5], [5], None),
    "every cost the same": ([4, 4, 4], [5, 3, 4], 7),
    "every cost nothing": ([4, 4, 4], [5, 3, 4], 0),
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_transportation_problem_reaches_its_known_optimum(name, tmp_path, capsys):
    supplies, demands, same = ODD[name]
    draw = random.Random(len(name))
    costs = [[draw.randint(0, 9) if same is None else same for _ in demands] for _ in supplies]
    summary = by_command(transport(tmp_path / "transport", supplies, demands, costs), capsys)
    served = within_supply(supplies, demands)
    assert (summary["served"], summary["unserved"]) == (sum(served), sum(demands) - sum(served))
    assert summary["bound"] == sum(served)
    assert summary["objective"] == transported(supplies, served, costs)


@pytest.mark.parametrize("seed", range(8))
def test_random_transportation_problems_balanced_or_not_reach_their_optimum(seed, tmp_path, capsys):
    draw = random.Random(seed)
    supplies = [draw.choice([0, draw.randint(1, 9)]) for _ in range(draw.randint(1, 6))]
    demands = [draw.choice([0, draw.randint(1, 9)]) for _ in range(draw.randint(1, 6))]
    costs = [[draw.choice([0, 1, 1, draw.randint(0, 1_000_000)]) for _ in demands] for _ in supplies]
    summary = by_command(transport(tmp_path / "transport", supplies, demands, costs), capsys)
    served = within_supply(supplies, demands)
    assert (summary["served"], summary["objective"]) == (sum(served), transported(supplies, served, costs))


@pytest.mark.parametrize("seed", range(4))
def test_an_assignment_problem_with_pairs_left_out_serves_the_most_at_the_least_cost(seed, tmp_path, capsys):
    """As OR-Library's matrices without their dearest arcs: who can't all be served are served in rank order."""
    draw = random.Random(seed)
    size = 9
    costs = [[draw.randint(1, 100) for _ in range(size)] for _ in range(size)]
    allowed = {(i, j) for i in range(size) for j in range(size) if costs[i][j] <= 25}
    lines = [(f"w{i}", i + 1, f"w{i}") for i in range(size)]
    options = [(f"w{i}", f"j{j}", costs[i][j]) for i, j in sorted(allowed)]
    summary = by_command(folder(tmp_path / "a", lines, options, [(f"j{j}", 1) for j in range(size)]), capsys)
    # One column a job, then one « waits » a worker; a better rank outweighs all that follow and every cost.
    heavy = 10_000
    weights = [[costs[i][j] - heavy * 2 ** (size - i) if (i, j) in allowed else 0 for j in range(size)] + [0] * size
               for i in range(size)]  # fmt: skip
    _, column = hungarian(weights)
    served = [i for i in range(size) if weights[i][column[i]]]
    assert summary["served"] == len(served)
    assert summary["objective"] == sum(costs[i][column[i]] for i in served)


def drawn_problem(draw, *, kits):
    """Draw a small problem with substitution, earmarks (missing options), and gates."""
    sites = tuple((f"site-{i}", draw.choice([None, None, 1, 2])) for i in range(2))
    types = [f"type-{i}" for i in range(draw.randint(1, 4))]
    cells, options = [], []
    for side in SIDES if kits else ("device",):
        for i in range(draw.randint(1, 4)):
            cells.append(
                (
                    f"{side}-{i}",
                    (side, f"site-{draw.randint(0, 1)}" if side == "device" else None, draw.choice([0, 1, 1, 2])),
                )
            )
            options += [((t, side, f"{side}-{i}"), draw.randint(0, 9)) for t in types if draw.random() < 0.6]
    lines = tuple((rank, draw.choice(types)) for rank in sorted(draw.sample(range(60), draw.randint(0, 6))))
    return Small(lines, tuple(options), tuple(cells), sites)


@pytest.mark.slow
def test_a_thousand_random_plans_with_kits_earmarks_and_gates_equal_brute_force():
    draw = random.Random(2020)
    for _ in range(1_000):
        small = drawn_problem(draw, kits=True)
        _, solution = solved(small)
        best = best_plan(small)
        assert served_ranks(solution) == best
        assert solution.objective == cost(small, best)
        assert solution.bound == max(len(plan) for plan in plans(small))


@pytest.mark.slow
def test_a_thousand_random_plans_equal_an_independent_matching_of_largest_weight():
    """One unit a column; a line weighs 2^k by its rank, so that the heaviest matching is the first in strict order."""
    draw = random.Random(2021)
    for _ in range(1_000):
        small = drawn_problem(draw, kits=False).with_open_sites()
        _, solution = solved(small)
        units = [cell for cell, (_, _, quantity) in small.cells for _ in range(quantity)]
        if not small.lines:
            continue
        allowed = {(t, c) for (t, _, c), _ in small.options}
        weights = [[-(2 ** (len(small.lines) - i)) if (t, c) in allowed else 0 for c in units] + [0] * len(small.lines)
                   for i, (_, t) in enumerate(small.lines)]  # fmt: skip
        total, column = hungarian(weights)
        served = {r for (r, _), row, j in zip(small.lines, weights, column, strict=True) if row[j]}
        assert served_ranks(solution) == served
        assert total == -sum(2 ** (len(small.lines) - i) for i, (r, _) in enumerate(small.lines) if r in served)
        assert all(needs(small, t) in ([], ["device"]) for _, t in small.lines)
