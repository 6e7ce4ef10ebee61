-- Grain: what a plan supposes that is not (yet) so; a plan without a row supposes nothing. Key: campaign_id, plan_id. Reads: nothing.
create table plan_scenario (
    campaign_id text not null,
    plan_id text not null,
    name text not null,
    assumptions text not null,
    primary key (campaign_id, plan_id)
)
