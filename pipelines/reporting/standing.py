"""What stands after a release: of each territory the figures last published, each with its day, and what follows from them.

A figure that moved too little, or that became too small, is not published again: the former one stands, with its day.
Whatever is computed here is computed from published figures alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pyarrow as pa

from campaigns.coverage_measures import heard, per_thousand, rate
from pipelines.store.port import Row

COUNTS: Final = ("need", "served", "gap")
STANDING: Final = pa.schema(
    [
        pa.field("territory_code", pa.string(), nullable=False),
        pa.field("parent_code", pa.string()),
        pa.field("level", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        *(pa.field(name, pa.int64()) for name in COUNTS),
        *(pa.field(f"{name}_on", pa.date32()) for name in COUNTS),
        *(pa.field(f"{name}_move", pa.int64()) for name in COUNTS),
        pa.field("since", pa.date32()),
        pa.field("rate", pa.float64()),
        pa.field("rate_on", pa.date32()),
        pa.field("inhabitants", pa.int64()),
        pa.field("need_per_1000", pa.float64()),
        pa.field("heard", pa.string()),
    ]
)


def standing_table(
    fresh: pa.Table, former: pa.Table | None, as_of: date, names: Mapping[str, str], inhabitants: Mapping[str, int]
) -> pa.Table:
    """Return the figures that stand.

    Parameters
    ----------
    fresh
        The protected counts of the day.
    former
        What stood after the release before.
    names, inhabitants
        By territory code; kinds of household have neither.
    """
    before = {} if former is None else {row["territory_code"]: row for row in former.to_pylist()}
    rows = [_standing_row(row, before.get(row["territory_code"], {}), as_of) for row in fresh.to_pylist()]
    needs = {row["territory_code"]: row["need"] for row in rows if row["level"] == "department"}
    verdicts = heard(needs, inhabitants)
    for row in rows:
        code = row["territory_code"]
        verdict = verdicts.get(code)
        row["name"], row["inhabitants"] = names.get(code), inhabitants.get(code)
        row["need_per_1000"] = per_thousand(row["need"], inhabitants.get(code))
        row["heard"] = verdict.value if verdict else None
    return pa.Table.from_pylist(rows, STANDING)


def stood(fresh: Row, former: Row, as_of: date, counts: Sequence[str]) -> Row:
    """Return one territory's counts that stand, each with its day and how far it moved since the release before."""
    row: Row = {name: fresh[name] for name in ("territory_code", "parent_code", "level")}
    for name in counts:
        # A former zero does not stand: nobody served on the first day says nothing of today.
        kept = former.get(name) or None
        told = fresh[name] is not None
        row[name] = fresh[name] if told else kept
        row[f"{name}_on"] = as_of if told else former.get(f"{name}_on") if kept else None
        row[f"{name}_move"] = fresh[name] - former[name] if told and former.get(name) is not None else None
    return row


def _standing_row(fresh: Row, former: Row, as_of: date) -> Row:
    row = stood(fresh, former, as_of, COUNTS)
    row["since"] = max((day for name in COUNTS if (day := former.get(f"{name}_on"))), default=None)
    # A share is of one day: need and served told together.
    if fresh["need"] is not None and fresh["served"] is not None:
        return row | {"rate": rate(fresh["served"], fresh["need"]), "rate_on": as_of}
    kept = former.get("rate") or None
    return row | {"rate": kept, "rate_on": former.get("rate_on") if kept else None}
