-- Grain: one transfer of units of a cell to another site. Key: campaign_id, transfer_id. Reads: nothing.
create table transfer (
    campaign_id text not null,
    transfer_id text not null,
    cell_id text not null,
    to_site_id text not null,
    to_cell_id text not null,
    quantity integer not null check (quantity > 0),
    received_count integer not null check (received_count >= 0),
    lost_count integer not null check (lost_count >= 0),
    reason text not null,
    sent_at timestamp not null,
    sent_by text not null,
    settled_at timestamp,
    check (received_count + lost_count <= quantity),
    primary key (campaign_id, transfer_id)
)
