-- Grain: what a plan supposes. Key: campaign_id, plan_id. Reads: nothing.
insert into plan_scenario (campaign_id, plan_id, name, assumptions)
values (:campaign_id, :plan_id, :name, :assumptions)
