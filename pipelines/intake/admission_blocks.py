"""Makes requests of a received list from its sealed blocks, in the transaction that keeps the list.

A new row is kept as it was sealed; a row that the partner sent before is sealed again under its own request. The rules of
`reconcile` decide. This module must never see a clear value but those of the rows that it seals again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.admission import known_requests
from pipelines.intake.block import KEY_COLUMNS, PLAIN
from pipelines.intake.reconcile import CORRECTED, NEW, Arriving, Known, Reconciled, reconcile
from pipelines.intake.sealed_blocks import IDENTITY, Laid
from pipelines.office import Office
from pipelines.sealing import append_sealed
from pipelines.store.port import Session


@dataclass
class Decided:
    """What becomes of the good rows of a list: only those that are not new stand here, by their minted id."""

    known: Mapping[str, Reconciled] = field(default_factory=dict)
    owner: Mapping[str, str] = field(default_factory=dict)

    def change(self, subject_id: str) -> str:
        """Return new, unchanged or corrected."""
        made = self.known.get(subject_id)
        return NEW if made is None else made.change


def decided_rows(session: Session, campaign_id: str, partner_id: str, laid: Laid) -> Decided:
    """Tell what becomes of the good rows, against what the partner sent before."""
    known = known_requests(session, campaign_id, partner_id)
    if not known:
        return Decided()
    matches = {request.match_token for request in known}
    arriving = [row for block in laid.blocks() for row in arriving_rows(block, matches)]
    return Decided(*settled(known, arriving))


def settled(known: Sequence[Known], arriving: Sequence[Arriving]) -> tuple[dict[str, Reconciled], dict[str, str]]:
    """Reconcile rows; returns those that are not new, and whose record each moved row is to stand under."""
    made = {
        row.subject_id: found
        for row, found in zip(arriving, reconcile(known, arriving), strict=True)
        if found.change != NEW
    }
    # Two equal rows stand behind one request: the first is sealed under it, the other keeps the key it came with.
    first: dict[str, str] = {}
    for subject, found in made.items():
        first.setdefault(found.request_id, subject)
    return made, {subject: request for request, subject in first.items()}


def arriving_rows(block: pa.RecordBatch, matches: set[str]) -> Iterator[Arriving]:
    """Give the good rows of a block that may have been sent before: all the others are new."""
    columns = [block.column(name).to_pylist() for name in ("subject_id", "match_token", "content_token", *KEY_COLUMNS)]
    for subject, match, content, *keys in zip(*columns, strict=True):
        if match in matches:
            yield Arriving(subject, match, content, frozenset(key for key in keys if key is not None))


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
            for subject, record in opened(office, campaign_id, row_kind, "record", block, moved).items()
        ]
    append_sealed(session, office.vault, campaign_id, again)
    return counts


def opened(
    office: Office, campaign_id: str, kind: str, column: str, block: pa.RecordBatch, wanted: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Open the records of some rows of a block, by minted id."""
    rows = zip(block.column("subject_id").to_pylist(), block.column(column), strict=True) if wanted else ()
    sealed = [
        {"subject_id": subject, "kind": kind, "content": content.as_py()}
        for subject, content in rows
        if subject in wanted and content.is_valid
    ]
    return office.vault.unseal(campaign_id, sealed) if sealed else {}


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
    """Make the requests of new rows, and put corrected ones in place of what they were, keeping the day they first came."""
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
            for subject, record in opened(office, campaign_id, IDENTITY, "identity", good, corrected).items()
        ]
    append_sealed(session, office.vault, campaign_id, again)


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
            "state": repeated("active", block),
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
