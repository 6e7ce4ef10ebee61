"""Makes requests of a received list from its sealed blocks, in the transaction that keeps the list.

A new row is kept as it was sealed; a row that the partner sent before is sealed again under its own request. The rules of
`reconcile` decide. This module must never see a clear value but those of the rows that it seals again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.admission import ask_absences
from pipelines.intake.block import KEY_COLUMNS, PLAIN
from pipelines.intake.decided_blocks import Decided
from pipelines.intake.reconcile import CORRECTED, NEW
from pipelines.intake.sealed_blocks import IDENTITY, Laid, opened
from pipelines.office import Office
from pipelines.sealing import append_sealed
from pipelines.store.port import Session


def keep_rows(
    office: Office, session: Session, campaign_id: str, list_id: str, row_kind: str, laid: Laid, decided: Decided | None
) -> dict[str, int]:
    """Keep the rows of a list; None for `decided` keeps them in review.

    Returns
    -------
    dict
        How many rows are new, unchanged and corrected.
    """
    moved = decided.owner if decided is not None else {}
    counts: dict[str, int] = {}
    again: list[tuple[str, str, Any]] = []
    for block in laid.blocks():
        subjects, outcomes = block.column("subject_id").to_pylist(), block.column("outcome").to_pylist()
        changes = [
            None if decided is None or outcome == "rejected" else decided.change(subject)
            for subject, outcome in zip(subjects, outcomes, strict=True)
        ]
        for change in changes:
            if change is not None:
                counts[change] = counts.get(change, 0) + 1
        session.append("list_row", list_rows(block, campaign_id, list_id, [moved.get(s, s) for s in subjects], changes))
        stays = block.filter(pa.array([subject not in moved for subject in subjects])) if moved else block
        session.append("sealed", sealed_table(stays, campaign_id, row_kind, "record"))
        again += [
            (moved[subject], row_kind, record)
            for subject, record in opened(office.vault, campaign_id, row_kind, "record", block, moved.keys()).items()
        ]
    append_sealed(session, office.vault, campaign_id, again)
    return counts


def list_rows(
    block: pa.RecordBatch, campaign_id: str, list_id: str, subjects: Sequence[str], changes: Sequence[str | None]
) -> pa.Table:
    """Return the plain columns of data rows."""
    return pa.table(
        {
            "campaign_id": repeated(campaign_id, block),
            "list_id": repeated(list_id, block),
            "row_no": block.column("row_no"),
            "kind": repeated("data", block),
            "outcome": block.column("outcome"),
            "reasons": block.column("reasons"),
            "subject_id": pa.array(subjects, pa.string()),
            "change": pa.array(changes, pa.string()),
        }
    )


def repeated(text: str, block: pa.RecordBatch) -> pa.Array:
    """Return a column that says the same on each row of a block."""
    return pa.repeat(pa.scalar(text, pa.string()), block.num_rows)


def sealed_table(block: pa.RecordBatch, campaign_id: str, kind: str, column: str) -> pa.Table:
    """Return records as the table `sealed` takes them."""
    return pa.table(
        {
            "campaign_id": repeated(campaign_id, block),
            "subject_id": block.column("subject_id"),
            "kind": repeated(kind, block),
            "content": block.column(column),
        }
    )


def admit_blocks(
    office: Office, session: Session, campaign_id: str, partner_id: str, list_id: str, received_at: datetime, laid: Laid,
    decided: Decided,
) -> None:  # fmt: skip
    """Make the requests of new rows, and put corrected ones in place of what they were, keeping the day they first came.

    Families that an earlier version had and this list has not are asked about.
    """
    corrected = {subject: made.request_id for subject, made in decided.known.items() if made.change == CORRECTED}
    before = taken_away(session, campaign_id, corrected)
    again: list[tuple[str, str, Any]] = []
    for block in laid.blocks():
        good = block.filter(pc.is_valid(block.column("identity")))
        subjects = good.column("subject_id").to_pylist()
        written = [decided.change(subject) in (NEW, CORRECTED) for subject in subjects]
        good = good if all(written) else good.filter(pa.array(written))
        subjects = list(compress(subjects, written))
        ids = [corrected.get(subject, subject) for subject in subjects]
        session.append("request", request_table(good, campaign_id, partner_id, list_id, received_at, ids, before))
        session.append("request_key", key_table(good, campaign_id, ids))
        fresh = good.filter(pa.array([subject not in corrected for subject in subjects])) if corrected else good
        session.append("sealed", sealed_table(fresh, campaign_id, IDENTITY, "identity"))
        again += [
            (corrected[subject], IDENTITY, record)
            for subject, record in opened(
                office.vault, campaign_id, IDENTITY, "identity", good, corrected.keys()
            ).items()
        ]
    append_sealed(session, office.vault, campaign_id, again)
    ask_absences(session, campaign_id, partner_id, list_id, received_at, decided.back(), decided.absent)


def taken_away(session: Session, campaign_id: str, corrected: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
    """Take away the requests that are to be written anew; returns what they were."""
    if not corrected:
        return {}
    session.stage("arriving_request", pa.table({"request_id": pa.array(sorted(set(corrected.values())), pa.string())}))
    before: dict[str, Mapping[str, Any]] = {
        row["request_id"]: row for row in session.rows("request/received_at", {"campaign_id": campaign_id})
    }
    session.run("request/forget_staged", {"campaign_id": campaign_id})
    session.run("request/forget_keys", {"campaign_id": campaign_id})
    return before


def request_table(
    block: pa.RecordBatch, campaign_id: str, partner_id: str, list_id: str, received_at: datetime, ids: Sequence[str],
    before: Mapping[str, Mapping[str, Any]],
) -> pa.Table:  # fmt: skip
    """Return the plain columns of requests."""
    found = [before.get(request_id) for request_id in ids]
    return pa.table(
        {
            "campaign_id": repeated(campaign_id, block),
            "partner_id": repeated(partner_id, block),
            "list_id": repeated(list_id, block),
            "request_id": pa.array(ids, pa.string()),
            "state": pa.array([row["state"] if row else "active" for row in found], pa.string()),
            "received_at": pa.array([row["received_at"] if row else received_at for row in found], pa.timestamp("us")),
            "version": pa.array([row["version"] + 1 if row else 1 for row in found], pa.int32()),
            **{
                name: block.column(name)
                for name in (
                    "row_no",
                    "content_token",
                    "match_token",
                    "department_code",
                    *PLAIN,
                    "has_phone",
                    "has_address",
                )
            },
        }
    )


def key_table(block: pa.RecordBatch, campaign_id: str, ids: Sequence[str]) -> pa.Table:
    """Return the keyed tokens by which requests of one household find each other."""
    requests = pa.array(ids, pa.string())
    parts = []
    for column, kind in KEY_COLUMNS.items():
        there = pc.is_valid(block.column(column))
        tokens = block.column(column).filter(there)
        parts.append(
            pa.table(
                {
                    "campaign_id": pa.repeat(pa.scalar(campaign_id, pa.string()), len(tokens)),
                    "request_id": requests.filter(there),
                    "kind": pa.repeat(pa.scalar(kind, pa.string()), len(tokens)),
                    "token": tokens,
                }
            )
        )
    return pa.concat_tables(parts)


def issue_table(campaign_id: str, list_id: str, lines: Sequence[tuple[int, int | None, str, str]]) -> pa.Table:
    """Return the plain part of issues, numbered in the order given."""
    count = len(lines)
    rows, places, codes, severities = zip(*lines, strict=True) if lines else ((), (), (), ())
    return pa.table(
        {
            "campaign_id": pa.repeat(pa.scalar(campaign_id, pa.string()), count),
            "list_id": pa.repeat(pa.scalar(list_id, pa.string()), count),
            "issue_no": pa.array(range(1, count + 1), pa.int32()),
            "row_no": pa.array(rows, pa.int32()),
            "column_no": pa.array(places, pa.int32()),
            "code": pa.array(codes, pa.string()),
            "severity": pa.array(severities, pa.string()),
        }
    )
