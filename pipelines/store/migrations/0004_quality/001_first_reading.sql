-- Grain: one list as it was first read, before any correction; examples are no rows of it. Key: campaign_id, list_id. Reads: nothing.
create table first_reading (
    campaign_id text not null,
    list_id text not null,
    row_count integer not null,
    accepted_count integer not null,
    duplicate_count integer not null,
    phone_count integer not null,
    address_count integer not null,
    primary key (campaign_id, list_id)
)
