"""A plan that waits while lists, answers, stock or rules change: refused for every reason at once, and told before anybody asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import LossReason, Role
from campaigns.model.outcome import Refusal
from dashboard import memory
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import adopt_policy
from pipelines.linkage.decide import merge_by_hand
from pipelines.planning.lapses import what_lapsed
from pipelines.planning.life import adopt_plan, all_plans
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import stock_cells
from pipelines.privacy.objection import record_objection
from pipelines.reporting.view_work import work_to_do
from pipelines.stock.losses import lose_units
from tests.answers import done
from tests.in_force import put_in_force
from tests.unit.coordination_desk import labels, opened, press, said
from tests.unit.small_campaign import APPROVER, COORDINATOR, POLICY, SmallCampaign, filled_campaign
from tests.unit.test_linkage_decisions import members
from tests.unit.test_linkage_grants import granted, homes_by_reference

OTHER_RULES = POLICY.read_text("utf-8").replace("weight = 0.12", "weight = 0.2", 1)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCampaign]:
    """Open the small campaign with an approved plan that serves its four families with four of five laptops."""
    made = filled_campaign(tmp_path, adopted=False)
    monkeypatch.setattr(memory, "open_desk_office", lambda: made.office)
    yield made
    made.office.close()


def lapsed(small: SmallCampaign) -> list[str]:
    """Return the codes of what refuses the newest plan."""
    plan_id = done(all_plans(small.office, COORDINATOR, small.campaign_id))[0]["plan_id"]
    found = what_lapsed(small.office, COORDINATOR, small.campaign_id, plan_id)
    assert not isinstance(found, Refusal)
    return [refusal.code for refusal in found]


def change_rules(small: SmallCampaign) -> None:
    """Adopt other rules."""
    assert POLICY.read_text("utf-8") != OTHER_RULES
    done(adopt_policy(small.office, COORDINATOR, small.campaign_id, OTHER_RULES, None))


def merge(small: SmallCampaign) -> None:
    """Say that two of its families are one."""
    homes = homes_by_reference(small)
    done(merge_by_hand(small.office, COORDINATOR, small.campaign_id, (homes["E-1"], homes["E-2"])))


def object_to(small: SmallCampaign) -> None:
    """Record that the fourth family objects."""
    request = next(r for r, home in members(small).items() if home == homes_by_reference(small)["C-2"])
    done(record_objection(small.office, fictive_actor(Role.DPO), small.campaign_id, request, dry_run=False))


def lose(small: SmallCampaign, units: int) -> None:
    """Lose laptops that nobody reserved."""
    (cell,) = stock_cells(small.office, COORDINATOR, small.campaign_id)
    done(lose_units(small.office, COORDINATOR, small.campaign_id, cell["cell_id"], units, LossReason.STOLEN))


def test_a_plan_that_waits_still_holds_until_something_it_serves_changes(small: SmallCampaign) -> None:
    assert lapsed(small) == []
    lose(small, 1)
    assert lapsed(small) == [], "four of four laptops are left for four families"
    lose(small, 1)
    assert lapsed(small) == ["stock_taken"]
    refused = adopt_plan(small.office, COORDINATOR, small.campaign_id)
    assert refused.code == "stock_taken" and refused.sentence.fr.endswith(
        "Rien n'a été modifié ; proposez un nouveau plan."
    )
    done(propose_plan(small.office, COORDINATOR, small.campaign_id))
    assert lapsed(small) == []


def test_a_plan_computed_under_other_rules_is_not_adopted(small: SmallCampaign) -> None:
    change_rules(small)
    assert lapsed(small) == ["policy_replaced"]
    refused = adopt_plan(small.office, COORDINATOR, small.campaign_id)
    assert refused.code == "policy_replaced" and granted(small) == set()
    assert refused.sentence.fr == (
        "D'autres règles ont été adoptées depuis le calcul de ce plan. Rien n'a été modifié ; proposez un nouveau plan."
    )
    # The first rules again: what was computed under them is what they say.
    done(adopt_policy(small.office, COORDINATOR, small.campaign_id, POLICY.read_text("utf-8"), None))
    done(adopt_plan(small.office, COORDINATOR, small.campaign_id))
    assert len(granted(small)) == 4


def test_an_adopted_plan_keeps_the_rules_it_was_computed_under(small: SmallCampaign) -> None:
    done(adopt_plan(small.office, COORDINATOR, small.campaign_id))
    change_rules(small)
    assert len(granted(small)) == 4
    made = propose_plan(small.office, COORDINATOR, small.campaign_id)
    put_in_force(small.office, small.campaign_id, made["plan_id"])


def test_every_reason_is_told_at_once(small: SmallCampaign) -> None:
    object_to(small)
    merge(small)
    change_rules(small)
    lose(small, 2)
    assert lapsed(small) == ["family_gone", "households_merged", "policy_replaced", "stock_taken"]
    refused = adopt_plan(small.office, COORDINATOR, small.campaign_id)
    assert refused.code == "family_gone"
    told = refused.sentence.fr
    assert (
        "opposées depuis : 1." in told
        and "réunis à d'autres depuis le calcul : 1." in told
        and "D'autres règles" in told
    )
    assert told.count("proposez un nouveau plan") == 1


def test_what_lapsed_is_for_who_reads_plans(small: SmallCampaign) -> None:
    plan_id = done(all_plans(small.office, COORDINATOR, small.campaign_id))[0]["plan_id"]
    refused = what_lapsed(small.office, fictive_actor(Role.PARTNER), small.campaign_id, plan_id)
    assert isinstance(refused, Refusal) and refused.code == "out_of_scope"


def test_the_page_offers_another_computation_instead_of_a_step_that_would_be_refused(
    small: SmallCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(monkeypatch, "plan")
    assert any(label.startswith("Adopter et servir") for label in labels(before)) and "mis en vigueur" not in said(
        before
    )
    merge(small)
    for role, may in (("approver", False), ("coordinator", True)):
        app = opened(monkeypatch, "plan", role=role)
        assert "Ce plan ne peut plus être mis en vigueur" in said(app)
        assert "réunis à d&#x27;autres depuis le calcul : 1" in said(app)
        assert not [label for label in labels(app) if label.startswith("Adopter et servir")]
        assert ("Recalculer" in labels(app), "La coordination propose un nouveau plan." in said(app)) == (may, not may)
    press(app, "Recalculer")
    again = opened(monkeypatch, "plan")
    assert "Verrouiller ce plan" in labels(again) and "mis en vigueur" not in said(again)


def test_the_home_sends_to_what_changed_instead_of_a_plan_that_would_be_refused(
    small: SmallCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waiting(actor: Actor) -> list[tuple[str, int]]:
        found = done(work_to_do(small.office, actor, small.campaign_id))
        return [(row["kind"], row["count"]) for row in found if row["plan_id"]]

    assert waiting(COORDINATOR) == waiting(APPROVER) == [("adopt", 4)]
    change_rules(small)
    assert waiting(COORDINATOR) == [("recompute", 4)] and waiting(APPROVER) == []
    page = said(opened(monkeypatch, "accueil")).replace("\u00a0", " ")
    assert "Le plan qui servait 4 demandes ne peut plus être mis en vigueur." in page
