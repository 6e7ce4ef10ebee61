"""The verifier on plans written by hand: what it proves, what it refutes, and the words it uses."""

import ast
from pathlib import Path

import pyarrow as pa

import campaigns.allocation.certify
from campaigns.allocation.certify import certify
from campaigns.allocation.problem import problem_from_tables

OPTIONS = [
    ("both", "device", "L", 4),
    ("both", "device", "M", 1),
    ("device only", "device", "L", 0),
    ("data only", "data", "S", 0),
    ("both", "data", "S", 0),
]


def table(columns, rows, integer=""):
    kinds = {name: pa.int64() if name == integer else pa.string() for name in columns.split()}
    return pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(kinds.items())})


def verdicts(lines, cells, grants, unserved, sites=(("lille", None),), options=tuple(OPTIONS)):
    problem = problem_from_tables(
        lines=pa.table({name: [line[i] for line in lines] for i, name in enumerate(("line_id", "rank", "type_id"))}),
        options=pa.table({n: [o[i] for o in options] for i, n in enumerate(("type_id", "side", "cell_id", "penalty"))}),
        cells=pa.table({n: [c[i] for c in cells] for i, n in enumerate(("cell_id", "side", "site_id", "quantity"))}),
        sites=table("site_id capacity", sites, "capacity"),
    )
    return certify(
        problem,
        table("line_id side cell_id", grants),
        table("line_id reason cutoff_rank", unserved, "cutoff_rank"),
    )


ADA, BOB, CYD = ("ada", 1, "both"), ("bob", 2, "device only"), ("cyd", 3, "data only")
ONE_OF_EACH = [("L", "device", "lille", 1), ("M", "device", "lille", 0), ("S", "data", None, 1)]


def test_maximum_number_does_not_apply_when_a_kit_outranks_two_lines_that_could_share_it():
    found = verdicts(
        [ADA, BOB, CYD],
        ONE_OF_EACH,
        [("ada", "device", "L"), ("ada", "data", "S")],
        [("bob", "devices_exhausted", 1), ("cyd", "data_exhausted", 1)],
    )
    assert {name: verdict.holds for name, verdict in found.items()} == {
        "G1": True,
        "G2": True,
        "G3": None,
        "G4": True,
        "G5": True,
    }
    assert found["G3"].witness.fr.startswith("Sans objet : avec des kits complets")


def test_the_largest_plan_of_kits_may_pass_over_a_better_ranked_line_and_is_told_so():
    found = verdicts(
        [ADA, BOB, CYD],
        ONE_OF_EACH,
        [("bob", "device", "L"), ("cyd", "data", "S")],
        [("ada", "devices_exhausted", 2)],
    )
    assert {name: verdict.holds for name, verdict in found.items()} == {
        "G1": True,
        "G2": False,
        "G3": True,
        "G4": False,
        "G5": True,
    }
    assert (
        found["G2"].witness.fr
        == "La ligne « ada » (rang 1) pouvait être servie avec toutes les lignes servies avant elle."
    )


def test_a_dearer_use_of_the_stock_is_shown_with_the_cells_to_exchange():
    stock = [("L", "device", "lille", 1), ("M", "device", "lille", 1), ("S", "data", None, 1)]
    found = verdicts([ADA], stock, [("ada", "device", "L"), ("ada", "data", "S")], [])
    assert found["G5"].holds is False
    assert (
        found["G5"].witness.fr == "Un échange entre les cellules « L », « M » sert les mêmes lignes à moindre pénalité."
    )


def test_what_can_not_happen_is_refuted_first_and_the_rest_does_not_apply():
    grants, out = [("bob", "device", "L")], [("ada", "devices_exhausted", None)]
    cases = {
        "La ligne « zoe » n'est pas dans le problème.": ([("zoe", "device", "L")], out, None),
        "La ligne « ada » n'est ni servie ni non servie.": (grants, [], None),
        "La ligne « bob » est à la fois servie et non servie, ou refusée deux fois.": (
            grants,
            [*out, ("bob", "devices_exhausted", 1)],
            None,
        ),
        "La ligne « bob » reçoit une unité à laquelle son type ne donne pas droit (device).": (
            [("bob", "device", "M")],
            out,
            None,
        ),
        "La ligne « bob » reçoit 2 unité(s) du côté device.": (grants * 2, out, None),
        "La ligne « bob » reçoit 0 unité(s) du côté device.": ([("bob", "sim", "L")], out, None),
        "Un site remet plus d'appareils qu'il ne peut (« lille », remis : 1, au plus : 0).": (grants, out, 0),
    }
    for told, (given, refused, capacity) in cases.items():
        found = verdicts([ADA, BOB], ONE_OF_EACH, given, refused, sites=[("lille", capacity)])
        assert found["G1"].holds is False
        assert found["G1"].witness.fr == told
        assert {found[name].holds for name in ("G2", "G3", "G4", "G5")} == {None}


def test_a_grant_on_an_unknown_side_is_refuted():
    grants = [("bob", "device", "L"), ("bob", "sim", "L")]
    found = verdicts([BOB], ONE_OF_EACH, grants, [])
    assert found["G1"].witness.en == "A grant bears an unknown side."


def test_a_cell_that_gives_more_than_it_holds_is_refuted():
    found = verdicts(
        [BOB, ("dan", 5, "device only")], ONE_OF_EACH, [("bob", "device", "L"), ("dan", "device", "L")], []
    )
    assert found["G1"].witness.en == "Cell “L” gives more than it holds (units given: 2, held: 1)."


def test_the_verifier_never_imports_the_solver():
    folder = Path(campaigns.allocation.certify.__file__).parent
    seen, todo = set(), ["certify"]
    while todo:
        name = todo.pop()
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not any(module.startswith("ortools") for module in imported)
        rooms = {m.removeprefix("campaigns.allocation.") for m in imported if m.startswith("campaigns.allocation.")}
        todo += sorted(rooms - seen)
        seen |= rooms
    # `problem`, `passes`, `coded` and `columns` only say what a table must look like; numbers and searches are the verifier's own.
    assert seen == {
        "certify_bounds", "certify_levels", "certify_pass_levels", "certify_same_site", "claims", "coded",
        "columns", "ledger", "passes", "problem", "proofs", "standing", "verdict",
    }  # fmt: skip
