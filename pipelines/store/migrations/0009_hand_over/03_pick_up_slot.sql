-- Grain: one household's units at one site and the day kept for them. Key: campaign_id, slot_id. Reads: nothing.
create table pick_up_slot (
    campaign_id text not null,
    slot_id text not null,
    plan_id text not null,
    site_id text not null,
    household_id text not null,
    partner_id text not null,
    slot_on date not null,
    units integer not null check (units > 0),
    primary key (campaign_id, slot_id)
)
