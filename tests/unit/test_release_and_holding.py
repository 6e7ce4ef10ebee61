"""What leaves and when, what waits for a family, what was handed over outside the plan, and the operator's file."""

import csv
from collections import Counter
from datetime import date, timedelta

import pytest

from campaigns.model.codes import OutsideReason, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.holding import free_units, held_units
from pipelines.delivery.outside import Outside, outside_hand_overs, record_outside
from pipelines.delivery.recharges import export_recharges, number_in, recharge_file
from pipelines.delivery.release import Choice, release_plan
from tests.answers import done
from tests.unit.granted_campaign import PLAN_ID, faults_of, granted_campaign, later
from tests.unit.small_campaign import APPROVER, COORDINATOR
from tests.unit.test_round_trip import sent

LOGISTICS = fictive_actor(Role.LOGISTICS)


def rows_of(granted, statement, **named):
    """Return the rows of a statement about the campaign."""
    with granted.office.store.reading() as session:
        return session.rows(statement, {"campaign_id": granted.campaign_id} | named)


def release(granted, choice, office=None):
    """Release what is chosen."""
    return done(release_plan(office or granted.office, LOGISTICS, granted.campaign_id, PLAN_ID, choice))


def devices(tmp_path, count, **options):
    """Grant laptops that travel to the school."""
    return granted_campaign(tmp_path, count, item="laptop", **{"mode": "delivery", **options})


def test_only_what_is_chosen_is_released(tmp_path):
    granted = devices(tmp_path, 6, released=False)
    today = granted.office.clock().date()
    assert release(granted, Choice(site_code="AUTRE"))["released"] == 0
    assert release(granted, Choice(partner_code="CHRS1"))["released"] == 0
    assert release(granted, Choice(arrived_by=today - timedelta(days=1)))["released"] == 0
    assert release(granted, Choice(tier=1))["released"] == 3
    second = release(granted, Choice(site_code="SITE1", partner_code="ECOLE1", arrived_by=today))
    assert (second["released"], second["unchanged"]) == (3, 3)
    assert release(granted, Choice())["released"] == 0
    assert faults_of(granted) == []


def test_a_site_gives_no_more_a_day_than_its_door_allows(tmp_path):
    granted = devices(tmp_path, 7, released=False, mode="pick_up", capacity=3)
    answer = release(granted, Choice())
    slots = rows_of(granted, "delivery/slots", plan_id=PLAN_ID)
    assert sorted(Counter(row["slot_on"] for row in slots).values()) == [1, 3, 3]
    assert all(row["slot_on"].weekday() < 5 for row in slots)
    days = sorted({row["slot_on"] for row in slots})
    assert (answer["slots"], answer["first_on"], answer["last_on"]) == (7, days[0].isoformat(), days[-1].isoformat())
    # The best ranked come first.
    assert [row["household_id"] for row in sorted(slots, key=lambda row: (row["slot_on"], row["household_id"]))] == [
        f"h{place:04d}" for place in range(7)
    ]


def test_what_is_released_later_finds_the_days_already_promised(tmp_path):
    granted = devices(tmp_path, 6, released=False, mode="pick_up", capacity=2)
    for tier in (1, 2):
        release(granted, Choice(tier=tier))
    days = Counter(row["slot_on"] for row in rows_of(granted, "delivery/slots", plan_id=PLAN_ID))
    assert sorted(days.values()) == [2, 2, 2]


def test_a_recharge_from_afar_takes_no_room_at_the_door(tmp_path):
    granted = granted_campaign(tmp_path, 3)
    assert rows_of(granted, "delivery/slots", plan_id=PLAN_ID) == []


def test_a_unit_waits_its_days_then_serves_another_with_a_trace(tmp_path):
    granted = devices(tmp_path, 3)
    late, lucky, silent = granted.references
    sent(granted, [(reference, "livré", "", "") for reference in granted.references])
    sent(granted, [(late, "injoignable", "", ""), (lucky, "non retiré", "", "")])
    held = done(held_units(granted.office, COORDINATOR, granted.campaign_id))
    today = granted.office.clock().date()
    assert {row["reference"]: (row["reason"], row["is_over"]) for row in held} == {
        late: ("unreachable", False), lucky: ("absent", False),
    }  # fmt: skip
    assert {row["held_until"] for row in held} == {today + timedelta(days=15)}
    assert done(free_units(later(granted.office, 15), LOGISTICS, granted.campaign_id))["freed"] == 0
    sent(granted, [(lucky, "remis", "", "")])
    freed = done(free_units(later(granted.office, 16), LOGISTICS, granted.campaign_id))
    assert (freed["freed"], freed["references"]) == (1, [late])
    assert done(free_units(later(granted.office, 17), LOGISTICS, granted.campaign_id))["freed"] == 0
    states = Counter(row["state"] for row in rows_of(granted, "delivery/adopted_grants"))
    assert states == {"returned": 1, "handed_over": 1, "delivered": 1}
    last = rows_of(granted, "delivery/events", partner_id="")[-1]
    assert (last["kind"], last["reason"]) == ("freed", "not_collected")
    assert faults_of(granted) == []
    assert silent not in freed["references"]


def test_what_waits_at_its_site_is_freed_there(tmp_path):
    granted = devices(tmp_path, 2, mode="pick_up")
    sent(granted, [(granted.references[0], "non retiré", "", "")])
    assert done(free_units(later(granted.office, 16), LOGISTICS, granted.campaign_id))["freed"] == 1
    (cell,) = rows_of(granted, "stock/cells")
    assert (cell["on_hand"], cell["reserved"]) == (12, 1)
    assert faults_of(granted) == []


def test_what_an_operator_refused_is_no_family_that_did_not_come(tmp_path):
    granted = granted_campaign(tmp_path, 1)
    sent(granted, [(granted.references[0], "ligne inconnue", "", "")])
    assert done(held_units(granted.office, COORDINATOR, granted.campaign_id)) == []


def test_another_attempt_does_not_lengthen_the_wait(tmp_path):
    granted = devices(tmp_path, 1)
    sent(granted, [(granted.references[0], "livré", "", "")])
    sent(granted, [(granted.references[0], "injoignable", "", "")])
    sent(granted, [(granted.references[0], "non retiré", "", "")])
    (held,) = done(held_units(later(granted.office, 16), COORDINATOR, granted.campaign_id))
    assert (held["attempts"], held["is_over"]) == (2, True)


def test_a_structure_sees_what_it_holds_and_cannot_free_it(tmp_path):
    granted = devices(tmp_path, 1)
    sent(granted, [(granted.references[0], "livré", "", "")])
    sent(granted, [(granted.references[0], "injoignable", "", "")])
    own, other = (fictive_actor(Role.PARTNER, granted.small.partner_ids[code]) for code in ("ECOLE1", "CHRS1"))
    assert len(done(held_units(granted.office, own, granted.campaign_id))) == 1
    assert done(held_units(granted.office, other, granted.campaign_id)) == []
    assert isinstance(free_units(granted.office, own, granted.campaign_id), Refusal)


def outside(granted, **changes):
    """Describe a hand-over outside the plan."""
    given = {
        "partner_id": granted.small.partner_ids["ECOLE1"], "item": "laptop", "reason": OutsideReason.EMERGENCY,
        "on": granted.office.clock().date(), "site_code": "SITE1", "serial": "sn 9",
    }  # fmt: skip
    return Outside(**given | changes)


def test_a_device_handed_over_outside_the_plan_is_counted_apart_and_leaves_the_stock(tmp_path):
    granted = devices(tmp_path, 2)
    grants = rows_of(granted, "delivery/adopted_grants")
    answer = done(record_outside(granted.office, COORDINATOR, granted.campaign_id, outside(granted)))
    assert answer["from_stock"]
    (cell,) = rows_of(granted, "stock/cells")
    assert (cell["on_hand"], cell["reserved"], cell["handed_over"]) == (11, 2, 1)
    assert rows_of(granted, "delivery/adopted_grants") == grants
    (row,) = done(outside_hand_overs(granted.office, COORDINATOR, granted.campaign_id))
    assert (row["serial"], row["reason"], row["household_id"]) == ("SN9", "emergency", None)
    assert faults_of(granted) == []


def test_what_came_from_elsewhere_is_recorded_without_stock(tmp_path):
    granted = devices(tmp_path, 1)
    before = rows_of(granted, "stock/cells")
    own = fictive_actor(Role.PARTNER, granted.small.partner_ids["ECOLE1"])
    given = outside(granted, site_code="", reason=OutsideReason.BEFORE_TRACKING)
    assert not done(record_outside(granted.office, own, granted.campaign_id, given))["from_stock"]
    assert rows_of(granted, "stock/cells") == before


def test_an_exchange_is_for_the_family_of_the_broken_device(tmp_path):
    granted = devices(tmp_path, 1)
    sent(granted, [(granted.references[0], "remis", "", "SN1")])
    sent(granted, [(granted.references[0], "en panne", "", "")])
    given = outside(granted, reason=OutsideReason.EXCHANGE, instead_of=granted.references[0])
    done(record_outside(granted.office, COORDINATOR, granted.campaign_id, given))
    (row,) = done(outside_hand_overs(granted.office, COORDINATOR, granted.campaign_id))
    assert row["household_id"] == "h0000"
    (cell,) = rows_of(granted, "stock/cells")
    assert (cell["on_hand"], cell["reserved"], cell["handed_over"], cell["lost"]) == (9, 0, 1, 1)
    assert faults_of(granted) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"item": "fusee"}, "unknown_item"), ({"partner_id": "x"}, "unknown_item"), ({"on": date(2999, 1, 1)}, "future_date"),
        ({"item": "tablet"}, "no_free_unit"), ({"instead_of": "00000-00000-0"}, "unknown_reference"),
    ],
)  # fmt: skip
def test_an_impossible_hand_over_changes_nothing(tmp_path, changes, code):
    granted = devices(tmp_path, 1)
    before = rows_of(granted, "stock/cells")
    answer = record_outside(granted.office, COORDINATOR, granted.campaign_id, outside(granted, **changes))
    assert isinstance(answer, Refusal) and answer.code == code
    assert rows_of(granted, "stock/cells") == before
    assert done(outside_hand_overs(granted.office, COORDINATOR, granted.campaign_id)) == []


def test_a_structure_takes_nothing_from_a_site_by_itself(tmp_path):
    granted = devices(tmp_path, 1)
    own = fictive_actor(Role.PARTNER, granted.small.partner_ids["ECOLE1"])
    assert isinstance(record_outside(granted.office, own, granted.campaign_id, outside(granted)), Refusal)


def test_a_recharge_without_a_number_is_counted_and_stays_out_of_the_file(tmp_path):
    granted = granted_campaign(tmp_path, 3)
    made = done(recharge_file(granted.office, LOGISTICS, granted.campaign_id))
    assert (made["lines"], sorted(made["without_number"])) == (0, sorted(granted.references))
    answer = done(export_recharges(granted.office, LOGISTICS, granted.campaign_id, tmp_path / "sortie"))
    rows = list(csv.reader((tmp_path / "sortie/recharges.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert answer["files"] == ["recharges.csv"] and rows[0][:3] == ["référence", "ligne à recharger", "produit"]
    assert isinstance(recharge_file(granted.office, APPROVER, granted.campaign_id), Refusal)


@pytest.mark.parametrize(
    ("identity", "number"),
    [
        ({"line_to_recharge": "+33611111111", "phone_1": "+33622222222"}, ("+33611111111", "ligne à recharger")),
        ({"phone_1": "+33144444444", "phone_2": "+33722222222"}, ("+33722222222", "téléphone de la famille")),
        ({"phone_1": "+262692123456"}, ("+262692123456", "téléphone de la famille")),
        ({"phone_1": "+33144444444"}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_the_line_named_comes_before_the_familys_mobile_and_no_landline_is_credited(identity, number):
    assert number_in(identity) == number
