"""Finds every row that speaks of a family, requests or not: held back, repeated, or in a list that still waits.

It compares keyed tokens, never names. A shared contact (a shelter's phone) alone does not make two rows one family.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipelines.intake.list_rows import row_kind
from pipelines.linkage.keys import CHILD, EMAIL, GUARDIAN, NOBODY, PHONE, SURNAME, household_keys, match_key
from pipelines.office import Office
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

NAMES, CONTACTS = (GUARDIAN, CHILD), (EMAIL, PHONE)


@dataclass
class Traces:
    """The keyed tokens of a family: what finds its rows again.

    Attributes
    ----------
    matches
        (partner_id, match token) of its requests.
    tokens
        (kind, token) of its contacts and persons.
    own
        Those of them that no other family has.
    """

    matches: set[tuple[str, str]] = field(default_factory=set)
    tokens: set[tuple[str, str]] = field(default_factory=set)
    own: set[tuple[str, str]] = field(default_factory=set)

    def has(self, partner_id: str, match: str | None, keys: set[tuple[str, str]]) -> bool:
        """Tell whether a row with these tokens speaks of the family."""
        if match is not None and (partner_id, match) in self.matches:
            return True
        common = keys & self.tokens
        kinds = {kind for kind, _ in common}
        named = bool(kinds & set(NAMES)) or (SURNAME in kinds and bool(kinds & set(CONTACTS)))
        return named or any(key in self.own for key in common if key[0] in CONTACTS)


def traces_of(session: Session, campaign_id: str, requests: list[Row]) -> Traces:
    """Return the tokens of the requests staged as `erased_request`."""
    rows = session.rows("erasure/keys_of", {"campaign_id": campaign_id})
    tokens = {(row["kind"], row["token"]) for row in rows}
    own = {(row["kind"], row["token"]) for row in rows if not row["is_shared"]}
    matches = {(row["partner_id"], row["match_token"]) for row in requests if row["match_token"]}
    return Traces(matches, tokens, own)


def loose_rows(office: Office, session: Session, campaign_id: str, traces: Traces) -> list[Row]:
    """Return the rows that are no request and speak of the family: list_id, row_no, subject_id."""
    found = []
    by_list: dict[str, list[Row]] = {}
    for row in session.rows("erasure/loose_rows", {"campaign_id": campaign_id}):
        by_list.setdefault(row["list_id"], []).append(row)
    for list_id, rows in by_list.items():
        opened = unsealed(session, office.vault, campaign_id, row_kind(list_id), [row["subject_id"] for row in rows])
        found += [
            row for row in rows
            if row["subject_id"] in opened
            and speaks_of(office, campaign_id, row["partner_id"], opened[row["subject_id"]]["values"], traces)
        ]  # fmt: skip
    return found


def speaks_of(office: Office, campaign_id: str, partner_id: str, values: Mapping[str, Any], traces: Traces) -> bool:
    """Tell whether the values of a row are those of the family."""
    token = office.vault.token
    plain = match_key(values)
    match = None if plain == NOBODY else token(campaign_id, f"match|{partner_id}", plain)
    return traces.has(
        partner_id, match, {(kind, token(campaign_id, kind, value)) for kind, value in household_keys(values)}
    )


def staged(name: str, values: list[str]) -> pa.Table:
    """Return one column of ids as it is staged."""
    return pa.table({name: pa.array(values, pa.string())})
