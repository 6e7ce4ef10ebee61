-- Grain: one follow-up plan. Key: plan_id. Reads: plan_follow_up.
select plan_id, follows_plan_id from plan_follow_up where campaign_id = :campaign_id order by plan_id
