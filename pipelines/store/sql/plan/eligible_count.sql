-- Grain: one plan. Key: plan_id. Reads: plan_household.
select cast(count(*) as bigint) as households, cast(count(*) filter (where is_eligible) as bigint) as eligible
from plan_household
where campaign_id = :campaign_id and plan_id = :plan_id
