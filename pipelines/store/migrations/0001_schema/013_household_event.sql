-- Grain: one event in the life of households, append-only. Key: campaign_id, event_id. Reads: nothing.
create table household_event (
    campaign_id text not null,
    event_id text not null,
    type text not null,
    household_id text not null,
    other_id text,
    request_id text,
    happened_at timestamp not null,
    actor_id text not null,
    evidence text not null,
    primary key (campaign_id, event_id)
)
