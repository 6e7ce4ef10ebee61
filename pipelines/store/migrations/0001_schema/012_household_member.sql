-- Grain: one request and the household it belongs to now. Key: campaign_id, request_id. Reads: nothing.
create table household_member (
    campaign_id text not null,
    request_id text not null,
    household_id text not null,
    primary key (campaign_id, request_id)
)
