-- Grain: one protected table of a release, as Arrow. Key: campaign_id, release_id, name. Reads: nothing.
create table figure_table (
    campaign_id text not null,
    release_id text not null,
    name text not null,
    content bytea not null,
    primary key (campaign_id, release_id, name)
)
