-- Grain: one keyed token of a request, for recognising households. Key: campaign_id, request_id, kind, token. Reads: nothing.
create table request_key (
    campaign_id text not null,
    request_id text not null,
    kind text not null,
    token text not null
    /*postgres: , primary key (campaign_id, request_id, kind, token) */
)
