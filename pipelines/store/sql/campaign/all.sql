-- Grain: one campaign, newest first. Key: campaign_id. Reads: campaign.
select campaign_id, code, name, state, starts_on, ends_on, policy_digest, policy_version, created_at, version
from campaign
order by created_at desc, campaign_id desc
