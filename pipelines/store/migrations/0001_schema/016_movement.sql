-- Grain: one movement of stock, append-only. Key: campaign_id, movement_id. Reads: nothing.
create table movement (
    campaign_id text not null,
    movement_id text not null,
    cell_id text not null,
    category text not null,
    quantity integer not null check (quantity > 0),
    reason text not null,
    plan_id text,
    line_id text,
    happened_at timestamp not null,
    actor_id text not null,
    primary key (campaign_id, movement_id)
)
