"""Before a policy is adopted: what is told of it is what the two plans would do, and nothing is written."""

from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from campaigns.model.scenario import Assumptions
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import adopt_policy, version_differences
from pipelines.office import open_office
from pipelines.planning.life import all_plans
from pipelines.planning.propose import Watch, propose_plan
from pipelines.planning.prospect import policy_prospect
from pipelines.planning.scenarios import compare_scenarios, list_scenarios, propose_scenario
from tests.unit.coordination_desk import COORDINATOR, campaign_of, make_sample
from tests.unit.rules_builders import LOCKDOWN
from tests.unit.scarce_campaign import scarce_campaign

OTHER = LOCKDOWN.replace(
    'among = ["homeless", "social_hotel", "shelter", "refugee_centre"]', 'among = ["homeless"]'
).replace("weight = 0.05", "weight = 0.4")


def test_what_is_told_is_what_two_plans_would_do(tmp_path: Path) -> None:
    make_sample(tmp_path / "exemple")
    office = open_office(tmp_path / "exemple")
    campaign_id = campaign_of(office)
    told = policy_prospect(office, COORDINATOR, campaign_id, OTHER, draws_count=5)
    assert not isinstance(told, Refusal)
    assert all_plans(office, COORDINATOR, campaign_id) == []
    first = propose_plan(office, COORDINATOR, campaign_id)
    second = propose_scenario(office, COORDINATOR, campaign_id, "autres règles", Assumptions(policy_toml=OTHER))
    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal)
    seen = compare_scenarios(office, COORDINATOR, campaign_id, [first["plan_id"], second["plan_id"]])
    assert not isinstance(seen, Refusal)
    for way in ("gain", "lose"):
        homes = {row["household_id"] for row in seen["differences"][0][way]}
        assert {row["household_id"] for row in told["moved"] if row["moves"] == way} == homes
        assert told[way] == len(homes)
        assert [sum(row[way] for row in told[name]) for name in ("tiers", "departments", "partner_kinds")] == [
            len(homes)
        ] * 3
    for plan, side in zip(seen["plans"], ("before", "after"), strict=True):
        served = sum(have[1] for have in plan["partner_kinds"].values())
        assert told[side] == served == sum(row[side] for row in told["partner_kinds"])
    assert told["gain"] + told["lose"] > 0
    assert [row["name"] for row in told["sways"]][:2] == ["sans_appareil", "eleves"]
    office.close()


def test_the_text_in_force_changes_nothing_and_the_work_can_be_stopped(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    campaign_id = scarce_campaign(office)
    seen: list[float] = []
    told = policy_prospect(office, COORDINATOR, campaign_id, LOCKDOWN, Watch(seen.append), draws_count=3)
    assert not isinstance(told, Refusal)
    assert (told["same"], told["gain"], told["lose"], told["moved"]) == (True, 0, 0, [])
    # Two laptops, four families.
    assert told["before"] == told["after"] == 2
    assert sum(told["bands"].values()) == 4
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    stopped = policy_prospect(office, COORDINATOR, campaign_id, LOCKDOWN, Watch(cancelled=lambda: len(seen) > 2))
    assert isinstance(stopped, Refusal)
    assert stopped.code == "cancelled"
    office.close()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEADERSHIP, Role.LOGISTICS, Role.ADMIN])
def test_who_may_not_see_the_ranking_is_refused(tmp_path: Path, role: Role) -> None:
    office = open_office(tmp_path)
    campaign_id = scarce_campaign(office)
    refusal = policy_prospect(office, fictive_actor(role), campaign_id, LOCKDOWN)
    assert isinstance(refusal, Refusal)
    assert refusal.code in ("not_allowed", "out_of_scope")
    office.close()


def test_a_scenario_looks_at_stock_with_its_own_policy(tmp_path: Path) -> None:
    """A policy whose horizon ends before the stock comes leaves that stock out, and the other way round."""
    office = open_office(tmp_path)
    campaign_id = scarce_campaign(office)
    early = LOCKDOWN.replace("hand_out_days = 20", "hand_out_days = 20\nstock_until_on = 2020-01-01")
    assert early != LOCKDOWN
    made = propose_scenario(office, COORDINATOR, campaign_id, "trop tôt", Assumptions(policy_toml=early))
    assert not isinstance(made, Refusal)
    assert made["served"] == 0
    assert len(list_scenarios(office, COORDINATOR, campaign_id)) == 1
    office.close()


def test_versions_tell_what_they_say_differently(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    campaign_id = scarce_campaign(office)
    adopted = adopt_policy(office, COORDINATOR, campaign_id, LOCKDOWN.replace("weight = 0.12", "weight = 0.2", 1), None)
    assert not isinstance(adopted, Refusal)
    assert version_differences(office, COORDINATOR, campaign_id, 1, 2) == [
        {"place": "criteria.examen.weight", "before": 0.12, "after": 0.2}
    ]
    assert version_differences(office, COORDINATOR, campaign_id, 2, 2) == []
    unknown = version_differences(office, COORDINATOR, campaign_id, 1, 9)
    assert isinstance(unknown, Refusal)
    assert "1 à 2" in unknown.sentence.fr
    office.close()
