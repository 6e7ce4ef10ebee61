"""What the screens and the command line read of a plan: its counts, its grants, what one more unit would do."""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.draft import BOUNDS, FLOORS, kept_parts
from pipelines.planning.life import readable_plan
from pipelines.planning.recheck import changes_count
from pipelines.planning.solve_folder import told_goals
from pipelines.store.port import Row
from pipelines.verify import plan_certificate


def plan_summary(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> Row | Refusal:
    """Return a plan: `plan` (its row), `tiers` (asked, served), `reasons` (unserved lines), `items` (granted, mean_km)."""
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    with office.store.reading() as session:
        return {
            "plan": plan,
            "tiers": session.rows("plan/tier_sums", named),
            "reasons": session.rows("plan/unserved_sums", named),
            "items": session.rows("plan/item_sums", named),
        }


def plan_grants(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> list[Row] | Refusal:
    """Return each unit granted with its site, partner, distance and rank."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": plan_id})


def marginal_values(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> list[Row] | Refusal:
    """Return, for each cell of stock, what the plan took of it and the rank that one more unit would serve."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("plan/values", {"campaign_id": campaign_id, "plan_id": plan_id})


def plan_floors(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> list[Row] | Refusal:
    """Return what each declared floor asked of each department and what the plan reached (lines).

    Returns
    -------
    list of dict, or Refusal
        `floor_code, department_code, asked, wanted, share_pct, attainable_pct, is_exact, reached`; empty where the policy
        declares no floor. `attainable_pct` is the largest share that all departments could reach at once.
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        parts = kept_parts(session, campaign_id, plan["plan_id"])
    rows: list[Row] = parts[FLOORS].to_pylist() if FLOORS in parts else []
    return rows


def plan_bounds(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> list[Row] | Refusal:
    """Return what a plan of kits from one site reached for each goal, and how far it may be from the best.

    Returns
    -------
    list of dict, or Refusal
        `goal` (level, use, all), `unit_no, tier` (of a level; None elsewhere), `reached`, `bound` (proved by the plan's own
        multipliers), `found_bound` (of the search), `gap`; empty where the policy does not ask for one site.
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    with office.store.reading() as session:
        parts = kept_parts(session, campaign_id, plan["plan_id"])
        if BOUNDS not in parts:
            return []
        levels = {row["rank"]: row for row in session.rows("plan/line_ranks", named)}
    nobody = {"unit_no": None, "tier": None}
    return [
        row | {name: levels.get(row["first_rank"], nobody)[name] for name in nobody}
        for row in told_goals(parts[BOUNDS])
    ]


def certificate(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> Row | Refusal:
    """Return the certificate of a plan: each guarantee with `holds` and a witness or the reason why it doesn't apply."""
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        return {"plan_id": plan["plan_id"], "guarantees": plan_certificate(session, campaign_id, plan["plan_id"])}


def certificate_of_today(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what `certificate` does and when it was checked (`checked_at`): once, until something changes in the campaign."""
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    state = (plan["plan_id"], changes_count(office, campaign_id), office.clock().date())

    def checked() -> Row | Refusal:
        found = certificate(office, actor, campaign_id, plan["plan_id"])
        return found if isinstance(found, Refusal) else found | {"checked_at": office.clock()}

    return office.answers.asked(f"certificate {campaign_id}", state, checked).result()
