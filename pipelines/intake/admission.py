"""Turns the good rows of a list into requests: plain columns in the store, identity sealed in the vault, keyed tokens.

Only counts, codes and tokens leave this module in clear; what names a person goes to the vault and nowhere else.
"""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipelines.intake.block import PLAIN, plain_type
from pipelines.intake.likeness import candidate_pairs, corrections
from pipelines.intake.reconcile import CORRECTED, NEW, Arriving, Known, Reconciled, reconcile
from pipelines.intake.sealed_blocks import IDENTITY as IDENTITY
from pipelines.intake.versions import absent_requests, replaced_lists
from pipelines.linkage.keys import JOINING, household_keys, match_key
from pipelines.office import Office
from pipelines.sealing import append_sealed, unsealed
from pipelines.store.port import Row, Session

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Decided:
    """What becomes of the rows of a list, in their order, and the requests that earlier versions had and it has not."""

    made: list[Reconciled]
    absent: list[str]


@dataclass(frozen=True)
class GoodRow:
    """A row of a list that may become a request."""

    row_no: int
    subject_id: str
    values: Values


def admit(
    office: Office, session: Session, campaign_id: str, partner_id: str, list_id: str, received_at: datetime,
    rows: Sequence[GoodRow],
) -> Decided:  # fmt: skip
    """Make or update the requests of a list inside the caller's transaction; the answer follows the order of `rows`.

    Families that an earlier version had and this list has not are asked about.
    """
    arriving = [arriving_row(office, campaign_id, partner_id, row) for row in rows]
    decided = decided_rows(office, session, campaign_id, partner_id, list_id, rows, arriving)
    written = [
        (row, token, made)
        for row, token, made in zip(rows, arriving, decided.made, strict=True)
        if made.change in (NEW, CORRECTED)
    ]
    if written:
        write_requests(office, session, campaign_id, partner_id, list_id, received_at, written)
    back = {made.request_id for made in decided.made if made.change != NEW}
    ask_absences(session, campaign_id, partner_id, list_id, office.clock(), back, decided.absent)
    return decided


def foreseen(
    office: Office, session: Session, campaign_id: str, partner_id: str, rows: Sequence[GoodRow]
) -> tuple[dict[int, str], int]:
    """Return what would become of each row (row number -> new, unchanged or corrected), and how many families would be
    asked about because they are no longer in the list; nothing is written.
    """
    arriving = [arriving_row(office, campaign_id, partner_id, row) for row in rows]
    decided = decided_rows(office, session, campaign_id, partner_id, None, rows, arriving)
    changes = {row.row_no: made.change for row, made in zip(rows, decided.made, strict=True)}
    return changes, len(decided.absent)


def decided_rows(
    office: Office, session: Session, campaign_id: str, partner_id: str, list_id: str | None, rows: Sequence[GoodRow],
    arriving: Sequence[Arriving],
) -> Decided:  # fmt: skip
    """Match the rows to the partner's requests: by reference or names, then, in a list sent again, by likeness."""
    known = known_requests(session, campaign_id, partner_id)
    made = reconcile(known, arriving)
    if not known:
        return Decided(made, [])
    others = memberships(session, campaign_id, partner_id)
    # A few rows of a list may come alone, put right on screen: its other requests are there as well.
    matched = {row.request_id for row in made if row.change != NEW} | others.pop(list_id or "", set())
    free = free_again(known, others, matched)
    waiting = {at: arriving[at] for at, row in enumerate(made) if row.change == NEW} if free else {}
    pairs = candidate_pairs(free, waiting)
    if pairs:
        named = unsealed(
            session, office.vault, campaign_id, IDENTITY, {name for names in pairs.values() for name in names}
        )
        found = corrections(pairs, named, {at: rows[at].values for at in pairs})
        made = [Reconciled(found[at], CORRECTED) if at in found else row for at, row in enumerate(made)]
        matched |= set(found.values())
    return Decided(made, absent_requests(others, matched))


def free_again(known: Sequence[Known], others: Mapping[str, Set[str]], matched: Set[str]) -> list[Known]:
    """Return the requests of the lists sent again (of `others`, as `memberships` gives them) that no row matches yet."""
    again: set[str] = set().union(*(others[name] for name in replaced_lists(others, matched)))
    return [request for request in known if request.request_id in again - matched]


def memberships(session: Session, campaign_id: str, partner_id: str) -> dict[str, set[str]]:
    """Return the requests of each accepted list of a partner, oldest list first."""
    found: dict[str, set[str]] = {}
    for row in session.rows("absence/memberships", {"campaign_id": campaign_id, "partner_id": partner_id}):
        found.setdefault(row["list_id"], set()).add(row["request_id"])
    return found


def ask_absences(
    session: Session, campaign_id: str, partner_id: str, list_id: str, now: datetime, back: Set[str], absent: Sequence[str]
) -> None:  # fmt: skip
    """Ask about the requests that are no longer there (`absent`), and no longer about those that came again (`back`)."""
    named = {"campaign_id": campaign_id}
    if back:
        session.stage("arriving_absence", pa.table({"request_id": pa.array(sorted(back), pa.string())}))
        session.run("absence/forget", named)
    if absent:
        session.stage("arriving_absence", pa.table({"request_id": pa.array(absent, pa.string())}))
        session.run("absence/ask", named | {"partner_id": partner_id, "list_id": list_id, "asked_at": now})


def known_requests(session: Session, campaign_id: str, partner_id: str) -> list[Known]:
    """Return the requests that the partner already made, oldest first."""
    named = {"campaign_id": campaign_id, "partner_id": partner_id}
    evidence: dict[str, set[str]] = {}
    contacts: dict[str, set[str]] = {}
    for key in session.rows("request/keys_of_partner", named):
        evidence.setdefault(key["request_id"], set()).add(key["token"])
        if key["kind"] in JOINING:
            contacts.setdefault(key["request_id"], set()).add(key["token"])
    return [
        Known(
            row["request_id"], row["match_token"], row["content_token"],
            frozenset(evidence.get(row["request_id"], ())), frozenset(contacts.get(row["request_id"], ())),
        )
        for row in session.rows("request/of_partner", named)
    ]  # fmt: skip


def arriving_row(office: Office, campaign_id: str, partner_id: str, row: GoodRow) -> Arriving:
    """Return the tokens by which a row is found again and compared."""
    token = office.vault.token
    content = json.dumps(dict(row.values), sort_keys=True, ensure_ascii=False, default=str)
    keys = [(kind, token(campaign_id, kind, value)) for kind, value in household_keys(row.values)]
    return Arriving(
        row.subject_id,
        token(campaign_id, f"match|{partner_id}", match_key(row.values)),
        token(campaign_id, f"content|{partner_id}", content),
        frozenset(made for _, made in keys),
        frozenset(made for kind, made in keys if kind in JOINING),
    )


def write_requests(
    office: Office, session: Session, campaign_id: str, partner_id: str, list_id: str, received_at: datetime,
    written: Sequence[tuple[GoodRow, Arriving, Reconciled]],
) -> None:  # fmt: skip
    """Write new requests and put corrected ones in place of what they were, keeping the day they first came."""
    ids = pa.table({"request_id": pa.array([made.request_id for _, _, made in written], pa.string())})
    session.stage("arriving_request", ids)
    before = {row["request_id"]: row for row in session.rows("request/received_at", {"campaign_id": campaign_id})}
    session.run("request/forget_staged", {"campaign_id": campaign_id})
    session.run("request/forget_keys", {"campaign_id": campaign_id})
    base = {"campaign_id": campaign_id, "partner_id": partner_id, "list_id": list_id}
    columns = [
        base | request_columns(office, row, token, before.get(made.request_id), received_at, made.request_id)
        for row, token, made in written
    ]
    session.append("request", pa.Table.from_pylist(columns, schema=REQUEST_SCHEMA))
    session.append("request_key", key_table(office, campaign_id, written))
    identity = [(made.request_id, IDENTITY, sealed_values(row.values)) for row, _, made in written]
    append_sealed(session, office.vault, campaign_id, identity)


def request_columns(
    office: Office, row: GoodRow, token: Arriving, before: Row | None, received_at: datetime, request_id: str
) -> dict[str, Any]:
    """Return the plain columns of one request."""
    values = row.values
    commune = values.get("commune_code")
    return {
        **{name: values.get(name) for name in PLAIN},
        "request_id": request_id,
        "row_no": row.row_no,
        "state": before["state"] if before else "active",
        "received_at": before["received_at"] if before else received_at,
        "content_token": token.content_token,
        "match_token": token.match_token,
        "department_code": office.territories.department_of(commune) if commune else department_hint(office, values),
        "has_phone": bool(values.get("phone_1") or values.get("phone_2")),
        "has_address": bool(values.get("address")),
        "version": before["version"] + 1 if before else 1,
    }


def department_hint(office: Office, values: Values) -> str | None:
    """Return the department of a postcode whose communes are all in one, where the commune itself is not known."""
    postcode = values.get("postcode")
    return office.territories.department_of_postcode(postcode) if postcode else None


def key_table(office: Office, campaign_id: str, written: Sequence[tuple[GoodRow, Arriving, Reconciled]]) -> pa.Table:
    """Return the keyed tokens by which requests of one household find each other."""
    keys = sorted(
        {
            (made.request_id, kind, office.vault.token(campaign_id, kind, value))
            for row, _, made in written
            for kind, value in household_keys(row.values)
        }
    )
    return pa.table(
        {
            "campaign_id": pa.array([campaign_id] * len(keys), pa.string()),
            "request_id": pa.array([key[0] for key in keys], pa.string()),
            "kind": pa.array([key[1] for key in keys], pa.string()),
            "token": pa.array([key[2] for key in keys], pa.string()),
        }
    )


def sealed_values(values: Values) -> dict[str, Any]:
    """Return what the vault keeps of a row: everything that is not a plain column."""
    return {name: value for name, value in values.items() if name not in PLAIN and value is not None}


REQUEST_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "partner_id", "list_id", "request_id", "state")]
    + [(name, pa.string()) for name in ("content_token", "match_token", "department_code")]
    + [(name, plain_type(name)) for name in PLAIN]
    + [("row_no", pa.int32()), ("received_at", pa.timestamp("us")), ("version", pa.int32())]
    + [("has_phone", pa.bool_()), ("has_address", pa.bool_())]
)
