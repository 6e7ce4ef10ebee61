"""Two plans side by side: who gains, who loses, by department and partner; counts for people, ids for the record."""

from collections import Counter

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.store.port import Row, Session


def compare_plans(office: Office, actor: Actor, campaign_id: str, plan_id: str, other_id: str) -> Row | Refusal:
    """Compare a plan with another.

    Returns
    -------
    dict or Refusal
        `plan_id, other_id`, `gain` and `lose` (households served only by the second, only by the first), `both`, and
        `by_department` {code: [gain, lose]}.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    for named in (plan_id, other_id):
        plan = find_plan(office, campaign_id, named)
        if isinstance(plan, Refusal):
            return plan
    with office.store.reading() as session:
        first, second = (served_homes(session, campaign_id, named) for named in (plan_id, other_id))
    gain, lose = second.keys() - first.keys(), first.keys() - second.keys()
    gains = Counter(second[home] or "" for home in gain)
    losses = Counter(first[home] or "" for home in lose)
    return {
        "plan_id": plan_id,
        "other_id": other_id,
        "both": len(first.keys() & second.keys()),
        "gain": len(gain),
        "lose": len(lose),
        "by_department": {code: [gains[code], losses[code]] for code in sorted(gains | losses)},
    }


def served_homes(session: Session, campaign_id: str, plan_id: str) -> dict[str, str | None]:
    """Return household_id -> department of the households a plan serves."""
    grants = session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": plan_id})
    return {grant["household_id"]: grant["department_code"] for grant in grants}
