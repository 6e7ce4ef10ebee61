-- Grain: one version of a policy. Key: campaign_id, policy_version. Reads: nothing.
insert into campaign_policy (campaign_id, policy_version, policy_digest, policy_toml, adopted_at, adopted_by)
values (:campaign_id, :policy_version, :policy_digest, :policy_toml, :adopted_at, :adopted_by)
