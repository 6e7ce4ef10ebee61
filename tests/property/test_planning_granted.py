"""What earlier plans granted is read in columns; rows in plain Python say the same."""

from collections.abc import Mapping

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.codes import GrantState
from pipelines.planning.appeal import is_reserved
from pipelines.planning.inputs import GRANTED_SCHEMA
from pipelines.planning.posing import without_granted
from pipelines.planning.replan import is_at_site

Unit = Mapping[str, object]

LINES = [f"H{home}-K{number}" for home in range(4) for number in (1, 2)]
UNITS = st.builds(
    lambda line, cell, plan, state, shipped, moved: {
        "line_id": line, "household_id": line[:2], "plan_id": plan, "cell_id": cell, "state": state,
        # What was given up before it left was never on its way.
        "is_shipped": shipped and state is not None,
        "is_moved": moved and state is not None,
    },
    st.sampled_from(LINES), st.sampled_from(["c1", "c2"]), st.sampled_from(["p1", "p2"]),
    st.none() | st.sampled_from([state.value for state in GrantState]), st.booleans(), st.booleans(),
)  # fmt: skip


def reserved(unit: Unit) -> bool:
    return at_site(unit) and not unit["is_moved"]


def at_site(unit: Unit) -> bool:
    return unit["state"] in ("granted", "released") and not unit["is_shipped"]


@given(st.lists(UNITS, max_size=8))
def test_columns_of_what_was_granted_say_what_its_rows_say(units: list[Unit]) -> None:
    granted = pa.Table.from_pylist(units, schema=GRANTED_SCHEMA)
    assert is_reserved(granted).to_pylist() == [reserved(unit) for unit in units]
    assert is_at_site(granted).to_pylist() == [at_site(unit) for unit in units]


@given(st.lists(UNITS, max_size=8), st.permutations(LINES))
def test_no_line_that_was_granted_is_planned_again(units: list[Unit], names: list[str]) -> None:
    lines = pa.table({"line_id": names, "rank": list(range(len(names)))})
    kept = without_granted(lines, pa.Table.from_pylist(units, schema=GRANTED_SCHEMA))
    taken = {unit["line_id"] for unit in units}
    assert kept.to_pylist() == [row for row in lines.to_pylist() if row["line_id"] not in taken]
