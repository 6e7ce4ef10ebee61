"""The sample campaign over four waves: arrivals, a refused shipment, a closed site, returns, renewals, a follow-up.

After each wave every invariant holds, and every screen and export that counts the same thing says the same number.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.codes import LotCloseReason, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import campaign_policy
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.places import grants_where_handed_over
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.office import Office, open_office
from pipelines.partners import list_partners
from pipelines.planning.follow_up import propose_follow_up
from pipelines.planning.life import all_plans
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import stock_cells
from pipelines.reporting.exports import export_figures
from pipelines.reporting.figures import campaign_figures, eligible_units
from pipelines.reporting.view_partner import partner_deliveries
from pipelines.reporting.view_sums import delivery_sums, stock_grid
from pipelines.sample.demo import make_demo
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.balances import balances_on
from pipelines.stock.losses import return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, receive_lot, refuse_shipment
from pipelines.stock.renewals import credit_renewals, grant_renewals, list_renewals
from pipelines.stock.sites import close_site
from pipelines.stock.transfers import list_transfers, receive_transfer, send_transfer
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.in_force import put_in_force
from tests.unit.wave_exports import csv_rows, exact_units, note_counts, published_units
from tests.unit.year_campaign import note_of

pytestmark = pytest.mark.slow

RETURNED_SHARE = 0.03
COORDINATOR, APPROVER, LOGISTICS = (fictive_actor(role) for role in (Role.COORDINATOR, Role.APPROVER, Role.LOGISTICS))


class Waves:
    """The campaign, its movable clock, and what is done in every wave."""

    def __init__(self, home: Path) -> None:
        self.now = datetime(2026, 3, 30, 9)
        self.home, self.published = home, set[str]()
        self.office: Office = replace(open_office(home), clock=lambda: self.now)
        made = done(make_demo(self.office, COORDINATOR, requests=150))
        assert made["units"] > 0
        with self.office.store.reading() as session:
            self.campaign_id = str(session.rows("campaign/all")[0]["campaign_id"])

    def grants(self) -> list[dict[str, Any]]:
        with self.office.store.reading() as session:
            return session.rows("delivery/adopted_grants", {"campaign_id": self.campaign_id})

    def adopted(self, plan: dict[str, Any]) -> str:
        """Take a draft to its adoption by two persons, and let leave what is there."""
        put_in_force(self.office, self.campaign_id, plan["plan_id"])
        done(release_plan(self.office, COORDINATOR, self.campaign_id, plan["plan_id"]))
        return str(plan["plan_id"])

    def noted(self, rows: list[dict[str, Any]], status: str) -> None:
        """Send a note back with one status on these grants."""
        note = note_of(rows, status)
        answer = done(record_handover(self.office, COORDINATOR, self.campaign_id, note, "bon.csv"))
        assert (answer["errors"], answer["updated"]) == ([], len(rows))

    def shipped(self, plan_id: str) -> list[dict[str, Any]]:
        """Ship what one site has for one structure, and return what is on the way."""
        with self.office.store.reading() as session:
            grants = grants_where_handed_over(session, self.campaign_id, plan_id)
        ready = [row for row in grants if row["state"] == "released" and row["mode"] != "remote"]
        pair = ready[0]["site_code"], ready[0]["partner_code"]
        units = [row for row in ready if (row["site_code"], row["partner_code"]) == pair]
        assert done(ship_note(self.office, LOGISTICS, self.campaign_id, plan_id, *pair)) == {"shipped": len(units)}
        return units

    def handed_over(self, share: int) -> None:
        """Hand over one grant in `share` of those that left, then have 3 % of what families hold come back, one at least."""
        self.noted([row for row in self.grants() if row["state"] == "released"][::share], "remis")
        # What happens to one unit is read in the order of its moments: nothing comes back the instant it was given.
        self.now += timedelta(minutes=1)
        held = [row for row in self.grants() if row["state"] == "handed_over"]
        self.noted(held[: max(1, round(len(held) * RETURNED_SHARE))], "retourné")

    def received(self, site: str, item: str, units: int, came: int, grades: dict[str, int]) -> str:
        """Announce a lot, receive part of it, inspect it."""
        lot = Announcement(site, item, units, self.now.date(), wave="Vague 2", origin="purchase")
        lot_id = str(done(announce_lot(self.office, LOGISTICS, self.campaign_id, lot))["lot_id"])
        done(receive_lot(self.office, LOGISTICS, self.campaign_id, lot_id, came))
        if grades:
            done(inspect_lot(self.office, LOGISTICS, self.campaign_id, lot_id, grades))
        return lot_id


@pytest.fixture
def waves(tmp_path: Path) -> Iterator[Waves]:
    made = Waves(tmp_path)
    yield made
    made.office.close()


def test_four_waves_with_a_closed_site_a_refused_shipment_returns_and_renewals_add_up(waves: Waves) -> None:
    office, campaign_id = waves.office, waves.campaign_id
    first = waves.adopted(done(propose_plan(office, COORDINATOR, campaign_id)))
    parcel = waves.shipped(first)
    everything_agrees(waves)
    # A structure refuses one unit of the parcel: it comes back from the way to the shelf.
    waves.noted(parcel[:1], "colis refusé")
    waves.handed_over(2)
    everything_agrees(waves)

    waves.now += timedelta(days=7)
    second_wave(waves)
    waves.adopted(done(propose_plan(office, COORDINATOR, campaign_id)))
    waves.handed_over(3)
    everything_agrees(waves)

    waves.now += timedelta(days=9)
    before = Counter(row["state"] for row in waves.grants())
    done(release_plan(office, COORDINATOR, campaign_id, first))
    assert Counter(row["state"] for row in waves.grants())["released"] > before["released"], "the third wave has come"
    a_site_closes(waves)
    waves.handed_over(2)
    everything_agrees(waves)

    waves.now += timedelta(days=15)
    recharges_are_renewed(waves)
    everything_agrees(waves)

    # The recharges of the second and third waves run out in their turn; the campaign ends before the first ones do again.
    waves.now += timedelta(days=15)
    assert done(propose_follow_up(office, COORDINATOR, campaign_id, first))["lines"] >= 1
    waves.adopted(all_plans(office, COORDINATOR, campaign_id)[0])
    everything_agrees(waves)
    recharges_are_renewed(waves)
    everything_agrees(waves)


def recharges_are_renewed(waves: Waves) -> None:
    """A month's recharges: some come, all that are due are renewed as far as they go, the operator credits most of them."""
    office, campaign_id = waves.office, waves.campaign_id
    waves.received("RESERVE", "data_12gb", 40, 40, {"": 40})
    assert done(grant_renewals(office, COORDINATOR, campaign_id))["granted"] > 0
    open_ones = [
        row["renewal_id"] for row in done(list_renewals(office, LOGISTICS, campaign_id)) if row["state"] == "granted"
    ]
    assert (
        done(credit_renewals(office, LOGISTICS, campaign_id, open_ones[: len(open_ones) * 3 // 4 + 1]))["settled"] > 0
    )


def second_wave(waves: Waves) -> None:
    """A lot comes short and with unfit units that go back; another is refused at the door."""
    office, campaign_id = waves.office, waves.campaign_id
    site = biggest_site(waves)
    lot_id = waves.received(site, "laptop", 20, 18, {"A": 10, "B": 5, "INVENDABLE": 3})
    assert done(close_lot(office, LOGISTICS, campaign_id, lot_id, LotCloseReason.SHORT_SHIPMENT))["missing"] == 2
    unfit = next(
        c for c in stock_cells(office, LOGISTICS, campaign_id) if c["lot_id"] == lot_id and c["grade"] == "INVENDABLE"
    )
    done(return_to_supplier(office, LOGISTICS, campaign_id, unfit["cell_id"], 3))
    refused = waves.received(site, "tablet", 10, 10, {})
    done(refuse_shipment(office, LOGISTICS, campaign_id, refused, 10))


def biggest_site(waves: Waves) -> str:
    cells = [c for c in stock_cells(waves.office, LOGISTICS, waves.campaign_id) if c["item"] == "laptop"]
    return str(max(cells, key=lambda cell: cell["received"])["site_code"])


def a_site_closes(waves: Waves) -> None:
    """A relay without reserved stock receives a few units, cannot close, sends them away, closes."""
    office, campaign_id = waves.office, waves.campaign_id
    target = biggest_site(waves)
    cells = stock_cells(office, LOGISTICS, campaign_id)
    used = {cell["site_code"] for cell in cells if cell["on_hand"] or cell["to_inspect"]}
    with office.store.reading() as session:
        empty = next(row["code"] for row in session.rows("site/all") if row["code"] not in used)
    lot_id = waves.received(empty, "laptop", 4, 4, {"B": 4})
    answer = close_site(office, COORDINATOR, empty)
    assert isinstance(answer, Refusal) and answer.code == "site_not_empty"
    cell = next(c for c in stock_cells(office, LOGISTICS, campaign_id) if c["lot_id"] == lot_id and c["on_hand"])
    sent = done(send_transfer(office, LOGISTICS, campaign_id, cell["cell_id"], target, 4))
    done(receive_transfer(office, LOGISTICS, campaign_id, sent["transfer_id"], 3, lost=1))
    done(close_site(office, COORDINATOR, empty))


def everything_agrees(waves: Waves) -> None:
    """Every invariant holds, and the same quantity is the same number wherever it is shown, to the unit."""
    office, campaign_id = waves.office, waves.campaign_id
    answer = verify_campaign(office, COORDINATOR, campaign_id)
    assert answer["holds"], answer
    policy = done(campaign_policy(office, COORDINATOR, campaign_id))
    sides = {item.code: item.side.value for item in policy.items}
    figures = done(campaign_figures(office, COORDINATOR, campaign_id))["units"]
    plans = [row["plan_id"] for row in all_plans(office, COORDINATOR, campaign_id) if row["state"] == "adopted"]
    shown = [row for plan in plans for row in done(delivery_sums(office, COORDINATOR, campaign_id, plan))["items"]]
    renewals = Counter(
        (sides[row["item"]], row["state"]) for row in done(list_renewals(office, LOGISTICS, campaign_id))
    )
    partners = partner_sums(waves, sides)
    under_way = sum(row["is_shipped"] and row["state"] == "released" for row in waves.grants())
    under_way += sum(row["open_count"] for row in done(list_transfers(office, LOGISTICS, campaign_id)))
    grid, balances = done(stock_grid(office, LOGISTICS, campaign_id)), done(balances_on(office, LOGISTICS, campaign_id))
    for side in ("device", "data"):
        told = figures[side]
        page = {
            name: sum(row[name] for row in shown if sides[row["item"]] == side)
            for name in ("granted", "released", "delivered", "handed_over", "returned")
        }
        assert page == {name: told[name] for name in page}, side
        assert {name: partners[side, name] for name in page} == page, side
        items = [row for row in grid["items"] if sides.get(row["item"]) == side]
        cells = [row for row in grid["cells"] if sides.get(row["item"]) == side]
        ledger = [row for row in balances if sides.get(row["item"]) == side]
        for name in ("reserved", "in_transit", "delivered", "handed_over"):
            assert (
                sum(row[name] for row in items) == sum(row[name] for row in cells) == sum(row[name] for row in ledger)
            )
        # Renewals are counted apart from the grants of plans, and only the ledger holds both.
        handed, waiting = told["handed_over"], told["granted"] - told["delivered"]
        assert sum(row["handed_over"] for row in items) == handed + renewals[side, "credited"]
        assert sum(row["delivered"] for row in items) == told["delivered"] - handed
        shipped = sum(
            row["is_shipped"] and row["state"] == "released" and sides[row["item"]] == side for row in waves.grants()
        )
        assert sum(row["reserved"] for row in items) == waiting - shipped + renewals[side, "granted"]
        places = ("to_inspect", "on_hand", "in_transit", "delivered", "handed_over", "lost", "returned_supplier")
        for row in items:
            assert row["received"] + row["corrected"] == sum(row[name] for name in places), row["item"]
    assert sum(row["in_transit"] for row in balances) == under_way
    exports_agree(waves, figures, sides, plans)


def exports_agree(waves: Waves, figures: dict[str, dict[str, int]], sides: dict[str, str], plans: list[str]) -> None:
    """What leaves as a file says the same numbers as the screens: figures, publications, delivery notes, the operator's file."""
    office, campaign_id = waves.office, waves.campaign_id
    folder = waves.home / "fichiers"
    made = done(export_figures(office, COORDINATOR, campaign_id, folder))
    assert exact_units(folder) == figures
    # A publication keeps the figures of the hour when it was made: only a new one is compared.
    if made["release_id"] not in waves.published:
        waves.published.add(made["release_id"])
        told = published_units(folder / f"publication-{made['as_of'].isoformat()}")
        eligible = done(eligible_units(office, campaign_id))
        exact = {side: figures[side] | {"eligible": eligible[side]} for side in figures}
        assert told == {(side, name): exact[side][name] for side, name in told}
        assert told, "a publication tells something"
    counted: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        counted += note_counts(done(delivery_notes(office, COORDINATOR, campaign_id, plan)), sides)
    for side in ("device", "data"):
        assert counted[side, "on_note"] == figures[side]["granted"] + figures[side]["returned"]
        assert counted[side, "handed_over"] == figures[side]["handed_over"]
    # Two readings of the names at the very same moment would be one command; time goes on between them.
    waves.now += timedelta(minutes=1)
    recharges = done(recharge_file(office, COORDINATOR, campaign_id))
    waiting = Counter(row["mode"] == "remote" and row["state"] == "released" for row in waves.grants())[True]
    assert len(csv_rows(recharges["content"])) + len(recharges["without_number"]) == waiting


def partner_sums(waves: Waves, sides: dict[str, str]) -> Counter[tuple[str, str]]:
    """Add up what each structure reads on its own page, each quantity holding those after it, as figures count."""
    office, campaign_id = waves.office, waves.campaign_id
    sums: Counter[tuple[str, str]] = Counter()
    steps = ("granted", "released", "delivered", "handed_over")
    for partner in list_partners(office, COORDINATOR):
        for row in done(partner_deliveries(office, COORDINATOR, campaign_id, partner["partner_id"])):
            side = sides[row["item"]]
            sums[side, "returned"] += row["returned"]
            for place, name in enumerate(steps):
                sums[side, name] += sum(row[step] for step in steps[place:])
    return sums
