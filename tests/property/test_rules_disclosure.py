"""An attacker with a linear solver, every published figure and every sum cannot pin a hidden count down."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from campaigns.disclosure import THRESHOLD, protect

MEASURES = ("need", "served", "gap")
# An end for what nothing bounds (a country hidden whole).
FAR = 100_000
count = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 12), st.integers(8, 40), st.integers(0, 300))
leaf = st.tuples(count, count)
region = st.lists(leaf, min_size=1, max_size=5)
country = st.lists(region, min_size=1, max_size=4)


def table_of(regions: list[list[tuple[int, int]]]) -> pa.Table:
    rows = [("FR", None, *map(sum, zip(*(leaf for leaves in regions for leaf in leaves), strict=True)))]
    for number, leaves in enumerate(regions):
        rows.append((f"R{number}", "FR", *map(sum, zip(*leaves, strict=True))))
        rows += [(f"R{number}D{place}", f"R{number}", served, gap) for place, (served, gap) in enumerate(leaves)]
    codes, parents, served, gap = zip(*rows, strict=True)
    need = [a + b for a, b in zip(served, gap, strict=True)]
    return pa.table({"territory_code": codes, "parent_code": pa.array(parents, pa.string()), "need": need,
                     "served": served, "gap": gap})  # fmt: skip


def widths(rows: list[dict[str, object]]) -> dict[tuple[str, str], float]:
    """Return the width of the interval in which each hidden count is possible."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    variables = {(row["territory_code"], m): solver.NumVar(0, FAR, "") for row in rows for m in MEASURES}
    for row in rows:
        code = row["territory_code"]
        solver.Add(variables[code, "need"] == variables[code, "served"] + variables[code, "gap"])
        parts = [part["territory_code"] for part in rows if part["parent_code"] == code]
        for measure in MEASURES:
            if row[measure] is not None:
                solver.Add(variables[code, measure] == row[measure])
            if parts:
                solver.Add(variables[code, measure] == solver.Sum([variables[part, measure] for part in parts]))
        if row["need"] is None:
            solver.Add(variables[code, "need"] >= 1)
    found = {}
    for (code, measure), variable in variables.items():
        if next(row for row in rows if row["territory_code"] == code)[measure] is None:
            ends = []
            for direction in (solver.Minimize, solver.Maximize):
                direction(variable)
                assert solver.Solve() == solver.OPTIMAL
                ends.append(variable.solution_value())
            found[code, measure] = ends[1] - ends[0]
    return found


@given(country)
def test_every_hidden_count_stays_possible_over_an_interval_as_wide_as_the_threshold(
    regions: list[list[tuple[int, int]]],
) -> None:
    rows = protect(table_of(regions)).to_pylist()
    found = widths(rows)
    assert {place: width for place, width in found.items() if width < THRESHOLD - 1e-6} == {}
    assert set(found) == {(row["territory_code"], m) for row in rows for m in MEASURES if row[f"{m}_hidden"]}


@given(country)
def test_no_count_below_the_threshold_is_shown_where_somebody_is_in_need(regions: list[list[tuple[int, int]]]) -> None:
    table = table_of(regions)
    for row, true in zip(protect(table).to_pylist(), table.to_pylist(), strict=True):
        shown = [row[m] for m in MEASURES if row[m] is not None]
        assert shown in ([0, 0, 0], []) or min(shown) >= THRESHOLD
        assert all(row[m] in (true[m], None) for m in MEASURES)


@given(country, st.randoms(use_true_random=False))
def test_the_order_of_territories_changes_nothing(regions: list[list[tuple[int, int]]], rng: object) -> None:
    table = table_of(regions)
    places = list(range(table.num_rows))
    rng.shuffle(places)
    mixed = protect(table.take(pa.array(places))).sort_by("territory_code")
    assert mixed.equals(protect(table).sort_by("territory_code"))
