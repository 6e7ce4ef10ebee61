"""Scenarios: what they suppose, what they would give, whom they would serve, and that nobody can put them in force."""

import json
from pathlib import Path

import pytest

from campaigns.equity import equity
from campaigns.model.outcome import Refusal
from campaigns.model.scenario import Assumptions, ExtraStock
from pipelines.cli import main
from pipelines.office import Office, open_office
from pipelines.partners import import_sites
from pipelines.planning import propose
from pipelines.planning.life import lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.scenarios import compare_scenarios, list_scenarios, propose_scenario
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import APPROVER, COORDINATOR, POLICY

ONE_MORE = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=1),))


def test_one_more_laptop_serves_one_more_family_and_the_comparison_names_it(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    scenario = propose_scenario(office, COORDINATOR, campaign_id, "Un de plus", ONE_MORE)
    assert (plan["served"], scenario["served"]) == (2, 3)
    board = compare_scenarios(office, APPROVER, campaign_id, [plan["plan_id"], scenario["plan_id"]])
    first, second = board["plans"]
    assert first["quantities"] == {
        "asked": 4, "eligible": 4, "granted": 2, "released": 0, "delivered": 0, "handed_over": 0, "returned": 0,
    }  # fmt: skip
    assert second["quantities"]["granted"] == 3
    assert (second["name"], second["assumptions"]) == (
        "Un de plus",
        {"stock": [{"item": "laptop", "site_code": "SITE1", "units": 1}]},
    )
    assert first["departments"] == {"93": [4, 2]}
    assert first["equity"] == {"lowest_rate": 0.5, "gini": 0.0}
    assert sum(asked for asked, _ in first["partner_kinds"].values()) == 4
    (difference,) = board["differences"]
    assert (len(difference["gain"]), difference["lose"]) == (1, [])
    assert difference["gain"][0]["rank"] == 3


def test_a_scenario_is_never_locked_nor_meant_when_no_plan_is_named(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    scenario = propose_scenario(office, COORDINATOR, campaign_id, "Un de plus", ONE_MORE)
    refused = lock_plan(office, COORDINATOR, campaign_id, scenario["plan_id"])
    assert isinstance(refused, Refusal)
    assert refused.code == "scenario_only"
    assert lock_plan(office, COORDINATOR, campaign_id)["plan_id"] == plan["plan_id"]
    assert [row["name"] for row in list_scenarios(office, COORDINATOR, campaign_id)] == ["Un de plus"]


def test_distances_floors_and_another_policy_can_be_supposed(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    near = Assumptions(pick_up_km=0, delivery_km=0, floor_share_pct=50)
    assert propose_scenario(office, COORDINATOR, campaign_id, "Sur place", near)["served"] == 2
    nowhere = Assumptions(policy_toml=POLICY.read_text("utf-8").replace("departments = []", 'departments = ["62"]'))
    elsewhere = propose_scenario(office, COORDINATOR, campaign_id, "Ailleurs", nowhere)
    assert elsewhere["served"] == 0


def test_what_does_not_exist_cannot_be_supposed(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    wrong = Assumptions(stock=(ExtraStock(site_code="NULLE-PART", item="laptop", units=1),))
    refused = propose_scenario(office, COORDINATOR, campaign_id, "Impossible", wrong)
    assert isinstance(refused, Refusal)
    assert "NULLE-PART" in refused.sentence.fr
    unread = propose_scenario(office, COORDINATOR, campaign_id, "Illisible", Assumptions(policy_toml="[["))
    assert isinstance(unread, Refusal)
    unnamed = propose_scenario(office, COORDINATOR, campaign_id, " ", ONE_MORE)
    assert isinstance(unnamed, Refusal)
    assert unnamed.code == "name_missing"


def by_pairs(asked, served):
    """Gini by its definition: half the mean absolute difference of rates between two requests, over the mean rate."""
    rates = [have / want for want, have in zip(asked, served, strict=True) for _ in range(want)]
    mean = sum(rates) / len(rates)
    return sum(abs(a - b) for a in rates for b in rates) / (2 * len(rates) ** 2 * mean)


@pytest.mark.parametrize(
    ("asked", "served"), [([4, 6, 10], [1, 5, 2]), ([1, 1], [1, 0]), ([7], [3]), ([5, 0, 5], [5, 0, 4])]
)
def test_equity_is_that_of_its_definition(asked: list[int], served: list[int]) -> None:
    found = equity(asked, served)
    assert found.gini == pytest.approx(by_pairs(asked, served))
    assert found.lowest_rate == min(have / want for want, have in zip(asked, served, strict=True) if want)


def test_equity_of_nobody_is_not_known() -> None:
    assert equity([], []).gini is None
    assert equity([3], [0]).gini == 0


def test_a_depot_sends_devices_by_parcel_and_data_from_afar(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    sites = b"code,name,kind,commune_code,capacity_per_day\nDEPOT,R\xc3\xa9serve,depot,93066,50\n"
    assert not isinstance(import_sites(office, COORDINATOR, sites, "depot.csv"), Refusal)
    supposed = Assumptions(stock=(ExtraStock(site_code="DEPOT", item="laptop", units=5),))
    plan = propose_scenario(office, COORDINATOR, campaign_id, "Du dépôt", supposed)
    assert plan["served"] == 4


def test_the_command_line_proposes_and_contrasts_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = open_office(tmp_path)
    campaign_id = scarce_campaign(office)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    office.close()
    home = ["--home", str(tmp_path), "--json"]
    assert main(["plan", "scenario", "Deux de plus", "--stock", "SITE1:laptop:2", *home]) == 0
    scenario = json.loads(capsys.readouterr().out)
    assert scenario["served"] == 4
    assert main(["plan", "contrast", plan["plan_id"], scenario["plan_id"], *home]) == 0
    assert len(json.loads(capsys.readouterr().out)["differences"][0]["gain"]) == 2
    assert main(["plan", "scenario", "Trop", "--floor", "150", *home]) == 1
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == "wrong_assumption"


def test_a_large_plan_goes_next_door_and_can_be_stopped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign_id = scarce_campaign(office)
    here = propose_plan(office, COORDINATOR, campaign_id)
    monkeypatch.setattr(propose, "SMALL_LINES", 0)
    there = propose_plan(office, COORDINATOR, campaign_id)
    assert there["digest"] == here["digest"]
    office.solving_room.wall_seconds = 0
    refused = propose_plan(office, COORDINATOR, campaign_id)
    assert isinstance(refused, Refusal)
    assert refused.code == "time_limit"
