"""A coordinator of a department reads the delivery notes of its structures, and of no other."""

from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.delivery.notes import delivery_notes, export_deliveries
from tests.answers import done
from tests.unit.granted_campaign import PLAN_ID, granted_campaign
from tests.unit.small_campaign import COORDINATOR


def test_the_notes_of_a_department_are_its_own(tmp_path: Path) -> None:
    granted = granted_campaign(tmp_path / "home", 3, item="laptop", mode="delivery")
    here, elsewhere = (COORDINATOR.model_copy(update={"department_code": code}) for code in ("93", "35"))
    office, campaign_id, partner_id = granted.office, granted.campaign_id, granted.small.partner_ids["ECOLE1"]
    for actor, units in ((COORDINATOR, 3), (here, 3), (elsewhere, 0)):
        notes = done(delivery_notes(office, actor, campaign_id, PLAN_ID))
        assert sum(len(note.units) for note in notes) == units
    assert len(done(delivery_notes(office, here, campaign_id, PLAN_ID, partner_id))) == 1
    answer = delivery_notes(office, elsewhere, campaign_id, PLAN_ID, partner_id)
    assert isinstance(answer, Refusal) and answer.code == "out_of_scope"
    assert done(export_deliveries(office, elsewhere, campaign_id, tmp_path / "ailleurs"))["files"] == []
