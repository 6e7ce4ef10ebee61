"""The third verb of a release: families that asked for help with their device, were referred and attended, by territory.

What leaves this module may be published, but for what it is given. Older releases do not have the table: readers get None of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pyarrow as pa

from campaigns.disclosure import dominated
from campaigns.disclosure_groups import Pattern
from campaigns.disclosure_steps import STEPS, protect_steps
from campaigns.help_counts import help_by_territory
from campaigns.territory_counts import COUNTRY, largest_shares
from pipelines.reporting.standing import stood
from pipelines.store.port import Row

HELP: Final = "help"
HELP_STANDS: Final = "standing_help"
HELP_STANDING: Final = pa.schema(
    [
        pa.field("territory_code", pa.string(), nullable=False),
        pa.field("parent_code", pa.string()),
        pa.field("level", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        *(pa.field(name, pa.int64()) for name in STEPS),
        *(pa.field(f"{name}_on", pa.date32()) for name in STEPS),
        *(pa.field(f"{name}_move", pa.int64()) for name in STEPS),
    ]
)


def help_table(
    families: pa.Table, always: Mapping[str, tuple[str, str]], known: int, earlier: Sequence[pa.Table], threshold: int
) -> pa.Table:
    """Return the protected counts of the day.

    Parameters
    ----------
    families
        What `helped_families` returns.
    always
        Territories that have a row whatever happens (`territory_counts`).
    known
        Households recognised: a release tells how many, so those that did not ask are a count as well.
    """
    true = help_by_territory(families, always)
    counts = pa.table({"territory_code": true["territory_code"], "need": true["asked"]})
    forced = dominated(counts, largest_shares(families), threshold)
    if 0 < abs(known - families.num_rows) < threshold:
        forced[COUNTRY] = Pattern.ALL
    return protect_steps(true, threshold, earlier, forced)


def help_standing(fresh: pa.Table, former: pa.Table | None, as_of: date, names: Mapping[str, str]) -> pa.Table:
    """Return the counts that stand: of each territory the last published, with its day."""
    before = {} if former is None else {row["territory_code"]: row for row in former.to_pylist()}
    rows = []
    for row in fresh.to_pylist():
        code = row["territory_code"]
        rows.append(stood(row, before.get(code, {}), as_of, STEPS) | {"name": names.get(code)})
    return pa.Table.from_pylist(rows, HELP_STANDING)


def help_rows(tables: Mapping[str, pa.Table]) -> list[Row] | None:
    """Return the counts that stand at a release; None where it was made before they were published."""
    found: list[Row] | None = tables[HELP_STANDS].to_pylist() if HELP_STANDS in tables else None
    return found


def help_row(tables: Mapping[str, pa.Table], code: str = COUNTRY) -> Row | None:
    """Return the counts that stand of one territory; None where they are not published (a commune has none)."""
    return next((row for row in help_rows(tables) or () if row["territory_code"] == code), None)
