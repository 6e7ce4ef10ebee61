-- Grain: one household; a merged one redirects to the one that stays. Key: campaign_id, household_id. Reads: nothing.
create table household (
    campaign_id text not null,
    household_id text not null,
    created_at timestamp not null,
    state text not null,
    redirect_to text,
    primary key (campaign_id, household_id)
)
