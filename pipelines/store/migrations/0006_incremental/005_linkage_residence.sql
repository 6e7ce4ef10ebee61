-- Grain: one structure that houses its families, and a request that lives where they do. Key: campaign_id, partner_id. Reads: nothing.
create table linkage_residence (
    campaign_id text not null,
    partner_id text not null,
    request_id text not null,
    primary key (campaign_id, partner_id)
)
