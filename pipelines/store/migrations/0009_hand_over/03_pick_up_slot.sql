-- Grain: one household's units at one site and the day kept for them. Key: campaign_id, plan_id, site_id, household_id, slot_on. Reads: nothing.
create table pick_up_slot (
    campaign_id text not null,
    plan_id text not null,
    site_id text not null,
    household_id text not null,
    partner_id text not null,
    slot_on date not null,
    units integer not null check (units > 0),
    primary key (campaign_id, plan_id, site_id, household_id, slot_on)
)
