-- Grain: one household as a plan ranked it. Key: campaign_id, plan_id, household_id. Reads: nothing.
create table plan_household (
    campaign_id text not null,
    plan_id text not null,
    household_id text not null,
    is_eligible boolean not null,
    reason text,
    tier integer,
    score double precision,
    lottery text,
    rank integer,
    parts text not null,
    commune_code text,
    department_code text,
    zone_code text,
    partner_id text not null,
    primary key (campaign_id, plan_id, household_id)
)
