"""What a plan granted and did not reach its family becomes a plan of its own; refusals whose reason has gone are found again.

A follow-up is proposed like any plan: locked, approved by another person, adopted. This module must never adopt one.
"""

import time
from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.lines import request_lines
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState, Side
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.explain import deciding_plan
from pipelines.planning.facts import ranked_households
from pipelines.planning.inputs import read_inputs
from pipelines.planning.life import find_plan
from pipelines.planning.propose import computed, declared_problem, kept_draft, without_granted
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
        refused = session.rows("plan/refused_lines", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
    possible = possible_now(office, campaign_id)
    if isinstance(possible, Refusal):
        return possible
    found: dict[str, list[Row]] = defaultdict(list)
    for row in refused:
        if row["line_id"] in possible:
            found[row["reason"]].append(row)
    reasons = [
        {"reason": reason, "lines": len(rows), "households": len({row["household_id"] for row in rows})}
        for reason, rows in sorted(found.items())
    ]
    homes = {row["household_id"] for rows in found.values() for row in rows}
    total = sum(len(rows) for rows in found.values())
    return {"plan_id": plan["plan_id"], "lines": total, "households": len(homes), "reasons": reasons}


def possible_now(office: Office, campaign_id: str) -> set[str] | Refusal:
    """Return the lines not served yet that free units within reach could serve, each looked at alone."""
    inputs = read_inputs(office, campaign_id)
    if isinstance(inputs, Refusal):
        return inputs
    _, ranked = ranked_households(inputs.policy, inputs.facts)
    lines = without_granted(request_lines(inputs.policy, ranked, inputs.facts), inputs.granted)
    zones = sorted(pc.unique(lines["zone_code"]).to_pylist())
    reach = zone_reach(inputs.policy, office.territories, zones, inputs.sites)
    declared = declared_problem(inputs, lines, reach)
    if isinstance(declared, Refusal):
        return declared
    problem = declared.problem
    units = dict(zip(problem.cells["cell_id"].to_pylist(), problem.cells["quantity"].to_pylist(), strict=True))
    open_sides: dict[str, set[str]] = defaultdict(set)
    for type_id, side, cell_id in zip(
        *(problem.options[name].to_pylist() for name in ("type_id", "side", "cell_id")), strict=True
    ):
        if units[cell_id]:
            open_sides[type_id].add(side)
    asked = asked_sides(lines)
    return {
        line_id
        for line_id, type_id in zip(*(problem.lines[n].to_pylist() for n in ("line_id", "type_id")), strict=True)
        if asked[line_id] <= open_sides[type_id]
    }


def asked_sides(lines: pa.Table) -> dict[str, set[str]]:
    """Return the sides that each line asks, which the letter in its id says (K: both, D: a device, C: data)."""
    letters = {"K": {Side.DEVICE.value, Side.DATA.value}, "D": {Side.DEVICE.value}, "C": {Side.DATA.value}}
    return {line_id: letters[line_id.rsplit("-", 1)[1][0]] for line_id in lines["line_id"].to_pylist()}
