"""The life of a lot, counted by hand: what is announced cannot be granted, what is received waits, what is inspected can."""

from datetime import timedelta
from typing import Any

from campaigns.model.codes import LotCloseReason, LotState, Role
from dashboard.sign_in import fictive_actor
from pipelines.planning.propose import propose_plan
from pipelines.stock.announcements import import_lots
from pipelines.stock.lots import close_lot, inspect_lot, list_lots, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.routes import note_route
from pipelines.stock.sites import close_site
from pipelines.stock.trace import lot_trace
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.unit.small_campaign import COORDINATOR
from tests.unit.stock_campaign import StockCampaign, refused

LOGISTICS = fictive_actor(Role.LOGISTICS)


def lot_of(stock: StockCampaign, lot_id: str) -> dict:
    return next(lot for lot in list_lots(stock.office, COORDINATOR, stock.campaign_id) if lot["lot_id"] == lot_id)


def test_only_inspected_units_are_planned(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    lot_id = stock.announced("LANDY", "laptop", 10)
    assert (lot_of(stock, lot_id)["state"], lot_of(stock, lot_id)["still_expected"]) == (LotState.ANNOUNCED, 10)
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 0
    assert done(receive_lot(office, LOGISTICS, campaign_id, lot_id, 6))["still_expected"] == 4
    assert lot_of(stock, lot_id)["state"] == LotState.RECEIVED
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 0
    answer = done(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"A": 2, "B": 1, "INVENDABLE": 1}))
    assert (answer["inspected"], answer["to_inspect"]) == (4, 2)
    # Three of the four inspected are fit to be given; two still wait.
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 3
    assert (lot_of(stock, lot_id)["allocatable"], lot_of(stock, lot_id)["unfit"]) == (3, 1)
    done(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"C": 2}))
    assert lot_of(stock, lot_id)["state"] == LotState.ALLOCATABLE
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_inspected_for_a_later_day_is_not_there_yet(stock: StockCampaign) -> None:
    lot_id = stock.announced("LANDY", "laptop", 2)
    done(receive_lot(stock.office, LOGISTICS, stock.campaign_id, lot_id, 2))
    later = stock.folder.now.date() + timedelta(days=5)
    done(inspect_lot(stock.office, LOGISTICS, stock.campaign_id, lot_id, {"A": 2}, available_on=later))
    assert lot_of(stock, lot_id)["state"] == LotState.INSPECTED
    stock.days_pass(5)
    assert lot_of(stock, lot_id)["state"] == LotState.ALLOCATABLE


def test_a_donated_device_needs_its_wiping_certificate_and_a_known_grade(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    lot_id = stock.announced("LANDY", "laptop", 2, origin="donation")
    done(receive_lot(office, LOGISTICS, campaign_id, lot_id, 2))
    assert refused(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"A": 2})) == "no_wiping"
    assert refused(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"Z": 1}, wiping_ref="E1")) == "wrong_grade"
    assert refused(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"": 1}, wiping_ref="E1")) == "wrong_grade"
    assert refused(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"A": 3}, wiping_ref="E1")) == "wrong_inspection"
    assert done(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"A": 2}, wiping_ref="E1"))["to_inspect"] == 0
    assert lot_of(stock, lot_id)["wiping_ref"] == "E1"


def test_a_refused_shipment_goes_back_and_a_short_lot_is_closed(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    lot_id = stock.announced("LANDY", "tablet", 8)
    assert refused(refuse_shipment(office, LOGISTICS, campaign_id, lot_id, 1)) == "wrong_state"
    done(receive_lot(office, LOGISTICS, campaign_id, lot_id, 5))
    assert refused(refuse_shipment(office, LOGISTICS, campaign_id, lot_id, 6)) == "not_enough"
    done(refuse_shipment(office, LOGISTICS, campaign_id, lot_id, 2))
    assert done(close_lot(office, LOGISTICS, campaign_id, lot_id, LotCloseReason.SHORT_SHIPMENT))["missing"] == 3
    lot = lot_of(stock, lot_id)
    assert (lot["received"], lot["to_inspect"], lot["returned_supplier"], lot["still_expected"]) == (5, 3, 2, 0)
    assert refused(receive_lot(office, LOGISTICS, campaign_id, lot_id, 1)) == "wrong_state"
    # What came before is still inspected.
    assert done(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"B": 3}))["inspected"] == 3


def test_a_double_click_receives_once(stock: StockCampaign) -> None:
    lot_id = stock.announced("LANDY", "laptop", 4)
    for _ in range(2):
        done(receive_lot(stock.office, LOGISTICS, stock.campaign_id, lot_id, 4, key="same"))
    assert lot_of(stock, lot_id)["received"] == 4


def test_nothing_enters_a_closed_site_and_a_lot_is_redirected(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    lot_id = stock.announced("STADE", "laptop", 4)
    assert refused(close_site(office, COORDINATOR, "STADE")) == "site_not_empty"
    done(redirect_lot(office, LOGISTICS, campaign_id, lot_id, "LANDY"))
    done(close_site(office, COORDINATOR, "STADE"))
    assert refused(redirect_lot(office, LOGISTICS, campaign_id, lot_id, "STADE")) == "site_closed"
    done(receive_lot(office, LOGISTICS, campaign_id, lot_id, 4))
    assert stock.cell()["site_code"] == "LANDY"


LOTS = (
    "Code site;Article;Quantité;Attendu le;Vague;Donateur;Origine;Certificat effacement\n"
    "LANDY;laptop;12;05/02/2026;Vague 1;Banque A;donation;EFF-7\n"
    "\n"
    "LANDY;ordinateur;3;2026-02-05;;;;\n"
    "NULLEPART;laptop;3;2026-02-05;;;;\n"
    "LANDY;laptop;zéro;2026-02-05;;;;\n"
    "RESERVE;data_12gb;200;2026-02-01;Vague 1;Opérateur;operator;\n"
)


def test_a_spreadsheet_of_lots_is_read_whole_with_every_row_accounted_for(stock: StockCampaign) -> None:
    answer = done(import_lots(stock.office, LOGISTICS, stock.campaign_id, LOTS.encode(), "lots.csv"))
    assert (answer["lots"], answer["units"]) == (2, 212)
    rows = answer["rows"]
    assert rows == {"physical": 7, "header": 1, "blank": 1, "accepted": 2, "rejected": 3}
    assert [fault["fr"].split(" :")[0] for fault in answer["faults"]] == ["Ligne 4", "Ligne 5", "Ligne 6"]
    again = done(import_lots(stock.office, LOGISTICS, stock.campaign_id, LOTS.encode(), "lots.csv"))
    lots = list_lots(stock.office, LOGISTICS, stock.campaign_id)
    assert again["lots"] == 2
    assert [(lot["code"], lot["item"], lot["announced_count"], lot["wiping_ref"]) for lot in lots] == [
        ("L0001", "laptop", 12, "EFF-7"), ("L0002", "data_12gb", 200, ""),
    ]  # fmt: skip


def test_a_donor_reads_what_became_of_its_lot_without_a_family(stock: StockCampaign) -> None:
    lot_id = stock.announced(
        "LANDY", "laptop", 3, origin="donation", donor="Banque A", collection_ref="C-1", refurbisher="Atelier"
    )
    done(receive_lot(stock.office, LOGISTICS, stock.campaign_id, lot_id, 3))
    done(inspect_lot(stock.office, LOGISTICS, stock.campaign_id, lot_id, {"A": 3}, wiping_ref="E9"))
    card = done(lot_trace(stock.office, LOGISTICS, stock.campaign_id, lot_id))
    assert (card["donor"], card["collection_ref"], card["refurbisher"], card["wiping_ref"]) == (
        "Banque A",
        "C-1",
        "Atelier",
        "E9",
    )
    assert [(event["category"], event["reason"], event["units"]) for event in card["events"]] == [
        ("received", "lot", 3), ("inspected", "graded_from", 3), ("inspected", "graded_to", 3),
    ]  # fmt: skip
    assert (card["departments"], card["elsewhere"], card["steps"]) == ([], 0, ["receive", "redirect", "close"])


def test_a_gift_goes_step_by_step_from_its_pledge_to_a_graded_lot_at_its_site(stock: StockCampaign) -> None:
    office, campaign_id, day = stock.office, stock.campaign_id, stock.folder.now.date()
    lot_id = stock.announced("LANDY", "laptop", 3, origin="donation", donor="Banque A")

    def noted(step: LotState, reference: str, days: int = 0) -> Any:
        return note_route(office, LOGISTICS, campaign_id, lot_id, step, reference, day + timedelta(days=days))

    assert refused(noted(LotState.REFURBISHING, "Atelier")) == "wrong_state"
    assert refused(noted(LotState.COLLECTED, " ")) == "no_reference"
    assert refused(noted(LotState.COLLECTED, "C-1", days=1)) == "future_date"
    states = [lot_of(stock, lot_id)["state"]]
    for step, reference in ((LotState.COLLECTED, "C-1"), (LotState.REFURBISHING, "Atelier"), (LotState.WIPED, "EFF-9")):
        done(noted(step, reference))
        states.append(lot_of(stock, lot_id)["state"])
    assert states == [LotState.ANNOUNCED, LotState.COLLECTED, LotState.REFURBISHING, LotState.WIPED]
    assert refused(noted(LotState.WIPED, "EFF-10")) == "wrong_state"
    stock.days_pass(2)
    done(receive_lot(office, LOGISTICS, campaign_id, lot_id, 3))
    # The certificate came with the refurbisher's step: the inspection asks for none.
    done(inspect_lot(office, LOGISTICS, campaign_id, lot_id, {"A": 3}))
    card = done(lot_trace(office, LOGISTICS, campaign_id, lot_id))
    later = day + timedelta(days=2)
    assert [(step["step"], step["on"], step["reference"]) for step in card["route"]] == [
        ("announced", day, "Banque A"), ("collected", day, "C-1"), ("refurbishing", day, "Atelier"), ("wiped", day, "EFF-9"),
        ("received", later, "Le Landy"), ("inspected", later, ""),
    ]  # fmt: skip
    assert card["next_route"] is None
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"]


def test_a_step_is_not_before_the_one_before_it_and_what_was_bought_is_not_collected(stock: StockCampaign) -> None:
    office, campaign_id, day = stock.office, stock.campaign_id, stock.folder.now.date()
    gift, bought = stock.announced("LANDY", "laptop", 1, origin="donation"), stock.announced("LANDY", "laptop", 1)
    done(note_route(office, LOGISTICS, campaign_id, gift, LotState.COLLECTED, "C-1", day))
    early = note_route(office, LOGISTICS, campaign_id, gift, LotState.REFURBISHING, "Atelier", day - timedelta(days=1))
    assert refused(early) == "before_earlier_step"
    assert refused(note_route(office, LOGISTICS, campaign_id, bought, LotState.COLLECTED, "C-1", day)) == "wrong_state"
    assert [step["step"] for step in done(lot_trace(office, LOGISTICS, campaign_id, bought))["route"]] == [
        "announced", "received", "inspected",
    ]  # fmt: skip
