"""Verbs of the house itself: invariants, health, what it is made of, the dashboard."""

from pipelines.bill_of_materials import write_bill
from pipelines.doctor import examine
from pipelines.serve import serve
from pipelines.verbs.calling import Free, OnCampaign, OnOffice
from pipelines.verify import verify_campaign

FREE: dict[str, Free] = {"serve": serve, "sbom": lambda options: write_bill(options.out)}
ON_OFFICE: dict[str, OnOffice] = {"doctor": lambda office, actor, options: examine(office, actor)}
ON_CAMPAIGN: dict[str, OnCampaign] = {
    "verify": lambda office, actor, campaign_id, options: verify_campaign(office, actor, campaign_id),
}
