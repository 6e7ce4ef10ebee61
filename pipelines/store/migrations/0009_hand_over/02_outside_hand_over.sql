-- Grain: one device or recharge handed over that no plan granted. Key: campaign_id, outside_id. Reads: nothing.
create table outside_hand_over (
    campaign_id text not null,
    outside_id text not null,
    partner_id text not null,
    household_id text,
    cell_id text,
    item text not null,
    serial text not null,
    reason text not null,
    happened_on date not null,
    recorded_at timestamp not null,
    actor_id text not null,
    primary key (campaign_id, outside_id)
)
