"""Merges what several partners said of one family into one row of facts.

The result depends on neither the order nor the number of the rows. It never decides who is served, and a fact that
nobody gave stays null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.household import (
    CONNECTION_WORST_FIRST,
    DEVICE_WORST_FIRST,
    FACTS_SCHEMA,
    HOUSING_WORST_FIRST,
)

Ints = npt.NDArray[np.int64]

# A number that no count takes: it stands for « not known » while rows are merged.
NOTHING: Final = -1
# CROUS steps from « 0bis » (the lowest paid) to 7; both zeros count as 0.
SCHOLARSHIP_STEPS: Final = {"0": 0, "0bis": 0, **{str(step): step for step in range(1, 8)}}
# One partner informed the family: it is informed, whatever another partner could not say.
INFORMATION_WORST_FIRST: Final = ("oui", "non")

COUNTS: Final = {
    "children_count": "children_count",
    "students_count": "students_count",
    "household_size": "household_size",
    "asked_laptop": "need_laptop",
    "asked_tablet": "need_tablet",
    "asked_smartphone": "need_smartphone",
    "asked_phone": "need_phone",
    "asked_connection": "need_connection",
    "already_device_count": "already_device_count",
    "households_count": "households_count",
}
CODES: Final[dict[str, Sequence[str]]] = {
    "housing_kind": HOUSING_WORST_FIRST,
    "device_situation": DEVICE_WORST_FIRST,
    "connection_situation": CONNECTION_WORST_FIRST,
    "information_given": INFORMATION_WORST_FIRST,
}
# Taken together from one request, so that a family's place and its partner always fit each other.
PLACE: Final = ("partner_id", "partner_kind", "commune_code", "department_code", "zone_code")
# Asked of nobody means none asked; the other counts stay unknown.
ZERO_WHEN_UNKNOWN: Final = (
    "asked_laptop", "asked_tablet", "asked_smartphone", "asked_phone", "asked_connection", "already_device_count",
)  # fmt: skip


def facts_of_requests(requests: pa.Table, now_on: date) -> pa.Table:
    """Merge requests into one row of facts a household.

    Counts and needs are the largest that one partner gave (needs of two partners are the same need, never a sum),
    situations the worst, exam year and urgency true as soon as one says so, waiting since the first request. Place and
    partner come together from the earliest request that knows the commune, else from the earliest.

    Parameters
    ----------
    requests
        Key request_id: household_id and received_at always given; any of the canonical columns of intake (need_laptop,
        urgency, scholarship_level…), partner_id, partner_kind, department_code, zone_code, and already_device_count (units
        kept from *earlier* campaigns). A column that is absent is unknown for all.
    now_on
        The day up to which waiting is counted.

    Returns
    -------
    pyarrow.Table
        Key household_id, sorted by it: the columns of `FACTS_SCHEMA`.
    """
    rows = _Sorted(requests, _order(requests))
    ids = rows.column("household_id")
    starts = _household_starts(ids)
    columns: dict[str, pa.Array] = {"household_id": ids.take(pa.array(starts))}
    for name in PLACE:
        columns[name] = rows.column(name).take(pa.array(starts))
    for name, source in COUNTS.items():
        columns[name] = _nullable(_largest(_counts(rows.column(source)), starts))
    for name, worst_first in CODES.items():
        columns[name] = _decoded(_largest(_severity(rows.column(name), worst_first), starts), worst_first)
    columns["scholarship_step"] = _nullable(_largest(_steps(rows.column("scholarship_level")), starts))
    columns["exam_year"] = pc.equal(_nullable(_largest(_counts(rows.column("exam_year")), starts)), 1)
    columns["urgent"] = pa.array(_largest(_severity(rows.column("urgency"), ("urgent",)), starts) == 1)
    columns["waiting_days"] = pa.array(_waiting_days(rows, starts, now_on))
    for name in ZERO_WHEN_UNKNOWN:
        columns[name] = pc.fill_null(columns[name], 0)
    single = pc.less_equal(columns["households_count"], 1)
    columns["households_count"] = pc.if_else(single, pa.scalar(None, pa.int64()), columns["households_count"])
    return pa.table([_flat(columns[field.name]).cast(field.type) for field in FACTS_SCHEMA], schema=FACTS_SCHEMA)


def pupils_count(facts: pa.Table) -> pa.Array:
    """Return who studies at home: students where the number is known, else children; null where neither is."""
    return _flat(pc.coalesce(facts["students_count"], facts["children_count"]))


def named_fact(facts: pa.Table, name: str) -> pa.Array:
    """Return the fact that a policy names, one value a household."""
    return pupils_count(facts) if name == "pupils_count" else _flat(facts[name])


def _order(requests: pa.Table) -> pa.Array:
    """Sort by household, then known communes first, then day and id: the first row of a household gives its place."""
    keyed = requests.select(["household_id", "received_at", "request_id"])
    keyed = keyed.append_column("unplaced", pc.is_null(_column(requests, "commune_code")))
    names = ("household_id", "unplaced", "received_at", "request_id")
    return pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in names])


@dataclass(frozen=True)
class _Sorted:
    """Requests in order, one column at a time: all of them at once would hold every fact twice."""

    requests: pa.Table
    order: pa.Array

    def column(self, name: str) -> pa.Array:
        return _column(self.requests, name).take(self.order)


def _household_starts(ids: pa.Array) -> Ints:
    """Return the position of the first row of each household in sorted rows."""
    if not len(ids):
        return np.zeros(0, dtype=np.int64)
    changes = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(changes) + 1]).astype(np.int64)


def _largest(values: Ints, starts: Ints) -> Ints:
    return np.maximum.reduceat(values, starts) if len(starts) else values


def _counts(values: pa.Array) -> Ints:
    """Return numbers (true as 1) with `NOTHING` for null."""
    return _numbers(pc.fill_null(values.cast(pa.int64()), NOTHING))


def _severity(values: pa.Array, worst_first: Sequence[str]) -> Ints:
    """Return 1 for the best code, more for worse ones, `NOTHING` for null or a code of no list."""
    places = pc.index_in(values.cast(pa.string()), value_set=pa.array([str(code) for code in worst_first]))
    return _numbers(pc.fill_null(pc.subtract(len(worst_first), places.cast(pa.int64())), NOTHING))


def _decoded(severity: Ints, worst_first: Sequence[str]) -> pa.Array:
    codes = pa.array([str(code) for code in worst_first])
    places = pa.array(len(worst_first) - severity, mask=severity == NOTHING)
    return codes.take(places)


def _steps(values: pa.Array) -> Ints:
    texts = pc.utf8_lower(pc.replace_substring_regex(values.cast(pa.string()), r"\s", ""))
    places = pc.index_in(texts, value_set=pa.array(list(SCHOLARSHIP_STEPS)))
    steps = pa.array(list(SCHOLARSHIP_STEPS.values())).take(places)
    return _numbers(pc.fill_null(steps, NOTHING))


def _waiting_days(rows: _Sorted, starts: Ints, now_on: date) -> Ints:
    """Return the days since the household's first request, never below 0 (a clock that went back)."""
    days = _numbers(rows.column("received_at").cast(pa.date32()).cast(pa.int32()).cast(pa.int64()))
    today = (now_on - date(1970, 1, 1)).days
    waited = np.maximum(today - days, 0)
    return _largest(waited, starts)


def _nullable(values: Ints) -> pa.Array:
    return pa.array(values, mask=values == NOTHING)


def _numbers(values: pa.Array) -> Ints:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)


def _column(table: pa.Table, name: str) -> pa.Array:
    return _flat(table[name]) if name in table.column_names else pa.nulls(table.num_rows)


def _flat(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)
    return values
