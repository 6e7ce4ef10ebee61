"""What a plan moves from one site to another before families fetch it: planned, by when it can be there. Nothing is moved here."""

from datetime import timedelta

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.planning.life import readable_plan
from pipelines.store.port import Row


def plan_transfers(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> list[Row] | Refusal:
    """Return the transfers that a plan counts on.

    Returns
    -------
    list of dict, or Refusal
        `site_id, site_name, site_code` (from), `via_site_id, via_site_name, via_site_code, via_capacity_per_day` (to; null:
        no limit), `item`, `leaves_on` (the first day on which it may; never before today), `ready_on` (at the other site), `units`,
        `households`.
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    with office.store.reading() as session:
        policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
        rows = session.rows("view/plan_transfers", named)
    moves = policy.transfers if isinstance(policy, Policy) else None
    days = timedelta(days=0 if moves is None else moves.lead_time_days)
    today = office.clock().date()
    leaving = [row | {"leaves_on": max(row["available_on"], today)} for row in rows]
    return [row | {"ready_on": row["leaves_on"] + days} for row in leaving]
