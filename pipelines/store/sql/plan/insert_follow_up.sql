-- Grain: one follow-up plan. Key: campaign_id, plan_id. Reads: nothing.
insert into plan_follow_up (campaign_id, plan_id, follows_plan_id) values (:campaign_id, :plan_id, :follows_plan_id)
