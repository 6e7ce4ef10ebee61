"""Every role × every action × whose data: pipelines answer exactly as the table of rights says, and the page repeats it.

Each action of the table is tried through a command or a reading of its own. What is written is taken back at once, so that
hundreds of tries meet the same campaign.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from campaigns.access import RIGHTS, Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ErasureReason, ExceptionReason, OutsideReason, Role, WithdrawalReason
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import adopt_policy, campaign_policy, create_campaign, list_campaigns
from pipelines.delivery.holding import free_units
from pipelines.delivery.mailing import send_messages
from pipelines.delivery.messages import prepare_messages
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.outside import Outside, record_outside
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.doctor import examine
from pipelines.help.referrals import list_referrals, record_referral
from pipelines.intake.absences import answer_absences, open_absences
from pipelines.intake.corrections import correct_rows
from pipelines.intake.lists import accept_list, list_card, refuse_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.decide import answer_question
from pipelines.linkage.link import retrain
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites, list_partners
from pipelines.planning.exceptions import approve_exception, ask_exception
from pipelines.planning.life import adopt_plan, all_plans, approve_plan, lock_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock, stock_cells
from pipelines.planning.withdraw import withdraw_grants
from pipelines.privacy.closing import close_campaign
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.person_export import export_person
from pipelines.privacy.retention import retention
from pipelines.privacy.search import search_person
from pipelines.reporting.figures import campaign_figures
from pipelines.reporting.releases import publish_figures, releases
from pipelines.reporting.rights_page import rights_page
from pipelines.reporting.view_partner import partner_deliveries
from pipelines.reporting.view_sums import journal_page
from pipelines.reporting.views import household_card, ranking
from pipelines.safety.backup import back_up
from pipelines.safety.move import move_store
from pipelines.safety.new_key import replace_key
from pipelines.safety.restore import restore
from pipelines.sample.demo import make_demo
from pipelines.verify import verify_campaign
from tests.spec.planted_family import (
    FIRST,
    PARTNERS,
    POLICY,
    SITES,
    STOCK,
    adopted_plan,
    planted_campaign,
)
from tests.spec.rights_of_access import CODE_TRIES, MEMBER_TRIES
from tests.spec.rights_of_stock import STOCK_TRIES
from tests.spec.rights_world import DryStore, Target, plant_referral, target_of

ROOT = Path(__file__).parents[2]
# Rights that the table foresees and no pipeline offers yet.
NOT_OFFERED = {"plan.unlock", "plan.close"}


@dataclass(frozen=True)
class World:
    """The campaign, the two structures, and where files may go."""

    office: Office
    campaign_id: str
    own: Target
    other: Target
    plan_id: str
    pair: tuple[str, str]
    folder: Path


Try = Callable[[World, Actor, Target], Any]
WHOLE, COUNTS = Scope(), Scope(aggregated=True)


def whole(call: Callable[[Office, Actor, str, World], Any]) -> Try:
    """Return a try whose subject is the whole campaign."""
    return lambda w, a, t: call(w.office, a, w.campaign_id, w)


# Tried on the data of one structure: the answer depends on whose it is.
OF_A_PARTNER: dict[str, Try] = {
    "partner.read": lambda w, a, t: seen(t.partner_id, [row["partner_id"] for row in list_partners(w.office, a)]),
    "list.submit": lambda w, a, t: receive_list(
        w.office, a, w.campaign_id, FIRST.encode(), "l.csv", Reception(t.partner_code, dry_run=True)
    ),
    "list.read": lambda w, a, t: list_card(w.office, a, w.campaign_id, t.list_id),
    "list.correct": lambda w, a, t: correct_rows(w.office, a, w.campaign_id, t.list_id, {(3, 2): "Autrement"}),
    "request.withdraw": lambda w, a, t: answer_absences(w.office, a, w.campaign_id, t.partner_id, {}),
    "list.accept": lambda w, a, t: accept_list(w.office, a, w.campaign_id, t.list_id),
    "list.refuse": lambda w, a, t: refuse_list(w.office, a, w.campaign_id, t.list_id, "other"),
    "household.read": lambda w, a, t: household_card(w.office, a, w.campaign_id, t.household_id),
    "identity.read": lambda w, a, t: open_absences(w.office, a, w.campaign_id, t.partner_id),
    "exception.ask": lambda w, a, t: ask_exception(w.office, a, w.campaign_id, t.household_id, ExceptionReason.DANGER),
    "grant.withdraw": lambda w, a, t: withdraw_grants(
        w.office, a, w.campaign_id, t.household_id, WithdrawalReason.MISTAKE
    ),
    "handover.outside": lambda w, a, t: record_outside(
        w.office, a, w.campaign_id, Outside(t.partner_id, "x", OutsideReason.EMERGENCY, date(2026, 1, 1))
    ),
    "referral.read": lambda w, a, t: list_referrals(w.office, a, w.campaign_id, t.partner_id),
    "referral.record": lambda w, a, t: record_referral(
        w.office, a, w.campaign_id, f"R-{t.partner_code}", ReferralState.DECLINED
    ),
    "decision.record": lambda w, a, t: answer_question(w.office, a, w.campaign_id, w.pair, "different"),
    "delivery.read": lambda w, a, t: partner_deliveries(w.office, a, w.campaign_id, t.partner_id),
    "delivery.export": lambda w, a, t: delivery_notes(w.office, a, w.campaign_id, None, t.partner_id),
}
OF_THE_CAMPAIGN: dict[str, Try] = {
    "campaign.read": whole(lambda o, a, c, w: seen(c, [row["campaign_id"] for row in list_campaigns(o, a)])),
    "campaign.create": whole(
        lambda o, a, c, w: create_campaign(o, a, "n", POLICY.read_text("utf-8"), date(2026, 1, 1), date(2026, 2, 1))
    ),
    "campaign.close": whole(lambda o, a, c, w: close_campaign(o, a, c, dry_run=False)),
    "policy.read": whole(lambda o, a, c, w: campaign_policy(o, a, c)),
    "policy.adopt": whole(lambda o, a, c, w: adopt_policy(o, a, c, POLICY.read_text("utf-8"), None)),
    "partner.import": whole(lambda o, a, c, w: import_partners(o, a, PARTNERS, "p.csv")),
    "site.import": whole(lambda o, a, c, w: import_sites(o, a, SITES, "s.csv")),
    "link.run": whole(lambda o, a, c, w: retrain(o, a, c)),
    "rank.read": whole(lambda o, a, c, w: ranking(o, a, c)),
    "stock.read": whole(lambda o, a, c, w: stock_cells(o, a, c)),
    "stock.import": whole(lambda o, a, c, w: import_stock(o, a, c, STOCK, "k.csv")),
    "plan.read": whole(lambda o, a, c, w: all_plans(o, a, c)),
    "plan.propose": whole(lambda o, a, c, w: propose_plan(o, a, c)),
    "plan.lock": whole(lambda o, a, c, w: lock_plan(o, a, c, w.plan_id)),
    "plan.approve": whole(lambda o, a, c, w: approve_plan(o, a, c, w.plan_id)),
    "plan.adopt": whole(lambda o, a, c, w: adopt_plan(o, a, c, w.plan_id)),
    "plan.revoke": whole(lambda o, a, c, w: revoke_plan(o, a, c, w.plan_id)),
    "exception.approve": whole(lambda o, a, c, w: approve_exception(o, a, c, "x")),
    "release": whole(lambda o, a, c, w: release_plan(o, a, c, w.plan_id)),
    "coverage.read": whole(lambda o, a, c, w: campaign_figures(o, a, c)),
    "figures.read": whole(lambda o, a, c, w: releases(o, a, c)),
    "figures.publish": whole(lambda o, a, c, w: publish_figures(o, a, c)),
    "journal.read": whole(lambda o, a, c, w: journal_page(o, a, c, 10, 0)),
    "verify": whole(lambda o, a, c, w: verify_campaign(o, a, c)),
    "person.object": whole(lambda o, a, c, w: record_objection(o, a, c, w.own.household_id)),
    "person.search": whole(lambda o, a, c, w: search_person(o, a, c, "06 12 34 09 88")),
    "person.export": whole(lambda o, a, c, w: export_person(o, a, c, w.own.household_id)),
    "erase": whole(lambda o, a, c, w: erase_family(o, a, c, w.own.household_id, ErasureReason.FAMILY_ASKED)),
    "retention.read": whole(lambda o, a, c, w: retention(o, a)),
    "retention.run": whole(lambda o, a, c, w: retention(o, a, dry_run=False)),
    "backup": whole(lambda o, a, c, w: back_up(o, a, w.folder / "copies")),
    "restore": whole(lambda o, a, c, w: restore(a, w.folder / "absent", w.folder / "neuf", w.folder)),
    "migrate": whole(lambda o, a, c, w: move_store(o, a, "duckdb")),
    "key.replace": whole(lambda o, a, c, w: replace_key(o, a, w.folder / "absent")),
    "doctor": whole(lambda o, a, c, w: examine(o, a)),
    "demo": whole(lambda o, a, c, w: begun_demo(o, a)),
    "delivery.ship": whole(lambda o, a, c, w: ship_note(o, a, c, w.plan_id, "x", "x")),
    "handover.free": whole(lambda o, a, c, w: free_units(o, a, c)),
    "recharge.export": whole(lambda o, a, c, w: recharge_file(o, a, c)),
    "message.prepare": whole(lambda o, a, c, w: prepare_messages(o, a, c)),
    "message.send": whole(lambda o, a, c, w: send_messages(o, a, c, "x")),
    "handover.record": whole(
        lambda o, a, c, w: record_handover(o, a, c, "référence;statut\nX;remis\n".encode(), "n.csv")
    ),
}
OF_THE_CAMPAIGN |= {name: whole(lambda o, a, c, w, tried=tried: tried(o, a, c)) for name, tried in STOCK_TRIES.items()}  # type: ignore[misc]
OF_THE_CAMPAIGN |= {name: whole(lambda o, a, c, w, tried=tried: tried(o, a)) for name, tried in MEMBER_TRIES.items()}  # type: ignore[misc]
OF_A_PARTNER |= {name: (lambda w, a, t, tried=tried: tried(w.office, a, t)) for name, tried in CODE_TRIES.items()}  # type: ignore[misc]
# What each of these readings is about, where it is not the whole campaign.
ABOUT = {"coverage.read": COUNTS}
# A returned note is read for whoever brings it: each of its lines is then held against their right.
BROUGHT = {"handover.record"}


def begun_demo(office: Office, actor: Actor) -> Any:
    """Ask for a sample so small that it cannot be made: it is refused to whom it is not for, and fails for the others."""
    try:
        return make_demo(office, actor, requests=1)
    except IndexError:
        return "begun"


def seen(wanted: str, found: list[str]) -> Any:
    """Turn a list that leaves out what may not be seen into an answer or a refusal."""
    return found if wanted in found else Refusal("not_allowed", None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Open one campaign for every try, with a second family of the second structure."""
    folder = tmp_path_factory.mktemp("matrice")
    planted = planted_campaign(folder / "home", second="Cinquieme;Seule;01/02/1980;0612340995;93200;Saint-Denis;1\n")
    adopted_plan(planted)
    requests = [row["request_id"] for row in planted.rows("household/members")]
    plan = planted.rows("plan/all")[0]["plan_id"]
    targets = [target_of(planted, code) for code in ("P1", "P2")]
    for target in targets:
        plant_referral(planted, target)
    dry = replace(planted.office, store=DryStore(planted.office.store))
    yield World(
        dry,
        planted.campaign_id,
        *targets,
        plan,
        (requests[0], requests[-1]),
        folder,
    )
    planted.close()


def persons(world: World) -> dict[str, Actor]:
    """Return one person of each role; a structure's own, and coordinators of the country, of the department, of another."""
    made = {role.value: Actor(user_id=f"u-{role}", name="P", role=role) for role in Role if role is not Role.PARTNER}
    made["partner"] = Actor(user_id="u-p", name="P", role=Role.PARTNER, partner_id=world.own.partner_id)
    made["partner of nobody"] = Actor(user_id="u-n", name="P", role=Role.PARTNER)
    for code in ("93", "75"):
        made[f"coordinator of {code}"] = Actor(
            user_id=f"u-{code}", name="P", role=Role.COORDINATOR, department_code=code
        )
    return made


PERSONS = (
    "coordinator", "approver", "logistics", "leadership", "dpo", "admin", "partner", "partner of nobody", "coordinator of 93",
    "coordinator of 75",
)  # fmt: skip


def is_refused(answer: object) -> bool:
    """Tell whether the right was refused; any other refusal came after it was granted."""
    return isinstance(answer, Refusal) and answer.code in ("not_allowed", "out_of_scope")


def test_every_action_of_the_table_is_tried() -> None:
    tried = {*OF_A_PARTNER, *OF_THE_CAMPAIGN}
    assert set(RIGHTS) - tried == NOT_OFFERED
    sources = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "pipelines").rglob("*.py") if "verbs" not in path.parts
    )
    asked = {
        action for action in NOT_OFFERED if re.search(rf'(Command|check_can|can)\(\s*(\w+,\s*)?"{action}"', sources)
    }
    assert asked == set(), "offered now: try it"


@pytest.mark.parametrize(("action", "person", "whose"), list(product(OF_A_PARTNER, PERSONS, ("own", "other"))))
def test_on_the_data_of_a_structure(world: World, action: str, person: str, whose: str) -> None:
    actor, target = persons(world)[person], world.own if whose == "own" else world.other
    partner_id = None if action == "decision.record" else target.partner_id
    expected = check_can(actor, action, Scope(partner_id, "93")) is not None
    assert is_refused(OF_A_PARTNER[action](world, actor, target)) is expected


@pytest.mark.parametrize(("action", "person"), list(product(OF_THE_CAMPAIGN, PERSONS)))
def test_on_the_whole_campaign(world: World, action: str, person: str) -> None:
    actor = persons(world)[person]
    about = Scope(actor.partner_id, actor.department_code) if action in BROUGHT else ABOUT.get(action, WHOLE)
    expected = check_can(actor, action, about) is not None
    assert is_refused(OF_THE_CAMPAIGN[action](world, actor, world.own)) is expected


def test_the_page_of_the_documentation_is_the_table() -> None:
    assert (ROOT / "docs" / "rights.md").read_text("utf-8") == rights_page(), (
        "python -m pipelines.reporting.rights_page > docs/rights.md"
    )
