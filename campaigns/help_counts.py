"""Adds up the families that asked for help with their device, were referred and attended, along department < region < country.

Counts only, true ones: whoever publishes them must protect them first (`disclosure_steps`). Key of the table: territory_code.
"""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.disclosure_steps import STEPS
from campaigns.territory_counts import COUNTRY, LEVELS

# No commune: workshops are few, and almost every commune would be hidden.
HELP_LEVELS: Final = LEVELS[:3]
HELP_COUNTED: Final = pa.schema(
    [
        pa.field("territory_code", pa.string(), nullable=False),
        pa.field("parent_code", pa.string()),
        pa.field("level", pa.string(), nullable=False),
        *(pa.field(name, pa.int64(), nullable=False) for name in STEPS),
    ]
)


def help_by_territory(families: pa.Table, always: Mapping[str, tuple[str, str]]) -> pa.Table:
    """Count families at every level.

    Parameters
    ----------
    families
        What `territory_counts.placed` returns of the families that asked, with `referred` and `attended` (bool).
    always
        Territory code -> (parent, level), of territories that have a row even where nobody asked.

    Returns
    -------
    pyarrow.Table
        `HELP_COUNTED`, the country first, then regions and departments by code.
    """
    found: dict[str, tuple[str | None, str, list[int]]] = {COUNTRY: (None, "country", [0, 0, 0])}
    found |= {code: (parent, level, [0, 0, 0]) for code, (parent, level) in always.items()}
    counted = families.append_column("asked", pa.array([True] * families.num_rows, pa.bool_()))
    for name in STEPS:
        counted = counted.set_column(counted.column_names.index(name), name, pc.cast(counted[name], pa.int64()))
    for place, level in enumerate(HELP_LEVELS):
        keys = [level, HELP_LEVELS[place - 1]] if place else [level]
        for row in counted.group_by(keys).aggregate([(name, "sum") for name in STEPS]).to_pylist():
            counts = [row[f"{name}_sum"] for name in STEPS]
            found[row[level]] = (row[keys[1]] if place else None, level, counts)
    order = sorted(found, key=lambda code: (HELP_LEVELS.index(found[code][1]), code))
    rows = [
        {"territory_code": code, "parent_code": found[code][0], "level": found[code][1]}
        | dict(zip(STEPS, found[code][2], strict=True))
        for code in order
    ]
    return pa.Table.from_pylist(rows, HELP_COUNTED)
