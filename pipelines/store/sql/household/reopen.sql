-- Grain: one household that has requests again. Key: campaign_id, household_id. Reads: household, the staged table reopened_household.
update household
set state = 'open', redirect_to = null
where campaign_id = :campaign_id and state = 'merged' and household_id in (select household_id from reopened_household)
