-- Grain: one unit asked, served or not. Key: campaign_id, plan_id, line_id. Reads: nothing.
create table plan_line (
    campaign_id text not null,
    plan_id text not null,
    line_id text not null,
    household_id text not null,
    unit_no integer not null,
    kit_code text not null,
    type_id text not null,
    rank integer not null,
    is_served boolean not null,
    reason text,
    cutoff_rank integer,
    primary key (campaign_id, plan_id, line_id)
)
