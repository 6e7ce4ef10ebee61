-- Grain: one household as a plan ranked it. Key: campaign_id, plan_id, household_id. Reads: plan_household.
select household_id, is_eligible, reason, tier, score, lottery, rank, parts, commune_code, department_code, zone_code, partner_id
from plan_household
where campaign_id = :campaign_id and plan_id = :plan_id and household_id = :household_id
