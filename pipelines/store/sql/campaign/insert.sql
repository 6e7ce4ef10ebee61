-- Grain: one campaign. Key: campaign_id. Reads: nothing.
insert into campaign (campaign_id, code, name, state, starts_on, ends_on, policy_toml, policy_digest, policy_version, created_at, version)
values (:campaign_id, :code, :name, :state, :starts_on, :ends_on, :policy_toml, :policy_digest, 1, :created_at, 1)
