-- Grain: one plan. Key: plan_id. Reads: plan_line.
select cast(count(distinct household_id) as bigint) as households
from plan_line
where campaign_id = :campaign_id and plan_id = :plan_id
