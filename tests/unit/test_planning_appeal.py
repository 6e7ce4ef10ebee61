"""An appeal shows what a changed fact would do, and whose place it would take, and changes nothing."""

import pytest

from campaigns.model.codes import Role
from dashboard.sign_in import fictive_actor
from pipelines.office import Office
from pipelines.planning.appeal import appeal
from pipelines.planning.life import all_plans
from pipelines.planning.propose import propose_plan
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR


@pytest.mark.parametrize("in_force", [False, True])
def test_a_fact_that_makes_a_family_first_takes_the_place_of_the_last_one_served(
    office: Office, in_force: bool
) -> None:
    campaign_id = scarce_campaign(office)
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    if in_force:
        put_in_force(office, campaign_id)
    with office.store.reading() as session:
        rows = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan_id})
    homes, before = [row["household_id"] for row in rows], all_plans(office, COORDINATOR, campaign_id)
    found = appeal(office, COORDINATOR, campaign_id, homes[3], {"exam_year": True, "device_situation": "none"})
    assert (found["before"]["rank"], found["before"]["served"]) == (4, False)
    assert (found["after"]["rank"], found["after"]["tier"], found["after"]["served"]) == (1, 1, True)
    assert (found["gain"], found["lose"]) == ([], [homes[1]])
    same = appeal(office, COORDINATOR, campaign_id, homes[3], {"exam_year": None})
    assert (same["after"]["served"], same["lose"]) == (False, [])
    assert all_plans(office, COORDINATOR, campaign_id) == before


def test_what_cannot_be_contested_and_who_may_not_ask(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    with office.store.reading() as session:
        home = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan_id})[3]["household_id"]
    assert appeal(office, COORDINATOR, campaign_id, home, {"score": 1}).code == "fact_not_contested"
    assert appeal(office, COORDINATOR, campaign_id, home, {"children_count": "beaucoup"}).code == "fact_not_contested"
    assert appeal(office, COORDINATOR, campaign_id, home, {"device_situation": "lost"}).code == "fact_not_contested"
    assert appeal(office, fictive_actor(Role.LOGISTICS), campaign_id, home, {"urgent": True}).code == "not_allowed"
