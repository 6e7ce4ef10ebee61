"""Verbs of workshops, and of the families sent there."""

from campaigns.model.help_codes import ReferralState
from pipelines.help.referrals import list_referrals, record_referral, refer_families
from pipelines.help.workshops import import_workshops, list_workshops
from pipelines.verbs.calling import OnCampaign, campaign_file

ON_CAMPAIGN: dict[str, OnCampaign] = {
    "workshops import": campaign_file(import_workshops),
    "workshops list": lambda office, actor, c, o: list_workshops(office, actor, c),
    "referrals make": lambda office, actor, c, o: refer_families(office, actor, c),
    "referrals list": lambda office, actor, c, o: list_referrals(office, actor, c),
    "referrals record": lambda office, actor, c, o: record_referral(
        office, actor, c, o.referral_id, ReferralState(o.state)
    ),
}
