-- Grain: a plan that takes up what an adopted plan granted and that did not reach its family. Key: campaign_id, plan_id. Reads: nothing.
create table plan_follow_up (
    campaign_id text not null,
    plan_id text not null,
    follows_plan_id text not null,
    primary key (campaign_id, plan_id)
)
