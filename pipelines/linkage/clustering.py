"""Groups weighed pairs of requests under constraints. Pure and deterministic: the order of its input changes nothing.

What people decided comes first; what a constraint forbids becomes a question, never a silence. A household with an adopted
grant is joined to another by a human only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# A household asks once a child and a guardian, from several partners: more requests than this are two families or more.
LARGEST = 12
# Two groups that make more requests than this, held together by one pair not this much above the automatic band, are asked.
BRIDGE_REQUESTS, BRIDGE_MARGIN_BITS = 4, 4.0
# Two groups of two requests or more that names and a place alone bring together: this share of the pairs between them must be strong,
# since each request says those names again. Cousins of one first name, and homonyms, agree in some of their rows only.
NAMED_SHARE = 2 / 3
BAND, BRIDGE, SIZE, GRANT, APART, CUSTODY, CORRECTED, HUB = (
    "band", "bridge", "size", "adopted_grant", "constraint", "custody", "corrected", "hub",
)  # fmt: skip


class Edge(NamedTuple):
    """One weighed pair.

    `custody` marks a child seen with two guardians at two homes: always asked. `by_names` marks a pair in which one person's names
    agree, and no number, no mailbox and no birth date.
    """

    weight: float
    left: str
    right: str
    custody: bool = False
    by_names: bool = False


@dataclass(frozen=True)
class Bands:
    """From `auto` bits up two requests are joined; from `review` up a human is asked; below they are apart."""

    auto: float = 4.6
    review: float = -1.5

    def __post_init__(self) -> None:
        if not self.review <= self.auto:
            raise ValueError("the review band must begin below the automatic one")


@dataclass(frozen=True)
class Known:
    """What stands before grouping: decisions on pairs of requests, and who is where."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    home: Mapping[str, str] = field(default_factory=dict)
    granted: frozenset[str] = frozenset()


class Doubt(NamedTuple):
    """One pair of requests that a human is asked about, and why."""

    left: str
    right: str
    weight: float
    reason: str


@dataclass(frozen=True)
class Grouped:
    """The groups (each sorted, in the order of their first request) and what is asked about them."""

    groups: tuple[tuple[str, ...], ...]
    doubts: tuple[Doubt, ...]


def grouped(requests: Iterable[str], edges: Iterable[Edge], known: Known, bands: Bands) -> Grouped:
    """Group requests.

    Parameters
    ----------
    requests
        Request ids; edges that name others are left out.
    edges
        Weighed pairs, at most one for a pair of requests, in any order.
    known
        Pairs decided `together` are joined whatever their weight; pairs decided `apart` never are, even by a chain.

    Returns
    -------
    Grouped
        Doubts hold one pair for each two groups, the strongest, strongest first.
    """
    field_ = Grouping(sorted(set(requests)), known)
    for home in sorted(known.granted):
        field_.join_all(sorted(request for request, at in known.home.items() if at == home))
    for left, right in sorted(known.together):
        field_.decide(left, right)
    ordered = sorted((edge for edge in edges if field_.knows(edge)), key=strongest_first)
    strong = [edge for edge in ordered if edge.weight >= bands.auto and not edge.custody]
    field_.count(strong)
    refused = [doubt for edge in strong if (doubt := field_.join(edge, bands)) is not None]
    weak = [
        Doubt(edge.left, edge.right, edge.weight, CUSTODY if edge.custody else BAND)
        for edge in ordered
        if bands.review <= edge.weight and (edge.custody or edge.weight < bands.auto)
    ]
    return Grouped(field_.groups(), field_.doubts([*refused, *weak]))


def strongest_first(edge: Edge) -> tuple[float, str, str]:
    """Order edges by weight, then by ids, so that ties are never left to chance."""
    return -edge.weight, edge.left, edge.right


class Grouping:
    """Groups that grow by joining, with what forbids it."""

    def __init__(self, requests: Sequence[str], known: Known) -> None:
        self.root = {request: request for request in requests}
        self.members: dict[str, list[str]] = {request: [request] for request in requests}
        self.known = known
        self.apart: dict[str, set[str]] = defaultdict(set)
        for left, right in sorted(known.apart):
            self.apart[left].add(right)
            self.apart[right].add(left)
        self.near: dict[str, list[str]] = defaultdict(list)

    def knows(self, edge: Edge) -> bool:
        """Tell whether both requests are to be grouped."""
        return edge.left in self.root and edge.right in self.root

    def find(self, request: str) -> str:
        """Return the root of a request's group."""
        while self.root[request] != request:
            self.root[request] = self.root[self.root[request]]
            request = self.root[request]
        return request

    def join_all(self, requests: Sequence[str]) -> None:
        """Join requests that stand together already, except those that people decided apart."""
        roots: list[str] = []
        for request in (request for request in requests if request in self.root):
            root = self.find(request)
            home = next((other for other in roots if not self.are_apart(self.find(other), root)), None)
            if home is None:
                roots.append(root)
            else:
                self.unite(self.find(home), root)

    def decide(self, left: str, right: str) -> None:
        """Join a pair that people decided, unless another decision or two grants forbid it."""
        if left in self.root and right in self.root:
            a, b = self.find(left), self.find(right)
            if a != b and not self.are_apart(a, b) and not (self.grants(a) and self.grants(b)):
                self.unite(a, b)

    def count(self, edges: Sequence[Edge]) -> None:
        """Remember who is strongly tied to whom, to know bridges."""
        for edge in edges:
            self.near[edge.left].append(edge.right)
            self.near[edge.right].append(edge.left)

    def join(self, edge: Edge, bands: Bands) -> Doubt | None:
        """Join the groups of a strong pair; return the doubt where something forbids it."""
        a, b = self.find(edge.left), self.find(edge.right)
        if a == b:
            return None
        reason = self.reason_against(a, b, edge, bands)
        if reason is None:
            self.unite(a, b)
            return None
        return Doubt(edge.left, edge.right, edge.weight, reason)

    def reason_against(self, a: str, b: str, edge: Edge, bands: Bands) -> str | None:
        """Return why two groups may not be joined by this pair."""
        if self.are_apart(a, b):
            return APART
        if self.touch_grant(a, b):
            return GRANT
        if len(self.members[a]) + len(self.members[b]) > LARGEST:
            return SIZE
        return BRIDGE if edge.weight < bands.auto + BRIDGE_MARGIN_BITS and self.is_bridge(a, b, edge) else None

    def are_apart(self, a: str, b: str) -> bool:
        """Tell whether a decision keeps any two requests of the groups apart."""
        if not self.apart:
            return False
        few, many = sorted((a, b), key=lambda root: len(self.members[root]))
        there = set(self.members[many])
        return any(self.apart[request] & there for request in self.members[few] if request in self.apart)

    def grants(self, a: str) -> set[str]:
        """Return the households with an adopted grant in a group."""
        return {self.known.home[r] for r in self.members[a] if r in self.known.home} & self.known.granted

    def touch_grant(self, a: str, b: str) -> bool:
        """Tell whether joining would put a household that has a grant together with another household."""
        if not self.known.granted:
            return False
        homes = [{self.known.home[r] for r in self.members[root] if r in self.known.home} for root in (a, b)]
        return bool((homes[0] | homes[1]) & self.known.granted) and len(homes[0] | homes[1]) > 1

    def is_bridge(self, a: str, b: str, edge: Edge) -> bool:
        """Tell whether two groups of some size are held by one strong pair only, or by names that too few of their pairs share."""
        few, many = sorted((self.members[a], self.members[b]), key=len)
        there = set(many)
        strong = sum(other in there for request in few for other in self.near[request])
        if strong < 2 and len(few) + len(many) > BRIDGE_REQUESTS:
            return len(few) > 1 or edge.by_names
        return edge.by_names and len(few) > 1 and strong < NAMED_SHARE * len(few) * len(many)

    def unite(self, a: str, b: str) -> None:
        """Make one group of two."""
        if a == b:
            return
        kept, gone = (a, b) if (len(self.members[a]), b) >= (len(self.members[b]), a) else (b, a)
        self.root[gone] = kept
        self.members[kept] += self.members.pop(gone)

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups."""
        return tuple(sorted(tuple(sorted(members)) for members in self.members.values()))

    def doubts(self, doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
        """Keep the strongest doubt between each two groups; what was decided apart is asked no more."""
        kept: dict[tuple[str, str], Doubt] = {}
        for doubt in sorted(doubts, key=lambda doubt: (-doubt.weight, doubt.left, doubt.right)):
            a, b = self.find(doubt.left), self.find(doubt.right)
            ends = (a, b) if a < b else (b, a)
            if a != b and ends not in kept and not self.are_apart(a, b):
                kept[ends] = doubt
        return tuple(kept.values())
