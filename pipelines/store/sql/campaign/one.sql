-- Grain: one campaign. Key: campaign_id. Reads: campaign.
select campaign_id, code, name, state, starts_on, ends_on, policy_toml, policy_digest, policy_version, created_at, version
from campaign
where campaign_id = :campaign_id
