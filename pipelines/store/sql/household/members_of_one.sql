-- Grain: one request of a household, but for those of erased families and of families that object. Key: request_id. Reads: household_member, request.
select m.request_id
from household_member m
where m.campaign_id = :campaign_id and m.household_id = :household_id and not exists (
    select 1 from request r
    where r.campaign_id = m.campaign_id and r.request_id = m.request_id and r.state in ('erased', 'objected')
)
order by m.request_id
