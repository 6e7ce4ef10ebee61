"""Serial numbers of a lot, from its spreadsheet to the hand-over, the exchange, the return and the labels."""

from typing import Any

import pytest

from campaigns.model.codes import OutsideReason, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.outside import Outside, record_outside
from pipelines.delivery.references import grant_reference
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.stock.announcements import import_lots
from pipelines.stock.devices import lot_labels
from pipelines.stock.lots import inspect_lot, list_lots, receive_lot
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.unit.pdf_text import page_texts
from tests.unit.small_campaign import COORDINATOR
from tests.unit.stock_campaign import StockCampaign
from tests.unit.test_stock_ledger import adopted

LOGISTICS = fictive_actor(Role.LOGISTICS)
HEADER = "site_code;item;quantity;expected_on;grade;donor;origin;Numéro de série;IMEI\n"
# The example of the standard, whose last digit is right.
IMEI = "490154203237518"


def row(
    stock: StockCampaign, quantity: int, serial: str = "", imei: str = "", donor: str = "ACME", item: str = "laptop"
) -> str:
    return f'LANDY;{item};{quantity};{stock.folder.now.date()};;{donor};purchase;"{serial}";{imei}\n'


def imported(stock: StockCampaign, *rows: str) -> dict[str, Any]:
    data = (HEADER + "".join(rows)).encode()
    return done(import_lots(stock.office, LOGISTICS, stock.campaign_id, data, "lots.csv"))


def on_shelf(stock: StockCampaign) -> list[dict[str, Any]]:
    """Receive and inspect every lot whole, and return them."""
    lots = done(list_lots(stock.office, LOGISTICS, stock.campaign_id))
    for lot in lots:
        done(receive_lot(stock.office, LOGISTICS, stock.campaign_id, lot["lot_id"], lot["announced_count"]))
        done(inspect_lot(stock.office, LOGISTICS, stock.campaign_id, lot["lot_id"], {"A": lot["announced_count"]}))
    return lots


def granted(stock: StockCampaign) -> list[str]:
    """Adopt and release a plan of the laptops; return the references of its units."""
    adopted(stock)
    done(release_plan(stock.office, COORDINATOR, stock.campaign_id))
    with stock.office.store.reading() as session:
        grants = session.rows("delivery/adopted_grants", {"campaign_id": stock.campaign_id})
    return [grant_reference(grant["plan_id"], grant["line_id"], grant["side"]) for grant in grants]


def noted(stock: StockCampaign, reference: str, status: str, serial: str) -> str:
    """Send one line back; return what it did: updated, unchanged, or the code of its fault."""
    note = f"référence;statut;numéro de série\n{reference};{status};{serial}\n".encode()
    answer = done(record_handover(stock.office, COORDINATOR, stock.campaign_id, note, "bon.csv"))
    return answer["errors"][0]["code"] if answer["errors"] else "updated" if answer["updated"] else "unchanged"


def fault_of(stock: StockCampaign, reference: str, serial: str) -> str:
    note = f"référence;statut;numéro de série\n{reference};remis;{serial}\n".encode()
    answer = done(record_handover(stock.office, COORDINATOR, stock.campaign_id, note, "bon.csv"))
    return str(answer["errors"][0]["fr"])


def test_one_row_a_device_makes_one_lot_and_several_numbers_may_share_a_cell(stock: StockCampaign) -> None:
    answer = imported(
        stock, row(stock, 1, "sn 1"), row(stock, 1, "SN2"), row(stock, 3, "SN3; SN4"), row(stock, 2, donor="AUTRE"),
        row(stock, 1, "", IMEI, "AUTRE", "smartphone"),
    )  # fmt: skip
    assert (answer["lots"], answer["units"], answer["devices"], answer["faults"]) == (3, 8, 5, [])
    assert answer["rows"] == {"physical": 6, "header": 1, "blank": 0, "accepted": 5, "rejected": 0}
    with stock.office.store.reading() as session:
        kept = session.rows("lot/devices", {"campaign_id": stock.campaign_id})
    assert [(device["code"], device["serial"], device["imei"]) for device in kept] == [
        ("L0001", "SN1", ""), ("L0001", "SN2", ""), ("L0001", "SN3", ""), ("L0001", "SN4", ""), ("L0003", IMEI, IMEI),
    ]  # fmt: skip
    assert imported(stock, row(stock, 9, donor="NEUF"))["lots"] == 1


@pytest.mark.parametrize(
    ("quantity", "serial", "imei", "words"),
    [
        (1, "A1,A2", "", "Numéros de série : 2"), (2, "A1,A2", IMEI, "autant d'IMEI"), (2, "A1,a1", "", "déjà celui"),
        (1, "SN1", "", "déjà celui"), (1, "B1", "490154203237519", "pas un IMEI"), (1, "B1", "12345", "pas un IMEI"),
        (1, "X" * 41, "", "dépasse 40"),
    ],
)  # fmt: skip
def test_a_row_whose_numbers_cannot_be_is_held_back_alone(
    stock: StockCampaign, quantity: int, serial: str, imei: str, words: str
) -> None:
    answer = imported(stock, row(stock, 1, "SN1"), row(stock, quantity, serial, imei), row(stock, 1, "SN9", donor="B"))
    assert (answer["lots"], answer["rows"]["rejected"]) == (2, 1)
    assert words in answer["faults"][0]["fr"] and answer["faults"][0]["fr"].startswith("Ligne 3")


def test_a_number_known_from_an_earlier_file_is_not_taken_in_again(stock: StockCampaign) -> None:
    imported(stock, row(stock, 1, "SN1"))
    answer = imported(stock, row(stock, 1, "SN1", donor="AUTRE"))
    assert (answer["lots"], answer["rows"]["rejected"]) == (0, 1)


def test_a_number_handed_over_is_of_the_lot_or_is_asked_about(stock: StockCampaign) -> None:
    imported(stock, row(stock, 2, "LAPTOP-001, LAPTOP-002"))
    on_shelf(stock)
    first, second = granted(stock)
    assert noted(stock, first, "remis", "LAPTOP-00A") == "serial_not_of_lot"
    said = fault_of(stock, first, "LAPTOP-00A")
    assert "Est-ce plutôt « LAPTOP-00" in said and "LAPTOP-00A!" in said and first in said
    assert noted(stock, first, "remis", "laptop-001") == "updated"
    assert noted(stock, first, "remis", "LAPTOP-001") == "unchanged"
    assert noted(stock, second, "remis", "LAPTOP-001") == "serial_used"
    # A device that nobody registered may be the right one: whoever looked again says so.
    assert noted(stock, second, "remis", "ZZZ") == "serial_not_of_lot"
    assert "plutôt" not in fault_of(stock, second, "ZZZ")
    assert noted(stock, second, "remis", "ZZZ!") == "updated"
    assert verify_campaign(stock.office, COORDINATOR, stock.campaign_id)["holds"]


def test_no_number_is_asked_where_none_is_known_or_none_is_typed(stock: StockCampaign) -> None:
    imported(stock, row(stock, 1, "SN1"), row(stock, 1, donor="SANS"))
    on_shelf(stock)
    lots = {lot["code"]: lot["lot_id"] for lot in list_lots(stock.office, LOGISTICS, stock.campaign_id)}
    references = granted(stock)
    with stock.office.store.reading() as session:
        grants = session.rows("delivery/adopted_grants", {"campaign_id": stock.campaign_id})
    by_lot = dict(zip((grant["lot_id"] for grant in grants), references, strict=True))
    assert noted(stock, by_lot[lots["L0001"]], "remis", "") == "updated"
    # It is another lot's device, and this lot's numbers are not known: nothing says that it is wrong.
    assert noted(stock, by_lot[lots["L0002"]], "remis", "ABC") == "updated"


def test_an_imei_stands_for_its_device_and_another_lot_is_named(stock: StockCampaign) -> None:
    imported(stock, row(stock, 1, "SN1", IMEI), row(stock, 1, "ELSEWHERE-9", donor="AUTRE"))
    on_shelf(stock)
    references = granted(stock)
    with stock.office.store.reading() as session:
        grants = session.rows("delivery/adopted_grants", {"campaign_id": stock.campaign_id})
    codes = {lot["lot_id"]: lot["code"] for lot in list_lots(stock.office, LOGISTICS, stock.campaign_id)}
    by_code = {codes[grant["lot_id"]]: reference for grant, reference in zip(grants, references, strict=True)}
    assert "C'est un appareil du lot L0002." in fault_of(stock, by_code["L0001"], "ELSEWHERE-9")
    assert noted(stock, by_code["L0001"], "remis", IMEI) == "updated"
    assert noted(stock, by_code["L0001"], "remis", "SN1") == "unchanged"


def test_what_comes_back_is_the_device_that_was_handed_over(stock: StockCampaign) -> None:
    imported(stock, row(stock, 2, "SN1,SN2"))
    on_shelf(stock)
    first, second = granted(stock)
    assert noted(stock, first, "remis", "SN1") == noted(stock, second, "remis", "SN2") == "updated"
    assert noted(stock, first, "retourné", "SN2") == "serial_differs"
    assert noted(stock, first, "retourné", "SN1") == "updated"
    assert noted(stock, second, "en panne", "") == "updated"


def test_an_exchange_takes_a_unit_of_the_lot_of_its_device(stock: StockCampaign) -> None:
    imported(stock, row(stock, 3, "SN1,SN2,SN3"), row(stock, 2, "TB1,TB2", donor="AUTRE"))
    lots = on_shelf(stock)
    with stock.office.store.reading() as session:
        partner = session.rows("partner/all")[0]["partner_id"]
    day = stock.folder.now.date()

    def given(serial: str) -> Any:
        outside = Outside(partner, "laptop", OutsideReason.EXCHANGE, day, "LANDY", serial)
        return record_outside(stock.office, COORDINATOR, stock.campaign_id, outside)

    answer = given("NOBODY-KNOWS")
    assert isinstance(answer, Refusal) and answer.code == "serial_not_of_lot"
    assert done(given("tb1"))["from_stock"]
    taken = [cell["lot_id"] for cell in stock.cells() if cell["handed_over"]]
    assert taken == [next(lot["lot_id"] for lot in lots if lot["donor"] == "AUTRE")]
    assert done(given("NOBODY-KNOWS!"))["from_stock"]
    assert verify_campaign(stock.office, COORDINATOR, stock.campaign_id)["holds"]


def test_the_labels_of_a_lot_bear_its_numbers(stock: StockCampaign) -> None:
    imported(stock, row(stock, 2, "SN1", IMEI), row(stock, 1, donor="SANS"))
    lots = done(list_lots(stock.office, LOGISTICS, stock.campaign_id))
    pages = page_texts(lot_labels(stock.office, LOGISTICS, stock.campaign_id, lots[0]["lot_id"]))
    assert len(pages) == 1 and all(word in pages[0] for word in ("SN1", f"IMEI {IMEI}", "Lot L0001", "laptop"))
    answer = lot_labels(stock.office, LOGISTICS, stock.campaign_id, lots[1]["lot_id"])
    assert isinstance(answer, Refusal) and answer.code == "no_device"
