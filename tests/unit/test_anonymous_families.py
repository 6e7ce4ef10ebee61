"""Families announced without a name give way, one by one, to those that the same structure names."""

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_anonymous import anonymous_families
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, SECOND_LIST

ANNOUNCED = b"Nombre de familles;Besoin PC;Besoin connexion\n5;4;6\n"


def sent(small, data, code="ECOLE1"):
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code))
    assert not isinstance(report, Refusal)


def seen(small, actor=COORDINATOR):
    names = ("partner_code", "announced", "named", "anonymous", "devices", "connections")
    return [tuple(row[name] for name in names) for row in anonymous_families(small.office, actor, small.campaign_id)]


def test_a_name_takes_the_place_of_one_announced_family(small):
    sent(small, ANNOUNCED)
    assert seen(small) == [("ECOLE1", 5, 0, 5, 4, 6)]
    sent(small, FIRST_LIST)
    assert seen(small) == [("ECOLE1", 5, 3, 2, 1, 6)]


def test_another_structures_names_change_nothing(small):
    sent(small, ANNOUNCED)
    sent(small, SECOND_LIST, "CHRS1")
    assert seen(small) == [("ECOLE1", 5, 0, 5, 4, 6)]


def test_a_structure_sees_its_own_announcement_only(small):
    sent(small, ANNOUNCED)
    assert seen(small, fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])) == []
    assert len(seen(small, fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"]))) == 1


def test_what_is_asked_is_not_counted_twice(small):
    sent(small, ANNOUNCED)
    sent(small, FIRST_LIST)
    sent(small, SECOND_LIST, "CHRS1")
    with small.office.store.reading() as session:
        asked = session.rows("coverage/asked", {"campaign_id": small.campaign_id})[0]
    # The school announced 4 devices and named 3 of them; the shelter asks for 2.
    assert asked == {"requests": 6, "devices": 6, "connections": 6, "aggregates": 1, "aggregate_households": 2}
