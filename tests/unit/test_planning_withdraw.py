"""Giving up what was granted: units are free again, the next best is told, the plan keeps its certificate."""

from campaigns.model.codes import Role, WithdrawalReason
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.release import release_plan
from pipelines.office import Office
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import stock_cells
from pipelines.planning.withdraw import withdraw_grants, withdrawals
from pipelines.verify import verify_campaign
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR

DECLINED = WithdrawalReason.FAMILY_DECLINED


def adopted(office: Office) -> tuple[str, list[str]]:
    """Adopt a plan that serves two of four families; returns the campaign and the households by rank."""
    campaign_id = scarce_campaign(office)
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    put_in_force(office, campaign_id)
    with office.store.reading() as session:
        homes = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan_id})
    return campaign_id, [row["household_id"] for row in homes]


def test_a_family_that_declines_frees_its_laptop_for_the_next_one(office: Office) -> None:
    campaign_id, homes = adopted(office)
    answer = withdraw_grants(office, COORDINATOR, campaign_id, homes[0], DECLINED)
    assert answer["units"] == 1
    assert [(row["rank"], row["household_id"]) for row in answer["next"]] == [(3, homes[2])]
    assert sum(cell["reserved"] for cell in stock_cells(office, COORDINATOR, campaign_id)) == 1
    again = propose_plan(office, COORDINATOR, campaign_id)
    assert (again["served"], again["unserved"]) == (1, 1), "the family that declined is not planned again"
    with office.store.reading() as session:
        grants = session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": again["plan_id"]})
    assert [grant["household_id"] for grant in grants] == [homes[2]]
    assert [(row["household_id"], row["reason"]) for row in withdrawals(office, COORDINATOR, campaign_id)] == [
        (homes[0], "family_declined")
    ]
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_sent_twice_it_acts_once_and_what_left_comes_back_as_a_return(office: Office) -> None:
    campaign_id, homes = adopted(office)
    withdraw_grants(office, COORDINATOR, campaign_id, homes[0], DECLINED)
    second = withdraw_grants(office, COORDINATOR, campaign_id, homes[0], DECLINED)
    assert isinstance(second, Refusal)
    assert second.code == "nothing_granted"
    assert release_plan(office, COORDINATOR, campaign_id)["released"] == 1
    late = withdraw_grants(office, COORDINATOR, campaign_id, homes[1], DECLINED)
    assert isinstance(late, Refusal)
    assert late.code == "already_released"


def test_a_partner_gives_up_for_its_own_families_only(office: Office) -> None:
    campaign_id, homes = adopted(office)
    stranger = fictive_actor(Role.PARTNER, "another-partner")
    refused = withdraw_grants(office, stranger, campaign_id, homes[0], DECLINED)
    assert isinstance(refused, Refusal)
    assert refused.code == "out_of_scope"
    with office.store.reading() as session:
        rows = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    owner = fictive_actor(Role.PARTNER, next(row["partner_id"] for row in rows if row["household_id"] == homes[0]))
    assert withdraw_grants(office, owner, campaign_id, homes[0], DECLINED)["units"] == 1
