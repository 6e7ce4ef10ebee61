-- Grain: one thing that happened to a granted unit on its way to its family, append-only. Key: campaign_id, event_id. Reads: nothing.
create table grant_event (
    campaign_id text not null,
    event_id text not null,
    plan_id text not null,
    line_id text not null,
    side text not null,
    kind text not null,
    reason text not null,
    to_proxy boolean not null,
    serial text not null,
    happened_on date not null,
    recorded_at timestamp not null,
    actor_id text not null,
    primary key (campaign_id, event_id)
)
