-- Grain: one campaign. Key: code. Reads: campaign.
select campaign_id, code, name, state, starts_on, ends_on, policy_toml, policy_digest, policy_version, created_at, version
from campaign
where code = :code
