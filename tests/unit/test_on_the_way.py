"""Units shipped to a structure are on the way: off the shelf, not delivered yet, and back from the way when a parcel returns."""

from datetime import timedelta

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.holding import free_units
from pipelines.delivery.release import Choice
from pipelines.delivery.shipments import ship_note
from pipelines.stock.balances import balances_on
from pipelines.store.statements import migrations
from pipelines.wall_clock import on_the_wall
from tests.answers import done
from tests.unit.granted_campaign import PLAN_ID, faults_of, later
from tests.unit.test_release_and_holding import devices, release, rows_of
from tests.unit.test_round_trip import sent
from tests.unit.year_campaign import raw

LOGISTICS = fictive_actor(Role.LOGISTICS)


def shelves(granted):
    """Return the balances of the one cell that change on a unit's way."""
    (cell,) = rows_of(granted, "stock/cells")
    return {n: cell[n] for n in ("on_hand", "reserved", "in_transit", "delivered", "handed_over", "lost") if cell[n]}


def shipped(granted, units):
    """Ship what was released."""
    answer = ship_note(granted.office, LOGISTICS, granted.campaign_id, PLAN_ID, "SITE1", "ECOLE1")
    assert done(answer) == {"shipped": units}


def test_a_shipment_leaves_once_and_is_on_the_way_until_it_is_there(tmp_path):
    granted = devices(tmp_path, 3)
    assert shelves(granted) == {"on_hand": 13, "reserved": 3}
    assert done(ship_note(granted.office, LOGISTICS, granted.campaign_id, PLAN_ID, "SITE1", "ECOLE1")) == {"shipped": 3}
    again = ship_note(granted.office, LOGISTICS, granted.campaign_id, PLAN_ID, "SITE1", "ECOLE1")
    assert isinstance(again, Refusal) and again.code == "nothing_to_ship"
    assert shelves(granted) == {"on_hand": 10, "in_transit": 3}
    assert faults_of(granted) == []
    assert sent(granted, [(granted.references[0], "livré", "", "")])["updated"] == 1
    assert shelves(granted) == {"on_hand": 10, "in_transit": 2, "delivered": 1}
    assert faults_of(granted) == []


@pytest.mark.parametrize(
    ("word", "balance"),
    [
        ("livré", {"on_hand": 10, "reserved": 0, "in_transit": 1, "delivered": 1}),
        ("remis", {"on_hand": 10, "in_transit": 1, "handed_over": 1}),
        ("colis refusé", {"on_hand": 11, "in_transit": 1}),
        ("perdu", {"on_hand": 10, "in_transit": 1, "lost": 1}),
        ("non retiré", {"on_hand": 10, "in_transit": 2}),
    ],
)
def test_what_is_told_of_a_parcel_is_taken_from_the_way(tmp_path, word, balance):
    granted = devices(tmp_path, 2)
    shipped(granted, 2)
    assert sent(granted, [(granted.references[0], word, "", "")])["updated"] == 1
    assert shelves(granted) == {name: units for name, units in balance.items() if units}
    assert faults_of(granted) == []


def test_a_note_may_tell_of_units_shipped_and_fetched_at_once(tmp_path):
    granted = devices(tmp_path, 3, released=False)
    release(granted, Choice(tier=1))
    shipped(granted, 2)
    release(granted, Choice())
    assert shelves(granted) == {"on_hand": 11, "reserved": 1, "in_transit": 2}
    assert sent(granted, [(reference, "remis", "", "") for reference in granted.references])["updated"] == 3
    assert shelves(granted) == {"on_hand": 10, "handed_over": 3}
    assert faults_of(granted) == []


def test_a_parcel_that_nobody_fetched_comes_back_from_the_way(tmp_path):
    granted = devices(tmp_path, 2)
    shipped(granted, 2)
    sent(granted, [(granted.references[0], "injoignable", "", "")])
    assert done(free_units(later(granted.office, 16), LOGISTICS, granted.campaign_id))["freed"] == 1
    assert shelves(granted) == {"on_hand": 11, "in_transit": 1}
    assert faults_of(granted) == []


def test_what_is_on_the_way_is_known_as_of_any_day_from_the_movements(tmp_path):
    granted = devices(tmp_path, 3)
    # Balances are told at the end of a day in France: from eleven in the evening UTC it is the next one.
    today = on_the_wall(granted.office.clock()).date()
    afterwards = later(granted.office, 2)
    done(ship_note(afterwards, LOGISTICS, granted.campaign_id, PLAN_ID, "SITE1", "ECOLE1"))
    sums = [
        done(balances_on(granted.office, LOGISTICS, granted.campaign_id, today + timedelta(days=days)))[0]
        for days in (0, 2)
    ]
    assert [(row["free"], row["reserved"], row["in_transit"]) for row in sums] == [(10, 3, 0), (10, 0, 3)]


def test_verify_names_a_unit_on_the_way_that_no_shipment_carries(tmp_path):
    granted = devices(tmp_path, 2)
    shipped(granted, 2)
    with granted.office.store.writing() as session:
        raw(session, "update grant_event set kind = 'attempt' where kind = 'shipped' and line_id = 'h0000-1'")
    assert any("units on the way: 2, in open transfers: 0, in shipments: 1" in fault for fault in faults_of(granted))


def test_shipments_noted_before_they_were_counted_are_under_way_after_the_update(tmp_path):
    granted = devices(tmp_path, 3)
    shipped(granted, 3)
    sent(granted, [(granted.references[0], "livré", "", "")])
    texts = next(texts for version, texts in migrations("duckdb") if version == 14)
    # As the store was before: the shipment moved nothing, and what was delivered came from the shelf.
    with granted.office.store.writing() as session:
        raw(session, "update stock_cell set on_hand = 12, reserved = 2, in_transit = 0, delivered = 1")
        raw(session, "update movement set reason = 'deliver' where reason = 'deliver_shipped'")
        for text in texts[:3]:
            raw(session, text)
    assert shelves(granted) == {"on_hand": 10, "in_transit": 2, "delivered": 1}
    assert faults_of(granted) == []
