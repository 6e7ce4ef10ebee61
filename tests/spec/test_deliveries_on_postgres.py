"""The whole way of a unit on the shared store: released, sent, reported, held, freed, exchanged, told."""

from pathlib import Path

import pytest

from campaigns.model.codes import OutsideReason
from pipelines.delivery.holding import free_units, held_units
from pipelines.delivery.messages import leave_out, messages, prepare_messages
from pipelines.delivery.outside import Outside, outside_hand_overs, record_outside
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.release import Choice, release_plan
from pipelines.delivery.shipments import ship_note
from pipelines.reporting.view_deliveries import shortfalls
from pipelines.reporting.view_hand_over import note_at, open_notes
from tests.answers import done
from tests.unit.granted_campaign import PLAN_ID, faults_of, granted_campaign, later
from tests.unit.small_campaign import COORDINATOR
from tests.unit.test_round_trip import sent

pytestmark = pytest.mark.postgres


def test_every_step_of_a_delivery_holds_on_the_shared_store(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    granted = granted_campaign(tmp_path, 4, item="laptop", mode="pick_up", released=False, capacity=2)
    office, campaign_id = granted.office, granted.campaign_id
    one, two, three, _ = granted.references
    assert done(release_plan(office, COORDINATOR, campaign_id, PLAN_ID, Choice(tier=1)))["slots"] == 2
    assert done(release_plan(office, COORDINATOR, campaign_id, PLAN_ID, Choice()))["slots"] == 2
    assert done(ship_note(office, COORDINATOR, campaign_id, PLAN_ID, "SITE1", "ECOLE1"))["shipped"] == 4
    first = sent(granted, [(one, "remis", "", "SN1"), (two, "livré", "", ""), (three, "colis refusé", "", "")])
    assert (first["updated"], first["errors"]) == (3, [])
    assert sent(granted, [(one, "remis", "", "SN1"), (two, "injoignable", "", "")])["updated"] == 1
    assert [row["reference"] for row in done(held_units(office, COORDINATOR, campaign_id))] == [two]
    assert {(row["reason"], row["units"]) for row in done(shortfalls(office, COORDINATOR, campaign_id))} == {
        ("unreachable", 1), ("refused_by_partner", 1),
    }  # fmt: skip
    assert done(free_units(later(office, 16), COORDINATOR, campaign_id))["references"] == [two]
    given = Outside(
        granted.small.partner_ids["ECOLE1"],
        "laptop",
        OutsideReason.EXCHANGE,
        office.clock().date(),
        "SITE1",
        "SN2",
        one,
    )
    assert done(record_outside(office, COORDINATOR, campaign_id, given))["from_stock"]
    assert len(done(outside_hand_overs(office, COORDINATOR, campaign_id))) == 1
    (note,) = done(open_notes(office, COORDINATOR, campaign_id))
    assert len(done(note_at(office, COORDINATOR, campaign_id, note["reference"]))["units"]) == 4
    assert done(recharge_file(office, COORDINATOR, campaign_id))["lines"] == 0
    assert done(prepare_messages(office, COORDINATOR, campaign_id))["nobody"] == 1
    (message,) = done(messages(office, COORDINATOR, campaign_id))
    assert done(leave_out(office, COORDINATOR, campaign_id, message["message_id"])) == {"left_out": 0}
    assert faults_of(granted) == []
    office.close()
