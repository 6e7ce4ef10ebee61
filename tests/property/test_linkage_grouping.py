"""Grouping under constraints: idempotence, order, replay, what people decided, and no grant lost without a human."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.clustering import LARGEST, Bands, Edge, Known, grouped
from pipelines.linkage.homes import homes_of, replayed

IDS = [f"r{n:02d}" for n in range(16)]
PAIRS = list(itertools.combinations(IDS, 2))
BANDS = Bands()
EDGES = st.dictionaries(st.sampled_from(PAIRS), st.integers(-6, 20), max_size=40).map(
    lambda weights: [Edge(float(weight), left, right) for (left, right), weight in weights.items()]
)
FEW_PAIRS = st.frozensets(st.sampled_from(PAIRS), max_size=4)


def minter():
    """Return a function that mints h001, h002, …"""
    numbers = itertools.count(1)
    return lambda: f"h{next(numbers):03d}"


def together(groups, left, right):
    """Tell whether two requests are in one group."""
    return any(left in group and right in group for group in groups)


@given(EDGES, FEW_PAIRS, FEW_PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_requests_and_pairs_changes_nothing(edges, same, different, random):
    known = Known(same, different)
    expected = grouped(IDS, edges, known, BANDS)
    ids, shuffled = random.sample(IDS, len(IDS)), random.sample(edges, len(edges))
    assert grouped(ids, shuffled, known, BANDS) == expected


@given(EDGES, FEW_PAIRS, FEW_PAIRS)
def test_grouping_again_moves_nobody_and_mints_nothing(edges, same, different):
    first = homes_of(grouped(IDS, edges, Known(same, different), BANDS).groups, {}, set(), minter())
    again_groups = grouped(IDS, edges, Known(same, different, first.member_of), BANDS).groups
    again = homes_of(again_groups, first.member_of, set(), minter())
    assert (again.member_of, again.minted, again.redirects) == (first.member_of, (), {})


@given(EDGES, EDGES, FEW_PAIRS)
def test_a_decision_apart_survives_any_later_list(edges, later, different):
    first = homes_of(grouped(IDS[:8], edges, Known(apart=different), BANDS).groups, {}, set(), minter())
    merged = list({(edge.left, edge.right): edge for edge in [*edges, *later]}.values())
    found = grouped(IDS, merged, Known(apart=different, home=first.member_of), BANDS)
    assert [pair for pair in different if together(found.groups, *pair)] == []


@given(EDGES, st.sampled_from(PAIRS))
def test_a_decision_together_holds_whatever_the_weights(edges, pair):
    assert together(grouped(IDS, edges, Known(together=frozenset({pair})), BANDS).groups, *pair)


@given(EDGES)
def test_no_household_grows_past_the_largest_and_every_request_is_in_one(edges):
    groups = grouped(IDS, edges, Known(), BANDS).groups
    assert sorted(request for group in groups for request in group) == IDS
    assert max(map(len, groups)) <= LARGEST


@given(EDGES, EDGES, st.sets(st.integers(1, 8), max_size=4))
def test_no_household_with_a_grant_is_joined_parted_or_redirected_by_the_machine(edges, later, numbers):
    mint = minter()
    first = homes_of(grouped(IDS[:10], edges, Known(), BANDS).groups, {}, set(), mint)
    granted = frozenset(f"h{number:03d}" for number in numbers) & frozenset(first.member_of.values())
    known = Known(home=first.member_of, granted=granted)
    found = grouped(IDS, later, known, BANDS)
    after = homes_of(found.groups, first.member_of, granted, mint)
    before = {home: {r for r, at in first.member_of.items() if at == home} for home in granted}
    assert granted & set(after.redirects) == set()
    for home, members in before.items():
        now = {request for request, at in after.member_of.items() if at == home}
        assert members <= now
        assert {first.member_of[request] for request in now if request in first.member_of} == {home}


@given(st.lists(EDGES, min_size=1, max_size=4))
def test_events_replayed_rebuild_the_state_after_any_lists(lists):
    home, events, mint = {}, [], minter()
    for edges in lists:
        found = homes_of(grouped(IDS, edges, Known(home=home), BANDS).groups, home, set(), mint)
        events += [
            {"type": "attach", "household_id": at, "request_id": request}
            for request, at in found.member_of.items()
            if home.get(request) != at
        ]
        home = dict(found.member_of)
    assert replayed(events) == home


@given(EDGES)
def test_every_doubt_is_between_two_groups_and_is_asked_once(edges):
    found = grouped(IDS, edges, Known(), BANDS)
    place = {request: number for number, group in enumerate(found.groups) for request in group}
    asked = [frozenset((place[doubt.left], place[doubt.right])) for doubt in found.doubts]
    assert [pair for pair in asked if len(pair) < 2] == []
    assert len(asked) == len(set(asked))


def test_one_weak_bridge_between_two_groups_is_asked_and_not_crossed():
    edges = [Edge(20, "a1", "a2"), Edge(20, "a1", "a3"), Edge(20, "b1", "b2"), Edge(6, "a3", "b1")]
    found = grouped(["a1", "a2", "a3", "b1", "b2"], edges, Known(), BANDS)
    assert found.groups == (("a1", "a2", "a3"), ("b1", "b2"))
    assert [(doubt.left, doubt.right, doubt.reason) for doubt in found.doubts] == [("a3", "b1", "bridge")]


def test_groups_that_names_alone_hold_are_asked_where_few_of_their_pairs_agree():
    """Cousins of one first name agree in some rows only; one family agrees in most, and a number needs no other."""
    inside = [Edge(20, "a1", "a2"), Edge(20, "b1", "b2")]
    across = [
        Edge(8, "a1", "b1", by_names=True),
        Edge(7, "a1", "b2", by_names=True),
        Edge(7, "a2", "b1", by_names=True),
    ]
    ids = ["a1", "a2", "b1", "b2"]
    few = grouped(ids, inside + across[:2], Known(), BANDS)
    assert few.groups == (("a1", "a2"), ("b1", "b2"))
    assert [(doubt.left, doubt.right, doubt.reason) for doubt in few.doubts] == [("a1", "b1", "bridge")]
    assert len(grouped(ids, inside + across, Known(), BANDS).groups) == 1
    assert len(grouped(ids, [*inside, Edge(8, "a1", "b1")], Known(), BANDS).groups) == 1
    assert len(grouped(ids, [*inside, Edge(30, "a1", "b1", by_names=True)], Known(), BANDS).groups) == 1


def test_one_request_that_agrees_with_one_of_four_by_names_is_asked():
    home = [Edge(20, "a1", other) for other in ("a2", "a3", "a4")]
    ids = ["a1", "a2", "a3", "a4", "b1"]
    assert len(grouped(ids, [*home, Edge(8, "a1", "b1", by_names=True)], Known(), BANDS).groups) == 2
    assert len(grouped(ids, [*home, Edge(8, "a1", "b1")], Known(), BANDS).groups) == 1


def test_a_merge_that_touches_an_adopted_grant_is_asked_and_not_made():
    known = Known(home={"r1": "ha", "r2": "hb"}, granted=frozenset({"hb"}))
    found = grouped(["r1", "r2", "r3"], [Edge(20, "r1", "r2"), Edge(19, "r1", "r3")], known, BANDS)
    assert found.groups == (("r1", "r3"), ("r2",))
    assert [(doubt.left, doubt.right, doubt.reason) for doubt in found.doubts] == [("r1", "r2", "adopted_grant")]


def test_one_child_with_two_guardians_at_two_homes_is_always_asked():
    found = grouped(["r1", "r2"], [Edge(20, "r1", "r2", True)], Known(), BANDS)
    assert found.groups == (("r1",), ("r2",))
    assert [doubt.reason for doubt in found.doubts] == ["custody"]
