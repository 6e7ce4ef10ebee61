"""Where operators have a network: an imported table closes what does not work, and what it does not say stays open and unknown."""

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.networks import import_networks, plan_networks
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.planning.views import plan_grants
from tests.unit.rules_builders import LOCKDOWN
from tests.unit.scarce_campaign import STOCK_HEADER
from tests.unit.small_campaign import COORDINATOR, HEADER, PARTNERS, SITES

# The small top-up works on one network, the large one on another; both answer a family without a connection.
POLICY = LOCKDOWN.replace(
    'code = "data_12gb"\nside = "data"', 'code = "data_12gb"\nside = "data"\noperator = "rouge"'
).replace('code = "data_5gb"\nside = "data"', 'code = "data_5gb"\nside = "data"\noperator = "bleu"')
LIST = (HEADER.replace("Ordinateur", "Connexion") + "E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1\n").encode()
TABLE = "commune_code,operator,level\n"


def campaign_of(office: Office) -> str:
    today = office.clock().date()
    made = create_campaign(office, COORDINATOR, "reseaux", POLICY, today, today + timedelta(days=60), "Réseaux")
    assert not isinstance(made, Refusal), made
    campaign_id = str(made["campaign_id"])
    stock = f"{STOCK_HEADER}SITE1,data_12gb,,1,{today},,\nSITE1,data_5gb,,1,{today},,\n"
    steps = (
        import_partners(office, COORDINATOR, PARTNERS, "partners.csv"),
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        receive_list(office, COORDINATOR, campaign_id, LIST, "classe.csv", Reception("ECOLE1")),
        import_stock(office, COORDINATOR, campaign_id, stock.encode(), "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return campaign_id


@pytest.mark.parametrize(
    ("table", "item", "operator", "level"),
    [
        ("", "data_12gb", "rouge", "unknown"),
        ("93066,rouge,limited\n", "data_12gb", "rouge", "limited"),
        ("93066,Rouge,none\n", "data_5gb", "bleu", "unknown"),
        ("93066,rouge,none\n93066,bleu,good\n", "data_5gb", "bleu", "good"),
        ("75056,rouge,none\n", "data_12gb", "rouge", "unknown"),
    ],
)
def test_the_top_up_that_works_where_the_family_lives_is_given(
    tmp_path: Path, table: str, item: str, operator: str, level: str
) -> None:
    office = open_office(tmp_path)
    campaign_id = campaign_of(office)
    assert not isinstance(import_networks(office, COORDINATOR, (TABLE + table).encode(), "reseaux.csv"), Refusal)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal), made
    grants = plan_grants(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(grants, Refusal)
    assert [grant["item"] for grant in grants] == [item]
    assert plan_networks(office, COORDINATOR, campaign_id, made["plan_id"]) == [
        {"operator": operator, "level": level, "units": 1, "communes": 1}
    ]
    office.close()


def test_no_network_at_all_leaves_the_family_waiting_for_want_of_an_option(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    campaign_id = campaign_of(office)
    import_networks(office, COORDINATOR, (TABLE + "93066,rouge,none\n93066,bleu,none\n").encode(), "reseaux.csv")
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    assert (made["served"], made["unserved"]) == (0, 1)
    assert plan_networks(office, COORDINATOR, campaign_id) == []
    office.close()


def test_a_table_is_checked_line_by_line_and_sent_again_changes_nothing(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    table = (
        TABLE + "93066,rouge,good\n93066,rouge,limited\n00000,rouge,good\n93066,bleu,mauvais\n93066,,good\n"
    ).encode()
    first = import_networks(office, COORDINATOR, table, "reseaux.csv")
    assert not isinstance(first, Refusal)
    # The last line of a commune and operator counts.
    assert (first["read"], first["changed"], first["levels"]) == (2, 1, {"limited": 1})
    assert [fault["fr"].split(" : ")[0] for fault in first["faults"]] == ["Ligne 4", "Ligne 5", "Ligne 6"]
    again = import_networks(office, COORDINATOR, table, "reseaux.csv")
    assert not isinstance(again, Refusal)
    assert again["changed"] == 0
    refusal = import_networks(office, fictive_actor(Role.LEADERSHIP), table, "reseaux.csv")
    assert isinstance(refusal, Refusal)
    missing = import_networks(office, COORDINATOR, b"commune_code,operator\n93066,rouge\n", "reseaux.csv")
    assert isinstance(missing, Refusal)
    assert "level" in missing.sentence.fr
    office.close()
