"""Keeps a received list: its counts and codes in the store, its cells, headers and file name sealed in the vault.

Each row is sealed under the key of the request it belongs to, so that erasing the family erases its row too.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from pipelines.intake.accounting import Breaker
from pipelines.intake.admission import GoodRow
from pipelines.intake.first_reading import write_first_reading
from pipelines.intake.reading import ListReading, RowIssue, RowReading
from pipelines.intake.report import format_part, plain
from pipelines.office import Office
from pipelines.sealing import append_sealed
from pipelines.store.port import Session

LIST_HEAD = "list_head"
GOOD = (RowOutcome.ACCEPTED, RowOutcome.WARNED)


def row_kind(list_id: str) -> str:
    """Return the kind under which the rows of a list are sealed (a request may stand in several lists)."""
    return f"row:{list_id}"


@dataclass(frozen=True)
class ReceivedList:
    """A list as read, with the ids minted for it; `subject_ids` follows the order of `reading.rows`.

    `chosen` tells one way to read the file from another (`receive.choices_token`).
    """

    list_id: str
    partner_id: str
    sha256: str
    file_name: str
    reading: ListReading
    subject_ids: tuple[str, ...]
    chosen: str = ""

    def good_rows(self) -> list[GoodRow]:
        """Return the rows that may become requests, in file order."""
        pairs = zip(self.reading.rows, self.subject_ids, strict=True)
        return [GoodRow(row.row, subject, json_values(row)) for row, subject in pairs if row.outcome in GOOD]


def write_list(
    office: Office, session: Session, actor: Actor, campaign_id: str, received: ReceivedList, breaker: Breaker | None
) -> None:
    """Write a list in review, whole: counts, rows, issues, sealed cells."""
    session.run("list/insert", list_columns(office, actor, campaign_id, received, breaker))
    base = {"campaign_id": campaign_id, "list_id": received.list_id}
    session.append("list_row", pa.Table.from_pylist([base | row for row in row_columns(received)], schema=ROW_SCHEMA))
    write_first_reading(office, session, campaign_id, received.partner_id, received.list_id, received.reading)
    issues = [base | issue for issue in issue_columns(received)]
    if issues:
        session.append("list_issue", pa.Table.from_pylist(issues, schema=ISSUE_SCHEMA))
    append_sealed(session, office.vault, campaign_id, [(received.list_id, LIST_HEAD, sealed_head(received))])
    issues_of = issues_by_row(received.reading)
    rows = [
        (subject, row_kind(received.list_id), sealed_row(row, issues_of.get(row.row, [])))
        for row, subject in zip(received.reading.rows, received.subject_ids, strict=True)
    ]
    append_sealed(session, office.vault, campaign_id, rows)


def list_columns(
    office: Office, actor: Actor, campaign_id: str, received: ReceivedList, breaker: Breaker | None
) -> dict[str, Any]:
    """Return the plain columns of a list."""
    reading, found = received.reading, received.reading.format
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
        "is_aggregate": reading.aggregate,
        "breaker": breaker.code if breaker else None,
    } | {f"{name}_count": reading.counts[name] for name in counted}


def row_columns(received: ReceivedList) -> list[dict[str, Any]]:
    """Return the plain columns of every physical row."""
    data = [
        {
            "row_no": row.row, "kind": "data", "outcome": row.outcome.value, "reasons": ",".join(row.reasons),
            "subject_id": subject, "change": None,
        }
        for row, subject in zip(received.reading.rows, received.subject_ids, strict=True)
    ]  # fmt: skip
    other = [
        {
            "row_no": number, "kind": kind, "outcome": None, "reasons": "", "subject_id": received.list_id, "change": None,
        }
        for number, kind, _ in received.reading.other_rows
    ]  # fmt: skip
    return sorted(data + other, key=lambda row: int(str(row["row_no"])))


def issue_columns(received: ReceivedList) -> list[dict[str, Any]]:
    """Return the plain part of each issue; the column stands by its position, because a header may be anything."""
    positions = {column.header: column.position for column in received.reading.columns}
    return [
        {
            "issue_no": number, "row_no": issue.row, "column_no": positions.get(issue.column or ""), "code": issue.code,
            "severity": issue.severity,
        }
        for number, issue in enumerate(received.reading.issues, start=1)
    ]  # fmt: skip


def sealed_head(received: ReceivedList) -> dict[str, Any]:
    """Return what the vault keeps of a list besides its data rows: file name, headers, mapping, other rows."""
    reading = received.reading
    return {
        "file_name": received.file_name,
        "choices": received.chosen,
        "format": format_part(reading)
        | {"header_rows": reading.format.header_rows, "date_system": reading.format.date_system},
        "header_cells": list(reading.header_cells),
        "columns": [
            {"position": c.position, "header": c.header, "target": c.target, "confidence": c.confidence, "how": c.how}
            for c in reading.columns
        ],
        "other_rows": [[number, kind, list(cells)] for number, kind, cells in reading.other_rows],
        "issues": [
            {
                "row": i.row,
                "column": i.column,
                "code": i.code,
                "severity": i.severity,
                "fr": i.message.fr,
                "en": i.message.en,
            }
            for i in reading.issues
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


def issue_texts(issue: RowIssue) -> dict[str, Any]:
    """Return what is said of a cell or a row: column, code, severity, value, fr, en, suggestion."""
    return {
        "column": issue.column, "code": issue.code, "severity": issue.severity, "value": issue.value,
        "fr": issue.message.fr, "en": issue.message.en, "suggestion": issue.suggestion,
    }  # fmt: skip


def issues_by_row(reading: ListReading) -> dict[int, list[RowIssue]]:
    """Group the issues of a reading by row."""
    groups: dict[int, list[RowIssue]] = {}
    for issue in reading.issues:
        groups.setdefault(issue.row, []).append(issue)
    return groups


def json_values(row: RowReading) -> dict[str, Any]:
    """Return the values of a row as JSON keeps them (dates as ISO text)."""
    return {name: plain(value) for name, value in row.values.items()}


def columns_of(texts: tuple[str, ...], numbers: tuple[str, ...]) -> pa.Schema:
    """Return a schema of text and whole-number columns."""
    return pa.schema([(name, pa.string()) for name in texts] + [(name, pa.int32()) for name in numbers])


ROW_SCHEMA = columns_of(("campaign_id", "list_id", "kind", "outcome", "reasons", "subject_id", "change"), ("row_no",))
ISSUE_SCHEMA = columns_of(("campaign_id", "list_id", "code", "severity"), ("issue_no", "row_no", "column_no"))
