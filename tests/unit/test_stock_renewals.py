"""Recharges that run out, plans that follow up, refusals whose reason has gone: counted by hand on eight families."""

from datetime import timedelta

from campaigns.model.codes import GrantState, Role
from dashboard.sign_in import fictive_actor
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.planning.follow_up import propose_follow_up
from pipelines.planning.propose import propose_plan
from pipelines.planning.recheck import refusals_to_review
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals, list_renewals, renewal_queue
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.in_force import put_in_force
from tests.unit.small_campaign import COORDINATOR
from tests.unit.stock_campaign import StockCampaign, refused
from tests.unit.year_campaign import note_of

LOGISTICS = fictive_actor(Role.LOGISTICS)


def adopted(stock: StockCampaign, plan_id: str) -> None:
    """Put a draft in force, and let it leave."""
    put_in_force(stock.office, stock.campaign_id, plan_id)
    done(release_plan(stock.office, COORDINATOR, stock.campaign_id, plan_id))


def grants(stock: StockCampaign) -> list[dict]:
    with stock.office.store.reading() as session:
        return session.rows("delivery/adopted_grants", {"campaign_id": stock.campaign_id})


def noted(stock: StockCampaign, rows: list[dict], status: str) -> None:
    """Send a note back with one status on these grants."""
    note = note_of(rows, status)
    assert done(record_handover(stock.office, COORDINATOR, stock.campaign_id, note, "b.csv"))["errors"] == []


def served_with_data(stock: StockCampaign, units: int) -> None:
    """Hand a recharge over to as many families, today."""
    stock.on_shelf("RESERVE", "data_12gb", units)
    adopted(stock, done(propose_plan(stock.office, COORDINATOR, stock.campaign_id))["plan_id"])
    noted(stock, [row for row in grants(stock) if row["state"] == GrantState.RELEASED], "remis")


def test_a_recharge_is_renewed_when_it_runs_out_and_not_before(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    served_with_data(stock, 3)
    handed_on = stock.folder.now.date()
    stock.on_shelf("RESERVE", "data_12gb", 2)
    assert done(renewal_queue(office, LOGISTICS, campaign_id)) == []
    stock.days_pass(29)
    assert done(grant_renewals(office, COORDINATOR, campaign_id)) == {"granted": 0, "short": 0}
    stock.days_pass(1)
    queue = done(renewal_queue(office, LOGISTICS, campaign_id))
    assert [(row["number"], row["due_on"]) for row in queue] == [(1, handed_on + timedelta(days=30))] * 3
    assert [row["rank"] for row in queue] == sorted(row["rank"] for row in queue)
    # Two recharges are left: the best-ranked families have them, the third waits.
    assert done(grant_renewals(office, COORDINATOR, campaign_id)) == {"granted": 2, "short": 1}
    assert done(grant_renewals(office, COORDINATOR, campaign_id)) == {"granted": 0, "short": 1}
    known = done(list_renewals(office, LOGISTICS, campaign_id))
    assert [row["household_id"] for row in known] == [row["household_id"] for row in queue[:2]]
    assert sum(cell["reserved"] for cell in stock.cells(item="data_12gb")) == 2
    first, second = (row["renewal_id"] for row in known)
    assert done(credit_renewals(office, LOGISTICS, campaign_id, [first])) == {"settled": 1, "unchanged": 0}
    assert done(credit_renewals(office, LOGISTICS, campaign_id, [first], key="again")) == {"settled": 0, "unchanged": 1}
    assert done(cancel_renewals(office, COORDINATOR, campaign_id, [second]))["settled"] == 1
    cells = stock.cells(item="data_12gb")
    assert [sum(cell[name] for cell in cells) for name in ("handed_over", "on_hand", "reserved")] == [4, 1, 0]
    # The credited one is due again thirty days later; plans count it no more than before.
    queue = done(renewal_queue(office, LOGISTICS, campaign_id, stock.folder.now.date() + timedelta(days=30)))
    assert sorted(row["number"] for row in queue) == [1, 2, 2]
    assert len([row for row in grants(stock) if row["state"] == GrantState.HANDED_OVER]) == 3
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True
    assert grant_renewals(office, LOGISTICS, campaign_id).code == "not_allowed"
    assert refused(credit_renewals(office, LOGISTICS, campaign_id, ["nobody"])) == "unknown_renewal"


def test_another_product_of_the_bundle_renews_where_the_same_one_is_out(stock: StockCampaign) -> None:
    served_with_data(stock, 1)
    stock.on_shelf("RESERVE", "data_5gb", 1)
    stock.days_pass(30)
    assert done(grant_renewals(stock.office, COORDINATOR, stock.campaign_id))["granted"] == 1
    assert [row["item"] for row in done(list_renewals(stock.office, LOGISTICS, stock.campaign_id))] == ["data_5gb"]


def test_what_came_back_is_proposed_again_to_those_families_alone(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 3)
    first = done(propose_plan(office, COORDINATOR, campaign_id))["plan_id"]
    adopted(stock, first)
    assert refused(propose_follow_up(office, COORDINATOR, campaign_id, first)) == "nothing_came_back"
    back = grants(stock)[:1]
    noted(stock, back, "livré")
    noted(stock, back, "retourné")
    stock.on_shelf("LANDY", "laptop", 4)
    answer = done(propose_follow_up(office, COORDINATOR, campaign_id, first))
    # Five laptops are free and five families wait, but the follow-up takes up the one that came back.
    assert (answer["follows"], answer["lines"], answer["served"]) == (first, 1, 1)
    assert refused(propose_follow_up(office, COORDINATOR, campaign_id, first)) == "follow_up_waits"
    adopted(stock, answer["plan_id"])
    again = [row for row in grants(stock) if row["plan_id"] == answer["plan_id"]]
    assert [row["line_id"] for row in again] == [back[0]["line_id"]]
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


def test_a_device_that_a_family_used_is_inspected_before_it_is_planned_again(stock: StockCampaign) -> None:
    stock.on_shelf("LANDY", "laptop", 1)
    adopted(stock, done(propose_plan(stock.office, COORDINATOR, stock.campaign_id))["plan_id"])
    noted(stock, grants(stock), "remis")
    noted(stock, grants(stock), "retourné")
    assert [stock.cell(grade="A")[name] for name in ("to_inspect", "on_hand", "handed_over")] == [1, 0, 0]
    assert done(propose_plan(stock.office, COORDINATOR, stock.campaign_id))["served"] == 0


def test_refusals_are_found_again_when_their_reason_has_gone(stock: StockCampaign) -> None:
    office, campaign_id = stock.office, stock.campaign_id
    stock.on_shelf("LANDY", "laptop", 2)
    adopted(stock, done(propose_plan(office, COORDINATOR, campaign_id))["plan_id"])
    assert done(refusals_to_review(office, COORDINATOR, campaign_id))["lines"] == 0
    # Announced and received units change nothing; inspected ones do.
    lot_id = stock.on_shelf("RESERVE", "data_12gb", 1)
    found = done(refusals_to_review(office, COORDINATOR, campaign_id))
    assert (found["households"], [(row["reason"], row["lines"]) for row in found["reasons"]]) == (8, [("no_option", 8)])
    assert lot_id
    stock.on_shelf("LANDY", "laptop", 1)
    found = done(refusals_to_review(office, COORDINATOR, campaign_id))
    assert [(row["reason"], row["lines"]) for row in found["reasons"]] == [("devices_exhausted", 6), ("no_option", 8)]
