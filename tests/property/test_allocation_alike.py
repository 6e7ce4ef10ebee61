"""A plan computed on zones and cells put together is, unit by unit, a plan of the problem with each of them apart."""

from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation.alike import (
    cells_by_shelves,
    grants_by_cells,
    grants_by_shelves,
    lines_by_zones_alike,
    shelf_table,
    values_by_cells,
)
from campaigns.allocation.build import build_problem
from campaigns.allocation.certify import certify
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import solve
from campaigns.model.catalogue import Weights
from tests.property.sizes import many

KITS = pa.table(
    {
        "kit_code": ["laptop", "laptop", "laptop+data", "laptop+data", "laptop+data"],
        "side": ["device", "device", "device", "device", "data"],
        "item": ["laptop", "tablet", "laptop", "tablet", "sim"],
        "min_grade": ["B", "C", "C", None, None],
        "penalty": [0, 2, 0, 1, 0],
    }
)
ZONES = ["92050>92050", "92051>92050", "93001>92050", "93008>92050", "75101>75101"]
WAYS = st.dictionaries(st.sampled_from(["s1", "s2"]), st.sampled_from([1.0, 1.04, 7.0]), max_size=2)
GRADES = st.sampled_from([None, "INVENDABLE", "HC", "C", "B", "A"])
EARMARKS = st.sampled_from([None, None, None, "department:93", "kind:school"])
CELLS = st.lists(
    st.tuples(
        st.sampled_from([("device", "laptop"), ("device", "tablet"), ("data", "sim")]),
        GRADES,
        EARMARKS,
        st.sampled_from(["s1", "s2"]),
        st.integers(0, 3),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=10,
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(ZONES), st.sampled_from(["laptop", "laptop+data"]), st.sampled_from([None, "school", "shelter"])
    ),
    min_size=1,
    max_size=14,
)


def lines_table(rows: list) -> pa.Table:
    return pa.table(
        {
            "line_id": pa.array([f"l{i:02d}" for i in range(len(rows))], pa.string()),
            "rank": pa.array(range(1, len(rows) + 1), pa.int64()),
            "zone_code": pa.array([row[0] for row in rows], pa.string()),
            "kit_code": pa.array([row[1] for row in rows], pa.string()),
            "partner_kind": pa.array([row[2] for row in rows], pa.string()),
        }
    )


def cells_table(rows: list) -> pa.Table:
    # Ids in an order of their own, so that the first of a shelf is not always the first there.
    columns = {
        "cell_id": [f"c{7 * i % 11:02d}" for i in range(len(rows))], "side": [row[0][0] for row in rows],
        "item": [row[0][1] for row in rows], "grade": [row[1] for row in rows], "earmark": [row[2] for row in rows],
        "site_id": [row[3] for row in rows],
    }  # fmt: skip
    texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    numbers = {"quantity": pa.array([row[4] for row in rows], pa.int64())}
    return pa.table(
        texts | numbers | {"available_on": pa.array([row[5] for row in rows], pa.int32()).cast(pa.date32())}
    )


def reach_table(ways: dict) -> pa.Table:
    rows = [(zone, site, km) for zone, sites in ways.items() for site, km in sites.items()]
    return pa.table(
        {
            "zone_code": pa.array([row[0] for row in rows], pa.string()),
            "site_id": pa.array([row[1] for row in rows], pa.string()),
            "km": pa.array([row[2] for row in rows], pa.float64()),
            "mode": pa.array(["pick_up"] * len(rows), pa.string()),
        }
    )


@many(100)
@given(
    LINES,
    CELLS,
    st.fixed_dictionaries(dict.fromkeys(ZONES, WAYS)),
    st.sampled_from([None, 2]),
    st.lists(st.sampled_from([("92051", "laptop"), ("93001", "tablet")]), unique=True),
)
def test_putting_alike_together_changes_nobodys_fate_and_no_penalty(lines, cells, ways, capacity, closed):
    apart_lines, apart_cells, reach = lines_table(lines), cells_table(cells), reach_table(ways)
    sites = pa.table({"site_id": ["s1", "s2"], "capacity": pa.array([capacity, None], pa.int64())})
    shelves = shelf_table(apart_cells, KITS)
    shelved = cells_by_shelves(apart_cells, shelves)
    assert sum(shelved["quantity"].to_pylist()) == sum(apart_cells["quantity"].to_pylist())
    gathered = lines_by_zones_alike(apart_lines, reach, Weights(), closed)
    apart = build_problem(apart_lines, KITS, apart_cells, reach, sites, closed_items=closed)
    together = build_problem(gathered, KITS, shelved, reach, sites, closed_items=closed)
    assert isinstance(apart, Problem)
    assert isinstance(together, Problem)
    plan, truth = solve(together), solve(apart)
    assert (plan.served, plan.bound, plan.objective) == (truth.served, truth.bound, truth.objective)
    assert plan.unserved.to_pydict() == truth.unserved.to_pydict()
    values = values_by_cells(plan.values, shelves)
    assert sorted(values.to_pylist(), key=str) == sorted(truth.values.to_pylist(), key=str)
    grants = grants_by_cells(plan.grants, shelves)
    # The verifier knows nothing of shelves: it is asked about the problem with each cell and zone apart.
    verdicts = certify(apart, grants, plan.unserved)
    assert [name for name, verdict in verdicts.items() if verdict.holds is False] == []
    assert grants_by_shelves(grants, shelves).to_pydict() == plan.grants.to_pydict()
    assert grants_by_cells(plan.grants, shelves, grants).to_pydict() == grants.to_pydict()


def test_the_best_ranked_line_gets_the_unit_that_is_there_first_and_a_held_cell_is_kept() -> None:
    plain, day = ("device", "laptop"), 2
    cells = cells_table(
        [(plain, "B", None, "s1", 1, day), (plain, "A", None, "s1", 2, 1), (plain, "HC", None, "s1", 5, 1)]
    )
    shelves = shelf_table(cells, KITS)
    assert shelves.to_pydict() == {
        "cell_id": ["c07", "c00", "c03"], "shelf_id": ["c00", "c00", "c03"], "quantity": [2, 1, 5],
    }  # fmt: skip
    names = ["line_id", "side", "cell_id"]
    grants = pa.table([["a", "b", "d"], ["device"] * 3, ["c00"] * 3], names=names)
    assert grants_by_cells(grants, shelves)["cell_id"].to_pylist() == ["c07", "c07", "c00"]
    held = pa.table([["a", "b", "x"], ["device"] * 3, ["c00", "c00", "c00"]], names=names)
    assert grants_by_cells(grants, shelves, held)["cell_id"].to_pylist() == ["c00", "c07", "c07"]


def test_zones_alike_share_a_code_and_others_do_not() -> None:
    lines = lines_table([(zone, "laptop", None) for zone in ZONES])
    ways = {zone: {"s1": 1.0} for zone in ZONES} | {"93001>92050": {"s1": 1.04}, "93008>92050": {"s1": 7.0}}
    ways |= {"75101>75101": {"s1": 1.0, "s2": 1.0}}
    merged = lines_by_zones_alike(lines, reach_table(ways), Weights())
    # One hectometre is one point: 1.04 km costs what 1 km does, but another department has earmarks of its own.
    assert merged["zone_code"].to_pylist() == [ZONES[0], ZONES[0], *ZONES[2:]]
    closed = lines_by_zones_alike(lines, reach_table(ways), Weights(), [("92051", "laptop")])
    assert closed["zone_code"].to_pylist() == ZONES
    held = Counter(merged["line_id"].to_pylist())
    assert held == Counter(lines["line_id"].to_pylist())
