"""Notes how good a list was when it was first read, so that its quality can be followed over time.

Counts and keyed tokens only. It is written once, with the list: no later correction changes it.
"""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowReason
from pipelines.intake.sealed_blocks import GOOD_OUTCOMES, Laid
from pipelines.store.port import Session


def write_first_reading(session: Session, campaign_id: str, list_id: str, laid: Laid) -> None:
    """Write the counts of a list's first reading, and the tokens of its held rows, in the caller's transaction."""
    base = {"campaign_id": campaign_id, "list_id": list_id}
    counts: Counter[str] = Counter()
    for block in laid.blocks():
        counts += first_counts(block)
        held = block.filter(pc.is_valid(block.column("held_token"))).select(["row_no", "held_token"])
        if held.num_rows:
            tokens = [base | {"row_no": row["row_no"], "match_token": row["held_token"]} for row in held.to_pylist()]
            session.append("held_row", pa.Table.from_pylist(tokens, schema=HELD_SCHEMA))
    found = {f"{name}_count": counts[name] for name in COUNTED}
    session.append("first_reading", pa.Table.from_pylist([base | found], schema=COUNTS_SCHEMA))


def first_counts(block: pa.RecordBatch) -> Counter[str]:
    """Count what the rows of a sealed block have, examples aside: accepted at once, repeated, with a phone, with an address."""
    rows = block.filter(pc.invert(pc.match_substring(block.column("reasons"), RowReason.EXAMPLE_ROW.value)))
    repeated = pc.match_substring(rows.column("reasons"), RowReason.DUPLICATE_IN_FILE.value)
    return Counter(
        row=rows.num_rows,
        accepted=true_count(pc.is_in(rows.column("outcome"), pa.array(sorted(GOOD_OUTCOMES)))),
        duplicate=true_count(repeated),
        phone=true_count(rows.column("has_phone")),
        address=true_count(rows.column("has_address")),
    )


def true_count(column: pa.Array) -> int:
    """Count the rows that say yes."""
    return int(pc.sum(column).as_py() or 0)


COUNTED = ("row", "accepted", "duplicate", "phone", "address")
COUNTS_SCHEMA = pa.schema(
    [("campaign_id", pa.string()), ("list_id", pa.string())] + [(f"{name}_count", pa.int32()) for name in COUNTED]
)
HELD_SCHEMA = pa.schema(
    [("campaign_id", pa.string()), ("list_id", pa.string()), ("row_no", pa.int32()), ("match_token", pa.string())]
)
