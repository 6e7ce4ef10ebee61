-- Grain: one device of a lot, by the number on its label. Key: campaign_id, serial. Reads: nothing.
create table lot_device (
    campaign_id text not null,
    serial text not null,
    imei text not null,
    lot_id text not null,
    primary key (campaign_id, serial)
)
