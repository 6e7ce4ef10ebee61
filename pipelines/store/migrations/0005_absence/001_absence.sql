-- Grain: one request that a partner's new version of a list no longer has. Key: campaign_id, request_id. Reads: nothing.
create table absence (
    campaign_id text not null,
    request_id text not null,
    partner_id text not null,
    list_id text not null,
    state text not null,
    asked_at timestamp not null,
    answered_at timestamp,
    answered_by text,
    primary key (campaign_id, request_id)
)
