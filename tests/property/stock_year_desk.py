"""What a year of random operations stands on: the campaign, its movable clock, its own count of units, and what must always hold.

The count is kept in plain Python, from the answers alone; after each step the store must agree with it.
"""

import json
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from campaigns.lots import STEPS
from campaigns.model.outcome import Refusal
from pipelines.planning.stock import import_stock
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.lots import lots_with_states, receive_lot
from pipelines.verify import grant_faults, stock_faults, verify_campaign
from tests.unit.small_campaign import COORDINATOR
from tests.unit.year_campaign import YearFolder

Row = dict[str, Any]
ITEMS = ("laptop", "data_12gb")
FEW = st.integers(1, 4)
ANY = st.integers(0, 30)
VALIDITY_DAYS = 30
# Commands that may succeed on nothing: they took effect where this number of their entry in the journal is above zero.
MEASURES = {
    "handover.free": "freed", "renewal.grant": "granted", "release": "released", "handover.record": "updated",
    "renewal.credit": "settled", "renewal.cancel": "settled", "stock.import": "received", "lot.announce": "units",
    "referral.make": "referred", "workshop.import": "added",
}  # fmt: skip


class YearDesk(RuleBasedStateMachine):
    """The desk from which everything is done.

    Over all programs, `taken` counts the actions that the journal says took effect, and `told` the programs that held.
    """

    folder: ClassVar[YearFolder]
    taken: ClassVar[Counter[str]] = Counter()
    told: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.campaign_id = self.folder.copied()
        self.proposed = self.files = 0
        # Units by item: what came in, what left for good, what is between two sites, as the answers told.
        self.count: dict[str, Counter[str]] = defaultdict(Counter)
        self.shipped: set[tuple[str, str, str]] = set()

    def teardown(self) -> None:
        answer = verify_campaign(self.folder.office, COORDINATOR, self.campaign_id)
        self.taken.update(row["action"] for row in self.rows("journal/all") if took_effect(row))
        self.folder.forget(self.campaign_id)
        assert answer["holds"], answer
        YearDesk.told += 1

    def act(self, verb: Any, *arguments: Any, actor: Any = COORDINATOR) -> Row | None:
        """Carry a command out; None where it was refused."""
        answer = verb(self.folder.office, actor, self.campaign_id, *arguments)
        if isinstance(answer, Refusal):
            assert answer.sentence.fr and answer.sentence.en, answer
            return None
        return dict(answer)

    def rows(self, statement: str, **more: Any) -> list[Row]:
        with self.folder.office.store.reading() as session:
            return session.rows(statement, {"campaign_id": self.campaign_id} | more)

    def picked(self, rows: list[Row], place: int) -> Row | None:
        return rows[place % len(rows)] if rows else None

    def mostly(self, wanted: list[Row], others: list[Row], place: int) -> Row | None:
        """Pick among what can be acted upon, now and then among the others: refusals alone would prove little."""
        return self.picked(wanted if wanted and place % 5 else others, place)

    def lot(self, place: int, step: str) -> Row | None:
        with self.folder.office.store.reading() as session:
            lots = lots_with_states(self.folder.office, session, self.campaign_id)
        needs_units = step in ("inspect", "refuse")
        ready = [row for row in lots if step in STEPS[row["state"]] and (row["to_inspect"] or not needs_units)]
        return self.mostly(ready, lots, place)

    def cell(self, place: int) -> Row | None:
        cells = [row for row in self.rows("stock/cells") if row["on_hand"] or row["to_inspect"]]
        return self.mostly([row for row in cells if row["on_hand"] > row["reserved"]], cells, place)

    def plan(self, *states: str) -> Row | None:
        return next((row for row in self.rows("plan/all") if row["state"] in states), None)

    def announced(self, site: str, item: str, units: int, origin: str) -> str:
        day = self.folder.now.date()
        expiry = day + timedelta(days=90) if item != "laptop" and units % 2 else None
        answer = self.act(announce_lot, Announcement(site, item, units, day, origin=origin, expires_on=expiry))
        return str(answer["lot_id"]) if answer else ""

    def received(self, lot_id: str, units: int, item: str) -> None:
        if self.act(receive_lot, lot_id, units):
            self.count[item]["received"] += units

    def counted_in(self, site: str, item: str, units: int, earmark: str = "", wait: int = 0) -> None:
        """Count units in from a file, there today or in some days."""
        self.files += 1
        grade, day = "A" if item == "laptop" else "", self.folder.now.date() + timedelta(days=wait)
        line = f"{site};{item};{grade};{units};{day};D{self.files};{earmark}"
        text = f"site_code;item;grade;quantity;available_on;donor;earmark\n{line}\n"
        answer = self.act(import_stock, text.encode(), "stock.csv")
        self.count[item]["received"] += answer["received"] if answer else 0

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
        self.check_counts(cells, grants)
        live = Counter((row["line_id"], row["side"]) for row in grants if row["state"] != "returned")
        assert max(live.values(), default=0) <= 1
        check_renewals(renewals)

    def check_counts(self, cells: list[Row], grants: list[Row]) -> None:
        waiting = [row for row in grants if row["state"] == "released"]
        for item in ITEMS:
            here = [row for row in cells if row["item"] == item]
            told = self.count[item]
            parcels = sum(
                (row["plan_id"], row["line_id"], row["side"]) in self.shipped for row in waiting if row["item"] == item
            )
            kept = {
                "received": sum(row["received"] for row in here), "corrected": sum(row["corrected"] for row in here),
                "lost": sum(row["lost"] for row in here), "supplier": sum(row["returned_supplier"] for row in here),
                "between": sum(row["in_transit"] for row in here) - parcels,
            }  # fmt: skip
            assert kept == {name: told[name] for name in kept}
            inside = ("to_inspect", "on_hand", "in_transit", "delivered", "handed_over")
            present = sum(row[name] for row in here for name in inside)
            assert present == told["received"] + told["corrected"] - told["lost"] - told["supplier"]
            assert all(row[name] >= 0 for row in here for name in (*inside, "reserved"))
            assert all(row["reserved"] <= row["on_hand"] for row in here)


def took_effect(entry: Row) -> bool:
    """Tell whether an entry of the journal is about something."""
    return bool(json.loads(entry["detail"]).get(MEASURES.get(entry["action"], ""), 1))


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
