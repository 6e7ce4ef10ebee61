-- Grain: one pair of households. Key: campaign_id, household_left, household_right. Reads: household_question, the staged tables erased_request and erased_household.
delete from household_question
where campaign_id = :campaign_id and (
    request_left in (select request_id from erased_request) or request_right in (select request_id from erased_request)
    or household_left in (select household_id from erased_household)
    or household_right in (select household_id from erased_household)
)
