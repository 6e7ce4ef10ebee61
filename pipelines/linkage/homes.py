"""Gives each group of requests its stable household id, and rebuilds who is where from the events. Pure.

An id is minted once, survives a merge by redirect, and is never derived from members. It stays where the grant is, else with
the oldest request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Homes:
    """Who belongs where after grouping."""

    member_of: Mapping[str, str]
    minted: tuple[str, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


def homes_of(
    groups: Sequence[Sequence[str]], before: Mapping[str, str], granted: Set[str], mint: Callable[[], str]
) -> Homes:
    """Give each group of requests its household.

    Parameters
    ----------
    groups
        Disjoint groups of request ids, each sorted (ULIDs: the oldest first), themselves in order.
    before
        request_id -> household_id as it stands.
    granted
        Households with an adopted grant.
    mint
        Makes a new id.
    """
    owner = owners(groups, before)
    member_of: dict[str, str] = {}
    minted: list[str] = []
    for number, group in enumerate(groups):
        former = sorted(
            home for home in {before[request] for request in group if request in before} if owner[home] == number
        )
        kept = min(former, key=lambda home: (home not in granted, home), default=None)
        if kept is None:
            kept = mint()
            minted.append(kept)
        member_of |= dict.fromkeys(group, kept)
    return Homes(member_of, tuple(minted), redirects_of(before, member_of))


def owners(groups: Sequence[Sequence[str]], before: Mapping[str, str]) -> dict[str, int]:
    """Return household -> number of the group that holds its oldest request: there the id stays when it splits."""
    place = {request: number for number, group in enumerate(groups) for request in group}
    owner: dict[str, int] = {}
    for request in sorted(before):
        if request in place:
            owner.setdefault(before[request], place[request])
    return owner


def redirects_of(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return where the households that lost all their requests went: to the home of their oldest request."""
    alive = set(after.values())
    gone: dict[str, str] = {}
    for request_id in sorted(before):
        household = before[request_id]
        if household not in alive and request_id in after:
            gone.setdefault(household, after[request_id])
    return gone


def replayed(events: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Rebuild request_id -> household_id from the events in their order.

    Parameters
    ----------
    events
        Rows `type, household_id, request_id` of `household_event`; only `attach` and `detach` move a request.
    """
    home: dict[str, str] = {}
    for event in events:
        if event["type"] == "attach":
            home[event["request_id"]] = event["household_id"]
        elif event["type"] == "detach":
            home.pop(event["request_id"], None)
    return home
