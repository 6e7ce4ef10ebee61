-- Grain: one unit known by its serial number or IMEI. Key: campaign_id, serial. Reads: nothing.
create table unit (
    campaign_id text not null,
    serial text not null,
    lot_id text not null,
    cell_id text not null,
    state text not null,
    plan_id text,
    line_id text,
    side text,
    noted_at timestamp not null,
    primary key (campaign_id, serial)
)
