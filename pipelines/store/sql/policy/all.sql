-- Grain: one version of a campaign's policy, newest first. Key: campaign_id, policy_version. Reads: campaign_policy.
select policy_version, policy_digest, policy_toml, adopted_at, adopted_by
from campaign_policy
where campaign_id = :campaign_id
order by policy_version desc
