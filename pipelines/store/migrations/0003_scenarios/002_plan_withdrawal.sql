-- Grain: one unit that an adopted plan granted and that was given up before it left. Key: campaign_id, plan_id, line_id, side. Reads: nothing.
create table plan_withdrawal (
    campaign_id text not null,
    plan_id text not null,
    line_id text not null,
    side text not null,
    household_id text not null,
    partner_id text not null,
    cell_id text not null,
    item text not null,
    reason text not null,
    withdrawn_at timestamp not null,
    withdrawn_by text not null,
    primary key (campaign_id, plan_id, line_id, side)
)
