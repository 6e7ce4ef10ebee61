"""The half of a random year that serves families: plans, releases, parcels, notes that come back, exceptions, renewals."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from campaigns.model.codes import ExceptionReason, OutsideReason, WithdrawalReason
from pipelines.delivery.events import unit_of
from pipelines.delivery.holding import free_units
from pipelines.delivery.outside import Outside, record_outside
from pipelines.delivery.places import grants_where_handed_over
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.planning.exceptions import approve_exception, ask_exception
from pipelines.planning.follow_up import propose_follow_up
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.withdraw import withdraw_grants
from pipelines.stock.lots import inspect_lot
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals
from tests.property.stock_year_desk import ANY, ITEMS, Row, YearDesk
from tests.unit.small_campaign import APPROVER
from tests.unit.year_campaign import SITE_CODES, note_of

STATUSES = (
    "livré", "remis", "remis à un proche", "retourné", "non retiré", "injoignable", "colis refusé", "perdu", "en panne",
)  # fmt: skip
# What takes the unit out of the stock.
LOSING = ("perdu", "en panne")


class DeliveryYear(YearDesk):
    """What a year does for families."""

    @rule(steps=st.sampled_from((1, 2, 4, 4)))
    def decide(self, steps: int) -> None:
        """Take a plan some steps on: propose, lock, approve (another person), adopt; what moves meanwhile is the point."""
        for _ in range(steps):
            plan = self.plan("draft", "locked", "approved")
            if plan is None and self.proposed < 3:
                self.proposed += 1
                self.act(propose_plan)
            elif plan is not None and plan["state"] == "draft":
                self.act(lock_plan, plan["plan_id"])
            elif plan is not None and plan["state"] == "locked":
                self.act(approve_plan, plan["plan_id"], actor=APPROVER)
            elif plan is not None:
                self.adopt(plan["plan_id"])

    def adopt(self, plan_id: str) -> None:
        self.act(adopt_plan, plan_id)

    @rule(place=ANY)
    def revoke(self, place: int) -> None:
        """Take a plan back, one of which nothing left rather than another; not too often, or no year would serve anybody."""
        adopted = [row for row in self.rows("plan/all") if row["state"] == "adopted"]
        left = {row["plan_id"] for row in self.rows("delivery/adopted_grants") if row["state"] != "granted"}
        plan = self.mostly([row for row in adopted if row["plan_id"] not in left], adopted, place)
        if plan is not None and place % 2:
            self.act(revoke_plan, plan["plan_id"])

    @rule()
    def follow_up(self) -> None:
        if self.proposed < 5 and (plan := self.plan("adopted")):
            self.proposed += 1
            self.act(propose_follow_up, plan["plan_id"])

    @rule()
    def release(self) -> None:
        if plan := self.plan("adopted"):
            self.act(release_plan, plan["plan_id"])

    @rule(place=ANY, leaves=st.booleans())
    def ship(self, place: int, leaves: bool) -> None:
        """Send everything that one site has for one structure, just released or not."""
        if leaves:
            self.release()
        plans = [row for row in self.rows("plan/all") if row["state"] == "adopted"]
        with self.folder.office.store.reading() as session:
            grants = [row | plan for plan in plans for row in grants_where_handed_over(session, self.campaign_id, plan["plan_id"])
                      if row["state"] == "released"]  # fmt: skip
        grant = self.mostly([row for row in grants if row["mode"] != "remote"], grants, place)
        if grant is None:
            return
        pair = (grant["plan_id"], grant["site_code"], grant["partner_code"])
        if self.act(ship_note, *pair):
            self.shipped |= {
                unit_of(row)
                for row in grants
                if (row["plan_id"], row["site_code"], row["partner_code"]) == pair and row["mode"] != "remote"
            }

    @rule(places=st.lists(ANY, min_size=1, max_size=4), status=st.sampled_from(STATUSES))
    def note_comes_back(self, places: list[int], status: str) -> None:
        grants = self.rows("delivery/adopted_grants")
        left = [row for row in grants if row["state"] not in ("granted", "returned")]
        chosen = [row for place in places if (row := self.mostly(left, grants, place))]
        for item in ITEMS:
            of_item = [row for row in chosen if row["item"] == item]
            answer = self.act(record_handover, note_of(of_item, status), "bon.csv") if of_item else None
            if answer and status in LOSING:
                self.count[item]["lost"] += answer["updated"]

    @rule(place=ANY)
    def withdraw(self, place: int) -> None:
        grants = self.rows("delivery/adopted_grants")
        left = {row["household_id"] for row in grants if row["state"] not in ("granted", "returned")}
        grant = self.mostly([row for row in grants if row["household_id"] not in left], grants, place)
        if grant is not None:
            self.act(withdraw_grants, grant["household_id"], WithdrawalReason.FAMILY_DECLINED)

    @rule(place=ANY, days=st.sampled_from((0, 16)))
    def free(self, place: int, days: int) -> None:
        """Free what nobody fetched, sometimes just after somebody was not found and the days have passed."""
        if days:
            self.note_comes_back([place], "injoignable")
            self.folder.now += timedelta(days=days)
        self.act(free_units)

    @rule(place=ANY, item=st.sampled_from(ITEMS), site=st.sampled_from(("", *SITE_CODES)))
    def hand_over_outside(self, place: int, item: str, site: str) -> None:
        with self.folder.office.store.reading() as session:
            partners = session.rows("partner/all")
        partner = partners[place % len(partners)]
        given = Outside(partner["partner_id"], item, OutsideReason.EMERGENCY, self.folder.now.date(), site)
        self.act(record_outside, given)

    @rule(place=ANY, filled=st.sampled_from((True, True, False)), approved=st.sampled_from((True, True, False)))
    def serve_a_danger(self, place: int, filled: bool, approved: bool) -> None:
        """Ask an exceptional grant for a family, from a reserve that was just filled or holds what it may."""
        if filled:
            self.counted_in(SITE_CODES[place % 2], "laptop", 1, "exception")
        home = self.picked(self.rows("household/members"), place)
        asked = self.act(ask_exception, home["household_id"], ExceptionReason.DANGER) if home else None
        if asked and approved:
            self.act(approve_exception, asked["exception_id"], actor=APPROVER)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.folder.now += timedelta(days=days)

    @rule(days=st.sampled_from((0, 31)), units=st.integers(0, 3), keep=st.sampled_from((None, True, False)))
    def renew(self, days: int, units: int, keep: bool | None) -> None:
        """Renew what is due, sometimes a month later and with recharges that just came, and settle some of it."""
        self.time_passes(days)
        if units:
            lot = self.announced("RESERVE", "data_12gb", units, "operator")
            self.received(lot, units, "data_12gb")
            self.act(inspect_lot, lot, {"": units})
        self.act(grant_renewals)
        if keep is not None:
            self.settle_renewals(0, keep)

    @rule(place=ANY, keep=st.booleans())
    def settle_renewals(self, place: int, keep: bool) -> None:
        waiting: list[Row] = [row for row in self.rows("renewal/all") if row["state"] == "granted"]
        if waiting:
            chosen = [row["renewal_id"] for row in waiting[: 1 + place % len(waiting)]]
            self.act(credit_renewals if keep or place % 3 else cancel_renewals, chosen)
