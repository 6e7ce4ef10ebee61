-- Grain: one campaign. Key: campaign_id. Reads: nothing.
create table campaign (
    campaign_id text not null primary key,
    code text not null unique,
    name text not null,
    state text not null,
    starts_on date not null,
    ends_on date not null,
    policy_toml text not null,
    policy_digest text not null,
    policy_version integer not null,
    created_at timestamp not null,
    version integer not null
)
