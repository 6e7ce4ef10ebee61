"""What a plan granted and did not reach its family becomes a plan of its own.

A follow-up is proposed like any plan: locked, approved by another person, adopted. This module must never adopt one.
"""

import time

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.inputs import read_inputs
from pipelines.planning.life import find_plan
from pipelines.planning.propose import computed, kept_draft
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
