"""Groups again only the requests that a change can reach, with the same answer as grouping everything.

Strong pairs, shared households and decisions « same » tie requests together: what no such tie reaches is left as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from campaigns.model.actor import Actor
from pipelines.linkage.clustering import BAND, CORRECTED, CUSTODY, Bands, Doubt, Edge, Known, grouped, strongest_first
from pipelines.linkage.decisions import DIFFERENT, SAME, Decision, decisions_of
from pipelines.linkage.frozen import contents_of, stage_ids
from pipelines.linkage.homes import Homes, homes_of
from pipelines.linkage.keeping import keep_homes, keep_questions
from pipelines.linkage.match import stored_edges
from pipelines.store.port import Session


@dataclass(frozen=True)
class Reached:
    """Who is grouped again: the requests that are there, those that left, where both were, and the pairs that concern them."""

    requests: frozenset[str]
    home: Mapping[str, str]
    edges: tuple[Edge, ...]


def regroup_touched(
    session: Session, actor: Actor, campaign_id: str, now: datetime, touched: Iterable[str], bands: Bands,
    mint: Callable[[], str],
) -> tuple[Homes, int, int]:  # fmt: skip
    """Group again what some requests reach; return their homes, how many requests moved, and how many questions were asked."""
    made = decisions_of(session, campaign_id)
    reached = reached_from(session, campaign_id, touched, made, bands)
    granted = granted_among(session, campaign_id, set(reached.home.values()))
    before = dict(reached.home)
    inside = [edge for edge in reached.edges if {edge.left, edge.right} <= reached.requests]
    known = Known(
        pairs_within(made, SAME, reached.requests), pairs_within(made, DIFFERENT, reached.requests), before, granted
    )
    found = grouped(reached.requests, inside, known, bands)
    homes = homes_of(found.groups, before, granted, mint)
    moved = keep_homes(session, actor, campaign_id, now, before, homes, "linkage")
    concerned = {*before.values(), *homes.member_of.values()}
    session.stage("among_household", household_ids(concerned))
    session.run("household/close_questions_of", {"campaign_id": campaign_id})
    outside = [edge for edge in reached.edges if not {edge.left, edge.right} <= reached.requests]
    doubts = [*corrected_since(session, campaign_id, made, reached), *found.doubts, *doubts_across(outside, bands)]
    asked = ask(session, campaign_id, now, doubts, made, homes.member_of)
    return homes, moved, asked


def reached_from(
    session: Session, campaign_id: str, touched: Iterable[str], made: list[Decision], bands: Bands
) -> Reached:
    """Follow strong pairs, households and decisions « same » from some requests until nobody new is found."""
    named = {"campaign_id": campaign_id}
    beside: dict[str, set[str]] = {}
    for one in made:
        if one.answer == SAME:
            beside.setdefault(one.left, set()).add(one.right)
            beside.setdefault(one.right, set()).add(one.left)
    seen: set[str] = set()
    home: dict[str, str] = {}
    edges: dict[tuple[str, str], Edge] = {}
    frontier = set(touched)
    while frontier:
        seen |= frontier
        stage_ids(session, frontier)
        near = stored_edges(session.rows("linkage/edges_touching", named | {"lowest": bands.review}))
        edges |= {(edge.left, edge.right): edge for edge in near}
        mates = {row["request_id"]: row["household_id"] for row in session.rows("household/mates", named)}
        home |= mates
        strong = {request for edge in near if edge.weight >= bands.auto and not edge.custody for request in edge[1:3]}
        decided = {other for request in frontier for other in beside.get(request, ())}
        frontier = (strong | set(mates) | decided) - seen
    there = frozenset(row["request_id"] for row in contents_of(session, campaign_id, seen))
    return Reached(there, home, tuple(edges.values()))


def granted_among(session: Session, campaign_id: str, households: set[str]) -> frozenset[str]:
    """Return those of some households that have an adopted grant."""
    session.stage("among_household", household_ids(households))
    return frozenset(
        row["household_id"] for row in session.rows("household/granted_among", {"campaign_id": campaign_id})
    )


def household_ids(households: Iterable[str]) -> pa.Table:
    """Return household ids as a column to stage."""
    return pa.table({"household_id": pa.array(sorted(households), pa.string())})


def pairs_within(made: list[Decision], answer: str, requests: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of some requests that got an answer."""
    return frozenset(
        (one.left, one.right) for one in made if one.answer == answer and {one.left, one.right} <= requests
    )


def corrected_since(session: Session, campaign_id: str, made: list[Decision], reached: Reached) -> list[Doubt]:
    """Return the decisions on some requests whose rows say something else now: they hold, and are asked again."""
    near = [one for one in made if {one.left, one.right} & reached.requests]
    ids = {request for one in near for request in (one.left, one.right)}
    contents = {row["request_id"]: row["content_token"] for row in contents_of(session, campaign_id, ids)}
    return [
        Doubt(one.left, one.right, 0.0, CORRECTED)
        for one in near
        if {one.left, one.right} <= set(contents) and one.is_stale(contents)
    ]


def doubts_across(edges: list[Edge], bands: Bands) -> list[Doubt]:
    """Return what pairs with requests that are not grouped again ask: they are weak, or seen in two homes."""
    return [
        Doubt(edge.left, edge.right, edge.weight, CUSTODY if edge.custody else BAND)
        for edge in sorted(edges, key=strongest_first)
        if edge.custody or edge.weight < bands.auto
    ]


def ask(
    session: Session,
    campaign_id: str,
    now: datetime,
    doubts: list[Doubt],
    made: list[Decision],
    new_home: Mapping[str, str],
) -> int:
    """Open the questions that nobody answered, strongest first; what was decided apart is asked no more."""
    named = {"campaign_id": campaign_id}
    ends = {request for doubt in doubts for request in doubt[:2]} | {
        request for one in made for request in (one.left, one.right)
    }
    stage_ids(session, ends)
    home = {row["request_id"]: row["household_id"] for row in session.rows("household/homes_of", named)} | dict(
        new_home
    )
    answered = {(one.left, one.right) for one in made if one.answer in (SAME, DIFFERENT)}
    apart = {frozenset((home[one.left], home[one.right])) for one in made
             if one.answer == DIFFERENT and one.left in home and one.right in home}  # fmt: skip
    open_ = [
        doubt for doubt in sorted(doubts, key=lambda doubt: (doubt.reason != CORRECTED, -doubt.weight, doubt[:2]))
        if doubt.left in home and doubt.right in home
        and (doubt.reason == CORRECTED or (
            (min(doubt[:2]), max(doubt[:2])) not in answered and frozenset((home[doubt.left], home[doubt.right])) not in apart
        ))
    ]  # fmt: skip
    households = {home[request] for doubt in open_ for request in (doubt.left, doubt.right)}
    return keep_questions(session, campaign_id, now, open_, home, granted_among(session, campaign_id, households))
