"""A year of random operations on a small campaign: what people may do, in any order, by the commands themselves.

This half moves the stock: lots, transfers, counts, losses, sites. What is done for families is in `stock_year_deliveries`.
"""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from campaigns.lots import next_route_step
from campaigns.model.codes import LossReason, LotCloseReason, LotState, TransferReason
from campaigns.model.outcome import Refusal
from pipelines.stock.announcements import import_lots
from pipelines.stock.counts import drop_count, finalise_count, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, redirect_lot, refuse_shipment
from pipelines.stock.routes import note_route
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import receive_transfer, send_transfer
from tests.property.stock_year_deliveries import DeliveryYear
from tests.property.stock_year_desk import ANY, FEW, ITEMS, Row
from tests.property.stock_year_help import HelpYear
from tests.unit.small_campaign import COORDINATOR
from tests.unit.year_campaign import SITE_CODES


class StockYear(DeliveryYear, HelpYear):
    """The operations of a whole year."""

    @initialize(site=st.sampled_from(SITE_CODES[:2]), units=st.integers(2, 14), begun=st.sampled_from((0, 0, 1, 2, 3)))
    def first_wave(self, site: str, units: int, begun: int) -> None:
        """Put a few units on the shelves; most years begin with a plan in force, families served, or recharges run out."""
        for where, item in ((site, "laptop"), ("RESERVE", "data_12gb")):
            lot = self.announced(where, item, units, "operator")
            self.received(lot, units, item)
            self.act(inspect_lot, lot, {"A" if item == "laptop" else "": units})
        if begun:
            self.decide(4)
        if begun > 1:
            self.release()
            self.note_comes_back([1, 2, 3, 4], "remis")
        if begun > 2:
            self.renew(31, 3, None)
            self.settle_renewals(units, units % 3 > 0)

    @rule(site=st.sampled_from(SITE_CODES), item=st.sampled_from(ITEMS), units=st.integers(1, 8))
    def announce(self, site: str, item: str, units: int) -> None:
        self.announced(site, item, units, "donation" if units % 2 else "purchase")

    @rule(site=st.sampled_from(SITE_CODES), item=st.sampled_from(ITEMS), units=FEW, wait=st.sampled_from((None, 0, 5)))
    def a_file_comes(self, site: str, item: str, units: int, wait: int | None) -> None:
        """A file of announced lots, or of counted stock: for anybody, or (where odd) for the reserve of exceptions."""
        if wait is not None:
            self.counted_in(site, item, units, "exception" if units % 2 else "", wait)
            return
        self.files += 1
        text = (
            f"site_code;item;quantity;expected_on;wave\n{site};{item};{units};{self.folder.now.date()};{self.files}\n"
        )
        self.act(import_lots, text.encode(), "lots.csv")

    @rule(place=ANY, steps=st.integers(1, 3))
    def follow_a_gift(self, place: int, steps: int) -> None:
        """Announce a gift and note its first steps before it reaches its site, or those of another; sometimes one too many."""
        if place % 2:
            self.announced(SITE_CODES[place % 3], "laptop", 1 + place % 4, "donation")
        for _ in range(steps):
            lots = self.rows("lot/all", today=self.folder.now.date())
            waiting = [row for row in lots if next_route_step(row) and not row["received"]]
            lot = self.mostly(waiting, lots, place)
            if lot is not None:
                self.act(note_route, lot["lot_id"], next_route_step(lot) or LotState.WIPED, "REF-1")

    @rule(place=ANY, units=FEW, then=st.sampled_from((None, None, "refuse", "inspect")))
    def receive(self, place: int, units: int, then: str | None) -> None:
        """Take in part of a lot, which waits, goes back, or is inspected at once."""
        lot = self.lot(place, "receive")
        if lot is None:
            return
        self.received(lot["lot_id"], units, lot["item"])
        if then == "refuse":
            self.send_back(lot, units)
        elif then == "inspect":
            self.act(inspect_lot, lot["lot_id"], {"A" if lot["item"] == "laptop" else "": units}, None, "EFF-2")

    def send_back(self, lot: Row, units: int) -> None:
        if self.act(refuse_shipment, lot["lot_id"], units):
            self.count[lot["item"]]["supplier"] += units

    @rule(place=ANY, good=st.integers(0, 4), unfit=st.integers(0, 1), wait=st.sampled_from((0, 0, 5)))
    def inspect(self, place: int, good: int, unfit: int, wait: int) -> None:
        if lot := self.lot(place, "inspect"):
            grades = {"B": good, "INVENDABLE": unfit} if lot["item"] == "laptop" else {"": good}
            day = self.folder.now.date() + timedelta(days=wait)
            self.act(inspect_lot, lot["lot_id"], grades, day, "EFF-1" if good % 2 else "")
            for cell in self.rows("lot/cells", lot_id=lot["lot_id"]):
                if cell["grade"] == "INVENDABLE" and cell["on_hand"] and place % 2:
                    self.give_back(cell, cell["on_hand"])

    def give_back(self, cell: Row, units: int) -> None:
        if self.act(return_to_supplier, cell["cell_id"], units):
            self.count[cell["item"]]["supplier"] += units

    @rule(place=ANY, units=FEW, what=st.sampled_from(("refuse", "close", "redirect")), site=st.sampled_from(SITE_CODES))
    def end_lot(self, place: int, units: int, what: str, site: str) -> None:
        lot = self.lot(place, what)
        if lot and what == "refuse":
            self.send_back(lot, units)
        elif lot and what == "close":
            self.act(close_lot, lot["lot_id"], LotCloseReason.SHORT_SHIPMENT)
        elif lot and what == "redirect":
            self.act(redirect_lot, lot["lot_id"], site)

    @rule(place=ANY, site=st.sampled_from(SITE_CODES), units=FEW, arrives=st.booleans())
    def send(self, place: int, site: str, units: int, arrives: bool) -> None:
        cell = self.cell(place)
        if cell and cell["site_code"] == site and place % 5:
            site = SITE_CODES[(SITE_CODES.index(site) + 1) % len(SITE_CODES)]
        if cell and place % 3:
            units = max(1, min(units, cell["on_hand"] - cell["reserved"]))
        if cell and self.act(send_transfer, cell["cell_id"], site, units, TransferReason.REBALANCE):
            self.count[cell["item"]]["between"] += units
            if arrives:
                self.arrive(0, 1, 0)

    @rule(place=ANY, arrived=st.integers(0, 4), lost=st.integers(0, 1))
    def arrive(self, place: int, arrived: int, lost: int) -> None:
        transfer = self.picked([row for row in self.rows("transfer/all") if row["open_count"]], place)
        if transfer and self.act(receive_transfer, transfer["transfer_id"], arrived, lost):
            self.count[transfer["item"]]["lost"] += lost
            self.count[transfer["item"]]["between"] -= arrived + lost

    @rule(site=st.sampled_from(SITE_CODES), gap=st.integers(-2, 2), kept=st.sampled_from((None, True, True, False)))
    def count_site(self, site: str, gap: int, kept: bool | None) -> None:
        """Count a site's shelves; the difference is entered, left out, or waits while other things move."""
        here = [row for row in self.rows("stock/cells") if row["site_code"] == site]
        if (
            self.act(record_count, site, {row["cell_id"]: max(0, row["on_hand"] + gap) for row in here})
            and kept is not None
        ):
            self.settle_count(0, kept)

    @rule(place=ANY, kept=st.booleans())
    def settle_count(self, place: int, kept: bool) -> None:
        count = self.picked([row for row in self.rows("count/all") if row["state"] == "counted"], place)
        if count is None:
            return
        lines = self.rows("count/lines", count_id=count["count_id"])
        if self.act(finalise_count if kept else drop_count, count["count_id"]) and kept:
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
        elif what == "supplier":
            self.give_back(cell, units)
        elif what in ("lose", "break"):
            reason = LossReason.STOLEN if what == "lose" else LossReason.BROKEN
            if self.act(lose_units, cell["cell_id"], units, reason):
                self.count[cell["item"]]["lost"] += units

    @rule(site=st.sampled_from(SITE_CODES), shut=st.booleans())
    def shut_site(self, site: str, shut: bool) -> None:
        answer = (close_site if shut else reopen_site)(self.folder.office, COORDINATOR, site)
        if not isinstance(answer, Refusal):
            self.taken["site.close" if shut else "site.reopen"] += 1
