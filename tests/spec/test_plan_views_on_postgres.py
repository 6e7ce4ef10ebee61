"""What the page of plans reads, on the shared store: lines one by one, what one more unit would do, two plans side by side."""

from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from campaigns.model.scenario import Assumptions, ExtraStock
from pipelines.networks import import_networks, plan_networks
from pipelines.office import open_office
from pipelines.planning.propose import propose_plan
from pipelines.planning.prospect import policy_prospect
from pipelines.planning.recheck import refusals_to_review
from pipelines.planning.scenarios import propose_scenario
from pipelines.planning.transfers import plan_transfers
from pipelines.reporting.view_comparison import comparison_board
from pipelines.reporting.view_families import plan_lines
from pipelines.reporting.view_gifts import gift_board
from pipelines.reporting.view_households import HouseholdSearch, find_households, household_sums
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR
from tests.unit.test_planning_transfers import MOVES, PICK_UP_ONLY
from tests.unit.test_planning_transfers import campaign_of as two_sites

pytestmark = pytest.mark.postgres


def test_the_page_of_plans_reads_the_same_on_the_shared_store(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    office = open_office(tmp_path / "home")
    campaign_id = scarce_campaign(office)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    one_more = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=1),))
    scenario = propose_scenario(office, COORDINATOR, campaign_id, "Un de plus", one_more)
    assert not isinstance(plan, Refusal)
    assert not isinstance(scenario, Refusal)
    waiting = plan_lines(office, COORDINATOR, campaign_id, plan["plan_id"], "waiting", "", 1, 1)
    assert (waiting["total"], [row["rank"] for row in waiting["rows"]]) == (2, [4])
    reference = waiting["rows"][0]["household_id"][-8:]
    found = plan_lines(
        office, COORDINATOR, campaign_id, plan["plan_id"], "all", f"F-{reference[:4]}-{reference[4:]}", 9, 0
    )
    assert [row["rank"] for row in found["rows"]] == [4]
    (gift,) = gift_board(office, COORDINATOR, campaign_id, plan["plan_id"])["useful"]
    assert (gift["site_code"], gift["item"], gift["granted"], gift["best_rank"]) == ("SITE1", "laptop", 2, 3)
    board = comparison_board(office, COORDINATOR, campaign_id, plan["plan_id"], scenario["plan_id"])
    assert [(row["first"], row["second"], row["change"]) for row in board["quantities"][:3]] == [
        (4, 4, 0), (4, 4, 0), (2, 3, 1),
    ]  # fmt: skip
    assert (board["gain"], board["lose"], [row["rank"] for row in board["moved"]]) == (1, 0, [3])
    sums = household_sums(office, COORDINATOR, campaign_id)
    every = find_households(office, COORDINATOR, campaign_id, HouseholdSearch(), 100)["rows"]
    search = HouseholdSearch(situation="attente", sort="requests", descending=True)
    cut = find_households(office, COORDINATOR, campaign_id, search, 2, 1)
    assert (sums["households"], sums["requests"]) == (len(every), sum(row["requests"] for row in every))
    assert [row["household_id"] for row in cut["rows"]] == [row["household_id"] for row in every][1:3]
    commune = office.territories.commune(every[0]["commune_code"])
    named = find_households(office, COORDINATOR, campaign_id, HouseholdSearch(text=commune.name), 9)
    assert named["total"] == sum(row["commune_code"] == every[0]["commune_code"] for row in every)
    assert refusals_to_review(office, COORDINATOR, campaign_id)["lines"] == 2
    office.close()


def test_transfers_networks_and_another_policy_read_the_same_on_the_shared_store(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    office = open_office(tmp_path / "home")
    campaign_id = two_sites(
        office, PICK_UP_ONLY.replace('code = "laptop"\nside', 'code = "laptop"\noperator = "rouge"\nside') + MOVES
    )
    assert not isinstance(
        import_networks(office, COORDINATOR, b"commune_code,operator,level\n93066,rouge,good\n", "r.csv"), Refusal
    )
    plan = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(plan, Refusal)
    moves = plan_transfers(office, COORDINATOR, campaign_id, plan["plan_id"])
    assert not isinstance(moves, Refusal)
    assert [(row["site_code"], row["via_site_code"], row["units"]) for row in moves] == [("SUD", "NORD", 2)]
    assert plan_networks(office, COORDINATOR, campaign_id, plan["plan_id"]) == [
        {"operator": "rouge", "level": "good", "units": 2, "communes": 1}
    ]
    told = policy_prospect(office, COORDINATOR, campaign_id, PICK_UP_ONLY, draws_count=2)
    assert not isinstance(told, Refusal)
    assert (told["before"], told["after"], told["lose"]) == (2, 0, 2)
    office.close()
