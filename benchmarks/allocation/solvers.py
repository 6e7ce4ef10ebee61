"""Other solvers on the same problem: HiGHS, PuLP with CBC, networkx, OR-Tools bare. Each is used only if it is installed.

They are asked the usual model, a flow of least cost: stock through sites and cells to classes (type × tier), and from there to the data
where both are asked, with a large reward by tier less the penalty. Inside a class the best-ranked lines are then served,
which is the best that this model can do.
"""

from collections.abc import Callable
from itertools import count

import numpy as np
import numpy.typing as npt

from benchmarks.allocation.practices import Outcome
from campaigns.allocation.numbering import Numbers
from campaigns.model.codes import Side

Ints = npt.NDArray[np.int64]
# Points of a tier over the next one: more than the dearest penalties of the invented campaigns.
PER_TIER = 100_000
SOURCE, SINK = 0, 1


class Network:
    """Arcs (from, to, room, cost) from the source to the sink; the first of them are the classes, then the options of each side."""

    def __init__(self, numbers: Numbers, tiers: Ints) -> None:
        self.numbers = numbers
        keys, self.class_of_line = np.unique(numbers.line_type * 10 + tiers, return_inverse=True)
        self.types, self.room_of_class = keys // 10, np.bincount(self.class_of_line)
        asked = np.any([numbers.sides[side].needed[self.types] for side in Side], axis=0)
        free = count(2)
        enter, leave = ([next(free) for _ in keys] for _ in range(2))
        self.arcs: list[tuple[int, int, int, int]] = [
            (a, b, int(room), -(6 - int(key) % 10) * PER_TIER)
            for a, b, room, key in zip(enter, leave, self.room_of_class * asked, keys, strict=True)
        ]
        # Option of each arc of a side, and the place of the side's first arc.
        self.options: dict[Side, Ints] = {}
        self.first: dict[Side, int] = {}
        self._side(Side.DEVICE, enter, SOURCE, free)
        self._side(Side.DATA, leave, SINK, free)
        self.nodes = next(free)

    def _side(self, side: Side, classes: list[int], end: int, free: "count[int]") -> None:
        """Add the stock of a side, between its end of the network and the classes; straight through where nothing is asked."""
        own = self.numbers.sides[side]
        cells, gates = [next(free) for _ in own.quantity], [next(free) for _ in own.gate_capacity]
        rooms, options = self.room_of_class.tolist(), options_by_type(own.option_type, len(self.numbers.line_count))
        pairs = [(c, option) for c, type_ in enumerate(self.types.tolist()) for option in options[type_]]
        self.first[side], self.options[side] = len(self.arcs), np.array([option for _, option in pairs], dtype=np.int64)
        added = [(cells[own.option_cell[o]], classes[c], rooms[c], int(own.penalty[o])) for c, o in pairs]
        added += [
            (end if gate < 0 else gates[gate], cells[i], int(units), 0)
            for i, (gate, units) in enumerate(zip(own.cell_gate.tolist(), own.quantity, strict=True))
        ]
        added += [(end, gates[i], int(room), 0) for i, room in enumerate(own.gate_capacity)]
        added += [
            (end, classes[c], rooms[c], 0) for c, type_ in enumerate(self.types.tolist()) if not own.needed[type_]
        ]
        # What enters a class comes from the source, what leaves it goes to the sink: the same arcs, turned round.
        self.arcs += [(b, a, room, cost) for a, b, room, cost in added] if end == SINK else added

    def outcome(self, flow: Ints) -> Outcome:
        """Serve the best-ranked lines of each class, as many as it got."""
        got = flow[: len(self.room_of_class)]
        order = np.argsort(self.class_of_line, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self.room_of_class)[:-1]])
        place = np.arange(len(order)) - starts[self.class_of_line[order]]
        served = np.zeros(len(order), dtype=np.bool_)
        served[order[place < got[self.class_of_line[order]]]] = True
        used = {}
        for side, options in self.options.items():
            own = flow[self.first[side] : self.first[side] + len(options)]
            length = len(self.numbers.sides[side].option_type)
            used[side] = np.bincount(options, weights=own, minlength=length).astype(np.int64)
        return Outcome(served, used)

    def most(self) -> int:
        """Return how many units may pass at most."""
        return int(self.room_of_class.sum())


def options_by_type(option_type: Ints, types: int) -> list[list[int]]:
    """Return the options of each type."""
    found: list[list[int]] = [[] for _ in range(types)]
    for option, type_ in enumerate(option_type.tolist()):
        found[type_].append(option)
    return found


def highs(network: Network) -> Ints:
    """Solve the linear program with the HiGHS that OR-Tools ships (its own choice of method); a vertex of it is whole."""
    from ortools.linear_solver.python import model_builder

    model = model_builder.Model()
    helper = model.helper
    rooms, costs = (np.array(column, dtype=float) for column in list(zip(*network.arcs, strict=True))[2:])
    first = helper.add_var_array_with_bounds(np.zeros(len(rooms)), rooms, np.zeros(len(rooms), dtype=np.bool_), "x")
    rows = {node: helper.add_linear_constraint() for node in range(2, network.nodes)}
    for row in rows.values():
        helper.set_constraint_lower_bound(row, 0.0)
        helper.set_constraint_upper_bound(row, 0.0)
    for x, (a, b, _, _) in zip(first.tolist(), network.arcs, strict=True):
        for node, sign in ((a, -1.0), (b, 1.0)):
            if node in rows:
                helper.set_constraint_coefficient(rows[node], x, sign)
    helper.set_objective_coefficients(first.tolist(), costs.tolist())
    solver = model_builder.Solver("highs")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return np.rint(np.asarray(solver.values(model.get_variables()))).astype(np.int64)


def pulp_cbc(network: Network) -> Ints:
    """Solve with PuLP and the CBC that comes with it."""
    import pulp

    model = pulp.LpProblem("plan", pulp.LpMinimize)
    x = [pulp.LpVariable(f"x{i}", 0, room, cat="Integer") for i, (_, _, room, _) in enumerate(network.arcs)]
    model += pulp.LpAffineExpression([(one, arc[3]) for one, arc in zip(x, network.arcs, strict=True)])
    rows: list[list[tuple[pulp.LpVariable, int]]] = [[] for _ in range(network.nodes)]
    for one, (a, b, _, _) in zip(x, network.arcs, strict=True):
        rows[a].append((one, -1))
        rows[b].append((one, 1))
    for row in rows[2:]:
        model += pulp.LpAffineExpression(row) == 0
    assert pulp.LpStatus[model.solve(pulp.PULP_CBC_CMD(msg=False))] == "Optimal"
    return np.array([round(one.value() or 0) for one in x], dtype=np.int64)


def simplex(network: Network) -> Ints:
    """Solve with the network simplex of networkx; who is left goes through a bypass."""
    import networkx

    graph = networkx.DiGraph()
    graph.add_node(SOURCE, demand=-network.most())
    graph.add_node(SINK, demand=network.most())
    graph.add_edge(SOURCE, SINK, weight=0)
    graph.add_edges_from((a, b, {"capacity": room, "weight": cost}) for a, b, room, cost in network.arcs)
    flow = networkx.network_simplex(graph)[1]
    return np.array([flow[a][b] for a, b, _, _ in network.arcs], dtype=np.int64)


def bare_flow(network: Network) -> Ints:
    """Solve with the flow of least cost of OR-Tools, which is also what our engine stands on; who is left goes through a bypass."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    solver = SimpleMinCostFlow()
    a, b, room, cost = (np.array(column, dtype=np.int64) for column in zip(*network.arcs, strict=True))
    arcs = solver.add_arcs_with_capacity_and_unit_cost(a, b, room, cost)
    solver.add_arc_with_capacity_and_unit_cost(SOURCE, SINK, network.most(), 0)
    solver.set_nodes_supplies(np.array([SOURCE, SINK]), np.array([network.most(), -network.most()]))
    assert solver.solve() == solver.OPTIMAL
    found: Ints = solver.flows(arcs)
    return found


def points(outcome: Outcome, numbers: Numbers, tiers: Ints) -> int:
    """Return the objective of the model: the reward of the lines served, less their penalties."""
    penalty = sum(int((numbers.sides[side].penalty * units).sum()) for side, units in outcome.used.items())
    return int(((6 - tiers[outcome.served]) * PER_TIER).sum()) - penalty


# Name, module it needs, function, and the largest campaign that it is asked, for `make bench` to stay short.
OTHERS: tuple[tuple[str, str, Callable[[Network], Ints], int], ...] = (
    ("OR-Tools flow, bare", "ortools", bare_flow, 10**7),
    ("HiGHS (linear)", "ortools", highs, 10**7),
    ("PuLP + CBC", "pulp", pulp_cbc, 10**6),
    ("networkx simplex", "networkx", simplex, 2_000),
)
