-- Grain: one campaign. Key: campaign_id. Reads: campaign.
update campaign
set policy_toml = :policy_toml, policy_digest = :policy_digest, policy_version = policy_version + 1, version = version + 1
where campaign_id = :campaign_id and version = :version
