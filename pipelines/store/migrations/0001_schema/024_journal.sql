-- Grain: one entry of the chained journal; ids and counts, never a name. Key: campaign_id, sequence. Reads: nothing.
create table journal (
    campaign_id text not null,
    sequence bigint not null,
    happened_at timestamp not null,
    actor_id text not null,
    role text not null,
    action text not null,
    object_id text not null,
    detail text not null,
    previous_hash text not null,
    hash text not null,
    primary key (campaign_id, sequence)
)
