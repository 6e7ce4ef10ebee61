-- Grain: one household. Key: campaign_id, household_id. Reads: household, the staged table arriving_redirect.
update household
set state = 'merged', redirect_to = (
    select r.redirect_to from arriving_redirect r where r.household_id = household.household_id
)
where campaign_id = :campaign_id and household_id in (select household_id from arriving_redirect)
