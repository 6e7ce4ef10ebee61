-- Grain: a campaign in which a check found something broken, and which only reads until one finds it whole. Key: campaign_id. Reads: nothing.
create table halt (
    campaign_id text not null,
    checked_at timestamp not null,
    broken text not null,
    primary key (campaign_id)
)
