"""Which earlier lists a list is a new version of, and which of their families are no longer in it.

A family that disappeared is asked about, never assumed gone. Pure: ids in, ids out.
"""

from collections.abc import Mapping, Set

Memberships = Mapping[str, Set[str]]


def replaced_lists(memberships: Memberships, matched: Set[str]) -> list[str]:
    """Return the lists of which at least half of the requests came again.

    Parameters
    ----------
    memberships
        list_id -> its requests, oldest list first.
    matched
        Requests that stand behind a row of the new list.
    """
    return [list_id for list_id, requests in memberships.items() if 2 * len(requests & matched) >= len(requests) > 0]


def absent_requests(memberships: Memberships, matched: Set[str]) -> list[str]:
    """Return the requests of replaced lists that neither the new list nor a list that still stands has, sorted."""
    replaced = set(replaced_lists(memberships, matched))
    standing = {request for list_id, requests in memberships.items() if list_id not in replaced for request in requests}
    gone = {request for list_id in replaced for request in memberships[list_id]}
    return sorted(gone - matched - standing)
