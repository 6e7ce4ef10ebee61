-- Grain: one request that was compared, with the token of what it said then. Key: campaign_id, request_id (kept by the writer: no index on a hot table). Reads: nothing.
create table linkage_request (
    campaign_id text not null,
    request_id text not null,
    content_token text not null
)
