"""Rights are held where data is read and changed: what a page would hide, the pipeline refuses.

Each case is one verb called by somebody who must not have its answer: a partner asking for what is not its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import OutsideReason, Role
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import adopt_policy
from pipelines.delivery.holding import free_units
from pipelines.delivery.mailing import send_messages
from pipelines.delivery.messages import leave_out, messages, prepare_messages
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.outside import Outside, record_outside
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.release import release_plan
from pipelines.delivery.shipments import ship_note
from pipelines.intake.absences import answer_absences, open_absences
from pipelines.intake.corrections import correct_rows
from pipelines.intake.lists import accept_list, all_lists, list_contents, refuse_list
from pipelines.intake.receipts import receipt_file
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import list_partners, list_sites
from pipelines.people import partner_person
from pipelines.planning.life import adopt_plan, all_plans, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import recent_movements, stock_cells
from pipelines.planning.views import certificate, marginal_values, plan_grants, plan_summary
from pipelines.reporting.exports import export_journal
from pipelines.reporting.figures import campaign_figures
from pipelines.reporting.releases import publish_figures, release
from pipelines.reporting.view_deliveries import adopted_plans, shortfalls
from pipelines.reporting.view_households import HouseholdSearch, find_households, household_sums
from pipelines.reporting.view_lists import list_repairs
from pipelines.reporting.view_partner import (
    FamilyQuestion,
    lists_to_correct,
    partner_deliveries,
    partner_desk,
    partner_families,
    sent_lists,
)
from pipelines.reporting.view_quality import partner_quality
from pipelines.reporting.view_sums import stock_grid
from pipelines.reporting.view_work import work_to_do
from pipelines.reporting.views import household_card, ranking
from pipelines.verify import verify_campaign
from tests.spec.conftest import Line

Answer = Any
Case = Callable[[Office, Actor, str, dict[str, str]], Answer]

# `known` holds ids of somebody else: another partner, one of its lists, its household, a plan.
FORBIDDEN: dict[str, Case] = {
    "list contents": lambda o, a, c, known: list_contents(o, a, c, known["list_id"]),
    "receipt": lambda o, a, c, known: receipt_file(o, a, c, known["list_id"]),
    "accept": lambda o, a, c, known: accept_list(o, a, c, known["list_id"]),
    "refuse": lambda o, a, c, known: refuse_list(o, a, c, known["list_id"], "other"),
    "requests of another": lambda o, a, c, known: partner_families(o, a, c, known["partner_id"], FamilyQuestion(0, 25)),
    "desk of another": lambda o, a, c, known: partner_desk(o, a, c, known["partner_id"]),
    "lists of another": lambda o, a, c, known: sent_lists(o, a, c, known["partner_id"]),
    "cells of another": lambda o, a, c, known: correct_rows(o, a, c, known["list_id"], {(2, 1): "X"}),
    "repairs of another": lambda o, a, c, known: list_repairs(o, a, c, known["list_id"]),
    "absent families of another": lambda o, a, c, known: open_absences(o, a, c, known["partner_id"]),
    "withdraw for another": lambda o, a, c, known: answer_absences(o, a, c, known["partner_id"], {"r": "withdrawn"}),
    "rows of another": lambda o, a, c, known: lists_to_correct(o, a, c, known["partner_id"]),
    "quality of another": lambda o, a, c, known: partner_quality(o, a, c, known["partner_id"]),
    "deliveries of another": lambda o, a, c, known: partner_deliveries(o, a, c, known["partner_id"]),
    "households": lambda o, a, c, known: find_households(o, a, c, HouseholdSearch(), 25),
    "household": lambda o, a, c, known: household_card(o, a, c, known["household_id"]),
    "notes of all": lambda o, a, c, known: delivery_notes(o, a, c),
    "notes of another": lambda o, a, c, known: delivery_notes(o, a, c, partner_id=known["partner_id"]),
    "held units freed": lambda o, a, c, known: free_units(o, a, c),
    "shipment of another": lambda o, a, c, known: ship_note(o, a, c, None, "CRETEIL", known["partner_code"]),
    "outside for another": lambda o, a, c, known: record_outside(
        o, a, c, Outside(known["partner_id"], "laptop", OutsideReason.EMERGENCY, o.clock().date())
    ),
    "operator's file": lambda o, a, c, known: recharge_file(o, a, c),
    "shortfalls": lambda o, a, c, known: shortfalls(o, a, c),
    "messages": lambda o, a, c, known: messages(o, a, c),
    "prepare messages": lambda o, a, c, known: prepare_messages(o, a, c),
    "leave a message out": lambda o, a, c, known: leave_out(o, a, c, "m"),
    "send messages": lambda o, a, c, known: send_messages(o, a, c, "b"),
    "recognise": lambda o, a, c, known: link_households(o, a, c),
    "new policy": lambda o, a, c, known: adopt_policy(o, a, c, known["policy"], None),
    "ranking": lambda o, a, c, known: ranking(o, a, c),
    "propose": lambda o, a, c, known: propose_plan(o, a, c),
    "lock": lambda o, a, c, known: lock_plan(o, a, c, known["plan_id"]),
    "approve": lambda o, a, c, known: approve_plan(o, a, c, known["plan_id"]),
    "adopt": lambda o, a, c, known: adopt_plan(o, a, c, known["plan_id"]),
    "plans": lambda o, a, c, known: all_plans(o, a, c),
    "plan": lambda o, a, c, known: plan_summary(o, a, c, known["plan_id"]),
    "grants": lambda o, a, c, known: plan_grants(o, a, c, known["plan_id"]),
    "values": lambda o, a, c, known: marginal_values(o, a, c, known["plan_id"]),
    "certificate": lambda o, a, c, known: certificate(o, a, c, known["plan_id"]),
    "adopted plans": lambda o, a, c, known: adopted_plans(o, a, c),
    "release": lambda o, a, c, known: release_plan(o, a, c),
    "stock": lambda o, a, c, known: stock_cells(o, a, c),
    "stock grid": lambda o, a, c, known: stock_grid(o, a, c),
    "movements": lambda o, a, c, known: recent_movements(o, a, c),
    "sites": lambda o, a, c, known: list_sites(o, a),
    "exact figures": lambda o, a, c, known: campaign_figures(o, a, c),
    "publish": lambda o, a, c, known: publish_figures(o, a, c),
    "verify": lambda o, a, c, known: verify_campaign(o, a, c),
    "journal": lambda o, a, c, known: export_journal(o, a, c, known["folder"]),
}


@pytest.fixture
def office(line: Line) -> Iterator[Office]:
    """Open the filled campaign, with a draft plan in it."""
    line("plan", "propose")
    opened = open_office(line.home)
    yield opened
    opened.close()


@pytest.fixture
def known(office: Office, tmp_path: Any) -> dict[str, Any]:
    """Return the ids that belong to the first partner."""
    with office.store.reading() as session:
        campaign = session.rows("campaign/all")[0]
        named = {"campaign_id": campaign["campaign_id"]}
        first = session.rows("list/all", named)[0]
        home = session.rows("household/members", named)[0]["household_id"]
        plan = session.rows("plan/all", named)[0]
    ids = {
        "partner_id": first["partner_id"],
        "list_id": first["list_id"],
        "household_id": home,
        "plan_id": plan["plan_id"],
        "partner_code": first["partner_code"],
    }
    return {**named, **ids, "policy": "", "folder": tmp_path / "journal"}


def stranger(office: Office, known: dict[str, Any]) -> Actor:
    """Return the person of a partner that sent nothing."""
    with office.store.reading() as session:
        senders = {row["partner_id"] for row in session.rows("list/all", {"campaign_id": known["campaign_id"]})}
        others = [row for row in session.rows("partner/all") if row["partner_id"] not in senders]
    return partner_person(others[0]["partner_id"], others[0]["name"])


@pytest.mark.parametrize("case", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_partner_is_refused_what_is_not_its_own(office: Office, known: dict[str, Any], case: Case) -> None:

    answer = case(office, stranger(office, known), known["campaign_id"], known)
    assert isinstance(answer, Refusal), answer


def test_a_partner_sees_no_list_and_no_partner_but_its_own(office: Office, known: dict[str, Any]) -> None:
    outsider = stranger(office, known)
    assert all_lists(office, outsider, known["campaign_id"]) == []
    assert [row["partner_id"] for row in list_partners(office, outsider)] == [outsider.partner_id]


def test_leadership_reads_figures_and_no_family(office: Office, known: dict[str, Any]) -> None:
    leader = Actor(user_id="l", name="L", role=Role.LEADERSHIP)
    coordinator = Actor(user_id="c", name="C", role=Role.COORDINATOR)
    assert not isinstance(publish_figures(office, coordinator, known["campaign_id"]), Refusal)
    assert not isinstance(release(office, leader, known["campaign_id"]), Refusal)
    for name, case in FORBIDDEN.items():
        assert isinstance(case(office, leader, known["campaign_id"], known), Refusal), name


def test_a_coordinator_of_one_department_sees_the_families_of_that_department_only(
    office: Office, known: dict[str, Any]
) -> None:
    local = Actor(user_id="d", name="D", role=Role.COORDINATOR, department_code="35")
    for asked in (HouseholdSearch(), HouseholdSearch(department_code="93")):
        seen = find_households(office, local, known["campaign_id"], asked, 100)
        assert not isinstance(seen, Refusal)
        assert {row["department_code"] for row in seen["rows"]} == {"35"}
    sums = household_sums(office, local, known["campaign_id"])
    assert not isinstance(sums, Refusal) and sums["departments"] == ["35"]


def test_work_to_do_is_for_who_may_do_it(office: Office, known: dict[str, Any]) -> None:
    answer = work_to_do(office, stranger(office, known), known["campaign_id"])
    assert isinstance(answer, Refusal) or answer == []
