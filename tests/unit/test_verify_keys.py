"""The check of keys that the embedded store does not hold by itself."""

from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.office import open_office
from pipelines.verify import twin_faults

ROWS = {
    "sealed": ("vault/twins", {"subject_id": "R1", "kind": "identity", "content": b"x"}),
    "request_key": ("request/key_twins", {"request_id": "R1", "kind": "phone", "token": "t"}),
    "list_row": ("list/row_twins", {"list_id": "L1", "row_no": 1, "kind": "data", "reasons": "", "subject_id": "R1"}),
}


@pytest.mark.parametrize("table", sorted(ROWS))
def test_a_key_that_stands_twice_is_told(tmp_path: Path, table: str) -> None:
    name, row = ROWS[table]
    once = pa.Table.from_pylist([{"campaign_id": "C1"} | row])
    office = open_office(tmp_path)
    try:
        with office.store.writing() as session:
            session.append(table, once)
            assert twin_faults(office, session, "C1") == []
            session.append(table, once)
            assert twin_faults(office, session, "C1") == [f"{name}: keys that stand twice: 1"]
            assert twin_faults(office, session, "C2") == []
    finally:
        office.close()
