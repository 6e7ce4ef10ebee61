-- Grain: one request that is no more; the pseudonyms of erased families and of families that object stay. Key: request_id. Reads: household_member, request.
delete from household_member
where campaign_id = :campaign_id and request_id not in (
    select request_id
    from request
    where campaign_id = :campaign_id
        and (state in ('erased', 'objected') or (state = 'active' and households_count is null))
)
