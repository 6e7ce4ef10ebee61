-- Grain: one exceptional grant asked for a household in danger. Key: campaign_id, exception_id. Reads: nothing.
create table plan_exception (
    campaign_id text not null,
    exception_id text not null,
    household_id text not null,
    reason text not null,
    asked_at timestamp not null,
    asked_by text not null,
    approved_at timestamp,
    approved_by text,
    plan_id text,
    primary key (campaign_id, exception_id)
)
