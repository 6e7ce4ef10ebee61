"""Tells what becomes of the good rows of a received list, from its sealed blocks: the rules are those of a list decided later.

Only rows that may have been sent before are ever compared; names are opened for the few that share a contact with a request
of an earlier version. This module must never write.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipelines.intake.admission import free_again, known_requests, memberships
from pipelines.intake.block import KEY_COLUMNS
from pipelines.intake.likeness import candidate_pairs, corrections
from pipelines.intake.reconcile import CORRECTED, NEW, Arriving, Known, Reconciled, reconcile
from pipelines.intake.sealed_blocks import IDENTITY, Laid, opened
from pipelines.intake.versions import absent_requests
from pipelines.linkage.keys import JOINING
from pipelines.office import Office
from pipelines.sealing import unsealed
from pipelines.store.port import Session


@dataclass
class Decided:
    """What becomes of the good rows of a list: only those that are not new stand here, by their minted id.

    `owner` tells under which request a moved row is to stand; `absent` are the requests that earlier versions had and the
    list has not.
    """

    known: Mapping[str, Reconciled] = field(default_factory=dict)
    owner: Mapping[str, str] = field(default_factory=dict)
    absent: Sequence[str] = ()

    def change(self, subject_id: str) -> str:
        """Return new, unchanged or corrected."""
        made = self.known.get(subject_id)
        return NEW if made is None else made.change

    def back(self) -> set[str]:
        """Return the requests that came again."""
        return {made.request_id for made in self.known.values()}


def decided_rows(office: Office, session: Session, campaign_id: str, partner_id: str, laid: Laid) -> Decided:
    """Tell what becomes of the good rows, against what the partner sent before, as `admission.decided_rows` does."""
    known = known_requests(session, campaign_id, partner_id)
    if not known:
        return Decided()
    matches = {request.match_token for request in known}
    arriving = [row for block in laid.blocks() for row in rows_matching(block, matches)]
    made = {
        row.subject_id: found
        for row, found in zip(arriving, reconcile(known, arriving), strict=True)
        if found.change != NEW
    }
    others = memberships(session, campaign_id, partner_id)
    matched = {found.request_id for found in made.values()}
    free = free_again(known, others, matched)
    if free:
        made |= alike(office, session, campaign_id, laid, free, made)
        matched = {found.request_id for found in made.values()}
    return Decided(made, owners(made), absent_requests(others, matched))


def owners(made: Mapping[str, Reconciled]) -> dict[str, str]:
    """Return whose record each moved row is to stand under; `made` follows the file for rows of one request.

    Two equal rows stand behind one request: the first is sealed under it, the other keeps the key it came with.
    """
    first: dict[str, str] = {}
    for subject, found in made.items():
        first.setdefault(found.request_id, subject)
    return {subject: request for request, subject in first.items()}


def rows_matching(block: pa.RecordBatch, matches: Set[str]) -> Iterator[Arriving]:
    """Give the good rows of a block whose reference or names stand in an earlier request."""
    columns = [block.column(name).to_pylist() for name in ("subject_id", "match_token", "content_token", *KEY_COLUMNS)]
    for subject, match, content, *keys in zip(*columns, strict=True):
        if match in matches:
            yield Arriving(subject, match, content, frozenset(key for key in keys if key is not None))


def alike(
    office: Office, session: Session, campaign_id: str, laid: Laid, free: Sequence[Known], made: Mapping[str, Reconciled]
) -> dict[str, Reconciled]:  # fmt: skip
    """Return the rows without a match that correct a request of an earlier version: a contact in common, names spelt alike."""
    contacts = frozenset().union(*(request.contacts for request in free))
    waiting = {
        row_no: row
        for block in laid.blocks()
        for row_no, row in rows_in_contact(block, contacts)
        if row.subject_id not in made
    }
    pairs = candidate_pairs(free, waiting)
    if not pairs:
        return {}
    named = unsealed(session, office.vault, campaign_id, IDENTITY, {name for names in pairs.values() for name in names})
    wanted = {waiting[row_no].subject_id: row_no for row_no in pairs}
    values: dict[int, Mapping[str, Any]] = {}
    for block in laid.blocks():
        found = opened(office.vault, campaign_id, IDENTITY, "identity", block, wanted.keys())
        values |= {wanted[subject]: record for subject, record in found.items()}
    return {
        waiting[row_no].subject_id: Reconciled(request, CORRECTED)
        for row_no, request in corrections(pairs, named, values).items()
    }


def rows_in_contact(block: pa.RecordBatch, contacts: Set[str]) -> Iterator[tuple[int, Arriving]]:
    """Give the good rows of a block (with their row numbers) that share one of some contacts."""
    joining = [name for name, kind in KEY_COLUMNS.items() if kind in JOINING]
    columns = [block.column(name).to_pylist() for name in ("row_no", "subject_id", *joining)]
    for row_no, subject, *keys in zip(*columns, strict=True):
        shared = frozenset(key for key in keys if key in contacts)
        if shared:
            yield row_no, Arriving(subject, "", "", contacts=shared)
