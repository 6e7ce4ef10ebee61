-- Grain: one plan. Key: plan_id. Reads: plan_household.
select cast(count(rank) as bigint) as ranked
from plan_household
where campaign_id = :campaign_id and plan_id = :plan_id
