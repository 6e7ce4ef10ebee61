-- Grain: one household as a plan ranked it; its rank stays. Key: campaign_id, plan_id, household_id. Reads: plan_household, the staged table erased_household.
update plan_household
set parts = '[]', commune_code = null, zone_code = null
where campaign_id = :campaign_id and household_id in (select household_id from erased_household)
