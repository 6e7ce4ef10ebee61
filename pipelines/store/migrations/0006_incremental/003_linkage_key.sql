-- Grain: one keyed token by which a request finds those it may be one household with. Key: campaign_id, request_id, token (kept by the writer). Reads: nothing.
create table linkage_key (
    campaign_id text not null,
    request_id text not null,
    token bigint not null
)
