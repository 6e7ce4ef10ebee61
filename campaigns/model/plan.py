"""The columns that lead from households to a plan: verdicts, ranking, lines and kits.

This module describes columns; the rules that fill them are `campaigns.eligibility`, `.priority` and `.lines`.
"""

from typing import Final

import pyarrow as pa

# Grain: one household. Key: household_id. `reason_code` (an `IneligibleReason`) is null where eligible.
ELIGIBILITY_SCHEMA: Final = pa.schema(
    [
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("eligible", pa.bool_(), nullable=False),
        pa.field("reason_code", pa.string()),
    ]
)

# Grain: one eligible household. Key: household_id. Then one float column a criterion (points), named as in the policy.
# `lottery` is 16 hexadecimal digits that sort as they draw; `rank` is 1..n, unique, smaller first.
RANKING_HEAD: Final = (
    pa.field("household_id", pa.string(), nullable=False),
    pa.field("tier", pa.int32(), nullable=False),
    pa.field("score", pa.float64(), nullable=False),
    pa.field("lottery", pa.string(), nullable=False),
    pa.field("rank", pa.int64(), nullable=False),
)

# Grain: one unit asked. Key: line_id. Sorted by `rank`, 1..n.
LINES_SCHEMA: Final = pa.schema(
    [
        pa.field("line_id", pa.string(), nullable=False),
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("unit_no", pa.int32(), nullable=False),
        pa.field("zone_code", pa.string()),
        pa.field("partner_kind", pa.string()),
        pa.field("kit_code", pa.string(), nullable=False),
        pa.field("rank", pa.int64(), nullable=False),
    ]
)

# Grain: one item that a kit accepts. Key: kit_code, item. `penalty` counts substitution points, 0 for what was asked.
KITS_SCHEMA: Final = pa.schema(
    [
        pa.field("kit_code", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("min_grade", pa.string()),
        pa.field("penalty", pa.int64(), nullable=False),
    ]
)
