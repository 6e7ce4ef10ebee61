-- Grain: one question about the households staged. Key: campaign_id, household_left, household_right. Reads: household_question, the staged table among_household.
update household_question
set state = 'closed'
where campaign_id = :campaign_id and state = 'open' and (
    household_left in (select household_id from among_household)
    or household_right in (select household_id from among_household)
)
