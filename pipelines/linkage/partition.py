"""Groups requests that share a key into households, and gives each group its stable id. Pure.

The partition depends on the requests alone, never on the order in which they came; ids are minted once and survive by
redirect. A merge that touches a household with an adopted grant is never made here: it becomes a question.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from pipelines.linkage.keys import EMAIL, JOINING, PHONE, SURNAME

# A contact seen with more surnames than this belongs to a structure, not to a family (research/linkage.md §5.2).
HUB_SURNAMES = 3

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Households:
    """Who belongs where after linkage."""

    member_of: Mapping[str, str]
    minted: tuple[str, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[tuple[str, str], ...] = ()


def hub_tokens(keys: Sequence[Key], declared: Set[str] = frozenset()) -> set[str]:
    """Return the contact tokens that many families share: declared by partners, or seen with too many surnames.

    Parameters
    ----------
    keys
        `(request_id, kind, token)` triples.
    declared
        Tokens of the contacts in the partner register.
    """
    surnames: dict[str, set[str]] = defaultdict(set)
    for request_id, kind, token in keys:
        if kind == SURNAME:
            surnames[request_id].add(token)
    seen: dict[str, set[str]] = defaultdict(set)
    for request_id, kind, token in keys:
        if kind in (EMAIL, PHONE):
            seen[token] |= surnames[request_id]
    return {token for token, families in seen.items() if len(families) > HUB_SURNAMES} | set(declared)


def groups_of(request_ids: Sequence[str], keys: Sequence[Key], hubs: Set[str]) -> list[list[str]]:
    """Return the connected groups of requests, each sorted, in the order of their oldest request."""
    root = {request_id: request_id for request_id in sorted(request_ids)}

    def find(request_id: str) -> str:
        while root[request_id] != request_id:
            root[request_id] = root[root[request_id]]
            request_id = root[request_id]
        return request_id

    holders: dict[tuple[str, str], str] = {}
    for request_id, kind, token in sorted(keys):
        if kind in JOINING and token not in hubs and request_id in root:
            left, right = find(holders.setdefault((kind, token), request_id)), find(request_id)
            root[max(left, right)] = min(left, right)
    groups: dict[str, list[str]] = defaultdict(list)
    for request_id in root:
        groups[find(request_id)].append(request_id)
    return list(groups.values())


def households_of(
    groups: Sequence[Sequence[str]], before: Mapping[str, str], granted: Set[str], mint: Callable[[], str]
) -> Households:
    """Give each group of requests its household.

    Parameters
    ----------
    before
        request_id -> household_id as it stands.
    granted
        Households with an adopted grant: they neither merge nor split without a human.
    mint
        Makes a new id.
    """
    member_of: dict[str, str] = {}
    minted: list[str] = []
    questions: list[tuple[str, str]] = []
    taken: set[str] = set()
    for group in groups:
        former = sorted({before[request] for request in group if request in before})
        if len(former) > 1 and granted & set(former):
            questions += [(former[0], other) for other in former[1:]]
            member_of |= {request: before.get(request, former[0]) for request in group}
            taken |= set(former)
            continue
        kept = next((household for household in former if household in granted or household not in taken), None)
        if kept is None:
            kept = mint()
            minted.append(kept)
        taken.add(kept)
        member_of |= dict.fromkeys(group, kept)
    return Households(member_of, tuple(minted), redirects_of(before, member_of), tuple(questions))


def redirects_of(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return where the households that lost all their requests went: to the home of their oldest request."""
    alive = set(after.values())
    gone: dict[str, str] = {}
    for request_id in sorted(before):
        household = before[request_id]
        if household not in alive and request_id in after:
            gone.setdefault(household, after[request_id])
    return gone
