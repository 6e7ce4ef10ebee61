"""Other solvers on the same problem, one kit a line: HiGHS, PuLP with CBC, networkx. Each is used only if it is installed.

They are asked the usual model: classes (type × tier) against cells, a large reward by tier less the penalty. Inside a class the
best-ranked lines are then served, which is the best that this model can do.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.allocation.practices import Outcome
from campaigns.allocation.numbering import Numbers
from campaigns.model.codes import Side

Ints = npt.NDArray[np.int64]
# Points of a tier over the next one: more than the dearest penalty of the invented campaigns.
PER_TIER = 100_000


class Classes:
    """Types split by tier, and one arc from each class to each cell that it may draw on."""

    def __init__(self, numbers: Numbers, tiers: Ints) -> None:
        own = numbers.sides[Side.DEVICE]
        self.own, self.numbers = own, numbers
        keys = numbers.line_type * 10 + tiers
        self.keys, self.class_of_line = np.unique(keys, return_inverse=True)
        self.count = np.bincount(self.class_of_line)
        options_of: list[list[int]] = [[] for _ in numbers.line_count]
        for option, type_ in enumerate(own.option_type.tolist()):
            options_of[type_].append(option)
        pairs = [(c, o) for c, key in enumerate(self.keys.tolist()) for o in options_of[key // 10]]
        self.arc_class = np.array([c for c, _ in pairs], dtype=np.int64)
        self.arc_option = np.array([o for _, o in pairs], dtype=np.int64)
        tier = self.keys[self.arc_class] % 10
        self.gain = (6 - tier) * PER_TIER - own.penalty[self.arc_option]

    def outcome(self, flow: Ints) -> Outcome:
        """Serve the best-ranked lines of each class, as many as it got."""
        got = np.bincount(self.arc_class, weights=flow, minlength=len(self.keys)).astype(np.int64)
        served = np.zeros(len(self.class_of_line), dtype=np.bool_)
        order = np.argsort(self.class_of_line, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self.count)[:-1]])
        place = np.arange(len(order)) - starts[self.class_of_line[order]]
        served[order[place < got[self.class_of_line[order]]]] = True
        used = np.bincount(self.arc_option, weights=flow, minlength=len(self.own.option_type)).astype(np.int64)
        nothing = np.zeros(len(self.numbers.sides[Side.DATA].option_type), dtype=np.int64)
        return Outcome(served, {Side.DEVICE: used, Side.DATA: nothing})

    def rows(self) -> list[tuple[Ints, int]]:
        """Return the constraints: the arcs of each class, cell and limited site, and their limit."""
        cell = self.own.option_cell[self.arc_option]
        gate = self.own.cell_gate[cell]
        groups = [(self.arc_class, self.count), (cell, self.own.quantity), (gate, self.own.gate_capacity)]
        found = []
        for members, limits in groups:
            order = np.argsort(members, kind="stable")
            edges = np.searchsorted(members[order], np.arange(len(limits) + 1))
            found += [(order[edges[i] : edges[i + 1]], int(limit)) for i, limit in enumerate(limits.tolist())]
        return [(arcs, limit) for arcs, limit in found if len(arcs)]


def highs(numbers: Numbers, tiers: Ints) -> Outcome:
    """Solve the linear program with the HiGHS that OR-Tools ships (its own choice of method); a vertex of it is whole."""
    from ortools.linear_solver.python import model_builder

    classes = Classes(numbers, tiers)
    model = model_builder.Model()
    helper, count = model.helper, len(classes.gain)
    first = helper.add_var_array_with_bounds(
        np.zeros(count), np.full(count, np.inf), np.zeros(count, dtype=np.bool_), "x"
    )
    for arcs, limit in classes.rows():
        row = helper.add_linear_constraint()
        helper.set_constraint_lower_bound(row, -np.inf)
        helper.set_constraint_upper_bound(row, float(limit))
        for arc in first[arcs].tolist():
            helper.set_constraint_coefficient(row, arc, 1.0)
    helper.set_maximize(True)
    helper.set_objective_coefficients(first.tolist(), classes.gain.astype(float).tolist())
    solver = model_builder.Solver("highs")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return classes.outcome(np.rint(np.asarray(solver.values(model.get_variables()))).astype(np.int64))


def pulp_cbc(numbers: Numbers, tiers: Ints) -> Outcome:
    """Solve with PuLP and the CBC that comes with it."""
    import pulp

    classes = Classes(numbers, tiers)
    model = pulp.LpProblem("plan", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{i}", 0, cat="Integer") for i in range(len(classes.gain))]
    model += pulp.LpAffineExpression(zip(x, classes.gain.tolist(), strict=True))
    for arcs, limit in classes.rows():
        model += pulp.lpSum(x[i] for i in arcs.tolist()) <= limit
    assert pulp.LpStatus[model.solve(pulp.PULP_CBC_CMD(msg=False))] == "Optimal"
    return classes.outcome(np.array([round(v.value() or 0) for v in x], dtype=np.int64))


def network(numbers: Numbers, tiers: Ints) -> Outcome:
    """Solve with the network simplex of networkx; who is left goes through a bypass."""
    import networkx

    classes = Classes(numbers, tiers)
    graph = networkx.DiGraph()
    total = int(classes.count.sum())
    graph.add_node("out", demand=total)
    for i, count in enumerate(classes.count.tolist()):
        graph.add_node(("class", i), demand=-count)
        graph.add_edge(("class", i), "out", weight=0)
    cell = classes.own.option_cell[classes.arc_option].tolist()
    for c, j, gain in zip(classes.arc_class.tolist(), cell, classes.gain.tolist(), strict=True):
        graph.add_edge(("class", c), ("cell", j), weight=-gain)
    for j, (units, gate) in enumerate(zip(classes.own.quantity.tolist(), classes.own.cell_gate.tolist(), strict=True)):
        graph.add_edge(("cell", j), "out" if gate < 0 else ("gate", gate), capacity=units, weight=0)
    for gate, room in enumerate(classes.own.gate_capacity.tolist()):
        graph.add_edge(("gate", gate), "out", capacity=room, weight=0)
    flow = networkx.network_simplex(graph)[1]
    found = [flow[("class", c)][("cell", j)] for c, j in zip(classes.arc_class.tolist(), cell, strict=True)]
    return classes.outcome(np.array(found, dtype=np.int64))


# Name, module it needs, function, and the largest campaign that it is tried on.
OTHERS: tuple[tuple[str, str, Callable[[Numbers, Ints], Outcome], int], ...] = (
    ("HiGHS (linear)", "ortools", highs, 10**7),
    ("PuLP + CBC", "pulp", pulp_cbc, 10**6),
    ("networkx simplex", "networkx", network, 20_000),
)
