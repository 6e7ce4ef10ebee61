"""What a type is, what an option costs, and what is refused when a problem is built."""

import pyarrow as pa
import pytest

from campaigns.allocation.build import Weights, build_problem, options_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import solve

LINES = {"line_id": ["a", "b", "c"], "rank": [1, 2, 3], "zone_code": ["92050"] * 3, "kit_code": ["laptop"] * 3}
KITS = {
    "kit_code": ["laptop", "laptop"],
    "side": ["device"] * 2,
    "item": ["laptop", "tablet"],
    "min_grade": ["B", None],
    "penalty": [0, 2],
}
CELLS = {
    "cell_id": ["laptop-A", "laptop-C", "tablet-C", "tablet-unfit"],
    "side": ["device"] * 4,
    "item": ["laptop", "laptop", "tablet", "tablet"],
    "grade": ["A", "C", "C", "INVENDABLE"],
    "earmark": [None, None, "kind:school", None],
    "site_id": ["nanterre"] * 4,
    "quantity": [1, 1, 1, 1],
}
REACH = {
    "zone_code": ["92050", "92050"],
    "site_id": ["nanterre", "nanterre"],
    "km": [3.44, 1.0],
    "mode": ["pick_up", "delivery"],
}
SITES = {"site_id": ["nanterre"], "capacity": [None]}


def tables(**changes):
    given = {"lines": LINES, "kits": KITS, "cells": CELLS, "reach": REACH, "sites": SITES}
    return {name: pa.table(columns | changes.get(name, {})) for name, columns in given.items()}


def test_a_penalty_is_the_kits_then_hectometres_then_handling_and_unfit_or_too_worn_units_are_left_out():
    problem = build_problem(**tables(cells={"earmark": [None] * 4}))
    assert isinstance(problem, Problem)
    assert problem.options.to_pydict() == {
        "type_id": ["92050|laptop"] * 2,
        "side": ["device"] * 2,
        "cell_id": ["laptop-A", "tablet-C"],
        "penalty": [34, 20_034],
    }


def test_few_lines_that_reach_few_of_many_cells_are_no_fault_whatever_the_order_of_the_cells():
    # One zone reaches one cell, another reaches one: whichever two of the twelve cells these are.
    names = [f"tablet-{place}" for place in range(12)]
    cells = {name: [CELLS[name][2]] * 12 for name in CELLS} | {
        "cell_id": names,
        "earmark": [None] * 12,
        "site_id": names,
    }
    lines = {name: LINES[name][:2] for name in LINES} | {"zone_code": ["92050", "92051"]}
    for near in names:
        for far in names:
            reach = {"zone_code": ["92050", "92051"], "site_id": [near, far], "km": [1.0] * 2, "mode": ["pick_up"] * 2}
            sites = {"site_id": names, "capacity": [None] * 12}
            given = {"lines": lines, "kits": KITS, "cells": cells, "reach": reach, "sites": sites}
            problem = build_problem(**{name: pa.table(columns) for name, columns in given.items()})
            assert isinstance(problem, Problem), problem
            assert problem.options["cell_id"].to_pylist() == [near, far]


def test_a_kit_of_which_one_side_is_out_of_reach_serves_nobody_rather_than_by_half():
    kits = {
        "kit_code": ["both"] * 2,
        "side": ["device", "data"],
        "item": ["laptop", "sim"],
        "min_grade": [None] * 2,
        "penalty": [0, 0],
    }
    cells = {
        "cell_id": ["far-laptop", "pool-sim"], "side": ["device", "data"], "item": ["laptop", "sim"], "grade": ["A", None],
        "earmark": [None] * 2, "site_id": ["lille", "pool"], "quantity": [1, 1],
    }  # fmt: skip
    reach = {"zone_code": ["92050"], "site_id": ["pool"], "km": [0.0], "mode": ["remote"]}
    asked = {"lines": {"kit_code": ["both", "both", "sim"]}, "cells": cells, "reach": reach}
    sites = {"site_id": ["lille", "pool"], "capacity": [None, None]}
    alone = {"kit_code": ["sim"], "side": ["data"], "item": ["sim"], "min_grade": [None], "penalty": [0]}
    every = {name: values + alone[name] for name, values in kits.items()}
    problem = build_problem(**tables(**asked, kits=every, sites=sites))
    assert isinstance(problem, Problem)
    assert problem.options.select(["type_id", "cell_id"]).to_pylist() == [
        {"type_id": "92050|sim", "cell_id": "pool-sim"}
    ]
    solution = solve(problem)
    assert solution.grants["line_id"].to_pylist() == ["c"]
    refused = solution.unserved.select(["line_id", "reason"]).to_pylist()
    assert refused == [{"line_id": "a", "reason": "no_option"}, {"line_id": "b", "reason": "no_option"}]


def test_a_donors_wish_on_the_kind_of_partner_splits_types_and_is_respected():
    problem = build_problem(**tables(lines={"partner_kind": ["school", "shelter", None]}))
    assert problem.lines["type_id"].to_pylist() == ["92050|laptop|school", "92050|laptop|shelter", "92050|laptop"]
    drawn = set(zip(problem.options["type_id"].to_pylist(), problem.options["cell_id"].to_pylist(), strict=True))
    assert drawn == {
        ("92050|laptop|school", "laptop-A"),
        ("92050|laptop|school", "tablet-C"),
        ("92050|laptop|shelter", "laptop-A"),
        ("92050|laptop", "laptop-A"),
    }


def test_without_the_partners_kind_units_kept_for_a_kind_go_to_nobody():
    problem = build_problem(**tables())
    assert problem.options["cell_id"].to_pylist() == ["laptop-A"]


def test_options_tell_the_cheapest_way_and_its_length():
    typed = pa.table({"type_id": ["t"], "zone_code": ["92050"], "kit_code": ["laptop"], "partner_kind": ["school"]})
    given = tables()
    chosen = options_of(typed, given["kits"], given["cells"], given["reach"], Weights(per_delivery=20))
    assert chosen.select(["cell_id", "penalty", "km", "mode"]).to_pylist() == [
        {"cell_id": "laptop-A", "penalty": 30, "km": 1.0, "mode": "delivery"},
        {"cell_id": "tablet-C", "penalty": 20_030, "km": 1.0, "mode": "delivery"},
    ]


def test_a_campaign_without_anything_builds_an_empty_problem():
    empty = {name: given.slice(0, 0) for name, given in tables().items()}
    problem = build_problem(**empty)
    assert isinstance(problem, Problem)
    assert problem.lines.num_rows == problem.options.num_rows == 0


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("cells", "earmark", "departement:92"),
        ("cells", "earmark", "kind:hospital"),
        ("cells", "grade", "D"),
        ("kits", "min_grade", "D"),
        ("reach", "mode", "drone"),
        ("lines", "zone_code", "92|050"),
    ],
)
def test_a_code_that_is_not_known_is_refused_rather_than_closing_or_opening_stock(table, column, value):
    given = tables()
    values = [value, *given[table][column].to_pylist()[1:]]
    answer = build_problem(**tables(**{table: {column: values}}))
    assert answer.code == "invalid_code"
    assert f"{table}.{column} contient « {value} »" in answer.sentence.fr


def test_a_line_without_a_zone_is_told():
    answer = build_problem(**tables(lines={"zone_code": ["92050", None, "92050"]}))
    assert "lines, ligne 2, colonne type_id : (vide), valeur manquante" in answer.sentence.fr
