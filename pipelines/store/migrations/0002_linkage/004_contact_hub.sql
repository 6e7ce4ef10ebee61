-- Grain: one contact that many families share, by its keyed token. Key: campaign_id, kind, token. Reads: nothing.
create table contact_hub (
    campaign_id text not null,
    kind text not null,
    token text not null,
    source text not null,
    primary key (campaign_id, kind, token)
)
