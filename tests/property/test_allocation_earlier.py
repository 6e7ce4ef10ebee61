"""An earlier draft changes nobody's fate nor the cost; among the cheapest plans, the one nearest to it is found."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation.certify import certify
from campaigns.allocation.problem import problem_from_tables
from campaigns.allocation.solve import solve
from tests.property.sizes import many
from tests.property.test_allocation_oracle import SIDES, best_plan, needs, small_problems

MANY = many(80)


def assignments(small, served, side):
    """Every way to give the served lines a unit of one side: (total penalty, {rank: cell})."""
    cells, sites = dict(small.cells), dict(small.sites)
    lines = [(r, t) for r, t in small.lines if r in served and side in needs(small, t)]

    def extend(index, left, room, given, total):
        if index == len(lines):
            yield total, dict(given)
            return
        rank, type_id = lines[index]
        for (t, s, cell), penalty in small.options:
            site = cells[cell][1] if side == "device" else None
            if (t, s) != (type_id, side) or not left[cell] or room.get(site) == 0:
                continue
            less_room = {k: v if v is None or k != site else v - 1 for k, v in room.items()}
            yield from extend(
                index + 1, left | {cell: left[cell] - 1}, less_room, given | {rank: cell}, total + penalty
            )

    yield from extend(0, {c: q for c, (_, _, q) in small.cells}, sites, {}, 0)


@MANY
@given(small_problems(max_lines=5), st.data())
def test_the_cheapest_plan_that_keeps_most_of_the_draft_is_found(small, data):
    problem = problem_from_tables(**small.tables())
    fresh = solve(problem)
    cells = [(c, side) for c, (side, _, _) in small.cells]
    held = {
        (f"line-{r}", side): data.draw(st.sampled_from([c for c, of in cells if of == side]))
        for r, _ in small.lines
        for side in SIDES
        if any(of == side for _, of in cells) and data.draw(st.booleans())
    }
    earlier = pa.table(
        {
            "line_id": pa.array([line for line, _ in held], pa.string()),
            "side": pa.array([side for _, side in held], pa.string()),
            "cell_id": pa.array(list(held.values()), pa.string()),
        }
    )
    again = solve(problem, earlier=earlier)
    assert (again.objective, again.served) == (fresh.objective, fresh.served)
    assert again.unserved.equals(fresh.unserved)
    assert all(verdict.holds is not False for verdict in certify(problem, again.grants, again.unserved).values())
    served = best_plan(small)
    for side in SIDES:
        ways = list(assignments(small, served, side))
        least = min(total for total, _ in ways)
        kept = [
            sum(held.get((f"line-{r}", side)) == c for r, c in way.items()) for total, way in ways if total == least
        ]
        found = [row for row in again.grants.to_pylist() if row["side"] == side]
        assert sum(held.get((row["line_id"], side)) == row["cell_id"] for row in found) == max(kept)
