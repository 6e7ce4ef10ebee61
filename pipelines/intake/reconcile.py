"""Tells which rows of a list are new, unchanged or corrected, against what the same partner sent before.

A row is found again by the request it already stands for, by the partner's own reference, else by the names on it; the
same content is never a new request, whatever list, order or repetition it comes in. Pure: tokens in, decisions out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEW, UNCHANGED, CORRECTED = "new", "unchanged", "corrected"


@dataclass(frozen=True)
class Known:
    """A request that the partner's earlier lists made; `contacts` are the tokens of `evidence` that could join two rows."""

    request_id: str
    match_token: str
    content_token: str
    evidence: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arriving:
    """A row good enough to be a request; `subject_id` is the request it stands for, or becomes its id if it is new."""

    subject_id: str
    match_token: str
    content_token: str
    evidence: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reconciled:
    """What becomes of one arriving row."""

    request_id: str
    change: str


def reconcile(known: Sequence[Known], arriving: Sequence[Arriving]) -> list[Reconciled]:
    """Match arriving rows to known requests.

    Parameters
    ----------
    known
        Requests of the same partner and campaign, oldest first; `evidence` holds the tokens of their names and contacts.
    arriving
        Rows of the list in file order.

    Returns
    -------
    list of Reconciled
        One for each arriving row, in the same order. A row that stands for a request keeps it; then equal contents are
        matched, so that a corrected row can never take the place of one that did not change.
    """
    free = {request.request_id: request for request in known}
    answer = kept_places(free, arriving)
    for made in answer.values():
        free.pop(made.request_id, None)
    for position, request in exact_matches(known, arriving).items():
        if position not in answer:
            answer[position] = Reconciled(request.request_id, UNCHANGED)
            free.pop(request.request_id, None)
    waiting = by_match_token(free)
    for position, row in enumerate(arriving):
        if position in answer:
            continue
        former = next((known for known in waiting.get(row.match_token, []) if may_be_same(known, row)), None)
        if former is None:
            answer[position] = Reconciled(row.subject_id, NEW)
        else:
            waiting[row.match_token].remove(former)
            answer[position] = Reconciled(former.request_id, CORRECTED)
    return [answer[position] for position in range(len(arriving))]


def kept_places(known: Mapping[str, Known], arriving: Sequence[Arriving]) -> dict[int, Reconciled]:
    """Return the rows that already stand for a request: rows corrected where they are, whatever is corrected in them."""
    return {
        position: Reconciled(
            row.subject_id,
            UNCHANGED if known[row.subject_id].content_token == row.content_token else CORRECTED,
        )
        for position, row in enumerate(arriving)
        if row.subject_id in known
    }


def exact_matches(known: Sequence[Known], arriving: Sequence[Arriving]) -> dict[int, Known]:
    """Pair rows and requests of the same match and content; a request may stand behind several equal rows."""
    contents: dict[tuple[str, str], Known] = {}
    for request in known:
        contents.setdefault((request.match_token, request.content_token), request)
    pairs = ((position, contents.get((row.match_token, row.content_token))) for position, row in enumerate(arriving))
    return {position: request for position, request in pairs if request is not None}


def may_be_same(known: Known, row: Arriving) -> bool:
    """Tell whether a row found by its reference can speak of the same family: they share a name or a contact.

    Partners start their numbering again; a reference alone must never put one family in the place of another.
    """
    return not known.evidence or not row.evidence or bool(known.evidence & row.evidence)


def by_match_token(free: Mapping[str, Known]) -> dict[str, list[Known]]:
    """Group the requests still free by what finds them again, oldest first."""
    groups: dict[str, list[Known]] = defaultdict(list)
    for request in free.values():
        groups[request.match_token].append(request)
    return groups
