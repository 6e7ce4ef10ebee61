-- Grain: one renewal of a recharge that a family was handed. Key: campaign_id, plan_id, line_id, number. Reads: nothing.
create table renewal (
    campaign_id text not null,
    renewal_id text not null,
    plan_id text not null,
    line_id text not null,
    number integer not null check (number > 0),
    household_id text not null,
    partner_id text not null,
    cell_id text not null,
    item text not null,
    due_on date not null,
    state text not null,
    granted_at timestamp not null,
    granted_by text not null,
    settled_at timestamp,
    settled_by text,
    primary key (campaign_id, plan_id, line_id, number)
)
