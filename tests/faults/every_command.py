"""Every command of the table of rights, each with the moment of the story at which it takes effect, and what it is asked.

A verb is called as its screen calls it; where a screen gives a key of its own, the same key is given here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from campaigns.access import RIGHTS
from campaigns.model.actor import Actor
from campaigns.model.codes import (
    ErasureReason,
    ExceptionReason,
    LossReason,
    LotCloseReason,
    LotState,
    OutsideReason,
    Role,
    WithdrawalReason,
)
from campaigns.model.help_codes import ReferralState
from pipelines.campaigns_desk import adopt_policy, create_campaign
from pipelines.delivery.holding import free_units
from pipelines.delivery.mailing import send_messages
from pipelines.delivery.messages import leave_out, prepare_messages
from pipelines.delivery.notes import export_deliveries
from pipelines.delivery.outside import Outside, record_outside
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.help.referrals import record_referral, refer_families
from pipelines.help.workshops import import_workshops
from pipelines.intake.absences import answer_absences, open_absences
from pipelines.intake.corrections import correct_rows
from pipelines.intake.lists import accept_list, refuse_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.decide import answer_question
from pipelines.linkage.link import link_households, retrain
from pipelines.networks import import_networks
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.exceptions import approve_exception, ask_exception
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.planning.withdraw import withdraw_grants
from pipelines.privacy.closing import close_campaign
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.person_export import export_person
from pipelines.privacy.retention import retention
from pipelines.privacy.search import search_person
from pipelines.reporting.releases import publish_figures
from pipelines.safety.backup import back_up
from pipelines.sign_in.codes import issue_code, revoke_code
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.counts import finalise_count, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals
from pipelines.stock.routes import note_route
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import receive_transfer, send_transfer
from tests.faults.story import (
    ADMIN,
    APPROVER,
    COORDINATOR,
    DPO,
    HEADER,
    LOGISTICS,
    PARTNERS,
    POLICY,
    SITES,
    family,
)
from tests.unit.year_campaign import note_of

Names = Mapping[str, str]
Verb = Callable[[Office, Actor, Names], Any]


@dataclass(frozen=True)
class Order:
    """One command as somebody gives it."""

    action: str
    moment: str
    verb: Verb
    actor: Actor = COORDINATOR
    days: int = 0


def asked(verb: Callable[[Office, Actor, str, Names], Any]) -> Verb:
    """Return a verb that is given the campaign."""
    return lambda office, actor, names: verb(office, actor, names["campaign"], names)


NEW_LIST = (HEADER + family("E-9", "Lachenal", "Awa", 40) + family("E-0", "Abadie", "Awa", 0)).encode()
STOCK = b"site_code,item,grade,quantity,available_on,donor,earmark\nSTADE,laptop,A,2,2026-01-05,,\n"
NETWORKS = b"commune_code,operator,level\n93066,orange,good\n"
# A new day, and one place instead of two at a workshop that families may be about to fill.
WORKSHOPS = b"code;lieu;insee;date;places\nA3;Stade;93066;2026-12-05;3\nA2;Le Landy;93066;2026-02-14;1\n"
FIRST = date(2026, 1, 5)


def handed(office: Office, actor: Actor, campaign_id: str, names: Names) -> Any:
    """Return a note that says that one unit was handed over."""
    with office.store.reading() as session:
        grants = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    one = next(row for row in grants if row["line_id"] == names["line"] and row["side"] == "device")
    return record_handover(office, actor, campaign_id, note_of([one], "remis"), "bon.csv")


def absent_families(office: Office, actor: Actor, campaign_id: str, names: Names, said: str = "kept") -> Any:
    """Say of the family that the second list no longer has whether it stays or is withdrawn."""
    waiting = open_absences(office, actor, campaign_id, names["ECOLE1"])
    answers = {row["request_id"]: said for row in waiting}
    return answer_absences(office, actor, campaign_id, names["ECOLE1"], answers)


ORDERS: Final[dict[str, Order]] = {
    "create": Order("campaign.create", "new", lambda o, a, n: create_campaign(
        o, a, "recit", POLICY.read_text("utf-8"), FIRST, date(2026, 12, 31), "Récit")),
    "partners": Order("partner.import", "new", lambda o, a, n: import_partners(o, a, PARTNERS, "p.csv")),
    "sites": Order("site.import", "new", lambda o, a, n: import_sites(o, a, SITES, "s.csv")),
    "networks": Order("site.import", "open", lambda o, a, n: import_networks(o, a, NETWORKS, "n.csv")),
    "policy": Order("policy.adopt", "open", asked(lambda o, a, c, n: adopt_policy(
        o, a, c, POLICY.read_text("utf-8").replace('mode = "together"', 'mode = "separate"') + "\n# Revue.\n", None))),
    "stock": Order("stock.import", "open", asked(lambda o, a, c, n: import_stock(o, a, c, STOCK, "k.csv"))),
    "receive": Order("list.submit", "full", asked(lambda o, a, c, n: receive_list(
        o, a, c, NEW_LIST, "neuve.csv", Reception("ECOLE1")))),
    "hold": Order("list.submit", "full", asked(lambda o, a, c, n: receive_list(
        o, a, c, NEW_LIST, "neuve.csv", Reception("CHRS1", hold=True)))),
    "accept": Order("list.accept", "full", asked(lambda o, a, c, n: accept_list(o, a, c, n["held"], int(n["held_version"])))),
    "refuse_list": Order("list.refuse", "full", asked(lambda o, a, c, n: refuse_list(o, a, c, n["held"], "other", int(n["held_version"])))),
    "correct_rows": Order("list.correct", "full", asked(lambda o, a, c, n: correct_rows(
        o, a, c, n["list"], {(3, 1): "Benaly"}, int(n["list_version"])))),
    "absences": Order("request.withdraw", "full", asked(absent_families)),
    "sight": Order("identity.read", "full", asked(lambda o, a, c, n: open_absences(o, a, c, n["ECOLE1"]))),
    "link": Order("link.run", "full", asked(lambda o, a, c, n: link_households(o, a, c))),
    "retrain": Order("link.run", "full", asked(lambda o, a, c, n: retrain(o, a, c, dry_run=False))),
    "decide": Order("decision.record", "full", asked(lambda o, a, c, n: answer_question(
        o, a, c, (n["left"], n["right"]), "different", "k"))),
    "close_site": Order("site.close", "full", lambda o, a, n: close_site(o, a, "VIDE")),
    "reopen_site": Order("site.reopen", "full", lambda o, a, n: reopen_site(o, a, "VIDE")),
    "announce": Order("lot.announce", "full", asked(lambda o, a, c, n: announce_lot(
        o, a, c, Announcement("STADE", "laptop", 4, FIRST), "k"))),
    "arrive": Order("lot.receive", "full", asked(lambda o, a, c, n: receive_lot(o, a, c, n["lot"], 1)), LOGISTICS),
    "inspect": Order("lot.inspect", "full", asked(lambda o, a, c, n: inspect_lot(o, a, c, n["lot"], {"A": 2})), LOGISTICS),
    "refuse": Order("lot.refuse", "full", asked(lambda o, a, c, n: refuse_shipment(o, a, c, n["lot"], 2))),
    "redirect": Order("lot.redirect", "full", asked(lambda o, a, c, n: redirect_lot(o, a, c, n["coming"], "VIDE"))),
    "route": Order("lot.route", "full", asked(lambda o, a, c, n: note_route(
        o, a, c, n["coming"], LotState.COLLECTED, "BC-7", FIRST)), LOGISTICS),
    "close_lot": Order("lot.close", "full", asked(lambda o, a, c, n: close_lot(o, a, c, n["lot"], LotCloseReason.CANCELLED))),
    "send": Order("transfer.send", "full", asked(lambda o, a, c, n: send_transfer(o, a, c, n["laptop"], "VIDE", 1, key="k"))),
    "take_in": Order("transfer.receive", "full", asked(lambda o, a, c, n: receive_transfer(o, a, c, n["transfer"], 1))),
    "count": Order("count.record", "full", asked(lambda o, a, c, n: record_count(o, a, c, "RESERVE", {n["recharge"]: 2}, "k"))),
    "finalise": Order("count.finalise", "full", asked(lambda o, a, c, n: finalise_count(o, a, c, n["count"]))),
    "lose": Order("stock.lose", "full", asked(lambda o, a, c, n: lose_units(o, a, c, n["laptop"], 1, LossReason.STOLEN))),
    "correct": Order("stock.correct", "full", asked(lambda o, a, c, n: correct_units(o, a, c, n["laptop"], -1))),
    "supplier": Order("stock.return", "full", asked(lambda o, a, c, n: return_to_supplier(o, a, c, n["laptop"], 1))),
    "workshops": Order("workshop.import", "full", asked(lambda o, a, c, n: import_workshops(o, a, c, WORKSHOPS, "a.csv")), LOGISTICS),
    "refer": Order("referral.make", "full", asked(lambda o, a, c, n: refer_families(o, a, c))),
    "give_up": Order("referral.record", "full", asked(lambda o, a, c, n: record_referral(
        o, a, c, n["referral"], ReferralState.DECLINED))),
    "renew": Order("renewal.grant", "full", asked(lambda o, a, c, n: grant_renewals(o, a, c))),
    "credit": Order("renewal.credit", "full", asked(lambda o, a, c, n: credit_renewals(o, a, c, [n["renewal"]]))),
    "cancel": Order("renewal.cancel", "full", asked(lambda o, a, c, n: cancel_renewals(o, a, c, [n["renewal"]]))),
    "propose": Order("plan.propose", "full", asked(lambda o, a, c, n: propose_plan(o, a, c))),
    "lock": Order("plan.lock", "full", asked(lambda o, a, c, n: lock_plan(o, a, c, n["draft"]))),
    "approve": Order("plan.approve", "full", asked(lambda o, a, c, n: approve_plan(o, a, c, n["locked"])), APPROVER),
    "adopt": Order("plan.adopt", "full", asked(lambda o, a, c, n: adopt_plan(o, a, c, n["approved"]))),
    "revoke": Order("plan.revoke", "adopted", asked(lambda o, a, c, n: revoke_plan(o, a, c, n["approved"]))),
    "release": Order("release", "adopted", asked(lambda o, a, c, n: release_plan(o, a, c, n["approved"]))),
    "ask": Order("exception.ask", "full", asked(lambda o, a, c, n: ask_exception(
        o, a, c, n["unserved"], ExceptionReason.DANGER))),
    "exception": Order("exception.approve", "full", asked(lambda o, a, c, n: approve_exception(o, a, c, n["exception"])), APPROVER),
    "withdraw": Order("grant.withdraw", "adopted", asked(lambda o, a, c, n: withdraw_grants(
        o, a, c, n["granted"], WithdrawalReason.MISTAKE))),
    "export": Order("delivery.export", "full", asked(lambda o, a, c, n: export_deliveries(
        o, a, c, o.home / "exports", n["released"]))),
    "ship": Order("delivery.ship", "full", asked(lambda o, a, c, n: ship_note(o, a, c, n["released"], "LANDY", n["ship_to"]))),
    "hand_over": Order("handover.record", "full", asked(handed)),
    "outside": Order("handover.outside", "full", asked(lambda o, a, c, n: record_outside(
        o, a, c, Outside(n["ECOLE1"], "laptop", OutsideReason.EMERGENCY, FIRST, "LANDY")))),
    "free": Order("handover.free", "full", asked(lambda o, a, c, n: free_units(o, a, c))),
    "recharges": Order("recharge.export", "full", asked(lambda o, a, c, n: recharge_file(o, a, c))),
    "prepare": Order("message.prepare", "adopted", asked(lambda o, a, c, n: prepare_messages(o, a, c))),
    "leave_out": Order("message.prepare", "full", asked(lambda o, a, c, n: leave_out(o, a, c, n["message"]))),
    "mail": Order("message.send", "full", asked(lambda o, a, c, n: send_messages(o, a, c, n["batch"]))),
    "publish": Order("figures.publish", "full", asked(lambda o, a, c, n: publish_figures(o, a, c))),
    "object": Order("person.object", "full", asked(lambda o, a, c, n: record_objection(
        o, a, c, n["unserved"], dry_run=False)), DPO),
    "search": Order("person.search", "full", asked(lambda o, a, c, n: search_person(o, a, c, "06 00 22 33 44")), DPO),
    "person": Order("person.export", "full", asked(lambda o, a, c, n: export_person(o, a, c, n["served"])), DPO),
    "erase": Order("erase", "full", asked(lambda o, a, c, n: erase_family(
        o, a, c, n["waiting"], ErasureReason.FAMILY_ASKED, dry_run=False)), DPO),
    "forget": Order("retention.run", "full", lambda o, a, n: retention(o, a, dry_run=False), DPO, 1_000),
    "close": Order("campaign.close", "open", asked(lambda o, a, c, n: close_campaign(o, a, c, dry_run=False)), APPROVER),
    "invite": Order("member.invite", "new", lambda o, a, n: invite_member(
        o, a, "nouvelle@mairie.example", "Nadia", Given(Role.DPO)), ADMIN),
    "grant": Order("member.grant", "open", lambda o, a, n: grant_role(o, a, n["member"], Given(Role.DPO)), ADMIN),
    "disable": Order("member.disable", "open", lambda o, a, n: disable_member(o, a, n["member"]), ADMIN),
    "issue": Order("code.issue", "open", lambda o, a, n: issue_code(o, a, "ECOLE1")),
    "revoke_code": Order("code.revoke", "open", lambda o, a, n: revoke_code(o, a, n["code"])),
    "backup": Order("backup", "full", lambda o, a, n: back_up(o, a, o.home / "copies", keys_to=o.home / "cles"), ADMIN),
}  # fmt: skip
# Readings, and what moves a whole store: these have tests of their own (safety copies, the sample, moving to the other store).
NO_ORDER: Final = {name for name in RIGHTS if name.endswith(".read") and name != "identity.read"} | {
    "verify", "doctor", "demo", "restore", "migrate", "key.replace", "plan.unlock", "plan.close",
}  # fmt: skip
