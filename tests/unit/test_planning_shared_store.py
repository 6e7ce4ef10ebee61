"""Scenarios, comparisons, what-ifs and withdrawals on the shared store: the same words, the same answers."""

from pathlib import Path

import pytest

from campaigns.model.codes import WithdrawalReason
from campaigns.model.scenario import Assumptions, ExtraStock
from pipelines.office import open_office
from pipelines.planning.propose import propose_plan
from pipelines.planning.replan import served_afresh, what_moved
from pipelines.planning.scenarios import compare_scenarios, propose_scenario
from pipelines.planning.whatif import what_would_serve
from pipelines.planning.withdraw import withdraw_grants, withdrawals
from pipelines.verify import verify_campaign
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR


@pytest.mark.postgres
def test_a_plans_life_with_scenarios_and_withdrawals_on_postgresql(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    office = open_office(tmp_path)
    try:
        campaign_id = scarce_campaign(office)
        plan = propose_plan(office, COORDINATOR, campaign_id)
        supposed = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=1),))
        scenario = propose_scenario(office, COORDINATOR, campaign_id, "Un de plus", supposed)
        board = compare_scenarios(office, COORDINATOR, campaign_id, [plan["plan_id"], scenario["plan_id"]])
        assert [card["quantities"]["granted"] for card in board["plans"]] == [2, 3]
        moved = what_moved(office, COORDINATOR, campaign_id, scenario["plan_id"], plan["plan_id"])
        assert (moved["kept"], len(moved["gain"])) == (2, 1)
        put_in_force(office, campaign_id)
        with office.store.reading() as session:
            named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
            homes = [row["household_id"] for row in session.rows("plan/household_sums", named)]
            of_home = {row["household_id"]: row["request_id"] for row in session.rows("household/members", named)}
        card = what_would_serve(office, COORDINATOR, campaign_id, of_home[homes[3]])
        assert [found["units"] for found in card["lines"][0]["units"]] == [2]
        assert withdraw_grants(office, COORDINATOR, campaign_id, homes[0], WithdrawalReason.MISTAKE)["units"] == 1
        assert len(withdrawals(office, COORDINATOR, campaign_id)) == 1
        assert served_afresh(office, COORDINATOR, campaign_id)["frozen"] == 1
        assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True
    finally:
        office.close()
