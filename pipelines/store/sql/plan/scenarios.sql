-- Grain: one scenario of a campaign. Key: plan_id. Reads: plan_scenario.
select plan_id, name, assumptions
from plan_scenario
where campaign_id = :campaign_id
order by plan_id
