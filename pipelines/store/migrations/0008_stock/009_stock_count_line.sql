-- Grain: one cell as it was counted, beside what was expected at that moment. Key: campaign_id, count_id, cell_id. Reads: nothing.
create table stock_count_line (
    campaign_id text not null,
    count_id text not null,
    cell_id text not null,
    expected integer not null check (expected >= 0),
    counted integer not null check (counted >= 0),
    primary key (campaign_id, count_id, cell_id)
)
