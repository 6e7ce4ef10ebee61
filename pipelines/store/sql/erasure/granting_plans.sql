-- Grain: one plan that grants something to the households staged. Key: plan_id. Reads: plan_grant, the staged table seen_household.
select distinct plan_id
from plan_grant
where campaign_id = :campaign_id and household_id in (select household_id from seen_household)
