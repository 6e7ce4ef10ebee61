"""A year of random operations on a small campaign: what people may do, in any order, by the commands themselves.

The machine keeps its own count of units per item in plain Python, from the answers alone; after each step the store must agree.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaigns.model.codes import LossReason, LotCloseReason, TransferReason, WithdrawalReason
from campaigns.model.outcome import Refusal
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.withdraw import withdraw_grants
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.counts import drop_count, finalise_count, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import receive_transfer, send_transfer
from pipelines.verify import grant_faults, stock_faults, verify_campaign
from tests.unit.small_campaign import APPROVER, COORDINATOR
from tests.unit.year_campaign import SITE_CODES, YearFolder, note_of

Row = dict[str, Any]
ITEMS = ("laptop", "data_12gb")
FEW = st.integers(1, 4)
ANY = st.integers(0, 30)
VALIDITY_DAYS = 30
STATUSES = ("livré", "remis", "retourné", "non retiré")


class StockYear(RuleBasedStateMachine):
    """The operations of a year; `done` counts over all programs which of them took effect."""

    folder: ClassVar[YearFolder]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.campaign_id = self.folder.copied()
        self.proposed = 0  # and units by item: what came in, what left for good, as the answers told
        self.count: dict[str, Counter[str]] = defaultdict(Counter)

    def teardown(self) -> None:
        answer = verify_campaign(self.folder.office, COORDINATOR, self.campaign_id)
        self.folder.forget(self.campaign_id)
        assert answer["holds"], answer

    def act(self, verb: Any, *arguments: Any, actor: Any = COORDINATOR) -> Row | None:
        """Carry a command out; None where it was refused."""
        answer = verb(self.folder.office, actor, self.campaign_id, *arguments)
        if isinstance(answer, Refusal):
            assert answer.sentence.fr and answer.sentence.en, answer
            self.done[f"{verb.__name__} refused"] += 1
            return None
        self.done[verb.__name__] += 1
        return dict(answer)

    def rows(self, statement: str, **more: Any) -> list[Row]:
        with self.folder.office.store.reading() as session:
            return session.rows(statement, {"campaign_id": self.campaign_id} | more)

    def picked(self, rows: list[Row], place: int) -> Row | None:
        return rows[place % len(rows)] if rows else None

    def lot(self, place: int) -> Row | None:
        return self.picked(self.rows("lot/all", today=self.folder.now.date()), place)

    def cell(self, place: int) -> Row | None:
        """Pick a cell, mostly one with free units: refusals alone would prove little."""
        cells = [row for row in self.rows("stock/cells") if row["on_hand"] or row["to_inspect"]]
        free = [row for row in cells if row["on_hand"] > row["reserved"]]
        return self.picked(free if free and place % 5 else cells, place)

    def plan(self, *states: str) -> Row | None:
        return next((row for row in self.rows("plan/all") if row["state"] in states), None)

    @initialize(site=st.sampled_from(SITE_CODES[:2]), units=st.integers(2, 14), served=st.booleans())
    def first_wave(self, site: str, units: int, served: bool) -> None:
        """Put a few units on the shelves; half of the years begin with families served, whose recharges will run out."""
        for where, item in ((site, "laptop"), ("RESERVE", "data_12gb")):
            lot = self.announced(where, item, units, "operator")
            self.received(lot, units, item)
            self.act(inspect_lot, lot, {"A" if item == "laptop" else "": units})
        if served:
            self.decide(4)
            self.release()
            self.note_comes_back([0, 1, 2, 3], "remis")

    def announced(self, site: str, item: str, units: int, origin: str) -> str:
        day = self.folder.now.date()
        expiry = day + timedelta(days=90) if item != "laptop" and units % 2 else None
        answer = self.act(announce_lot, Announcement(site, item, units, day, origin=origin, expires_on=expiry))
        return str(answer["lot_id"]) if answer else ""

    def received(self, lot_id: str, units: int, item: str) -> None:
        if self.act(receive_lot, lot_id, units):
            self.count[item]["received"] += units

    @rule(site=st.sampled_from(SITE_CODES), item=st.sampled_from(ITEMS), units=st.integers(1, 8))
    def announce(self, site: str, item: str, units: int) -> None:
        self.announced(site, item, units, "donation" if units % 2 else "purchase")

    @rule(place=ANY, units=FEW)
    def receive(self, place: int, units: int) -> None:
        if lot := self.lot(place):
            self.received(lot["lot_id"], units, lot["item"])

    @rule(place=ANY, good=st.integers(0, 4), unfit=st.integers(0, 1), wait=st.sampled_from((0, 0, 5)))
    def inspect(self, place: int, good: int, unfit: int, wait: int) -> None:
        if lot := self.lot(place):
            grades = {"B": good, "INVENDABLE": unfit} if lot["item"] == "laptop" else {"": good}
            day = self.folder.now.date() + timedelta(days=wait)
            self.act(inspect_lot, lot["lot_id"], grades, day, "EFF-1" if good % 2 else "")

    @rule(place=ANY, units=FEW, what=st.sampled_from(("refuse", "close", "redirect")), site=st.sampled_from(SITE_CODES))
    def end_lot(self, place: int, units: int, what: str, site: str) -> None:
        lot = self.lot(place)
        if lot and what == "refuse" and self.act(refuse_shipment, lot["lot_id"], units):
            self.count[lot["item"]]["supplier"] += units
        elif lot and what == "close":
            self.act(close_lot, lot["lot_id"], LotCloseReason.SHORT_SHIPMENT)
        elif lot and what == "redirect":
            self.act(redirect_lot, lot["lot_id"], site)

    @rule(place=ANY, site=st.sampled_from(SITE_CODES), units=FEW, arrives=st.sampled_from((False, False, True)))
    def send(self, place: int, site: str, units: int, arrives: bool) -> None:
        cell = self.cell(place)
        if cell and self.act(send_transfer, cell["cell_id"], site, units, TransferReason.REBALANCE) and arrives:
            self.arrive(0, 1, 0)

    @rule(place=ANY, arrived=st.integers(0, 4), lost=st.integers(0, 1))
    def arrive(self, place: int, arrived: int, lost: int) -> None:
        transfer = self.picked([row for row in self.rows("transfer/all") if row["open_count"]], place)
        if transfer and self.act(receive_transfer, transfer["transfer_id"], arrived, lost):
            self.count[transfer["item"]]["lost"] += lost

    @rule(site=st.sampled_from(SITE_CODES), gap=st.integers(-2, 2))
    def count_site(self, site: str, gap: int) -> None:
        here = [row for row in self.rows("stock/cells") if row["site_code"] == site]
        self.act(record_count, site, {row["cell_id"]: max(0, row["on_hand"] + gap) for row in here})

    @rule(place=ANY, keep=st.booleans())
    def settle_count(self, place: int, keep: bool) -> None:
        count = self.picked([row for row in self.rows("count/all") if row["state"] == "counted"], place)
        if count is None:
            return
        lines = self.rows("count/lines", count_id=count["count_id"])
        if self.act(finalise_count if keep else drop_count, count["count_id"]) and keep:
            for line in lines:
                self.count[line["item"]]["corrected"] += line["counted"] - line["expected"]

    @rule(place=ANY, units=FEW, what=st.sampled_from(("lose", "break", "over", "under", "supplier")))
    def leave(self, place: int, units: int, what: str) -> None:
        cell = self.cell(place)
        if cell is None:
            return
        signed = {"over": -units, "under": units}
        if what in signed and self.act(correct_units, cell["cell_id"], signed[what]):
            self.count[cell["item"]]["corrected"] += signed[what]
        elif what == "supplier" and self.act(return_to_supplier, cell["cell_id"], units):
            self.count[cell["item"]]["supplier"] += units
        elif what in ("lose", "break"):
            reason = LossReason.STOLEN if what == "lose" else LossReason.BROKEN
            if self.act(lose_units, cell["cell_id"], units, reason):
                self.count[cell["item"]]["lost"] += units

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
        if place > 24 and (plan := self.plan("adopted")):
            self.act(revoke_plan, plan["plan_id"])

    @rule()
    def release(self) -> None:
        if plan := self.plan("adopted"):
            self.act(release_plan, plan["plan_id"])

    @rule(places=st.lists(ANY, min_size=1, max_size=4), status=st.sampled_from(STATUSES))
    def note_comes_back(self, places: list[int], status: str) -> None:
        grants = self.rows("delivery/adopted_grants")
        if not grants:
            return
        chosen = [grants[place % len(grants)] for place in places]
        self.act(record_handover, note_of(chosen, status), "bon.csv")

    @rule(place=ANY)
    def withdraw(self, place: int) -> None:
        if grant := self.picked(self.rows("delivery/adopted_grants"), place):
            self.act(withdraw_grants, grant["household_id"], WithdrawalReason.FAMILY_DECLINED)

    @rule(site=st.sampled_from(SITE_CODES), shut=st.booleans())
    def shut_site(self, site: str, shut: bool) -> None:
        verb = close_site if shut else reopen_site
        answer = verb(self.folder.office, COORDINATOR, site)
        self.done[f"{verb.__name__}{' refused' if isinstance(answer, Refusal) else ''}"] += 1

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
        waiting = [row["renewal_id"] for row in self.rows("renewal/all") if row["state"] == "granted"]
        if waiting:
            chosen = waiting[: 1 + place % len(waiting)]
            self.act(credit_renewals if keep or place % 3 else cancel_renewals, chosen)

    @invariant()
    def every_unit_is_somewhere(self) -> None:
        """The store's balances, the movements and the count kept here agree; nothing is negative, promised or renewed twice."""
        with self.folder.office.store.reading() as session:
            once = ReadOnce(session)
            faults = stock_faults(self.folder.office, once, self.campaign_id)
            faults += grant_faults(self.folder.office, once, self.campaign_id)
            cells, grants, renewals = (
                once.rows(name, {"campaign_id": self.campaign_id})
                for name in ("stock/cells", "delivery/adopted_grants", "renewal/all")
            )
        assert faults == []
        self.check_counts(cells)
        live = Counter((row["line_id"], row["side"]) for row in grants if row["state"] != "returned")
        assert max(live.values(), default=0) <= 1
        check_renewals(renewals)

    def check_counts(self, cells: list[Row]) -> None:
        for item in ITEMS:
            here = [row for row in cells if row["item"] == item]
            told = self.count[item]
            kept = {
                "received": sum(row["received"] for row in here), "corrected": sum(row["corrected"] for row in here),
                "lost": sum(row["lost"] for row in here), "supplier": sum(row["returned_supplier"] for row in here),
            }  # fmt: skip
            assert kept == {name: told[name] for name in kept}
            inside = ("to_inspect", "on_hand", "in_transit", "delivered", "handed_over")
            present = sum(row[name] for row in here for name in inside)
            assert present == told["received"] + told["corrected"] - told["lost"] - told["supplier"]
            assert all(row[name] >= 0 for row in here for name in (*inside, "reserved"))
            assert all(row["reserved"] <= row["on_hand"] for row in here)


def check_renewals(renewals: list[Row]) -> None:
    """Nobody has a second recharge before the first has run out."""
    credited = defaultdict(list)
    for row in renewals:
        if row["state"] == "credited":
            credited[row["plan_id"], row["line_id"]].append(row["settled_at"])
    for moments in credited.values():
        gaps = [later.date() - earlier.date() for earlier, later in pairwise(sorted(moments))]
        assert all(gap.days >= VALIDITY_DAYS for gap in gaps)


class ReadOnce:
    """A reading session that remembers what it read: several checks look at the same rows."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.kept: dict[str, list[Row]] = {}

    def rows(self, statement: str, parameters: Row) -> list[Row]:
        if statement not in self.kept:
            self.kept[statement] = self.session.rows(statement, parameters)
        return self.kept[statement]
