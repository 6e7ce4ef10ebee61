"""Equip, connect and accompany are counted in families, each once, whatever the number of units; a leader is not shown exact counts."""

from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.round_trip import record_handover
from pipelines.help.referrals import refer_families
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.reporting.three_verbs import three_verbs
from tests.answers import done
from tests.unit.granted_campaign import granted_campaign
from tests.unit.small_campaign import COORDINATOR
from tests.unit.test_referrals import HEADER, workshops_import
from tests.unit.year_campaign import raw

# Three families: two ask for a device, two for a connection, two for help.
FAMILIES = (
    HEADER.replace("Ordinateur", "Ordinateur;Recharge")
    + "E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1;1;oui\nE-2;DURAND;Sonia;0655667788;93200;Saint-Denis;;1;oui\n"
    + "E-3;NGUYEN;Linh;0677889911;93200;Saint-Denis;2;;non\n"
).encode()


def verbs(office: object, campaign_id: str) -> dict[str, tuple[int, int, int]]:
    """Return (asked, promised, reached) of each verb."""
    rows = three_verbs(office, COORDINATOR, campaign_id)
    assert not isinstance(rows, Refusal)
    return {row["verb"]: (row["asked"], row["promised"], row["reached"]) for row in rows}


@pytest.mark.slow
def test_families_are_counted_once_for_each_verb(tmp_path: Path) -> None:
    granted = granted_campaign(tmp_path / "home", 4)
    office, campaign_id = granted.office, granted.campaign_id
    assert verbs(office, campaign_id) == {"equip": (0, 0, 0), "connect": (0, 4, 0), "accompany": (0, 0, 0)}
    notes = zip(granted.references, ("rechargé", "rechargé", "ligne inconnue"), strict=False)
    note = "référence;statut\n" + "".join(f"{reference};{status}\n" for reference, status in notes)
    assert done(record_handover(office, COORDINATOR, campaign_id, note.encode(), "retour.csv"))["updated"] == 3
    with office.store.writing() as session:
        # One family has the units of two, another gave its own back.
        raw(session, "update plan_grant set household_id = 'h0000' where household_id = 'h0001'")
        raw(session, "update plan_grant set state = 'returned' where household_id = 'h0003'")
    done(receive_list(office, COORDINATOR, campaign_id, FAMILIES, "l.csv", Reception("ECOLE1")))
    done(link_households(office, COORDINATOR, campaign_id))
    workshops_import(granted.small, 1)
    assert done(refer_families(office, COORDINATOR, campaign_id))["referred"] == 2
    assert verbs(office, campaign_id) == {"equip": (2, 0, 0), "connect": (2, 2, 1), "accompany": (2, 2, 0)}
    refused = three_verbs(office, fictive_actor(Role.LEADERSHIP), campaign_id)
    assert isinstance(refused, Refusal)
    office.close()
