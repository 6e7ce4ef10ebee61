"""Notes how good a list was when it was first read, so that its quality can be followed over time.

Counts and keyed tokens only. It is written once, with the list: no later correction changes it.
"""

import pyarrow as pa

from campaigns.model.codes import RowOutcome, RowReason
from pipelines.intake.reading_parts import ListReading, RowReading
from pipelines.linkage.keys import match_key
from pipelines.office import Office
from pipelines.store.port import Session

GOOD = (RowOutcome.ACCEPTED, RowOutcome.WARNED)
PHONES = ("phone_1", "phone_2")
# What `match_key` answers for a row that names nobody: nothing would find it again.
NOBODY = "nobody"


def write_first_reading(
    office: Office, session: Session, campaign_id: str, partner_id: str, list_id: str, reading: ListReading
) -> None:
    """Write the counts of a list's first reading, and the tokens of its held rows, in the caller's transaction."""
    base = {"campaign_id": campaign_id, "list_id": list_id}
    rows = [row for row in reading.rows if RowReason.EXAMPLE_ROW not in row.reasons]
    session.append("first_reading", pa.Table.from_pylist([base | first_counts(rows)], schema=COUNTS_SCHEMA))
    tokens = [
        base | {"row_no": row.row, "match_token": office.vault.token(campaign_id, f"match|{partner_id}", key)}
        for row in rows
        if row.outcome not in GOOD and RowReason.DUPLICATE_IN_FILE not in row.reasons
        if (key := match_key(row.values)) != NOBODY
    ]
    if tokens:
        session.append("held_row", pa.Table.from_pylist(tokens, schema=HELD_SCHEMA))


def first_counts(rows: list[RowReading]) -> dict[str, int]:
    """Count what the rows of a list have: accepted at once, repeated, with a phone, with an address."""
    return {
        "row_count": len(rows),
        "accepted_count": sum(row.outcome in GOOD for row in rows),
        "duplicate_count": sum(RowReason.DUPLICATE_IN_FILE in row.reasons for row in rows),
        "phone_count": sum(any(row.values.get(name) for name in PHONES) for row in rows),
        "address_count": sum(bool(row.values.get("address")) for row in rows),
    }


COUNTS_SCHEMA = pa.schema(
    [("campaign_id", pa.string()), ("list_id", pa.string())]
    + [(f"{name}_count", pa.int32()) for name in ("row", "accepted", "duplicate", "phone", "address")]
)
HELD_SCHEMA = pa.schema(
    [("campaign_id", pa.string()), ("list_id", pa.string()), ("row_no", pa.int32()), ("match_token", pa.string())]
)
