"""What a plan granted and did not reach its family becomes a plan of its own; refusals whose reason has gone are found again.

A follow-up is proposed like any plan: locked, approved by another person, adopted. This module must never adopt one.
"""

import time
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.pairing import numbered_alike
from campaigns.allocation.problem import Problem
from campaigns.lines import DATA, DEVICE, KIT
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState, Side
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.explain import deciding_plan
from pipelines.planning.inputs import read_inputs
from pipelines.planning.life import find_plan
from pipelines.planning.posing import built_problem
from pipelines.planning.propose import computed, kept_draft
from pipelines.planning.reach import zone_reach
from pipelines.store.port import Row, Session


def propose_follow_up(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> Row | Refusal:
    """Propose a plan for what an adopted plan granted and that came back; other families keep their places for the next plan.

    Returns
    -------
    dict or Refusal
        As `propose_plan`, and `follows` (the plan taken up), `lines` (that came back). Refused when nothing did.
    """
    plan = check_can(actor, "plan.propose", Scope()) or find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        back = session.rows("plan/undelivered", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
        standing = waiting_follow_up(session, campaign_id, plan["plan_id"])
    if not back:
        return nothing_came_back()
    if standing is not None:
        return follow_up_waits(standing)
    inputs = read_inputs(office, campaign_id)
    if isinstance(inputs, Refusal):
        return inputs
    lines = frozenset(row["line_id"] for row in back)
    draft = computed(office, inputs, time.monotonic(), only=lines)
    if isinstance(draft, Refusal):
        return draft
    new_plan_id = new_id(office.clock())
    payload = {"plan_id": new_plan_id, "follows": plan["plan_id"]}

    def write(session: Session) -> Effect:
        named = {"campaign_id": campaign_id, "plan_id": new_plan_id, "follows_plan_id": plan["plan_id"]}
        session.run("plan/insert_follow_up", named)
        effect = kept_draft(office, session, actor, campaign_id, new_plan_id, draft)
        more = {"follows": plan["plan_id"], "lines": len(lines)}
        return Effect(dict(effect.result) | more, new_plan_id, dict(effect.detail) | more)

    return perform(office, Command("plan.propose", actor, campaign_id, f"plan.propose:{new_plan_id}", payload), write)


def waiting_follow_up(session: Session, campaign_id: str, plan_id: str) -> str | None:
    """Return the follow-up of a plan that is not in force yet, if there is one."""
    named = {"campaign_id": campaign_id}
    waiting = {
        row["plan_id"]
        for row in session.rows("plan/all", named)
        if row["state"] in (PlanState.DRAFT, PlanState.LOCKED, PlanState.APPROVED)
    }
    follow_ups = session.rows("plan/follow_ups", named)
    return next(
        (row["plan_id"] for row in follow_ups if row["follows_plan_id"] == plan_id and row["plan_id"] in waiting), None
    )


def follow_up_waits(plan_id: str) -> Refusal:
    """Say that a follow-up of this plan is on its way already."""
    return Refusal(
        "follow_up_waits",
        Sentence(
            f"Une suite de ce plan attend déjà d'être adoptée ({plan_id}). Rien n'a été modifié ; adoptez-la ou annulez-la d'abord.",
            f"A follow-up of this plan already waits for its adoption ({plan_id}). Nothing was changed; adopt or revoke it first.",
        ),
    )


def nothing_came_back() -> Refusal:
    """Say that this plan leaves nothing to take up."""
    return Refusal(
        "nothing_came_back",
        Sentence(
            "Rien de ce que ce plan attribuait n'est revenu sans être servi depuis : il n'y a pas de suite à proposer. Rien n'a été modifié.",
            "Nothing that this plan granted came back without being served since: there is no follow-up. Nothing was changed.",
        ),
    )


def refusals_to_review(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Find the refusals whose reason has gone: what the line asks is now within its reach and free, on each side that it asks.

    Returns
    -------
    dict or Refusal
        `plan_id` (the plan that refused), `lines` and `households` (in all), `reasons`: for each reason of then, `reason, lines,
        households`. It says who may be served again, not who will be: the next plan decides by rank.
    """
    refusal = check_can(actor, "plan.read", Scope(aggregated=True))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        plan = deciding_plan(session, campaign_id, None)
        if isinstance(plan, Refusal):
            return plan
        asks = session.table("plan/refused_asks", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
    found = possible_now(office, campaign_id, asks)
    if isinstance(found, Refusal):
        return found
    by_reason = found.group_by("reason").aggregate([("line_id", "count"), ("household_id", "count_distinct")])
    names = ("reason", "line_id_count", "household_id_count_distinct")
    counted = sorted(zip(*(by_reason[name].to_pylist() for name in names), strict=True))
    reasons = [{"reason": reason, "lines": lines, "households": homes} for reason, lines, homes in counted]
    homes = pc.count_distinct(found["household_id"]).as_py()
    return {"plan_id": plan["plan_id"], "lines": found.num_rows, "households": homes, "reasons": reasons}


def possible_now(office: Office, campaign_id: str, asks: pa.Table) -> pa.Table | Refusal:
    """Keep the lines that free units within reach could serve, each looked at alone.

    Parameters
    ----------
    asks
        Key line_id: `zone_code, kit_code, partner_kind`; the letter in the id says which sides a line asks. Lines alike are looked at
        once, so that a million are looked at as fast as their kinds.
    """
    inputs = read_inputs(office, campaign_id, with_households=False)
    if isinstance(inputs, Refusal):
        return inputs
    # What holds nothing serves nobody: it need not be looked at.
    inputs = replace(inputs, cells=inputs.cells.filter(pc.greater(inputs.cells["quantity"], 0)))
    if not asks.num_rows or not inputs.cells.num_rows:
        return asks.slice(0, 0)
    letter = pc.replace_substring_regex(asks["line_id"], r"^.*-([A-Z])[0-9]*$", r"\1")
    alike = asks.select(["zone_code", "kit_code", "partner_kind"]).append_column("letter", letter)
    number = numbered_alike(alike, alike.slice(0, 0), alike.column_names)[0]
    first, kind = np.unique(number, return_index=True, return_inverse=True)[1:]
    kinds = alike.take(pa.array(first))
    names = pa.array([str(place) for place in range(kinds.num_rows)], pa.string())
    lines = kinds.append_column("line_id", names).append_column(
        "rank", pa.array(range(1, kinds.num_rows + 1), pa.int64())
    )
    reach = zone_reach(
        inputs.policy, office.territories, sorted(pc.unique(lines["zone_code"]).to_pylist()), inputs.sites
    )
    problem = built_problem(inputs, lines.drop_columns(["letter"]), reach)
    if isinstance(problem, Refusal):
        return problem
    served = open_sides(problem)
    types = dict(zip(*(problem.lines[name].to_pylist() for name in ("line_id", "type_id")), strict=True))
    is_open = [
        ASKED[letter] <= served[types[name]]
        for name, letter in zip(names.to_pylist(), kinds["letter"].to_pylist(), strict=True)
    ]
    return asks.filter(pa.array(np.array(is_open, dtype=np.bool_)[kind]))


def open_sides(problem: Problem) -> dict[str, set[str]]:
    """Return, for each type, the sides on which something is within its reach."""
    sides: dict[str, set[str]] = defaultdict(set)
    ways = problem.options.group_by(["type_id", "side"]).aggregate([])
    for type_id, side in zip(*(ways[name].to_pylist() for name in ("type_id", "side")), strict=True):
        sides[type_id].add(side)
    return sides


# The sides that a line asks, by the letter in its id.
ASKED = {KIT: {Side.DEVICE.value, Side.DATA.value}, DEVICE: {Side.DEVICE.value}, DATA: {Side.DATA.value}}
