-- Grain: one release of published figures, numbered, never changed; the digest covers its tables. Key: campaign_id, release_id. Reads: nothing.
create table figure_release (
    campaign_id text not null,
    release_id text not null,
    position integer not null,
    as_of date not null,
    made_at timestamp not null,
    made_by text not null,
    threshold integer not null,
    digest text not null,
    primary key (campaign_id, release_id),
    unique (campaign_id, position)
)
