"""A campaign of three families that ask for a laptop and a connection: two laptops at one site, recharges there and elsewhere.

Two kits can be made of two sites, one of a single one. Counted by hand.
"""

from datetime import timedelta

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.stock import import_stock
from tests.unit.rules_builders import LOCKDOWN
from tests.unit.small_campaign import COORDINATOR, PARTNERS

BY_TIER = LOCKDOWN.replace('mode = "together"', 'mode = "together"\nstrict = "tier"')
ONE_SITE = BY_TIER.replace('strict = "tier"', 'strict = "tier"\nsame_site = true')
FAMILIES = (
    "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Connexion\n"
    "E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1;1\n"
    "E-2;DURAND;Sonia;0655667788;93200;Saint-Denis;1;1\n"
    "E-3;NGUYEN;Linh;0677889911;93200;Saint-Denis;1;1\n"
).encode()
SITES = (
    b"code,name,kind,commune_code,capacity_per_day\nSITE1,Point d'accueil du Landy,point_accueil,93066,50\n"
    b"SITE2,Relais d'Aubervilliers,relais,93001,50\n"
)


def one_site_campaign(office: Office, policy_text: str = BY_TIER) -> str:
    """Open it under a policy, with its lists, its stock and its households; nothing planned yet. Returns its id."""
    today = office.clock().date()
    made = create_campaign(office, COORDINATOR, "kits", policy_text, today, today + timedelta(days=60), "Kits")
    assert not isinstance(made, Refusal), made
    campaign_id = str(made["campaign_id"])
    rows = [("SITE1", "laptop", "A", 2), ("SITE1", "data_5gb", "", 1), ("SITE2", "data_5gb", "", 2)]
    stock = "site_code,item,grade,quantity,available_on,donor,earmark\n"
    stock += "".join(f"{site},{item},{grade},{units},{today},,\n" for site, item, grade, units in rows)
    steps = (
        import_partners(office, COORDINATOR, PARTNERS, "partners.csv"),
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        receive_list(office, COORDINATOR, campaign_id, FAMILIES, "classe.csv", Reception("ECOLE1")),
        import_stock(office, COORDINATOR, campaign_id, stock.encode(), "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return campaign_id
