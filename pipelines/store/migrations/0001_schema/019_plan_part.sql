-- Grain: one Arrow table of a plan's problem or result (lines, options, cells, sites, grants, unserved, values). Key: campaign_id, plan_id, part. Reads: nothing.
create table plan_part (
    campaign_id text not null,
    plan_id text not null,
    part text not null,
    content bytea not null,
    primary key (campaign_id, plan_id, part)
)
