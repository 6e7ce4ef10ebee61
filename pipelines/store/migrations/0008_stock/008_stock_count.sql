-- Grain: one count of a site's shelves. Key: campaign_id, count_id. Reads: nothing.
create table stock_count (
    campaign_id text not null,
    count_id text not null,
    site_id text not null,
    state text not null,
    counted_at timestamp not null,
    counted_by text not null,
    settled_at timestamp,
    settled_by text,
    primary key (campaign_id, count_id)
)
