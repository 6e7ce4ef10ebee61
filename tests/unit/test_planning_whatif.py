"""What would serve a refused family: the score to pass, the units to find, what else to accept; all of it by replay."""

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.planning.whatif import what_would_serve
from tests.unit.scarce_campaign import STOCK_HEADER, scarce_campaign
from tests.unit.small_campaign import COORDINATOR


def requests_by_rank(office: Office, campaign_id: str, plan_id: str) -> list[str]:
    """Return one request of each household, best-ranked first."""
    with office.store.reading() as session:
        homes = session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan_id})
        members = session.rows("household/members", {"campaign_id": campaign_id})
    of_home = {row["household_id"]: row["request_id"] for row in members}
    return [of_home[row["household_id"]] for row in homes]


def test_a_refused_family_learns_what_would_serve_it(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    tablets = f"{STOCK_HEADER}SITE1,smartphone,A,1,{office.clock().date()},,\n".encode()
    assert not isinstance(import_stock(office, COORDINATOR, campaign_id, tablets, "plus.csv"), Refusal)
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    requests = requests_by_rank(office, campaign_id, plan_id)
    assert what_would_serve(office, COORDINATOR, campaign_id, requests[0])["lines"] == []
    told = what_would_serve(office, COORDINATOR, campaign_id, requests[2])
    assert told["department_code"] == "93", "as far as a map goes"
    (third,) = told["lines"]
    (fourth,) = what_would_serve(office, COORDINATOR, campaign_id, requests[3])["lines"]
    assert (third["reason"], third["cutoff_rank"], third["score_needed"]["rank"]) == ("devices_exhausted", 2, 2)
    assert len(third["score_needed"]["lose"]) == 1, "who would have given way, as a pseudonym"
    # Two laptops of grades that are as good for a kit lie on one shelf: one more on it, of the lower grade, is enough.
    assert [(found["units"], found["grade"]) for found in third["units"]] == [(1, "B")]
    assert [found["units"] for found in fourth["units"]] == [2]
    assert {found["lose"] == [] for found in [*third["units"], *fourth["units"]]} == {True}
    (side,) = third["bottleneck"]
    assert (side["side"], side["units"], side["granted"], side["worst_rank"]) == ("device", 2, 2, 2)
    # Both laptops stand on one shelf of one site, and both went to others.
    assert [(site["code"], site["commune_code"], site["units"], site["granted"]) for site in side["sites"]] == [
        ("SITE1", "93066", 2, 2)
    ]
    assert [found["kit_code"] for found in third["other_kits"]] == ["tablet", "smartphone", "phone"]


def test_rights_and_references_are_checked(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    request_id = requests_by_rank(office, campaign_id, plan_id)[3]
    refused = what_would_serve(office, fictive_actor(Role.LOGISTICS), campaign_id, request_id)
    assert isinstance(refused, Refusal)
    assert refused.code == "not_allowed"
    assert what_would_serve(office, COORDINATOR, campaign_id, "nobody").code == "unknown_request"


def test_a_device_is_no_answer_to_who_asks_for_a_connection_alone(office: Office) -> None:
    campaign_id = scarce_campaign(office)
    day = office.clock().date()
    phones = f"{STOCK_HEADER}SITE1,smartphone,A,9,{day},,\nSITE1,phone,A,9,{day},,\n".encode()
    alone = (
        "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Connexion\nD-1;MARTIN;Eva;0622334455;93200;Saint-Denis;1\n"
    )
    steps = (
        import_stock(office, COORDINATOR, campaign_id, phones, "plus.csv"),
        receive_list(office, COORDINATOR, campaign_id, alone.encode(), "connexion.csv", Reception("CHRS1")),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    plan_id = propose_plan(office, COORDINATOR, campaign_id)["plan_id"]
    last = requests_by_rank(office, campaign_id, plan_id)
    lines = [
        line for request_id in last for line in what_would_serve(office, COORDINATOR, campaign_id, request_id)["lines"]
    ]
    (data,) = [line for line in lines if line["kit_code"].startswith("data_")]
    assert data["other_kits"] == []
