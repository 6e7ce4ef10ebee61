"""Exceptional grants: from the declared reserve alone, by two persons, within a day, counted apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaigns.model.codes import ExceptionReason, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import adopt_policy
from pipelines.delivery.release import release_plan
from pipelines.office import Office
from pipelines.planning import exceptions
from pipelines.planning.exceptions import approve_exception, ask_exception, list_exceptions
from pipelines.planning.life import find_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.privacy.objection import record_objection
from pipelines.verify import verify_campaign
from tests.faults.story import DPO
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import STOCK_HEADER, scarce_campaign
from tests.unit.small_campaign import APPROVER, COORDINATOR, POLICY

DANGER = ExceptionReason.DANGER


def adopted(office: Office) -> tuple[str, list[str]]:
    """Adopt a plan of two laptops out of three; the third is the reserve. Returns the campaign and households by rank."""
    campaign_id = scarce_campaign(office)
    reserve = f"{STOCK_HEADER}SITE1,laptop,A,1,{office.clock().date()},,exception\n"
    assert not isinstance(import_stock(office, COORDINATOR, campaign_id, reserve.encode(), "reserve.csv"), Refusal)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    assert plan["served"] == 2, "no plan touches the reserve"
    put_in_force(office, campaign_id)
    with office.store.reading() as session:
        homes = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
    return campaign_id, [row["household_id"] for row in homes]


def test_two_persons_serve_a_family_in_danger_from_the_reserve(office: Office) -> None:
    campaign_id, homes = adopted(office)
    asked = ask_exception(office, COORDINATOR, campaign_id, homes[3], DANGER)
    assert [row["plan_id"] for row in list_exceptions(office, APPROVER, campaign_id)] == [None]
    alone = approve_exception(office, COORDINATOR, campaign_id, asked["exception_id"])
    assert isinstance(alone, Refusal)
    assert alone.code == "same_person"
    made = approve_exception(office, APPROVER, campaign_id, asked["exception_id"])
    assert made["household_id"] == homes[3]
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True
    assert find_plan(office, campaign_id, None, "revoke")["plan_id"] != made["plan_id"], "it is counted apart"
    assert release_plan(office, COORDINATOR, campaign_id, made["plan_id"])["released"] == 1
    again = propose_plan(office, COORDINATOR, campaign_id)
    assert (again["served"], again["unserved"]) == (0, 1), "the family is served; only one still waits"


def test_an_empty_reserve_a_late_approval_and_a_stranger_are_refused(office: Office) -> None:
    campaign_id, homes = adopted(office)
    first = ask_exception(office, COORDINATOR, campaign_id, homes[2], DANGER)
    second = ask_exception(office, COORDINATOR, campaign_id, homes[3], DANGER)
    now = office.clock()
    tomorrow = replace(office, clock=lambda: now + timedelta(hours=25))
    assert approve_exception(tomorrow, APPROVER, campaign_id, first["exception_id"]).code == "exception_expired"
    made = approve_exception(office, APPROVER, campaign_id, first["exception_id"])
    assert not isinstance(made, Refusal)
    assert approve_exception(office, APPROVER, campaign_id, first["exception_id"]) == made, (
        "sent again, it is the first answer"
    )
    assert len([row for row in list_exceptions(office, APPROVER, campaign_id) if row["plan_id"]]) == 1
    assert approve_exception(office, APPROVER, campaign_id, "nobody's").code == "unknown_exception"
    assert approve_exception(office, APPROVER, campaign_id, second["exception_id"]).code == "reserve_empty"
    assert ask_exception(office, COORDINATOR, campaign_id, "nobody", DANGER).code == "reserve_empty"
    partner = fictive_actor(Role.PARTNER, "somebody")
    assert approve_exception(office, partner, campaign_id, second["exception_id"]).code == "not_allowed"
    assert ask_exception(office, partner, campaign_id, homes[3], DANGER).code == "not_allowed"


def meanwhile(monkeypatch: pytest.MonkeyPatch, event: Callable[[], object]) -> None:
    """Let something happen once, after a line was computed and before the approval begins to write."""
    computed, waiting = exceptions.one_line, [event]

    def computed_first(*asked: Any) -> Any:
        draft = computed(*asked)
        while waiting:
            assert not isinstance(waiting.pop()(), Refusal)
        return draft

    monkeypatch.setattr(exceptions, "one_line", computed_first)


def test_a_family_that_objects_while_its_line_is_computed_is_granted_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, homes = adopted(office)
    asked = ask_exception(office, COORDINATOR, campaign_id, homes[3], DANGER)
    with office.store.reading() as session:
        before = session.rows("stock/cells", {"campaign_id": campaign_id})
    meanwhile(monkeypatch, lambda: record_objection(office, DPO, campaign_id, homes[3], dry_run=False))
    assert approve_exception(office, APPROVER, campaign_id, asked["exception_id"]).code == "family_gone"
    with office.store.reading() as session:
        assert session.rows("stock/cells", {"campaign_id": campaign_id}) == before
    assert [row["plan_id"] for row in list_exceptions(office, APPROVER, campaign_id)] == [None]


def test_rules_adopted_while_a_line_is_computed_are_those_of_the_next_attempt(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, homes = adopted(office)
    asked = ask_exception(office, COORDINATOR, campaign_id, homes[3], DANGER)
    other = POLICY.read_text("utf-8").replace("weight = 0.12", "weight = 0.2", 1)
    meanwhile(monkeypatch, lambda: adopt_policy(office, COORDINATOR, campaign_id, other, None))
    assert approve_exception(office, APPROVER, campaign_id, asked["exception_id"]).code == "policy_replaced"
    made = approve_exception(office, APPROVER, campaign_id, asked["exception_id"])
    assert not isinstance(made, Refusal) and made["household_id"] == homes[3]


def test_a_family_asked_for_twice_is_served_once_however_close_the_approvals(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, homes = adopted(office)
    more = f"{STOCK_HEADER}SITE1,laptop,A,1,{office.clock().date()},,exception\n"
    assert not isinstance(import_stock(office, COORDINATOR, campaign_id, more.encode(), "encore.csv"), Refusal)
    first, second = (ask_exception(office, COORDINATOR, campaign_id, homes[3], DANGER) for _ in range(2))
    meanwhile(monkeypatch, lambda: approve_exception(office, APPROVER, campaign_id, first["exception_id"]))
    assert approve_exception(office, APPROVER, campaign_id, second["exception_id"]).code == "already_granted"
    assert len([row for row in list_exceptions(office, APPROVER, campaign_id) if row["plan_id"]]) == 1
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True
