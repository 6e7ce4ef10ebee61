"""What would have to change for a family to be served: said line by line, each proved by solving the kept problem again.

Nothing is written, and nobody but the family asked about is named: the others are pseudonyms and ranks.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.bottleneck import Bottlenecks
from campaigns.allocation.build import options_of
from campaigns.allocation.problem import Problem
from campaigns.allocation.unfit_options import where_it_works
from campaigns.allocation.whatif import Change, MoreUnits, OtherOptions, RankedBefore, Replayed, replayed, units_needed
from campaigns.lines import JOIN, kit_table
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.planning.draft import kept_parts, kept_problem
from pipelines.planning.explain import deciding_plan, newer_than_plan, unknown_request
from pipelines.planning.inputs import absent_networks, available_cells, site_table
from pipelines.planning.reach import zone_reach
from pipelines.store.port import Row, Session

# How far units are looked for, and in how many cells: beyond it, a single family is not the question any more.
UNITS_AT_MOST, CELLS_SHOWN = 16, 3
# Lines of a plan of one-site kits beyond which nothing is replayed for one family.
REPLAYED_AT_MOST = 300


@dataclass(frozen=True)
class Kept:
    """A plan as it was kept, with what its tables need to be read by people."""

    plan: Row
    policy: Policy
    problem: Problem
    grants: pa.Table
    served: list[str]
    cells: dict[str, Row]
    household_of: dict[str, str]


def what_would_serve(
    office: Office, actor: Actor, campaign_id: str, request_id: str, plan_id: str | None = None
) -> Row | Refusal:
    """Say what would serve the lines that a plan refused to the family of a request.

    Returns
    -------
    dict or Refusal
        `plan_id, household_id, department_code, lines`: for each line refused, `line_id, rank, reason, cutoff_rank`,
        `bottleneck` (one a side: side, cells, units, granted, best_rank, worst_rank, `sites`), `score_needed` (rank, tier, score of
        the household at the cutoff; None where no rank would do), `units` (cell_id, site_name, item, units, and `lose`: the
        households that would then lose their place), `other_kits` (kit_code accepted instead, `lose`). Only what a replay of
        the whole plan confirmed is in it.
    """
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        home = session.rows("request/household", named | {"request_id": request_id})
        if not home:
            return unknown_request(request_id)
        kept = kept_plan(session, campaign_id, plan_id)
        if isinstance(kept, Refusal):
            return kept
        of_home = {**named, "plan_id": kept.plan["plan_id"], "household_id": home[0]["household_id"]}
        found = session.rows("plan/household", of_home)
        if not found:
            return newer_than_plan()
        refusal = check_can(actor, "household.read", Scope(found[0]["partner_id"], found[0]["department_code"]))
        if refusal is not None:
            return refusal
        lines = [row for row in session.rows("plan/lines_of_household", of_home) if not row["is_served"]]
        ranked = {
            row["line_id"]: row for row in session.rows("plan/line_ranks", named | {"plan_id": of_home["plan_id"]})
        }
        stock, sites = session.rows("stock/cells", named), session.rows("site/all")
        absent = absent_networks(session)
    bottlenecks = Bottlenecks(kept.problem, kept.grants)
    cards = []
    for line in lines:
        zone = found[0]["zone_code"]
        others = [] if is_long_search(kept) else other_kits(office, kept, line, zone, stock, sites, absent)
        cards.append(refused_line(kept, bottlenecks, line, ranked) | {"other_kits": others})
    return {
        "plan_id": kept.plan["plan_id"], "household_id": home[0]["household_id"],
        "department_code": found[0]["department_code"], "lines": cards,
    }  # fmt: skip


def kept_plan(session: Session, campaign_id: str, plan_id: str | None) -> Kept | Refusal:
    """Read a plan's kept problem and result."""
    plan = deciding_plan(session, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
    parts = kept_parts(session, campaign_id, plan["plan_id"])
    problem = kept_problem(parts)
    for answer in (policy, problem):
        if isinstance(answer, Refusal):
            return answer
    assert isinstance(policy, Policy)
    assert isinstance(problem, Problem)
    unserved = set(parts["unserved"]["line_id"].to_pylist())
    served = [str(name) for name in problem.lines["line_id"].to_pylist() if name not in unserved]
    households = {row["line_id"]: row["household_id"] for row in session.rows("plan/line_ranks", named)}
    cells = {row["cell_id"]: row for row in session.rows("stock/cells", {"campaign_id": campaign_id})}
    return Kept(plan, policy, problem, parts["grants"], served, cells, households)


def refused_line(kept: Kept, bottlenecks: Bottlenecks, line: Row, ranked: dict[str, Row]) -> Row:
    """Say what stands between one line and a unit, and what would change it."""
    line_id = line["line_id"]
    stands = [
        {
            "side": found.side.value, "cells": list(found.cell_ids), "units": found.unit_count,
            "granted": found.granted_count, "best_rank": found.best_rank, "worst_rank": found.worst_rank,
            "sites": tight_sites(kept, found.cell_ids),
        }
        for found in bottlenecks.of_line(line_id)
    ]  # fmt: skip
    names = ("line_id", "rank", "kit_code", "reason", "cutoff_rank")
    card = {name: line[name] for name in names} | {"bottleneck": stands}
    if is_long_search(kept):
        return card | {"score_needed": None, "units": []}
    return card | {"score_needed": score_needed(kept, line, ranked), "units": more_units(kept, line)}


def tight_sites(kept: Kept, cell_ids: tuple[str, ...]) -> list[Row]:
    """Return the sites of some cells, those with the most units first: `units` there, and how many the plan `granted`."""
    names = pa.array(cell_ids, pa.string())
    cells = kept.problem.cells.filter(pc.is_in(kept.problem.cells["cell_id"], value_set=names))
    given = kept.grants.filter(pc.is_in(kept.grants["cell_id"], value_set=names))["cell_id"].value_counts()
    granted = {str(row["values"]): int(row["counts"]) for row in given.to_pylist()}
    sites: dict[str, Row] = {}
    for cell in cells.to_pylist():
        known = kept.cells.get(cell["cell_id"])
        if known is None:  # a scenario's own stock lies in no cell that is kept
            continue
        site = {name: known[f"site_{name}"] for name in ("code", "name", "kind")}
        site |= {name: known[name] for name in ("commune_code", "department_code")}
        found = sites.setdefault(known["site_code"], site | {"units": 0, "granted": 0})
        found["units"] += cell["quantity"]
        found["granted"] += granted.get(cell["cell_id"], 0)
    return sorted(sites.values(), key=lambda row: (-row["units"], row["name"], row["code"]))


def score_needed(kept: Kept, line: Row, ranked: dict[str, Row]) -> Row | None:
    """Return whom the line would have to rank before: the household at the cutoff, confirmed by replay."""
    if line["cutoff_rank"] is None:
        return None
    after = replayed(kept.problem, kept.served, [RankedBefore(line["line_id"], line["cutoff_rank"])])
    if isinstance(after, Refusal) or line["line_id"] not in after.gained:
        return None
    at = next(row for row in ranked.values() if row["rank"] == line["cutoff_rank"])
    return {"rank": at["rank"], "tier": at["tier"], "score": at["score"], "lose": homes(kept, after)}


def more_units(kept: Kept, line: Row) -> list[Row]:
    """Return the fewest units more that would serve the line, in the cells that it may draw on at the least penalty."""
    mine = kept.problem.options.filter(pc.equal(kept.problem.options["type_id"], line["type_id"]))
    # Arrow sorts no table by codes.
    mine = mine.set_column(mine.column_names.index("side"), "side", mine["side"].cast(pa.string()))
    found: list[Row] = []
    for option in mine.sort_by([("side", "descending"), ("penalty", "ascending")]).to_pylist():
        if len(found) == CELLS_SHOWN:
            break
        units = units_needed(kept.problem, line["line_id"], option["cell_id"], UNITS_AT_MOST)
        if units is None:
            continue
        after = replayed(kept.problem, kept.served, [MoreUnits(option["cell_id"], units)])
        cell = kept.cells.get(option["cell_id"], {})
        if not isinstance(after, Refusal) and line["line_id"] in after.gained:
            names = {"site_name": cell.get("site_name"), "item": cell.get("item"), "grade": cell.get("grade")}
            found.append({"cell_id": option["cell_id"], **names, "units": units, "lose": homes(kept, after)})
    return found


def other_kits(
    office: Office,
    kept: Kept,
    line: Row,
    zone: str,
    stock: list[Row],
    sites: list[Row],
    absent: tuple[tuple[str, str], ...],
) -> list[Row]:
    """Return the other kits that would serve the line if the family accepted them, as this plan stands."""
    closed = (*kept.policy.closed_items, *kept.policy.items_closed_by(absent))
    held = dict(zip(*(kept.problem.cells[name].to_pylist() for name in ("cell_id", "quantity")), strict=True))
    cells = available_cells([row for row in stock if row["cell_id"] in held], kept.policy, office.clock().date())
    place = site_table(sites)
    reach = zone_reach(kept.policy, office.territories, [zone], place)
    kits = kit_table(kept.policy)
    data = line["kit_code"].split(JOIN)[-1]
    # A device is no answer to who asks for a connection alone, nor the reverse.
    needed = sides_of(kits, line["kit_code"])
    codes = [
        c for c in pc.unique(kits["kit_code"]).to_pylist() if c != line["kit_code"] and sides_of(kits, c) == needed
    ]
    found = []
    for code in codes:
        if JOIN in line["kit_code"] and code.split(JOIN)[-1] != data:
            continue
        typed = pa.table(
            {"type_id": ["t"], "zone_code": [zone], "kit_code": [code], "partner_kind": pa.nulls(1, pa.string())}
        )
        options = where_it_works(
            options_of(typed, kits, cells, reach, kept.policy.weights), typed, cells, closed
        ).to_pylist()
        chosen = tuple((option["side"], option["cell_id"], option["penalty"]) for option in options)
        change: list[Change] = [OtherOptions(line["line_id"], chosen)]
        after = replayed(kept.problem, kept.served, change) if chosen else None
        if isinstance(after, Replayed) and line["line_id"] in after.gained:
            found.append({"kit_code": code, "lose": homes(kept, after)})
    return found


def is_long_search(kept: Kept) -> bool:
    """Tell whether one replay would be a search of its own (kits from one site, many lines): none is then made."""
    return bool(kept.problem.same_site.num_rows) and kept.problem.lines.num_rows > REPLAYED_AT_MOST


def sides_of(kits: pa.Table, kit_code: str) -> set[str]:
    """Return the sides of which a kit takes a unit."""
    return set(kits.filter(pc.equal(kits["kit_code"], kit_code))["side"].to_pylist())


def homes(kept: Kept, after: Replayed) -> list[str]:
    """Return the households that lose a line, best-ranked first."""
    return list(dict.fromkeys(kept.household_of[line_id] for line_id in after.lost))
