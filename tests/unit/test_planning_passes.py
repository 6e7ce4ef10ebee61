"""Reserves and floors from the policy to the adopted plan: kept, certified, exported, and told when they cannot be met."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.export import export_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.solve_folder import certify_folder, solve_folder
from pipelines.planning.stock import import_stock
from pipelines.planning.views import certificate, plan_floors
from pipelines.verify import verify_campaign
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, PARTNERS, POLICY, SECOND_LIST, SITES

PASSES = """
[[reserves]]
code = "ecoles"
earmark = "kind:school"
left_over = "open"
label_fr = "Réserve des écoles"
label_en = "Reserve for schools"

[[floors]]
share_pct = 80
label_fr = "Quatre cinquièmes du taux national"
label_en = "Four fifths of the national rate"
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    yield opened
    opened.close()


def campaign(office: Office, earmark: str) -> str:
    """Open a campaign of four families under a policy with a reserve and a floor; two laptops, one of them earmarked."""
    today = office.clock().date()
    text = POLICY.read_text("utf-8") + PASSES
    made = create_campaign(office, COORDINATOR, "reserve", text, today, today + timedelta(days=60), "Réserve")
    assert not isinstance(made, Refusal)
    campaign_id = str(made["campaign_id"])
    stock = f"site_code,item,grade,quantity,available_on,donor,earmark\nSITE1,laptop,A,1,{today},,\nSITE1,laptop,B,1,{today},,{earmark}\n"
    steps = (
        import_partners(office, COORDINATOR, PARTNERS, "partners.csv"),
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        receive_list(office, COORDINATOR, campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1")),
        receive_list(office, COORDINATOR, campaign_id, SECOND_LIST, "foyer.csv", Reception("CHRS1")),
        import_stock(office, COORDINATOR, campaign_id, stock.encode(), "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return campaign_id


def test_a_plan_with_a_reserve_and_a_floor_is_certified_kept_and_exported(office: Office, tmp_path: Path) -> None:
    campaign_id = campaign(office, "kind:school")
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    assert (made["served"], made["floors_missed"]) == (2, [])
    checked = certificate(office, COORDINATOR, campaign_id)
    assert {name: verdict["holds"] for name, verdict in checked["guarantees"].items() if name < "G6"} == dict.fromkeys(
        ("G1", "G2", "G3", "G4", "G5"), True
    )
    floors = plan_floors(office, COORDINATOR, campaign_id)
    assert [(row["department_code"], row["asked"], row["wanted"], row["reached"]) for row in floors] == [
        ("93", 4, 1, 2)
    ]
    export_plan(office, COORDINATOR, campaign_id, tmp_path / "out")
    assert solve_folder(tmp_path / "out/problem", tmp_path / "again")["served"] == 2
    again = certify_folder(tmp_path / "out/problem", tmp_path / "again")
    assert {verdict["holds"] for verdict in again.values()} == {True}
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_a_policy_whose_reserve_nobody_asks_for_still_makes_a_plan(office: Office) -> None:
    campaign_id = campaign(office, "kind:student_service")
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    assert made["served"] == 1, "what a donor earmarked is not anybody's unless the policy says so"
