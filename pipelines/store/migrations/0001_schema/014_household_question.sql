-- Grain: one pair of households that a human must decide on. Key: campaign_id, household_left, household_right. Reads: nothing.
create table household_question (
    campaign_id text not null,
    household_left text not null,
    household_right text not null,
    reason text not null,
    state text not null,
    asked_at timestamp not null,
    primary key (campaign_id, household_left, household_right)
)
