-- Grain: one version of a campaign's policy. Key: campaign_id, policy_version. Reads: nothing.
create table campaign_policy (
    campaign_id text not null,
    policy_version integer not null,
    policy_digest text not null,
    policy_toml text not null,
    adopted_at timestamp not null,
    adopted_by text not null,
    primary key (campaign_id, policy_version)
)
