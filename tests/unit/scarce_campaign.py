"""A campaign of four families and two laptops, lists received and households recognised; nothing planned yet."""

from datetime import timedelta

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.stock import import_stock
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, PARTNERS, POLICY, SECOND_LIST, SITES

STOCK_HEADER = "site_code,item,grade,quantity,available_on,donor,earmark\n"


def scarce_campaign(office: Office, extra_policy: str = "", earmark: str = "") -> str:
    """Open it under the example policy with more sections at its end; one laptop carries the earmark. Returns its id."""
    today = office.clock().date()
    text = POLICY.read_text("utf-8") + extra_policy
    made = create_campaign(office, COORDINATOR, "rare", text, today, today + timedelta(days=60), "Stock rare")
    assert not isinstance(made, Refusal), made
    campaign_id = str(made["campaign_id"])
    stock = f"{STOCK_HEADER}SITE1,laptop,A,1,{today},,\nSITE1,laptop,B,1,{today},,{earmark}\n"
    steps = (
        import_partners(office, COORDINATOR, PARTNERS, "partners.csv"),
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        receive_list(office, COORDINATOR, campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1")),
        receive_list(office, COORDINATOR, campaign_id, SECOND_LIST, "foyer.csv", Reception("CHRS1")),
        import_stock(office, COORDINATOR, campaign_id, stock.encode(), "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return campaign_id
