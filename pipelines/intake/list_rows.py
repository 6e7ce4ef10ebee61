"""Keeps a received list: its counts and codes in the store, its cells, headers and file name sealed in the vault.

Each row is sealed under the key of the request it belongs to, so that erasing the family erases its row too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from pipelines.intake.accounting import Breaker
from pipelines.intake.admission_blocks import issue_table
from pipelines.intake.block import issue_texts
from pipelines.intake.first_reading import write_first_reading
from pipelines.intake.reading_parts import ColumnMatch, ListReading, OtherRow, ReadingHead, RowIssue, RowReading
from pipelines.intake.report import format_part, plain
from pipelines.intake.sealed_blocks import Laid
from pipelines.office import Office
from pipelines.sealing import append_sealed
from pipelines.store.port import Session

LIST_HEAD = "list_head"
ROW_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "list_id", "kind", "outcome", "reasons", "subject_id", "change")]
    + [("row_no", pa.int32())]
)
ISSUE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "list_id", "code", "severity")]
    + [(name, pa.int32()) for name in ("issue_no", "row_no", "column_no")]
)
GOOD = (RowOutcome.ACCEPTED, RowOutcome.WARNED)

IssueLine = tuple[int, int | None, str, str]


def row_kind(list_id: str) -> str:
    """Return the kind under which the rows of a list are sealed (a request may stand in several lists)."""
    return f"row:{list_id}"


@dataclass(frozen=True)
class ReceivedList:
    """A list as read: what is known of it, its sealed rows laid aside, and the plain part of each issue in row order.

    `chosen` tells one way to read the file from another (`receive.choices_token`); `size` is how many bytes the file had.
    """

    list_id: str
    partner_id: str
    sha256: str
    file_name: str
    head: ReadingHead
    counts: Mapping[str, int]
    issues: Sequence[IssueLine]
    laid: Laid
    chosen: str = ""
    size: int = 0

    def match_tokens(self) -> set[str]:
        """Return what finds the good rows again."""
        return {token for block in self.laid.blocks() for token in block.column("match_token").to_pylist() if token}


def write_list(
    office: Office, session: Session, actor: Actor, campaign_id: str, received: ReceivedList, breaker: Breaker | None
) -> None:
    """Write a list in review, all but its data rows: counts, other rows, issues, sealed head."""
    session.run("list/insert", list_columns(office, actor, campaign_id, received, breaker))
    session.append("list_row", other_rows(campaign_id, received.list_id, received.head.other_rows))
    if received.issues:
        session.append("list_issue", issue_table(campaign_id, received.list_id, received.issues))
    write_first_reading(session, campaign_id, received.list_id, received.laid)
    append_sealed(session, office.vault, campaign_id, [(received.list_id, LIST_HEAD, sealed_head(received))])


def list_columns(
    office: Office, actor: Actor, campaign_id: str, received: ReceivedList, breaker: Breaker | None
) -> dict[str, Any]:
    """Return the plain columns of a list."""
    found = received.head.format
    counted = ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")
    return {
        "campaign_id": campaign_id,
        "list_id": received.list_id,
        "partner_id": received.partner_id,
        "sha256": received.sha256,
        "state": ListState.IN_REVIEW.value,
        "received_at": office.clock(),
        "received_by": actor.user_id,
        "file_kind": found.kind,
        "encoding": found.encoding,
        "separator": found.separator,
        "header_row": found.header_row,
        "is_aggregate": received.head.aggregate,
        "breaker": breaker.code if breaker else None,
        "byte_count": received.size,
    } | {f"{name}_count": received.counts[name] for name in counted}


def other_rows(campaign_id: str, list_id: str, others: Sequence[OtherRow]) -> pa.Table:
    """Return the plain columns of the rows that ask for nothing."""
    return pa.table(
        {
            "campaign_id": pa.array([campaign_id] * len(others), pa.string()),
            "list_id": pa.array([list_id] * len(others), pa.string()),
            "row_no": pa.array([number for number, _, _ in others], pa.int32()),
            "kind": pa.array([kind for _, kind, _ in others], pa.string()),
            "reasons": pa.array([""] * len(others), pa.string()),
            "subject_id": pa.array([list_id] * len(others), pa.string()),
        }
    )


def positions_of(columns: Sequence[ColumnMatch]) -> dict[str, int]:
    """Return the position of each column by its header: an issue stands by it, because a header may be anything."""
    return {column.header: column.position for column in columns}


def sealed_head(received: ReceivedList) -> dict[str, Any]:
    """Return what the vault keeps of a list besides its data rows: file name, headers, mapping, other rows."""
    head = received.head
    return {
        "file_name": received.file_name,
        "choices": received.chosen,
        "format": format_part(head.format)
        | {"header_rows": head.format.header_rows, "date_system": head.format.date_system},
        "header_cells": list(head.header_cells),
        "columns": [
            {"position": c.position, "header": c.header, "target": c.target, "confidence": c.confidence, "how": c.how}
            for c in head.columns
        ],
        "other_rows": [[number, kind, list(cells)] for number, kind, cells in head.other_rows],
        "issues": [
            {
                "row": i.row,
                "column": i.column,
                "code": i.code,
                "severity": i.severity,
                "fr": i.message.fr,
                "en": i.message.en,
            }
            for i in head.issues
            if i.row == 0
        ],
    }


def sealed_row(row: RowReading, issues: list[RowIssue]) -> dict[str, Any]:
    """Return what the vault keeps of one data row: its cells, its values, its issues in words."""
    return {
        "cells": list(row.cells),
        "values": json_values(row),
        "issues": [issue_texts(issue) for issue in issues],
    }


def issues_by_row(reading: ListReading) -> dict[int, list[RowIssue]]:
    """Group the issues of a reading by row."""
    groups: dict[int, list[RowIssue]] = {}
    for issue in reading.issues:
        groups.setdefault(issue.row, []).append(issue)
    return groups


def json_values(row: RowReading) -> dict[str, Any]:
    """Return the values of a row as JSON keeps them (dates as ISO text)."""
    return {name: plain(value) for name, value in row.values.items()}
