"""The page of hand-overs: a scanned note or label opens it, ticks are recorded, another structure's paper opens nothing."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.reporting.view_hand_over import note_at, open_notes
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, filled_campaign
from tests.unit.test_pages_partner import opened, said, school, shelter


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCampaign]:
    """Open the small campaign with its plan released."""
    campaign = filled_campaign(tmp_path)
    yield campaign
    campaign.office.close()


def note_of(small, actor):
    """Return the only note of a structure."""
    (note,) = open_notes(small.office, actor, small.campaign_id)
    return note


def units_of(small, actor):
    """Return the units of that note, by the name of their family."""
    note = note_at(small.office, actor, small.campaign_id, note_of(small, actor)["reference"])
    return {unit["family"]: unit for unit in note["units"]}


def test_each_family_has_a_card_and_a_tick_is_recorded(small):
    app = opened(small, "hand_overs", school(small))
    text = said(app)
    assert "3 unités attendent d'être remises" in text and "BENALI Karim" in text
    assert app.button(key="record_units").disabled
    units = units_of(small, school(small))
    app.button_group(key=f"tick_{units['BENALI Karim']['reference']}_0").set_value("handed").run()
    app.text_input(key=f"serial_{units['BENALI Karim']['reference']}").set_value("sn 7")
    app.button_group(key=f"tick_{units['NGUYEN Linh']['reference']}_0").set_value("absent").run()
    app.button(key="record_units").click().run()
    assert "2 unités notées" in said(app)
    after = units_of(small, school(small))
    assert Counter(unit["status"] for unit in after.values()) == {"handed_over": 1, "waiting_family": 1, "released": 1}
    assert after["BENALI Karim"]["serial"] == "SN7"
    assert not app.exception


def test_a_note_in_english_opens_too(small):
    assert "wait to be handed over" in said(opened(small, "hand_overs", school(small), "en"))


def test_a_scanned_label_opens_its_note_with_its_unit_first(small):
    units = units_of(small, school(small))
    reference = units["NGUYEN Linh"]["reference"]
    app = opened(small, "hand_overs", school(small), bon=reference)
    text = said(app)
    assert text.index("NGUYEN Linh") < text.index("BENALI Karim")
    note = note_at(small.office, school(small), small.campaign_id, reference.lower().replace("-", ""))
    assert [unit["family"] for unit in note["units"] if unit["is_asked"]] == ["NGUYEN Linh"]


def test_paper_of_another_structure_opens_nothing(small):
    reference = note_of(small, school(small))["reference"]
    answer = note_at(small.office, shelter(small), small.campaign_id, reference)
    assert isinstance(answer, Refusal) and answer.code == "no_such_note"
    text = said(opened(small, "hand_overs", shelter(small), bon=reference))
    assert "Aucun bon ouvert pour vous" in text and "BENALI" not in text


def test_the_people_of_a_site_see_references_and_no_name(small):
    logistics = fictive_actor(Role.LOGISTICS)
    reference = note_of(small, school(small))["reference"]
    note = note_at(small.office, logistics, small.campaign_id, reference)
    assert {unit["family"] for unit in note["units"]} == {""}
    assert {unit["own_reference"] for unit in note["units"]} == {"E-1", "E-2", "E-3"}
    assert "BENALI" not in said(opened(small, "hand_overs", logistics, bon=reference))


def test_coordination_chooses_among_all_notes(small):
    assert len(open_notes(small.office, COORDINATOR, small.campaign_id)) == 2
    assert isinstance(open_notes(small.office, fictive_actor(Role.APPROVER), small.campaign_id), Refusal)
