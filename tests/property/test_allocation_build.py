"""Options built by joins against the same rule said for one line and one cell at a time."""

import math

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation.build import build_problem
from campaigns.allocation.problem import Problem
from campaigns.model.catalogue import Weights
from tests.property.sizes import many

GRADES = ["INVENDABLE", "HC", "C", "B", "A", "PREMIUM"]
ZONES = ["92050", "75101", "97411", "2A004"]
KITS = ["laptop", "laptop+sim"]
KINDS = ["school", "shelter", None]
EARMARKS = [None, "", "department:92", "department:974", "department:2A", "kind:school", "kind:shelter"]

LINES = pa.schema(
    [
        ("line_id", "string"),
        ("rank", "int64"),
        ("zone_code", "string"),
        ("kit_code", "string"),
        ("partner_kind", "string"),
    ]
)
KIT_ROWS = pa.schema(
    [("kit_code", "string"), ("side", "string"), ("item", "string"), ("min_grade", "string"), ("penalty", "int64")]
)
CELL_TEXTS = ("cell_id", "side", "item", "grade", "earmark", "site_id")
CELLS = pa.schema([*((name, "string") for name in CELL_TEXTS), ("quantity", "int64")])
REACH = pa.schema([("zone_code", "string"), ("site_id", "string"), ("km", "float64"), ("mode", "string")])
SITES = pa.schema([("site_id", "string"), ("capacity", "int64")])


def table(rows, schema):
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(schema.names)}, schema=schema)


def department(zone):
    return zone[:3] if zone.startswith(("97", "98")) else zone[:2]


def option_penalty(line, cell, kits, reach, weights):
    """Penalty of giving this cell to this line, None when it may not have it."""
    _, _, zone, kit, kind = line
    _, side, item, grade, earmark, site, _ = cell
    if grade == "INVENDABLE" or earmark not in (None, "", f"department:{department(zone)}", f"kind:{kind}"):
        return None
    accepted = [
        penalty
        for kit_code, kit_side, kit_item, floor, penalty in kits
        if (kit_code, kit_side, kit_item) == (kit, side, item)
        and (floor is None or (grade is not None and GRADES.index(grade) >= GRADES.index(floor)))
    ]
    ways = [
        math.floor(km * weights.per_km + 0.5) + (weights.per_delivery if mode == "delivery" else 0)
        for zone_code, site_id, km, mode in reach
        if (zone_code, site_id) == (zone, site) and (mode != "remote" or side == "data")
    ]
    return min(accepted) * weights.per_kit_penalty + min(ways) if accepted and ways else None


rows = st.lists
LINE_ROWS = rows(st.tuples(st.sampled_from(ZONES), st.sampled_from(KITS), st.sampled_from(KINDS)), max_size=6)
KIT_LISTS = rows(
    st.tuples(
        st.sampled_from(KITS),
        st.sampled_from(["device", "data"]),
        st.sampled_from(["x", "y"]),
        st.sampled_from([None, *GRADES]),
        st.integers(0, 3),
    ),
    max_size=6,
)
CELL_ROWS = rows(
    st.tuples(
        st.sampled_from(["device", "data"]),
        st.sampled_from(["x", "y"]),
        st.sampled_from([None, *GRADES]),
        st.sampled_from(EARMARKS),
        st.sampled_from(["s1", "s2"]),
        st.integers(0, 2),
    ),
    max_size=6,
)
REACH_ROWS = rows(
    st.tuples(
        st.sampled_from(ZONES),
        st.sampled_from(["s1", "s2"]),
        st.floats(0, 50).map(lambda km: round(km, 2)),
        st.sampled_from(["pick_up", "delivery", "remote"]),
    ),
    max_size=8,
)


@many(80)
@given(
    LINE_ROWS,
    KIT_LISTS,
    CELL_ROWS,
    REACH_ROWS,
    st.builds(Weights, per_kit_penalty=st.just(10_000), per_km=st.integers(0, 20), per_delivery=st.integers(0, 99)),
)
def test_each_line_may_draw_on_exactly_the_cells_its_kit_place_and_earmarks_allow(lines, kits, cells, reach, weights):
    lines = [(f"l{i}", i, *row) for i, row in enumerate(lines)]
    cells = [(f"c{i}", *row) for i, row in enumerate(cells)]
    sites = table([("s1", None), ("s2", 3)], SITES)
    problem = build_problem(
        table(lines, LINES), table(kits, KIT_ROWS), table(cells, CELLS), table(reach, REACH), sites, weights
    )
    assert isinstance(problem, Problem)
    types = dict(zip(problem.lines["line_id"].to_pylist(), problem.lines["type_id"].to_pylist(), strict=True))
    built = {(o["type_id"], o["side"], o["cell_id"]): o["penalty"] for o in problem.options.to_pylist()}
    for line in lines:
        asked = {side for kit_code, side, *_ in kits if kit_code == line[3]}
        priced = {cell: option_penalty(line, cell, kits, reach, weights) for cell in cells}
        # Half a kit serves nobody: each side that it asks must be there.
        is_whole = asked == {cell[1] for cell, penalty in priced.items() if penalty is not None}
        for cell in cells:
            expected = priced[cell] if is_whole else None
            assert built.get((types[line[0]], cell[1], cell[0])) == expected
    assert {key[0] for key in built} <= set(types.values())
