"""Planning again: published grants stay, drafts change as little as they can, and what that costs is told by name."""

from campaigns.model.outcome import Refusal
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.planning.propose import propose_plan
from pipelines.planning.replan import served_afresh, what_moved
from pipelines.planning.stock import import_stock
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import STOCK_HEADER, scarce_campaign
from tests.unit.small_campaign import COORDINATOR

# A family of the first tier, with an exam and nothing to work on, on a list that comes late.
LATE = (
    "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Classe;Équipement\n"
    "T-1;TRAORE;Awa;0612344321;93200;Saint-Denis;1;3e;aucun\n"
).encode()


def more_laptops(office: Office, campaign_id: str, count: int) -> None:
    rows = f"{STOCK_HEADER}SITE1,laptop,PREMIUM,{count},{office.clock().date()},,\n"
    assert not isinstance(import_stock(office, COORDINATOR, campaign_id, rows.encode(), f"{count}.csv"), Refusal)


def test_a_draft_keeps_its_units_when_more_arrive_and_the_newly_served_are_named(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    first = propose_plan(office, COORDINATOR, campaign_id)
    more_laptops(office, campaign_id, 1)
    second = propose_plan(office, COORDINATOR, campaign_id)
    moved = what_moved(office, COORDINATOR, campaign_id, second["plan_id"], first["plan_id"])
    assert (moved["kept"], moved["moved"], moved["lose"]) == (2, [], [])
    assert [home["rank"] for home in moved["gain"]] == [3]


def test_what_was_published_stays_and_who_a_plan_from_scratch_would_serve_is_told(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    propose_plan(office, COORDINATOR, campaign_id)
    put_in_force(office, campaign_id)
    assert not isinstance(
        receive_list(office, COORDINATOR, campaign_id, LATE, "tard.csv", Reception("ECOLE1")), Refusal
    )
    assert not isinstance(link_households(office, COORDINATOR, campaign_id), Refusal)
    second = propose_plan(office, COORDINATOR, campaign_id)
    assert (second["served"], second["unserved"]) == (0, 3)
    found = served_afresh(office, COORDINATOR, campaign_id, second["plan_id"])
    assert found["frozen"] == 2
    with office.store.reading() as session:
        homes = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": second["plan_id"]})
    best = homes[0]["household_id"]
    assert [home["household_id"] for home in found["afresh"]] == [best]
    assert found["afresh"][0]["rank"] == 1, "the family that came late ranks first"
