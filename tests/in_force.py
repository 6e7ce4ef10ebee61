"""A plan put in force by two persons, as every campaign does it. It must never propose one."""

from campaigns.model.codes import Role
from dashboard.sign_in import fictive_actor
from pipelines.office import Office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from tests.answers import done

STEPS = ((Role.COORDINATOR, lock_plan), (Role.APPROVER, approve_plan), (Role.COORDINATOR, adopt_plan))


def put_in_force(office: Office, campaign_id: str, plan_id: str | None = None) -> None:
    """Lock, approve and adopt a draft: the newest one where none is named."""
    for role, step in STEPS:
        done(step(office, fictive_actor(role), campaign_id, plan_id))
