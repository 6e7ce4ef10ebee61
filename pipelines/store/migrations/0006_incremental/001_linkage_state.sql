-- Grain: what the last full comparison of a campaign froze, beside its model. Key: campaign_id. Reads: nothing.
create table linkage_state (
    campaign_id text not null,
    frozen_at timestamp not null,
    requests bigint not null,
    weak_keys text not null,
    primary key (campaign_id)
)
