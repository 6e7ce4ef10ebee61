"""The verifier agrees with the oracle on good plans, and finds the faults planted in them."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.problem import problem_from_tables
from campaigns.allocation.solve import solve
from tests.property.sizes import many
from tests.property.test_allocation_oracle import best_plan, cost, needs, plans, small_problems

MANY = many(100)


def solved(small):
    problem = problem_from_tables(**small.tables())
    return problem, solve(problem)


def holds(problem, grants, unserved):
    return {name: verdict.holds for name, verdict in certify(problem, grants, unserved).items()}


def line(rank):
    return f"line-{rank}"


def refusals(rows):
    columns = {name: [row[name] for row in rows] for name in ("line_id", "reason", "cutoff_rank")}
    return pa.table(
        columns, schema=pa.schema([("line_id", pa.string()), ("reason", pa.string()), ("cutoff_rank", pa.int64())])
    )


def some_plan(small, served, draw):
    """Any feasible way to serve these ranks: what `cost` would accept, chosen by `draw` instead of by penalty."""
    left, room, grants = {c: q for c, (_, _, q) in small.cells}, dict(small.sites), []
    cells = dict(small.cells)
    wanted = [(rank, t, side) for rank, t in small.lines if rank in served for side in needs(small, t)]

    def place(index):
        if index == len(wanted):
            return True
        rank, type_id, side = wanted[index]
        for (_, _, cell), _ in draw([o for o in small.options if o[0][:2] == (type_id, side)]):
            site = cells[cell][1] if side == "device" else None
            if not left[cell] or room.get(site) == 0:
                continue
            left[cell] -= 1
            if room.get(site) is not None:
                room[site] -= 1
            grants.append((line(rank), side, cell))
            if place(index + 1):
                return True
            grants.pop()
            left[cell] += 1
            if room.get(site) is not None:
                room[site] += 1
        return False

    assert place(0)
    return pa.table(
        {
            name: pa.array([grant[i] for grant in grants], pa.string())
            for i, name in enumerate(("line_id", "side", "cell_id"))
        }
    )


@MANY
@given(small_problems())
def test_a_plan_of_the_solver_holds_and_maximum_number_applies_whenever_it_is_reached(small):
    problem, solution = solved(small)
    verdict = holds(problem, solution.grants, solution.unserved)
    expected = True if solution.served == solution.bound else None
    assert verdict == {"G1": True, "G2": True, "G3": expected, "G4": True, "G5": True}


@MANY
@given(small_problems(max_lines=5), st.data())
def test_on_any_feasible_plan_each_verdict_is_that_of_the_definition(small, data):
    problem, solution = solved(small)
    served = data.draw(st.sampled_from(sorted(plans(small), key=sorted)))
    grants = some_plan(small, served, lambda options: data.draw(st.permutations(options)))
    told = {row["line_id"]: row for row in solution.unserved.to_pylist()}
    unknown = {"reason": "devices_exhausted", "cutoff_rank": None}
    rows = [told.get(line(r), {"line_id": line(r), **unknown}) for r, _ in small.lines if r not in served]
    verdict = holds(problem, grants, refusals(rows))
    penalties, types = dict(small.options), {line(r): t for r, t in small.lines}
    spent = sum(penalties[types[g["line_id"]], g["side"], g["cell_id"]] for g in grants.to_pylist())
    most = max(len(plan) for plan in plans(small))
    coupled = any(len(needs(small, t)) == 2 for _, t in small.lines)
    can_add = any(cost(small, served | {r}) is not None for r, _ in small.lines if r not in served)
    assert verdict["G1"] is True
    assert verdict["G2"] is (served == best_plan(small))
    assert verdict["G5"] is (spent == cost(small, served))
    assert verdict["G3"] is (True if len(served) == most else None if coupled and not can_add else False)
    assert verdict["G4"] is (served == best_plan(small))


@MANY
@given(small_problems(), st.data())
def test_a_served_line_that_is_dropped_is_found(small, data):
    problem, solution = solved(small)
    assume(solution.served)
    dropped = data.draw(st.sampled_from(solution.grants["line_id"].to_pylist()))
    grants = solution.grants.filter(pc.not_equal(solution.grants["line_id"], dropped))
    row = {"line_id": dropped, "reason": "devices_exhausted", "cutoff_rank": 0}
    found = holds(problem, grants, refusals([*solution.unserved.to_pylist(), row]))
    assert (found["G1"], found["G2"], found["G3"], found["G4"]) == (True, False, False, False)
    assert holds(problem, grants, solution.unserved)["G1"] is False, "neither served nor unserved"


@MANY
@given(small_problems(), st.data())
def test_one_unit_given_twice_or_to_the_wrong_line_or_beyond_the_stock_is_found(small, data):
    problem, solution = solved(small)
    assume(solution.served)
    row = data.draw(st.integers(0, solution.grants.num_rows - 1))
    twice = pa.concat_tables([solution.grants, solution.grants.slice(row, 1)])
    assert holds(problem, twice, solution.unserved)["G1"] is False
    half = solution.grants.filter(pa.array([i != row for i in range(solution.grants.num_rows)]))
    assert holds(problem, half, solution.unserved)["G1"] is False
    emptied = small.tables()
    taken = solution.grants["cell_id"][row].as_py()
    held = pc.sum(pc.equal(solution.grants["cell_id"], taken)).as_py()
    quantities = [held - 1 if c == taken else q for c, (_, _, q) in small.cells]
    emptied["cells"] = emptied["cells"].set_column(3, "quantity", pa.array(quantities))
    assert holds(problem_from_tables(**emptied), solution.grants, solution.unserved)["G1"] is False


@MANY
@given(small_problems(), st.data())
def test_a_refusal_that_tells_another_cutoff_or_reason_is_found(small, data):
    problem, solution = solved(small)
    rows = solution.unserved.to_pylist()
    assume(rows)
    row = data.draw(st.sampled_from(rows))
    others = [r for r in (None, 98, 99) if r != row["cutoff_rank"]]
    row["cutoff_rank"] = data.draw(st.sampled_from(others))
    assert holds(problem, solution.grants, refusals(rows))["G4"] is False
    rows = solution.unserved.to_pylist()
    rows[0]["reason"] = "not_eligible"
    assert holds(problem, solution.grants, refusals(rows))["G4"] is False
