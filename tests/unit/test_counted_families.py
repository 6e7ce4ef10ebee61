"""What became of each household, its wait, its week: columns at once, and the same as household by household."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.coverage_measures import median
from pipelines.reporting.counted_families import WAIT_CLASSES, each_once, weeks, with_outcome

TODAY = date(2026, 4, 3)
NAMES = ("partner_id", "partner_kind", "housing_kind", "commune_code", "department_code")
SERVED = pa.schema(
    [("household_id", pa.string()), ("adopted_at", pa.timestamp("us")), ("device", pa.int32()), ("data", pa.int32())]
)


def facts_of(waits: list[int | None]) -> pa.Table:
    """Return households h0, h1… that wait for so many days."""
    columns = {"household_id": [f"h{place}" for place in range(len(waits))]} | {
        name: [None if place % 3 else f"{name}{place % 4}" for place in range(len(waits))] for name in NAMES
    }
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return table.append_column("waiting_days", pa.array(waits, pa.int64()))


def one_by_one(facts: pa.Table, served: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join household by household."""
    found = {row["household_id"]: row for row in served}
    rows = []
    for fact in facts.to_pylist():
        row, days = found.get(fact["household_id"]), fact["waiting_days"]
        since = (TODAY - row["adopted_at"].date()).days if row else 0
        waited = None if days is None else max(days - since, 0)
        first = None if days is None else TODAY - timedelta(days=days)
        classes = [code for code, from_day in WAIT_CLASSES.items() if waited is not None and waited >= from_day]
        rows.append(
            {name: fact[name] for name in ("household_id", *NAMES)}
            | {"served": row is not None, "device": bool(row and row["device"]), "data": bool(row and row["data"])}
            | {"waiting_days": waited, "waiting": classes[-1] if classes else None}
            | {"week": None if first is None else (first - timedelta(days=first.weekday())).isoformat()}
        )
    return rows


@given(st.lists(st.none() | st.integers(0, 400), max_size=30), st.randoms(use_true_random=False))
def test_outcomes_are_those_of_household_by_household(waits: list[int | None], dice: random.Random) -> None:
    facts = facts_of(waits)
    served = [
        {"household_id": home, "adopted_at": datetime(2026, 4, 3, 23, 59, 59) - timedelta(days=dice.randrange(90), hours=dice.randrange(24)),
         "device": dice.randrange(2), "data": dice.randrange(2)}
        for home in dice.sample([*facts["household_id"].to_pylist(), "stranger"], dice.randrange(len(waits) + 1))
    ]  # fmt: skip
    joined = with_outcome(facts, pa.Table.from_pylist(served, SERVED), TODAY)
    assert joined.to_pylist() == one_by_one(facts, served)


def test_nobody_served_is_read_as_well_from_a_store_that_gives_no_types() -> None:
    nothing = pa.table({name: pa.nulls(0) for name in SERVED.names})
    joined = with_outcome(facts_of([3, None]), nothing, TODAY)
    assert joined["served"].to_pylist() == [False, False]
    assert joined["week"].to_pylist() == ["2026-03-30", None]


def test_each_value_is_asked_once() -> None:
    asked: list[int] = []
    column = pa.chunked_array([[1, 2, None], [2, 1]])
    told = each_once(column, lambda value: asked.append(value) or str(value), pa.string())
    assert told.to_pylist() == ["1", "2", None, "2", "1"]
    assert asked == [1, 2]
    assert weeks(pa.chunked_array([[0, 5]]), TODAY).to_pylist() == ["2026-03-30", "2026-03-23"]


@pytest.mark.parametrize(("values", "expected"), [([], None), ([4], None), ([4, 1], 2.5), ([9, 1, 4], 4.0)])
def test_the_median_of_enough_values(values: list[int], expected: float | None) -> None:
    assert median(values, 2) == expected
