-- Grain: what one more unit in a cell would do under a plan. Key: campaign_id, plan_id, cell_id. Reads: nothing.
create table plan_value (
    campaign_id text not null,
    plan_id text not null,
    cell_id text not null,
    available integer not null,
    granted integer not null,
    best_rank integer,
    primary key (campaign_id, plan_id, cell_id)
)
