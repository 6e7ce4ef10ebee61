"""The ledger, counted by hand: transfers, counts, losses, balances of any past day, and verify that names what does not hold."""

import pytest

from campaigns.ledger import COLUMNS, EFFECTS, PLACES, SOURCES, conserved, effect_of
from campaigns.model.codes import LossReason, MovementCategory, Role
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy, policy_digest
from dashboard.pages.coordinator_stock_alerts import word_of
from dashboard.sign_in import fictive_actor
from dashboard.wording.stock_words import ALERTS
from pipelines.campaigns_desk import adopt_policy
from pipelines.planning.propose import propose_plan
from pipelines.stock.alerts import stock_alerts
from pipelines.stock.balances import balances_on
from pipelines.stock.counts import count_gaps, drop_count, finalise_count, list_counts, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import receive_transfer, send_transfer
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.in_force import put_in_force
from tests.unit.small_campaign import COORDINATOR
from tests.unit.stock_campaign import StockCampaign, refused
from tests.unit.year_campaign import raw

LOGISTICS, PARTNER = fictive_actor(Role.LOGISTICS), fictive_actor(Role.PARTNER, "P1")


def adopted(stock: StockCampaign) -> None:
    """Propose a plan and put it in force."""
    done(propose_plan(stock.office, COORDINATOR, stock.campaign_id))
    put_in_force(stock.office, stock.campaign_id)


@pytest.mark.parametrize(
    ("pair", "change"), EFFECTS.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_no_movement_makes_or_loses_a_unit(pair: tuple, change: dict) -> None:
    assert sum(change.get(name, 0) for name in SOURCES) == sum(change.get(name, 0) for name in PLACES)
    assert set(change) <= set(COLUMNS)


def test_every_category_has_an_effect_and_none_is_guessed() -> None:
    assert {category for category, _ in EFFECTS} == set(MovementCategory)
    assert effect_of("transferred", "no such reason") is None


def test_a_transfer_is_counted_on_the_way_and_what_is_lost_is_told(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 5)
    here = stock.cell(site_code="LANDY", grade="A")["cell_id"]
    assert refused(send_transfer(office, LOGISTICS, campaign_id, here, "LANDY", 1)) == "nothing_to_send"
    assert refused(send_transfer(office, LOGISTICS, campaign_id, here, "STADE", 6)) == "not_enough"
    sent = done(send_transfer(office, LOGISTICS, campaign_id, here, "STADE", 4))["transfer_id"]
    assert [stock.cell(cell_id=here)[name] for name in ("on_hand", "in_transit")] == [1, 4]
    assert refused(receive_transfer(office, LOGISTICS, campaign_id, sent, 5)) == "too_many_arrive"
    assert done(receive_transfer(office, LOGISTICS, campaign_id, sent, 2, lost=1))["open"] == 1
    assert done(receive_transfer(office, LOGISTICS, campaign_id, sent, 1))["open"] == 0
    there = stock.cell(site_code="STADE")
    assert (there["on_hand"], there["moved"], there["lot_code"]) == (3, 3, "L0001")
    source = stock.cell(cell_id=here)
    assert [source[name] for name in ("received", "moved", "on_hand", "in_transit", "lost")] == [0, 2, 1, 0, 1]
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_a_count_changes_nothing_until_it_is_entered_and_never_goes_under_what_is_promised(
    stock: StockCampaign,
) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 4)
    cell_id = stock.cell(grade="A")["cell_id"]
    first = done(record_count(office, LOGISTICS, campaign_id, "LANDY", {cell_id: 3}))
    (gap,) = done(count_gaps(office, LOGISTICS, campaign_id, first["count_id"]))
    assert (gap["item"], gap["expected"], gap["counted"], gap["gap"]) == ("laptop", 4, 3, -1)
    assert (first["missing"], first["found"], stock.cell(cell_id=cell_id)["on_hand"]) == (1, 0, 4)
    assert refused(record_count(office, LOGISTICS, campaign_id, "LANDY", {cell_id: 3})) == "count_waits"
    # One unit leaves between the two steps: it is not mistaken for a difference.
    done(lose_units(office, LOGISTICS, campaign_id, cell_id, 1, LossReason.BROKEN))
    assert done(finalise_count(office, LOGISTICS, campaign_id, first["count_id"]))["missing"] == 1
    assert stock.cell(cell_id=cell_id)["on_hand"] == 2
    # Entered again, it answers what it did the first time, and does it once; it can be left out no more.
    assert done(finalise_count(office, COORDINATOR, campaign_id, first["count_id"]))["missing"] == 1
    assert refused(drop_count(office, COORDINATOR, campaign_id, first["count_id"])) == "count_settled"
    assert stock.cell(cell_id=cell_id)["on_hand"] == 2
    adopted(stock)
    second = done(record_count(office, LOGISTICS, campaign_id, "LANDY", {cell_id: 1}))
    assert refused(finalise_count(office, LOGISTICS, campaign_id, second["count_id"])) == "below_reserved"
    done(drop_count(office, LOGISTICS, campaign_id, second["count_id"]))
    assert [count["state"] for count in list_counts(office, LOGISTICS, campaign_id)] == ["dropped", "finalised"]
    assert refused(record_count(office, LOGISTICS, campaign_id, "STADE", {cell_id: 1})) == "nothing_counted"
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_only_free_units_are_lost_corrected_or_given_back(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 9)
    cell_id = stock.cell(grade="A")["cell_id"]
    adopted(stock)
    # Eight families ask one laptop each: one of the nine is free.
    assert stock.cell(cell_id=cell_id)["reserved"] == 8
    assert refused(lose_units(office, LOGISTICS, campaign_id, cell_id, 2, LossReason.STOLEN)) == "not_enough"
    assert refused(correct_units(office, LOGISTICS, campaign_id, cell_id, 0)) == "not_a_count"
    assert done(correct_units(office, LOGISTICS, campaign_id, cell_id, 3))["free"] == 4
    assert done(return_to_supplier(office, LOGISTICS, campaign_id, cell_id, 1))["free"] == 3
    assert done(correct_units(office, LOGISTICS, campaign_id, cell_id, -1))["free"] == 2
    assert done(lose_units(office, LOGISTICS, campaign_id, cell_id, 2, LossReason.STOLEN))["free"] == 0
    cell = stock.cell(cell_id=cell_id)
    assert [cell[n] for n in ("corrected", "on_hand", "reserved", "lost", "returned_supplier")] == [2, 8, 8, 2, 1]
    assert lose_units(office, PARTNER, campaign_id, cell_id, 1, LossReason.STOLEN).code == "not_allowed"


def test_balances_of_a_past_day_are_those_of_its_movements(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    first_day = stock.folder.now.date()
    stock.on_shelf("LANDY", "laptop", 5, earmark="department:93")
    stock.days_pass(10)
    cell_id = stock.cell(grade="A")["cell_id"]
    done(lose_units(office, LOGISTICS, campaign_id, cell_id, 2, LossReason.STOLEN))
    stock.on_shelf("STADE", "laptop", 4)
    then = done(balances_on(office, LOGISTICS, campaign_id, first_day))
    assert [(row["site_name"], row["on_hand"], row["lost"]) for row in then] == [("Le Landy", 5, 0)]
    now = done(balances_on(office, LOGISTICS, campaign_id))
    assert [(row["site_name"], row["on_hand"], row["lost"]) for row in now] == [("Le Landy", 3, 2), ("Stade", 4, 0)]
    by_earmark = done(balances_on(office, LOGISTICS, campaign_id, ways=("earmark",)))
    assert [(row["earmark"], row["free"]) for row in by_earmark] == [("", 4), ("department:93", 3)]
    assert all(conserved(row) for row in now)


def test_a_site_closes_once_its_stock_has_left_and_no_plan_uses_it(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("STADE", "laptop", 2)
    assert refused(close_site(office, COORDINATOR, "STADE")) == "site_not_empty"
    sent = done(send_transfer(office, LOGISTICS, campaign_id, stock.cell(grade="A")["cell_id"], "LANDY", 2))
    assert refused(close_site(office, COORDINATOR, "STADE")) == "site_not_empty"
    done(receive_transfer(office, LOGISTICS, campaign_id, sent["transfer_id"], 2))
    assert close_site(office, LOGISTICS, "STADE").code == "not_allowed"
    done(close_site(office, COORDINATOR, "STADE"))
    back = stock.cell(site_code="LANDY")["cell_id"]
    assert refused(send_transfer(office, LOGISTICS, campaign_id, back, "STADE", 1)) == "site_closed"
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 2
    done(reopen_site(office, COORDINATOR, "STADE"))
    assert done(send_transfer(office, LOGISTICS, campaign_id, back, "STADE", 1))["quantity"] == 1


def test_verify_names_the_site_and_the_item_where_the_ledger_does_not_hold(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 5)
    with office.store.writing() as session:
        raw(session, "update stock_cell set on_hand = on_hand - 1, lost = lost + 1 where grade = 'A'")
    answer = verify_campaign(office, COORDINATOR, campaign_id)
    assert answer["holds"] is False
    faults = answer["checks"]["stock_conservation"]["faults"]
    assert len(faults) == 1
    assert faults[0].startswith("site LANDY, item laptop") and "on_hand 4 kept, 5 moved" in faults[0]


KIT = """
[[accessories]]
code = "mouse"
label_fr = "Souris"
label_en = "Mouse"

[alerts]
low_units = 0
"""


def test_a_kit_that_lacks_a_part_is_told_and_parts_are_counted_like_the_rest(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    with office.store.reading() as session:
        campaign = session.rows("campaign/one", {"campaign_id": campaign_id})[0]
    before = parse_policy(campaign["policy_toml"])
    assert not isinstance(before, Refusal) and policy_digest(before) == campaign["policy_digest"]
    text = campaign["policy_toml"].replace("level = 4\n", 'level = 4\ncontents = ["mouse"]\n') + KIT
    done(adopt_policy(office, COORDINATOR, campaign_id, text, None))
    stock.on_shelf("LANDY", "laptop", 5)
    stock.on_shelf("LANDY", "mouse", 3)
    alerts = done(stock_alerts(office, LOGISTICS, campaign_id))
    assert [(row["kind"], row["item"], row["units"]) for row in alerts] == [("kit_short", "mouse", 2)]
    # A part is never asked or granted alone.
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 5
    wrong = parse_policy(text.replace('contents = ["mouse"]', 'contents = ["bag"]'))
    assert isinstance(wrong, Refusal) and "bag" in wrong.sentence.fr


def test_alerts_say_what_is_low_late_expired_or_reserved_for_long(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    today = stock.folder.now.date()
    stock.on_shelf("LANDY", "laptop", 8)
    stock.on_shelf("RESERVE", "data_12gb", 20, expires_on=today.replace(day=25))
    stock.announced("STADE", "tablet", 3)
    adopted(stock)
    kinds = [
        (row["kind"], row["site_name"], row["units"]) for row in done(stock_alerts(office, LOGISTICS, campaign_id))
    ]
    assert kinds == [("low", "Le Landy", 0)]
    stock.days_pass(15)
    later = {(row["kind"], row["item"]): row["units"] for row in done(stock_alerts(office, LOGISTICS, campaign_id))}
    assert later == {
        ("expiring", "data_12gb"): 20, ("late_lot", "tablet"): 3, ("aged", "laptop"): 8, ("aged", "data_12gb"): 8,
        ("low", "laptop"): 0,
    }  # fmt: skip
    stock.days_pass(10)
    kinds = {row["kind"] for row in done(stock_alerts(office, LOGISTICS, campaign_id))}
    assert "expired" in kinds and "expiring" not in kinds
    # Expired recharges are planned no more.
    assert done(propose_plan(office, COORDINATOR, campaign_id))["served"] == 0


def test_nothing_free_is_not_said_as_a_little_left() -> None:
    said = [
        word_of({"kind": kind, "units": units}) for kind, units in (("low", 0), ("low", -1), ("low", 3), ("aged", 0))
    ]
    assert said == ["none_free", "none_free", "low", "aged"]
    assert set(said) <= set(ALERTS)
