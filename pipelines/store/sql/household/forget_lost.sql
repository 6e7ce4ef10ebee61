-- Grain: one request that is no more. Key: request_id. Reads: household_member, request.
delete from household_member
where campaign_id = :campaign_id and request_id not in (
    select request_id from request where campaign_id = :campaign_id and state <> 'withdrawn' and households_count is null
)
