"""Reserves and floors from the policy to the adopted plan: kept, certified, exported, and told when they cannot be met."""

from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.export import export_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.solve_folder import certify_folder, solve_folder
from pipelines.planning.views import certificate, plan_floors
from pipelines.verify import verify_campaign
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR

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


def test_a_plan_with_a_reserve_and_a_floor_is_certified_kept_and_exported(office: Office, tmp_path: Path) -> None:
    campaign_id = scarce_campaign(office, PASSES, "kind:school")
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    assert (made["served"], made["floors_missed"]) == (2, [])
    checked = certificate(office, COORDINATOR, campaign_id)
    assert [checked["guarantees"][name]["holds"] for name in ("G1", "G2", "G3", "G4", "G5")] == [True] * 5
    floors = plan_floors(office, COORDINATOR, campaign_id)
    assert [(r["department_code"], r["asked"], r["wanted"], r["reached"]) for r in floors] == [("93", 4, 1, 2)]
    export_plan(office, COORDINATOR, campaign_id, tmp_path / "out")
    assert solve_folder(tmp_path / "out/problem", tmp_path / "again")["served"] == 2
    again = certify_folder(tmp_path / "out/problem", tmp_path / "again")
    assert {verdict["holds"] for verdict in again.values()} == {True}
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_a_policy_whose_reserve_nobody_asks_for_still_makes_a_plan(office: Office) -> None:
    campaign_id = scarce_campaign(office, PASSES.replace("kind:school", "kind:student_service"), "kind:student_service")
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert made["served"] == 2, "left open, what nobody of its kind takes goes to the others"


def test_what_a_donor_earmarked_is_nobody_elses_without_a_reserve_that_opens_it(office: Office) -> None:
    campaign_id = scarce_campaign(office, "", "kind:student_service")
    assert propose_plan(office, COORDINATOR, campaign_id)["served"] == 1
