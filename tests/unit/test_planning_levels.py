"""The two switches of a policy, from its text to a plan that is certified, kept, exported and checked again."""

from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import adopt_policy
from pipelines.office import open_office
from pipelines.planning.bundle import verify_bundle
from pipelines.planning.export import export_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.views import certificate, plan_summary
from pipelines.reporting.view_plans import plan_board
from tests.unit.coordination_desk import COORDINATOR, campaign_of, make_sample
from tests.unit.rules_builders import LOCKDOWN

SWITCHES = {
    "tier": LOCKDOWN.replace('mode = "together"', 'mode = "together"\nstrict = "tier"'),
    "one_site": LOCKDOWN.replace('mode = "together"', 'mode = "together"\nstrict = "tier"\nsame_site = true'),
    "use": LOCKDOWN + '\n[ranking]\nscore_bin = 0.1\nwithin_bin = "use"\n',
    "use_alone": LOCKDOWN.replace('mode = "together"', 'mode = "separate"') + '\n[ranking]\nscore_bin = 0.1\nwithin_bin = "use"\n',
    "lottery": LOCKDOWN + "\n[ranking]\nscore_bin = 0.1\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SWITCHES))
def test_a_switch_is_planned_certified_exported_and_checked_again(tmp_path: Path, name: str) -> None:
    make_sample(tmp_path / "exemple")
    office = open_office(tmp_path / "exemple")
    campaign_id = campaign_of(office)
    strict = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(strict, Refusal)
    assert not isinstance(adopt_policy(office, COORDINATOR, campaign_id, SWITCHES[name], None), Refusal)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal), made
    assert made["served"] <= made["bound"]
    assert ("goals" in made) == (name == "one_site")
    bar = True if name == "lottery" else None
    assert [made["guarantees"][key] for key in ("G1", "G2", "G4", "G5")] == [True, True, bar, True]
    told = certificate(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(told, Refusal)
    assert (told["guarantees"]["G4"]["witness"] is None) == (name == "lottery")
    assert not isinstance(plan_summary(office, COORDINATOR, campaign_id, made["plan_id"]), Refusal)
    assert not isinstance(plan_board(office, COORDINATOR, campaign_id, made["plan_id"]), Refusal)
    written = export_plan(office, COORDINATOR, campaign_id, tmp_path / "plan", made["plan_id"])
    assert not isinstance(written, Refusal)
    assert ("problem/levels.csv" in written["files"]) == (name != "lottery")
    extra = {"problem/same_site.csv", "result/bounds.csv", "result/duals.csv"}
    assert extra & set(written["files"]) == (extra if name == "one_site" else set())
    checked = verify_bundle(tmp_path / "plan", made["digest"])
    assert not isinstance(checked, Refusal)
    assert checked["holds"] is True, checked
    office.close()


def test_kits_strict_by_tier_serve_at_least_as_many_of_the_first_tier(tmp_path: Path) -> None:
    make_sample(tmp_path / "exemple")
    office = open_office(tmp_path / "exemple")
    campaign_id = campaign_of(office)
    first = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(first, Refusal)
    assert not isinstance(adopt_policy(office, COORDINATOR, campaign_id, SWITCHES["tier"], None), Refusal)
    second = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(second, Refusal)
    tiers = []
    for made in (first, second):
        found = plan_summary(office, COORDINATOR, campaign_id, made["plan_id"])
        assert not isinstance(found, Refusal)
        tiers.append({row["tier"]: row["served"] for row in found["tiers"]})
    assert tiers[1][min(tiers[1])] >= tiers[0][min(tiers[0])]
    office.close()
