-- Grain: one request that was found known of another structure as it arrived, until households are recognised. Key: campaign_id, request_id. Reads: nothing.
create table known_request (
    campaign_id text not null,
    request_id text not null,
    primary key (campaign_id, request_id)
)
