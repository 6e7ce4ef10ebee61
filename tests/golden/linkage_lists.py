"""The rows of the partner lists with truth, read as intake reads them, and the household each one speaks of."""

import json
from pathlib import Path

import pyarrow as pa

from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Refusal
from pipelines.intake.reading import read_list
from pipelines.linkage.nodes import READ
from tests.golden.score import LISTS, PARTNER_KINDS, TODAY


def requests_with_truth(folder: Path = LISTS) -> tuple[pa.Table, dict[str, str]]:
    """Return the good rows of every list as linkage reads them, and `request_id -> household` where the truth names one."""
    rows: list[dict[str, str | None]] = []
    household: dict[str, str] = {}
    for truth_path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(truth_path.read_text("utf-8"))
        path = folder / truth["file"]
        reading = read_list(
            path.read_bytes(), path.name, today=TODAY, partner_kind=PARTNER_KINDS.get(truth["partner"]["kind"])
        )
        if isinstance(reading, Refusal) or reading.aggregate:
            continue
        known = {row["row"]: row.get("household") for row in truth["rows"]}
        for row in reading.rows:
            if row.outcome is RowOutcome.REJECTED or known.get(row.row) is None:
                continue
            request_id = f"{path.name}:{row.row:05d}"
            household[request_id] = known[row.row]
            values = {name: row.values.get(name) for name in READ}
            rows.append(
                {"request_id": request_id, "partner": truth["partner"]["name"]}
                | {k: None if v is None else str(v) for k, v in values.items()}
            )
    schema = pa.schema([(name, pa.string()) for name in ("request_id", "partner", *READ)])
    return pa.Table.from_pylist(rows, schema=schema), household
