-- Grain: one unit granted to a household by a plan. Key: campaign_id, plan_id, line_id, side. Reads: nothing.
create table plan_grant (
    campaign_id text not null,
    plan_id text not null,
    line_id text not null,
    side text not null,
    household_id text not null,
    partner_id text not null,
    cell_id text not null,
    site_id text not null,
    item text not null,
    km double precision,
    mode text not null,
    state text not null,
    released_at timestamp,
    delivered_at timestamp,
    handed_over_at timestamp,
    returned_at timestamp,
    primary key (campaign_id, plan_id, line_id, side)
)
