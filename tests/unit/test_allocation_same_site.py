"""Kits from one site: cases by hand, where whole units miss the bound, and what is refused."""

import pyarrow as pa

from campaigns.allocation.certify import certify
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from campaigns.model.outcome import Refusal
from tests.property.test_allocation_oracle import Small
from tests.property.test_allocation_same_site import EVERY_KIT, best_key, problem_of, served_ranks, verdicts


def pentagons(count: int) -> Small:
    """Five kits in a ring, each sharing a unit or a line with the next: halves of all five, two whole ones at most."""
    lines, options, cells = [], [], []
    for ring in range(count):
        lines += [(10 * ring + place, f"{name}{ring}") for place, name in enumerate("STU")]
        at = {"d1": "A", "d2": "A", "d3": "B", "e1": "A", "e2": "A", "e3": "B", "e4": "B"}
        cells += [(f"{c}-{ring}", ("device" if c[0] == "d" else "data", f"{site}{ring}", 1)) for c, site in at.items()]
        accepts = {"S": "d1 d3 e1 e4", "T": "d2 d3 e2 e3", "U": "d2 e1"}
        options += [((f"{t}{ring}", "device" if c[0] == "d" else "data", f"{c}-{ring}"), 0)
                    for t, named in accepts.items() for c in named.split()]  # fmt: skip
    sites = [(f"{site}{ring}", None) for ring in range(count) for site in "AB"]
    return Small(tuple(lines), tuple(options), tuple(cells), tuple(sites))


def test_where_whole_units_do_not_reach_the_bound_the_gap_is_told_and_nothing_is_called_proved() -> None:
    small = pentagons(2)
    problem = problem_of(small, (0,))
    solution = solve(problem)
    level, _, number = solution.bounds.to_pylist()
    assert -best_key(small, (0,))[0][1] == 4
    assert (level["reached"], level["bound"], level["found_bound"]) == (4, 5, 4)
    assert (number["reached"], number["bound"]) == (4, 5)
    found = certify(problem, solution.grants, solution.unserved, bounds=solution.bounds, duals=solution.duals)
    assert {name: verdict.holds for name, verdict in found.items()} == {
        "G1": True, "G2": None, "G3": None, "G4": None, "G5": True,
    }  # fmt: skip
    assert {name for name, verdict in found.items() if verdict.is_unproved} == {"G2"}, "the others don't apply"
    assert found["G2"].witness.fr == "Non prouvé : au niveau 1, lignes servies : 4, borne : 5."
    assert set(solution.unserved["reason"].to_pylist()) <= {"kit_not_same_site", "devices_exhausted", "data_exhausted"}


def test_a_kit_split_between_two_sites_is_not_feasible() -> None:
    small = Small(
        lines=((1, "kit"),),
        options=((("kit", "device", "L"), 0), (("kit", "data", "S"), 0), (("kit", "data", "far"), 0)),
        cells=(("L", ("device", "here", 1)), ("S", ("data", "here", 1)), ("far", ("data", "there", 1))),
        sites=(("here", None), ("there", None)),
    )  # fmt: skip
    problem = problem_of(small, (1,))
    solution = solve(problem)
    assert solution.grants["cell_id"].to_pylist() == ["L", "S"]
    split = solution.grants.set_column(2, "cell_id", pa.array(["L", "far"]))
    found = certify(problem, split, solution.unserved, bounds=solution.bounds, duals=solution.duals)
    assert found["G1"].holds is False
    assert (
        found["G1"].witness.fr
        == "La ligne « line-1 » reçoit un appareil et des données qui ne viennent pas du même site."
    )
    loose = problem_from_tables(**small.tables(), levels=pa.table({"first_rank": [1]}))
    assert certify(loose, split, solution.unserved)["G1"].holds is True


def test_data_at_no_site_makes_no_kit_and_the_line_says_so() -> None:
    small = Small(
        lines=((1, "kit"),),
        options=((("kit", "device", "L"), 0), (("kit", "data", "pool"), 0)),
        cells=(("L", ("device", "here", 1)), ("pool", ("data", None, 1))), sites=(("here", None),),
    )  # fmt: skip
    solution = solve(problem_of(small, (1,)))
    assert solution.unserved.to_pylist() == [{"line_id": "line-1", "reason": "kit_not_same_site", "cutoff_rank": None}]


def test_only_the_types_named_are_bound_to_one_site() -> None:
    small = Small(
        lines=((1, "a"), (2, "b")),
        options=((("a", "device", "L"), 0), (("a", "data", "far"), 0), (("b", "device", "M"), 0), (("b", "data", "far"), 0)),
        cells=(("L", ("device", "here", 1)), ("M", ("device", "here", 1)), ("far", ("data", "there", 2))),
        sites=(("here", None), ("there", None)),
    )  # fmt: skip
    named = pa.table({"type_id": ["a"]})
    problem = problem_from_tables(**small.tables(), levels=pa.table({"first_rank": [1]}), same_site=named)
    assert isinstance(problem, Problem)
    solution = solve(problem)
    assert served_ranks(solution) == {2}
    assert verdicts(problem, solution)["G2"] is True


def test_the_condition_without_levels_is_refused() -> None:
    small = Small(lines=((1, "a"),), options=(), cells=(), sites=())
    refusal = problem_from_tables(**small.tables(), same_site=EVERY_KIT)
    assert isinstance(refusal, Refusal)
    assert "la table same_site demande la table levels" in refusal.sentence.fr
